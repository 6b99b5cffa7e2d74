"""Takes out of a schema the names that the database chose: only what the models name is told."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from nexus.schema.model import Schema, Table


def chosen(schema: Schema, named: Collection[str]) -> Schema:
    """Return the schema, in which keys, rules and indexes have no name but those that are `named`."""
    return replace(schema, tables=tuple(_table(table, named) for table in schema.tables))


def _table(table: Table, named: Collection[str]) -> Table:
    def told(thing: Any) -> Any:
        return thing if thing.name in named else replace(thing, name=None)

    return replace(
        table,
        primary_key=told(table.primary_key),
        uniques=tuple(map(told, table.uniques)),
        foreign_keys=tuple(map(told, table.foreign_keys)),
        checks=tuple(map(told, table.checks)),
        exclusions=tuple(map(told, table.exclusions)),
        indexes=tuple(map(told, table.indexes)),
    )
