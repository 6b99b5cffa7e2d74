"""A schema with its tables, columns and enums under new names, wherever they are named."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from nexus.schema.comparison import spelling
from nexus.schema.comparison.renames import Renames
from nexus.schema.comparison.wordings import (
    Names,
    Values,
    is_named,
    literal,
    with_columns,
    with_tables,
    with_values,
)
from nexus.schema.model import Check, Column, Enum, ForeignKey, Index, Key, Schema, Table

Expressed = Callable[[str], str]


def renamed(schema: Schema, renames: Renames) -> Schema:
    """Return the schema with the new names."""
    inner = (*renames.columns.values(), *renames.values.values())
    if not (renames.tables or renames.enums or any(inner)):
        return schema
    values = _values(schema, renames)
    return replace(
        schema,
        tables=tuple(_table(table, renames, values) for table in schema.tables),
        enums=tuple(_enum(enum, renames) for enum in schema.enums),
    )


def _values(schema: Schema, renames: Renames) -> Values:
    return {
        (literal(old), enum.id): literal(new)
        for enum in schema.enums
        for old, new in renames.values.get(renames.enums.get(enum.id, enum.id), {}).items()
    }


def _enum(enum: Enum, renames: Renames) -> Enum:
    own = renames.enums.get(enum.id, enum.id)
    name, schema = (enum.name, enum.schema) if own == enum.id else _split(own)
    values = _each(enum.values, renames.values.get(own, {}))
    return replace(enum, name=name, schema=schema, values=values)


def _split(name: str) -> tuple[str, str | None]:
    schema, _, own = name.rpartition(".")
    return own, schema or None


def _table(table: Table, renames: Renames, values: Values) -> Table:
    own = renames.tables.get(table.id, table.id)
    names = renames.columns.get(own, {})
    tables = {_split(old)[0]: _split(new)[0] for old, new in renames.tables.items()}
    name, schema = (table.name, table.schema) if own == table.id else _split(own)
    expressed = partial(_expressed, table, names, values)
    stated = partial(_stated, tables, values)
    columns = (_column(column, expressed, names, renames, values) for column in table.columns)
    return replace(
        table,
        name=name,
        schema=schema,
        columns=tuple(columns),
        primary_key=_key(table.primary_key, names),
        uniques=tuple(_key(key, names) for key in table.uniques),
        foreign_keys=tuple(_foreign_key(key, names, renames) for key in table.foreign_keys),
        checks=tuple(_check(check, expressed) for check in table.checks),
        exclusions=tuple(_check(check, expressed) for check in table.exclusions),
        indexes=tuple(_index(index, expressed, names) for index in table.indexes),
        definition=table.definition and stated(table.definition),
        after=tuple(map(stated, table.after)),
        partition_of=renames.tables.get(table.partition_of or "", table.partition_of),
    )


def _stated(tables: Names, values: Values, sql: str) -> str:
    return with_values(with_tables(sql, tables), values)


def _expressed(table: Table, columns: Names, values: Values, sql: str) -> str:
    return with_columns(with_values(sql, values, _meant(sql, table)), columns)


def _meant(sql: str, table: Table) -> str:
    """The enum of the values in an expression that does not say it: no other column has texts."""
    named = [column for column in table.columns if is_named(column.name, sql)]
    kinds = {column.enum or "" for column in named if column.enum or spelling.is_text(column)}
    return kinds.pop() if len(kinds) == 1 else ""


def _column(
    column: Column, expressed: Expressed, names: Names, renames: Renames, values: Values
) -> Column:
    name = names.get(column.name, column.name)
    computed = column.computed and expressed(column.computed)
    if column.enum is None:
        return replace(column, name=name, computed=computed)
    enum = renames.enums.get(column.enum, column.enum)
    kind, default = column.type.replace(column.enum, enum), column.server_default
    default = default and with_values(default, values, column.enum)
    return replace(
        column, name=name, enum=enum, type=kind, server_default=default, computed=computed
    )


def _each(columns: tuple[str, ...], names: Names) -> tuple[str, ...]:
    return tuple(names.get(column, column) for column in columns)


def _key(key: Key, names: Names) -> Key:
    return replace(key, columns=_each(key.columns, names), include=_each(key.include, names))


def _foreign_key(key: ForeignKey, names: Names, renames: Renames) -> ForeignKey:
    target = renames.tables.get(key.target, key.target)
    there = _each(key.target_columns, renames.columns.get(target, {}))
    return replace(key, columns=_each(key.columns, names), target=target, target_columns=there)


def _check(check: Check, expressed: Expressed) -> Check:
    return replace(check, expression=expressed(check.expression))


def _index(index: Index, expressed: Expressed, names: Names) -> Index:
    return replace(
        index,
        parts=tuple(map(expressed, index.parts)),
        columns=_each(index.columns, names),
        include=_each(index.include, names),
        predicate=index.predicate and expressed(index.predicate),
    )
