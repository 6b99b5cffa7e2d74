"""Reads SQLAlchemy's MetaData into a `Schema`: with the loader, the one room that knows SQLAlchemy.

Every table of the MetaData is read with all of its columns and rules, spelt as PostgreSQL spells
them. What PostgreSQL's dialect cannot spell falls back to the default dialect, then to the name
of the class: reading never fails for what a type or an expression says. Sets of SQLAlchemy are put
in order here, so that nothing later depends on the order of a run.
"""

import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Enum as EnumType
from sqlalchemy import UnaryExpression, UniqueConstraint, types
from sqlalchemy import CheckConstraint, Column as SAColumn, Table as SATable
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.engine import default
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import (
    Constraint,
    DefaultClause,
    ForeignKeyConstraint,
    Identity,
    Index as SAIndex,
)
from sqlalchemy.sql.operators import (
    asc_op,
    desc_op,
    nulls_first_op,
    nulls_last_op,
)

from nexus.loader import Models
from nexus.schema import (
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

POSTGRESQL = postgresql.dialect()
DIALECTS = (POSTGRESQL, default.DefaultDialect())
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
        )


def _table(table: SATable, enums: dict[str, Enum], source: Source | None) -> Table:
    position = {column.name: place for place, column in enumerate(table.columns)}

    def ordered(constraints: Iterable[Constraint]) -> list[Any]:
        return sorted(constraints, key=lambda c: _rank(c, position))

    rules = ordered(table.constraints)
    return Table(
        name=str(table.name),
        schema=str(table.schema) if table.schema else None,
        columns=tuple(_column(column, enums) for column in table.columns),
        primary_key=Key(_name(table.primary_key), _names(table.primary_key.columns)),
        foreign_keys=tuple(_foreign_key(c) for c in rules if isinstance(c, ForeignKeyConstraint)),
        uniques=tuple(
            Key(_name(c), _names(c.columns)) for c in rules if isinstance(c, UniqueConstraint)
        ),
        checks=tuple(_check(c) for c in (*rules, *_column_checks(table)) if _is_check(c)),
        exclusions=tuple(_exclusion(c) for c in rules if isinstance(c, ExcludeConstraint)),
        indexes=tuple(_index(i) for i in sorted(table.indexes, key=lambda i: str(i.name))),
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
    columns = [position.get(c.name, len(position)) for c in getattr(constraint, "columns", ())]
    targets = [_target(element) for element in getattr(constraint, "elements", ())]
    return columns, str(constraint.name or ""), str(targets) or _rule(constraint)


def _rule(constraint: Any) -> str:
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
        nullable=bool(column.nullable),
        enum=_enum(column, enums),
        server_default=None if generated is not None or identity else _server_default(column),
        client_default=_client_default(column.default),
        computed=None if generated is None else _sql(generated.sqltext),
        identity=None if identity is None else _identity(identity),
        comment=column.comment,
    )


def type_text(kind: types.TypeEngine[Any]) -> str:
    """A type in PostgreSQL's spelling, lower-case outside quotes: `numeric(10, 2)`.

    An enum is its name. Falls back to the default dialect, then to the name of the type's class.
    """
    enum = _enum_of(kind)
    if enum is not None and enum.name and enum.native_enum:
        dimensions = getattr(_implementation(kind), "dimensions", None) or 1
        return str(enum.name) + "[]" * (dimensions if _item(kind) is not None else 0)
    for dialect in DIALECTS:
        try:
            return _lower_unquoted(str(kind.compile(dialect=dialect)))
        except Exception:  # a type's compiler is its author's code, and may raise anything
            continue
    return type(kind).__name__


def _lower_unquoted(text: str) -> str:
    return re.sub(r"""("[^"]*"|'[^']*')|[^"']+""", lambda m: m[1] or m[0].lower(), text)


def _implementation(kind: Any) -> Any:
    while isinstance(kind, types.TypeDecorator):
        try:
            kind = kind.load_dialect_impl(POSTGRESQL)
        except Exception:  # as above: an author's code
            return kind.impl_instance if hasattr(kind, "impl_instance") else kind.impl
    return kind


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
    plain = str(found.name or f"{column.table.name}_{column.name}")
    name = f"{found.schema}.{plain}" if found.schema else plain
    values = tuple(str(value) for value in found.enums)
    # Two enums of one name and other values are two enums: PostgreSQL would refuse the second.
    number = 2
    free = name
    while enums.get(free, Enum(free, values)).values != values:
        free, number = f"{name} ({number})", number + 1
    return enums.setdefault(free, Enum(free, values)).name


def _server_default(column: SAColumn[Any]) -> str | None:
    if column.server_default is None:
        return None
    if not isinstance(column.server_default, DefaultClause):
        return "set by the database"
    return _compiled(lambda d: d.ddl_compiler(d, None).get_column_default_string(column)) or str(
        column.server_default.arg
    )


def _client_default(given: Any) -> str | None:
    if given is None:
        return None
    if given.is_callable:
        return f"{getattr(given.arg, '__name__', type(given.arg).__name__)}()"
    if given.is_sequence:
        return f"nextval({given.name})"
    return _sql(given.arg) if given.is_clause_element else repr(given.arg)


def _identity(identity: Identity) -> str:
    return (
        _compiled(lambda d: d.ddl_compiler(d, None).visit_identity_column(identity)) or "identity"
    )


# Constraints and indexes


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
    )


def _target(element: Any) -> tuple[str, str]:
    """The id of the table and the name of the column that one element of a key refers to."""
    try:
        return str(element.column.table.fullname), str(element.column.name)
    except SQLAlchemyError:
        schema, table, column = element._column_tokens  # its public name needs SQLAlchemy 2.1
        schema = schema or element.parent.table.metadata.schema
        return f"{schema}.{table}" if schema else str(table), str(column or element.parent.key)


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
    # The check of a boolean or enum type is there only where the type has no own form.
    create_rule = getattr(constraint, "_create_rule", None)
    return create_rule is None or not getattr(constraint, "_type_bound", False)


def _check(constraint: CheckConstraint) -> Check:
    return Check(_name(constraint), _sql(constraint.sqltext), constraint.comment)


def _exclusion(constraint: ExcludeConstraint) -> Check:
    text = _compiled(lambda d: d.ddl_compiler(d, None).visit_exclude_constraint(constraint))
    return Check(_name(constraint), "EXCLUDE" + text.partition("EXCLUDE")[2])


def _index(index: SAIndex) -> Index:
    options = index.dialect_options["postgresql"]
    plain = [_plain(expression) for expression in index.expressions]
    return Index(
        name=_name(index),
        parts=tuple(_sql(expression) for expression in index.expressions),
        columns=tuple(str(c.name) for c in plain if c is not None) if all_columns(plain) else (),
        unique=bool(index.unique),
        predicate=None if options["where"] is None else _sql(options["where"]),
        method=options["using"] or None,
        include=tuple(str(getattr(c, "name", c)) for c in options["include"] or ()),
        comment=index.info.get("comment"),
    )


def all_columns(parts: list[SAColumn[Any] | None]) -> bool:
    """Whether an index has parts, and each is a column."""
    return bool(parts) and all(part is not None for part in parts)


def _plain(expression: Any) -> SAColumn[Any] | None:
    """The column that a part of an index is, whatever its order; None for an expression."""
    while isinstance(expression, UnaryExpression) and expression.modifier in _ORDERINGS:
        expression = expression.element
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
    return text or str(expression)


def _compiled(compile_for: Callable[[Any], Any]) -> str:
    """What the first of the dialects makes of it, or the empty string where none can."""
    for dialect in DIALECTS:
        try:
            return str(compile_for(dialect) or "").strip()
        except Exception:  # as for types: an author's constructs may raise anything
            continue
    return ""
