"""Keys, constraints and indexes of SQLAlchemy's tables as facts, in one order for every run.

A rule that the models mean for other databases alone (`ddl_if`) is not among them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import (
    BinaryExpression,
    CheckConstraint,
    ColumnClause,
    MetaData,
    TextClause,
    UnaryExpression,
    UniqueConstraint,
)
from sqlalchemy import Column as SAColumn
from sqlalchemy import Table as SATable
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import Constraint, CreateTable, ForeignKeyConstraint, conv
from sqlalchemy.schema import Index as SAIndex
from sqlalchemy.sql.operators import asc_op, collate, desc_op, nulls_first_op, nulls_last_op

from nexus.schema.model import Check, ForeignKey, Index, Key
from nexus.sources import clauses
from nexus.sources.sqlalchemy.spelling import POSTGRESQL, chosen, compiled, quoted, sql

_ORDERINGS: dict[Any, str] = {
    asc_op: "ASC",
    desc_op: "DESC",
    nulls_first_op: "NULLS FIRST",
    nulls_last_op: "NULLS LAST",
}


def rules(table: SATable) -> dict[str, Any]:
    """Read the rules of a table: the fields of a `Table` that hold its keys, checks and indexes."""
    position = {column.name: place for place, column in enumerate(table.columns)}
    held = sorted(filter(is_meant, table.constraints), key=lambda c: _rank(c, position))
    indexes = map(_index, filter(is_meant, table.indexes))
    return {
        "primary_key": _key(table.primary_key),
        "foreign_keys": tuple(
            _foreign_key(c) for c in held if isinstance(c, ForeignKeyConstraint) and c.elements
        ),
        "uniques": tuple(_key(c) for c in held if isinstance(c, UniqueConstraint)),
        "checks": tuple(_check(c) for c in (*held, *_column_checks(table)) if _is_check(c)),
        "exclusions": tuple(_exclusion(c) for c in held if isinstance(c, ExcludeConstraint)),
        "indexes": tuple(sorted(indexes, key=lambda i: (i.name or "", i.parts))),
    }


def is_meant(rule: Any, dialect: Any = None) -> bool:
    """Tell whether models mean a constraint or an index for a dialect, or for the chosen one."""
    dialect = dialect or chosen()
    condition = rule._ddl_if  # noqa: SLF001 (there is no public way to ask)
    if condition is None:
        return True
    asked = (CreateTable(rule.table), rule, None, dialect.ddl_compiler(dialect, None))
    try:
        return bool(condition._should_execute(*asked))  # noqa: SLF001
    except Exception:  # a condition is its author's code
        return False


def _rank(constraint: Any, position: Mapping[str, int]) -> tuple[list[int], str, str]:
    # A set has no order of its own, and that of creation is lost where a mixin is copied.
    columns = [position.get(c.name, len(position)) for c in getattr(constraint, "columns", ())]
    return columns, _name(constraint) or "", _rule(constraint)


def _rule(constraint: Any) -> str:
    if isinstance(constraint, ExcludeConstraint):
        return _exclusion(constraint).expression
    if isinstance(constraint, ForeignKeyConstraint) and constraint.elements:
        return repr(_foreign_key(constraint))
    return sql(constraint.sqltext) if isinstance(constraint, CheckConstraint) else ""


def _names(columns: Iterable[Any]) -> tuple[str, ...]:
    return tuple(str(column.name) for column in columns)


def _name(constraint: Any) -> str | None:
    name = constraint.name
    if isinstance(name, conv):
        # A name that a convention made is cut by SQLAlchemy where the database has no room for it.
        cut = chosen().identifier_preparer.truncate_and_render_constraint_name
        return str(cut(name, _alembic_quote=False))
    # An unnamed constraint of a boolean or enum type has a marker for a name, which is no string.
    return str(name) if isinstance(name, str) else None


# Keys


def _key(key: Any) -> Key:
    options = key.dialect_options["postgresql"]
    return Key(
        name=_name(key),
        columns=_names(key.columns),
        include=tuple(_included(c, key) for c in options.get("include") or ()),
        nulls_not_distinct=bool(options.get("nulls_not_distinct")),
        deferrable=key.deferrable,
        initially=key.initially,
        comment=key.comment,
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
        not_valid=_not_valid(key),
    )


def _not_valid(rule: Any) -> bool:
    return bool(rule.dialect_options["postgresql"].get("not_valid"))


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


# Checks and exclusions


def _column_checks(table: SATable) -> list[Constraint]:
    # A check given on a column is held by the column, not by its table.
    return [
        rule
        for column in table.columns
        for rule in sorted(column.constraints, key=lambda c: (str(c.name or ""), _rule(c)))
        if rule not in table.constraints and is_meant(rule)
    ]


def _is_check(constraint: Constraint) -> bool:
    if not isinstance(constraint, CheckConstraint):
        return False
    # The check of a boolean or enum type is there only where PostgreSQL has no such type.
    is_needed = getattr(constraint, "_create_rule", None)
    if is_needed is None or not getattr(constraint, "_type_bound", False):
        return True
    return bool(is_needed(chosen().ddl_compiler(chosen(), None)))


def _check(constraint: Any) -> Check:
    rule = sql(constraint.sqltext)
    return Check(_name(constraint), rule, constraint.comment, _not_valid(constraint))


def _exclusion(constraint: ExcludeConstraint) -> Check:
    text = compiled(lambda d: d.ddl_compiler(d, None).visit_exclude_constraint(constraint))
    if constraint.name is not None:
        named = POSTGRESQL.identifier_preparer.format_constraint(constraint)
        text = text.removeprefix(f"CONSTRAINT {named} ")
    return Check(_name(constraint), text, constraint.comment)


# Indexes


def _index(index: SAIndex) -> Index:
    options = index.dialect_options["postgresql"]
    plain = [_held(expression, index.table) for expression in index.expressions]
    columns = [column for column in plain if column is not None]
    predicate = _predicate(index)
    comment = index.info.get("comment")
    return Index(
        name=_name(index),
        parts=tuple(_part(expression, options["ops"]) for expression in index.expressions),
        columns=_names(columns) if len(columns) == len(plain) else (),
        unique=bool(index.unique),
        predicate=None if predicate is None else sql(predicate),
        method=_method(index),
        include=tuple(_included(c, index) for c in options["include"] or ()),
        comment=None if comment is None else str(comment),
        nulls_not_distinct=bool(options["nulls_not_distinct"]),
        storage=", ".join(f"{key} = {value}" for key, value in (options["with"] or {}).items())
        or None,
    )


def _part(expression: Any, classes: Mapping[str, str]) -> str:
    """A part of an index, with its operator class if it has one."""
    kind = classes.get(getattr(expression, "key", None) or "")
    if isinstance(expression, SAColumn):
        return f"{quoted(expression.name)} {kind}" if kind else str(expression.name)
    order = _ORDERINGS.get(getattr(expression, "modifier", None))
    if order:
        # SQLAlchemy would leave out the brackets of what is ordered.
        inner = expression.element
        is_column = isinstance(inner, SAColumn)
        return f"{quoted(inner.name) if is_column else _part(inner, classes)} {order}"
    is_plain = isinstance(expression, ColumnClause) or _plain(expression) is not None
    text = sql(expression if is_plain else expression.self_group())
    return f"{text} {kind}" if kind else text


def _method(index: SAIndex) -> str | None:
    """How an index is kept, also where it is MySQL alone that can do it: `fulltext`."""
    given = index.dialect_options["postgresql"]["using"] or index.dialect_kwargs.get("mysql_prefix")
    return str(given).lower() if given else None


def _predicate(index: SAIndex) -> Any:
    """The condition of a partial index, be it only for another dialect."""
    given = {name: value for name, value in index.dialect_kwargs.items() if name.endswith("_where")}
    return next((value for _, value in sorted(given.items()) if value is not None), None)


def _included(column: Any, index: Any) -> str:
    known = index.table.columns.get(column) if isinstance(column, str) else column
    return str(column if known is None else known.name)


def _held(expression: Any, table: SATable | None) -> SAColumn[Any] | None:
    """The column that a part of an index is, be it written as SQL text."""
    if table is None or not isinstance(expression, TextClause):
        return _plain(expression)
    _, name = clauses.part(expression.text)
    return next((column for column in table.columns if column.name == name), None)


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
