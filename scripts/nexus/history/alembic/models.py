"""The models of a history, made by SQLAlchemy in a database of their own."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, MetaData, Table, text
from sqlalchemy.schema import CreateSchema


def merged(found: Sequence[MetaData]) -> MetaData:
    """Return one MetaData with the tables of several."""
    if len(found) == 1:
        return found[0]
    whole = MetaData()
    for each in found:
        for table in each.sorted_tables:
            table.to_metadata(whole)
    return whole


def make(metadata: MetaData, connection: Connection, extensions: Collection[str]) -> set[str]:
    """Make all tables in an empty database, and return what the models name in them themselves."""
    quote = connection.dialect.identifier_preparer.quote
    tables = list(metadata.tables.values())
    for name in extensions:
        connection.execute(text(f"CREATE EXTENSION IF NOT EXISTS {quote(name)} CASCADE"))
    for name in sorted({str(table.schema) for table in tables if table.schema}):
        connection.execute(CreateSchema(name, if_not_exists=True))
    metadata.create_all(connection)
    connection.commit()
    return {name for table in tables for name in _names(table, connection)}


def _names(table: Table, connection: Connection) -> Iterator[str]:
    things: list[Any] = [*table.constraints, *table.indexes]
    format_name = connection.dialect.identifier_preparer.format_constraint
    for name in (format_name(each) for each in things if each.name):
        if name:
            yield str(name).strip('"')
