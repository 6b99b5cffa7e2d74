"""Reads SQLAlchemy's MetaData into a `Schema`: with the loader, the one room that knows SQLAlchemy.

Every table of the MetaData is read with all of its columns and rules, spelt as PostgreSQL spells
them. What PostgreSQL's dialect cannot spell falls back to the default dialect, a type then to its
own dialect, and at last to the name of the class: reading never fails for what a type or an
expression says. Sets of SQLAlchemy are put in order here, so that nothing later depends on the
order of a run.
"""

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from enum import Enum as PythonEnum
from importlib import import_module
from reprlib import recursive_repr
from typing import Any

from sqlalchemy import (
    BinaryExpression,
    CheckConstraint,
    MetaData,
    UnaryExpression,
    UniqueConstraint,
    types,
)
from sqlalchemy import Column as SAColumn
from sqlalchemy import Enum as EnumType
from sqlalchemy import Table as SATable
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.engine import default
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import (
    Computed,
    Constraint,
    DefaultClause,
    FetchedValue,
    ForeignKeyConstraint,
    Identity,
)
from sqlalchemy.schema import (
    Index as SAIndex,
)
from sqlalchemy.sql.operators import (
    asc_op,
    collate,
    desc_op,
    nulls_first_op,
    nulls_last_op,
)

from nexus.schema.model import (
    Check,
    Column,
    Enum,
    ForeignKey,
    Index,
    Key,
    Schema,
    Source,
    Table,
    TableKind,
)
from nexus.sources.sqlalchemy.loader import Models

# Texts for people: the style of bound values that doubles no percent sign.
POSTGRESQL = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]
DIALECTS = (POSTGRESQL, default.DefaultDialect(paramstyle="named"))
_ORDERINGS = (asc_op, desc_op, nulls_first_op, nulls_last_op)


def read(models: Models, name: str = "") -> Schema:
    """The schema of all tables of `models`, called `name` or else what the models are called.

    A table outside the MetaData that a foreign key names becomes a stub.
    """
    with warnings.catch_warnings():
        # Compiling for documentation: what SQLAlchemy would warn of is not news to the reader.
        warnings.simplefilter("ignore")
        enums: dict[str, Enum] = {}
        declared = models.metadata.tables.values()
        tables = [_table(table, enums, models.sources.get(table)) for table in declared]
        return Schema(
            name or models.name,
            (*tables, *_stubs(tables)),
            tuple(enums.values()),
            models.description,
            tuple(_left_out(declared)),
        )


def _left_out(tables: Iterable[SATable]) -> Iterator[str]:
    for table in tables:
        for rule in table.constraints:
            if isinstance(rule, ForeignKeyConstraint) and not rule.elements:
                yield f"left out: a foreign key without columns; {table.fullname}; give it columns"


def _table(table: SATable, enums: dict[str, Enum], source: Source | None) -> Table:
    position = {column.name: place for place, column in enumerate(table.columns)}

    def ordered(constraints: Iterable[Constraint]) -> list[Any]:
        return sorted(constraints, key=lambda c: _rank(c, position))

    rules = ordered(table.constraints)
    return Table(
        name=str(table.name),
        schema=str(table.schema) if table.schema else None,
        columns=tuple(_column(column, enums) for column in table.columns),
        primary_key=_key(table.primary_key),
        foreign_keys=tuple(
            _foreign_key(c) for c in rules if isinstance(c, ForeignKeyConstraint) and c.elements
        ),
        uniques=tuple(_key(c) for c in rules if isinstance(c, UniqueConstraint)),
        checks=tuple(_check(c) for c in (*rules, *_column_checks(table)) if _is_check(c)),
        exclusions=tuple(_exclusion(c) for c in rules if isinstance(c, ExcludeConstraint)),
        indexes=tuple(sorted(map(_index, table.indexes), key=lambda i: (i.name or "", i.parts))),
        comment=table.comment,
        group=_text(table.info.get("group")),
        kind=_kind(table),
        source=source,
    )


def _kind(table: SATable) -> TableKind:
    # SQLAlchemy 2.1 marks its own views; before it, projects mark theirs in `info`.
    is_view = getattr(table, "is_view", False) or table.info.get("is_view")
    return "view" if is_view else "table"


def _rank(constraint: Any, position: Mapping[str, int]) -> tuple[list[int], str, str]:
    # A set has no order of its own, and that of creation is lost where a mixin is copied.
    columns = [position.get(c.name, len(position)) for c in getattr(constraint, "columns", ())]
    return columns, _name(constraint) or "", _rule(constraint)


def _rule(constraint: Any) -> str:
    if isinstance(constraint, ExcludeConstraint):
        return _exclusion(constraint).expression
    if isinstance(constraint, ForeignKeyConstraint) and constraint.elements:
        return repr(_foreign_key(constraint))
    return _sql(constraint.sqltext) if isinstance(constraint, CheckConstraint) else ""


def _names(columns: Iterable[Any]) -> tuple[str, ...]:
    return tuple(str(column.name) for column in columns)


def _name(constraint: Any) -> str | None:
    # An unnamed constraint of a boolean or enum type has a marker for a name, which is no string.
    return str(constraint.name) if isinstance(constraint.name, str) else None


def _text(value: object) -> str | None:
    return None if value is None else str(value)


# Columns


def _column(column: SAColumn[Any], enums: dict[str, Enum]) -> Column:
    generated = column.computed
    identity = column.identity
    return Column(
        name=str(column.name),
        type=type_text(column.type),
        # A primary key is never null, whatever else is said of the column.
        nullable=bool(column.nullable and not column.primary_key),
        enum=_enum(column, enums),
        server_default=None if generated is not None or identity else _server_default(column),
        client_default=_client_default(column.default),
        computed=None if generated is None else _sql(generated.sqltext),
        persisted=None if generated is None else generated.persisted,
        is_fetched=_is_fetched(column.server_default),
        identity=None if identity is None else _identity(identity),
        comment=column.comment,
    )


def type_text(kind: types.TypeEngine[Any]) -> str:
    """A type in PostgreSQL's spelling, lower-case outside quotes: `numeric(10, 2)`.

    An enum is its name. Falls back to the default dialect, to the type's own, and then to the name
    of its class.
    """
    enum = _enum_of(kind)
    if enum is not None and enum.name and enum.native_enum:
        dimensions = getattr(_implementation(kind), "dimensions", None) or 1
        return _enum_name(enum) + "[]" * (dimensions if _item(kind) is not None else 0)
    for dialect in (*DIALECTS, *(_own_dialects(kind) if enum is None else ())):
        try:
            return _lower_unquoted(str(kind.compile(dialect=dialect)))
        except Exception:  # noqa: S112 (a type's compiler is its author's code)
            continue
    return type(kind).__name__


def _own_dialects(kind: types.TypeEngine[Any]) -> Iterator[Any]:
    """The dialect of SQLAlchemy's that a type comes with, if any."""
    for base in type(kind).__mro__:
        if found := re.match(r"sqlalchemy\.dialects\.\w+", base.__module__):
            yield import_module(found[0]).dialect()
            return


def _lower_unquoted(text: str) -> str:
    return re.sub(r"""("[^"]*"|'[^']*')|[^"']+""", lambda m: m[1] or m[0].lower(), text)


def _implementation(kind: Any) -> Any:
    """The type that PostgreSQL gets: a variant for it, and what a decorator wraps."""
    while True:
        kind = getattr(kind, "_variant_mapping", {}).get(POSTGRESQL.name, kind)
        if not isinstance(kind, types.TypeDecorator):
            return kind
        try:
            kind = kind.load_dialect_impl(POSTGRESQL)
        except Exception:  # as above: an author's code
            kind = getattr(kind, "impl_instance", None)


def _item(kind: Any) -> Any:
    """The type of an array's items, or None for what is no array."""
    return getattr(_implementation(kind), "item_type", None)


def _enum_of(kind: Any) -> EnumType | None:
    inner = _item(kind)
    found = _implementation(inner if inner is not None else kind)
    return found if isinstance(found, EnumType) else None


def _enum(column: SAColumn[Any], enums: dict[str, Enum]) -> str | None:
    found = _enum_of(column.type)
    if found is None:
        return None
    name = _enum_name(found) if found.name else f"{column.table.name}_{column.name}"
    values = tuple(str(value) for value in found.enums)
    # Two enums of one name and other values are two enums: PostgreSQL would refuse the second.
    number = 2
    free = name
    while enums.get(free, Enum(free, values)).values != values:
        free, number = f"{name} ({number})", number + 1
    return enums.setdefault(free, Enum(free, values)).name


def _enum_name(enum: EnumType) -> str:
    return f"{enum.schema}.{enum.name}" if enum.schema else str(enum.name)


def _server_default(column: SAColumn[Any]) -> str | None:
    if column.server_default is None:
        return None
    if not isinstance(column.server_default, DefaultClause):
        return None
    text = _compiled(lambda d: d.ddl_compiler(d, None).get_column_default_string(column))
    return text or _plainly(column.server_default.arg)


def _is_fetched(default: Any) -> bool:
    """Whether the database sets a column, by a trigger or whatever, without the models' help."""
    told = DefaultClause | Computed | Identity
    return isinstance(default, FetchedValue) and not isinstance(default, told)


def _client_default(given: Any) -> str | None:
    if given is None:
        return None
    if given.is_callable:
        return f"{getattr(given.arg, '__name__', type(given.arg).__name__)}()"
    if given.is_sequence:
        return f"nextval({given.name})"
    return _sql(given.arg) if given.is_clause_element else _literal(given.arg)


@recursive_repr()
def _literal(value: object) -> str:
    """A value as Python writes it, the same in every run."""
    if isinstance(value, PythonEnum):
        return f"{type(value).__name__}.{value.name}"
    # Nobody writes microseconds by hand: such a moment was taken while the models were imported.
    if isinstance(value, datetime) and value.microsecond not in {0, 999_999}:
        return "a moment computed at import"
    try:
        text = _collection(value) or repr(value)
    except Exception:  # an author's class may refuse to be shown
        return f"{type(value).__name__}()"
    return f"{type(value).__name__}()" if re.search(r" at 0x[0-9a-fA-F]+>", text) else text


def _collection(value: object) -> str:
    """A collection with its items as literals, sets in order; the empty string for anything else."""
    if isinstance(value, set | frozenset) and value:
        return f"{{{', '.join(sorted(map(_literal, value)))}}}"
    if type(value) is list:
        return f"[{', '.join(map(_literal, value))}]"
    if type(value) is tuple:
        return f"({', '.join(map(_literal, value))}{',' if len(value) == 1 else ''})"
    if type(value) is dict:
        return f"{{{', '.join(f'{_literal(k)}: {_literal(v)}' for k, v in value.items())}}}"
    return ""


def _identity(identity: Identity) -> str:
    return (
        _compiled(lambda d: d.ddl_compiler(d, None).visit_identity_column(identity)) or "identity"
    )


# Constraints and indexes


def _key(key: Any) -> Key:
    options = key.dialect_options["postgresql"]
    return Key(
        name=_name(key),
        columns=_names(key.columns),
        include=tuple(_included(c, key) for c in options.get("include") or ()),
        nulls_not_distinct=bool(options.get("nulls_not_distinct")),
        deferrable=key.deferrable,
        initially=key.initially,
    )


def _foreign_key(key: ForeignKeyConstraint) -> ForeignKey:
    targets = [_target(element) for element in key.elements]
    return ForeignKey(
        name=_name(key),
        columns=_names(key.columns),
        target=targets[0][0],
        target_columns=tuple(column for _, column in targets),
        on_delete=key.ondelete,
        on_update=key.onupdate,
        deferrable=key.deferrable,
        initially=key.initially,
        comment=key.comment,
        match=key.match,
    )


def _target(element: Any) -> tuple[str, str]:
    """The id of the table and the name of the column that one element of a key refers to."""
    try:
        return _id(element.column.table, element.parent.table.metadata), str(element.column.name)
    except (SQLAlchemyError, AttributeError):
        schema, table, column = element._column_tokens  # noqa: SLF001 (its public name needs SQLAlchemy 2.1)
        schema = schema or element.parent.table.metadata.schema
        return f"{schema}.{table}" if schema else str(table), str(column or element.parent.key)


def _id(table: SATable, metadata: MetaData) -> str:
    twin = metadata.tables.get(table.fullname)
    is_other = twin is not None and twin is not table
    return f"{table.fullname} (of another MetaData)" if is_other else str(table.fullname)


def _stubs(tables: list[Table]) -> list[Table]:
    known = {table.id for table in tables}
    missing: dict[str, dict[str, Column]] = {}
    for table in tables:
        for key in table.foreign_keys:
            if key.target not in known:
                columns = missing.setdefault(key.target, {})
                for own, name in zip(key.columns, key.target_columns, strict=True):
                    columns.setdefault(name, Column(name, table.column(own).type, nullable=False))
    return [_stub(target, tuple(columns.values())) for target, columns in missing.items()]


def _stub(target: str, columns: tuple[Column, ...]) -> Table:
    schema, _, name = target.rpartition(".")
    return Table(name, schema or None, columns, kind="stub")


def _column_checks(table: SATable) -> list[Constraint]:
    # A check given on a column is held by the column, not by its table.
    return [
        rule
        for column in table.columns
        for rule in sorted(column.constraints, key=lambda c: (str(c.name or ""), _rule(c)))
        if rule not in table.constraints
    ]


def _is_check(constraint: Constraint) -> bool:
    if not isinstance(constraint, CheckConstraint):
        return False
    # The check of a boolean or enum type is there only where PostgreSQL has no such type.
    is_needed = getattr(constraint, "_create_rule", None)
    if is_needed is None or not getattr(constraint, "_type_bound", False):
        return True
    compiler: Any = POSTGRESQL.ddl_compiler
    return bool(is_needed(compiler(POSTGRESQL, None)))


def _check(constraint: CheckConstraint) -> Check:
    return Check(_name(constraint), _sql(constraint.sqltext), constraint.comment)


def _exclusion(constraint: ExcludeConstraint) -> Check:
    text = _compiled(lambda d: d.ddl_compiler(d, None).visit_exclude_constraint(constraint))
    if constraint.name is not None:
        named = POSTGRESQL.identifier_preparer.format_constraint(constraint)
        text = text.removeprefix(f"CONSTRAINT {named} ")
    return Check(_name(constraint), text, constraint.comment)


def _index(index: SAIndex) -> Index:
    options = index.dialect_options["postgresql"]
    plain = [_plain(expression) for expression in index.expressions]
    columns = [column for column in plain if column is not None]
    predicate = _predicate(index)
    return Index(
        name=_name(index),
        parts=tuple(_part(expression, options["ops"]) for expression in index.expressions),
        columns=_names(columns) if len(columns) == len(plain) else (),
        unique=bool(index.unique),
        predicate=None if predicate is None else _sql(predicate),
        method=options["using"] or None,
        include=tuple(_included(c, index) for c in options["include"] or ()),
        comment=_text(index.info.get("comment")),
        nulls_not_distinct=bool(options["nulls_not_distinct"]),
    )


def _part(expression: Any, classes: Mapping[str, str]) -> str:
    """A part of an index, with its operator class if it has one."""
    kind = classes.get(getattr(expression, "key", None) or "")
    if kind is None:
        return _sql(expression)
    is_column = isinstance(expression, SAColumn)
    quoted = POSTGRESQL.identifier_preparer.quote
    return f"{quoted(expression.name) if is_column else _sql(expression)} {kind}"


def _predicate(index: SAIndex) -> Any:
    """The condition of a partial index, be it only for another dialect."""
    given = {name: value for name, value in index.dialect_kwargs.items() if name.endswith("_where")}
    return next((value for _, value in sorted(given.items()) if value is not None), None)


def _included(column: Any, index: Any) -> str:
    known = index.table.columns.get(column) if isinstance(column, str) else column
    return str(column if known is None else known.name)


def _plain(expression: Any) -> SAColumn[Any] | None:
    """The column that a part of an index is, whatever its order; None for an expression."""
    while True:
        if isinstance(expression, UnaryExpression) and expression.modifier in _ORDERINGS:
            expression = expression.element
        elif isinstance(expression, BinaryExpression) and expression.operator is collate:
            expression = expression.left
        else:
            break
    return expression if isinstance(expression, SAColumn) else None


# SQL text


def _sql(expression: Any) -> str:
    """An expression as SQL text without the table's name; a plain column is its bare name."""
    if isinstance(expression, SAColumn):
        return str(expression.name)
    if isinstance(expression, str):
        return expression
    text = _compiled(
        lambda d: d.ddl_compiler(d, None).sql_compiler.process(
            expression, include_table=False, literal_binds=True
        )
    )
    return text or _plainly(expression)


def _plainly(expression: Any) -> str:
    try:
        return str(expression)
    except Exception:  # as for types: an author's constructs may raise anything
        return type(expression).__name__


def _compiled(compile_for: Callable[[Any], Any]) -> str:
    """What the first of the dialects makes of it, or the empty string where none can."""
    for dialect in DIALECTS:
        try:
            return str(compile_for(dialect) or "").strip()
        except Exception:  # noqa: S112 (as for types)
            continue
    return ""
