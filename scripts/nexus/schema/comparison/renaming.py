"""A schema with its tables, columns and enums under new names, wherever they are named."""

import re
from collections.abc import Mapping
from dataclasses import replace

from nexus.schema.comparison.renames import Renames
from nexus.schema.model import Check, Column, Enum, ForeignKey, Index, Key, Schema, Table

Names = Mapping[str, str]


def renamed(schema: Schema, renames: Renames) -> Schema:
    """Return the schema with the new names."""
    inner = (*renames.columns.values(), *renames.values.values())
    if not (renames.tables or renames.enums or any(inner)):
        return schema
    return replace(
        schema,
        tables=tuple(_table(table, renames) for table in schema.tables),
        enums=tuple(_enum(enum, renames) for enum in schema.enums),
    )


def _enum(enum: Enum, renames: Renames) -> Enum:
    own = renames.enums.get(enum.id, enum.id)
    name, schema = (enum.name, enum.schema) if own == enum.id else _split(own)
    values = _each(enum.values, renames.values.get(own, {}))
    return replace(enum, name=name, schema=schema, values=values)


def _split(name: str) -> tuple[str, str | None]:
    schema, _, own = name.rpartition(".")
    return own, schema or None


def _table(table: Table, renames: Renames) -> Table:
    own = renames.tables.get(table.id, table.id)
    names = renames.columns.get(own, {})
    tables = {_split(old)[0]: _split(new)[0] for old, new in renames.tables.items()}
    name, schema = (table.name, table.schema) if own == table.id else _split(own)
    return replace(
        table,
        name=name,
        schema=schema,
        columns=tuple(_column(column, names, renames) for column in table.columns),
        primary_key=_key(table.primary_key, names),
        uniques=tuple(_key(key, names) for key in table.uniques),
        foreign_keys=tuple(_foreign_key(key, names, renames) for key in table.foreign_keys),
        checks=tuple(_check(check, names) for check in table.checks),
        exclusions=tuple(_check(check, names) for check in table.exclusions),
        indexes=tuple(_index(index, names) for index in table.indexes),
        definition=table.definition and _words(table.definition, tables),
        after=tuple(_words(text, tables) for text in table.after),
        partition_of=renames.tables.get(table.partition_of or "", table.partition_of),
    )


def _column(column: Column, names: Names, renames: Renames) -> Column:
    name = names.get(column.name, column.name)
    if column.enum is None:
        return column if name == column.name else replace(column, name=name)
    enum = renames.enums.get(column.enum, column.enum)
    kind, default = column.type.replace(column.enum, enum), column.server_default
    for old, new in renames.values.get(enum, {}).items():
        default = default and default.replace(_literal(old), _literal(new))
    return replace(column, name=name, enum=enum, type=kind, server_default=default)


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _each(columns: tuple[str, ...], names: Names) -> tuple[str, ...]:
    return tuple(names.get(column, column) for column in columns)


def _key(key: Key, names: Names) -> Key:
    return replace(key, columns=_each(key.columns, names), include=_each(key.include, names))


def _foreign_key(key: ForeignKey, names: Names, renames: Renames) -> ForeignKey:
    target = renames.tables.get(key.target, key.target)
    there = _each(key.target_columns, renames.columns.get(target, {}))
    return replace(key, columns=_each(key.columns, names), target=target, target_columns=there)


def _check(check: Check, names: Names) -> Check:
    return replace(check, expression=_words(check.expression, names))


def _index(index: Index, names: Names) -> Index:
    return replace(
        index,
        parts=tuple(_words(part, names) for part in index.parts),
        columns=_each(index.columns, names),
        include=_each(index.include, names),
        predicate=index.predicate and _words(index.predicate, names),
    )


def _words(sql: str, names: Names) -> str:
    """An expression with the new names of columns, outside of its strings."""
    if sql in names:
        return names[sql]

    def changed(found: re.Match[str]) -> str:
        return names.get(found[0], found[0])

    parts = re.split(r"('(?:[^']|'')*')", sql)
    parts[::2] = [re.sub(r"\w+(?!\w|\s*\()", changed, part) for part in parts[::2]]
    return "".join(parts)
