"""A schema without some of its tables and columns, as an author leaves them out of a diagram."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from nexus.core.errors import NexusError
from nexus.schema.model import ForeignKey, Schema
from nexus.schema.table import Table

_Match = Callable[[str], object]


def without(schema: Schema, names: Iterable[str]) -> Schema:
    """Return a schema without those tables and columns, and without the keys of these columns.

    A name is that of a table, by id or name, or else of a column: `booking.note` of one table,
    `note` of every table that has one. `*` stands for any letters. Raises NexusError for a name of
    nothing.
    """
    tables = {table.id: table for table in schema.tables}
    hidden: dict[str, set[str]] = {}
    for name in names:
        is_meant = re.compile(".*".join(map(re.escape, name.split("*"))), re.DOTALL).fullmatch
        gone = [t.id for t in schema.tables if is_meant(t.id) or is_meant(t.name)]
        columns = [] if gone else list(_columns(schema, is_meant))
        if not gone and not columns:
            raise NexusError(
                f"schema {schema.name!r} has nothing called {name!r} to leave out",
                hint="name a table, a column as table.column, or a column of any table",
            )
        for table in gone:
            tables.pop(table, None)
        for table, column in columns:
            hidden.setdefault(table, set()).add(column)
    if len(tables) == len(schema.tables) and not hidden:
        return schema
    return replace(schema, tables=tuple(_cut(t, hidden.get(t.id, set())) for t in tables.values()))


def _columns(schema: Schema, is_meant: _Match) -> Iterator[tuple[str, str]]:
    for table in schema.tables:
        for column in table.columns:
            said = (column.name, f"{table.name}.{column.name}", f"{table.id}.{column.name}")
            if any(map(is_meant, said)):
                yield table.id, column.name


def _cut(table: Table, columns: set[str]) -> Table:
    if not columns:
        return table

    def kept(keys: tuple[ForeignKey, ...]) -> tuple[ForeignKey, ...]:
        return tuple(key for key in keys if columns.isdisjoint(key.columns))

    return replace(
        table,
        columns=tuple(column for column in table.columns if column.name not in columns),
        foreign_keys=kept(table.foreign_keys),
        links=kept(table.links),
    )
