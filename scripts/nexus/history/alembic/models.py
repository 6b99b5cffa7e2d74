"""The models of a history, made by SQLAlchemy in a database of their own."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, MetaData, Table, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateSchema

from nexus.history import refusal


def copied(found: Sequence[MetaData]) -> MetaData:
    """Return one MetaData with copies of the tables of several."""
    whole = MetaData()
    for each in found:
        for table in each.tables.values():
            table.to_metadata(whole)
    return whole


def make(
    metadata: MetaData, connection: Connection, extensions: Collection[str]
) -> tuple[set[str], list[str]]:
    """Make all tables in an empty database.

    Returns what the models name in them themselves, and what of keys and indexes cannot be made.
    """
    quote = connection.dialect.identifier_preparer.quote
    tables = list(metadata.tables.values())
    names = {name for table in tables for name in _names(table, connection)}
    for name in extensions:
        # One that is not available is told by the revision that installs it.
        with suppress(DBAPIError), connection.begin_nested():
            connection.execute(text(f"CREATE EXTENSION IF NOT EXISTS {quote(name)} CASCADE"))
    for name in sorted({str(table.schema) for table in tables if table.schema}):
        connection.execute(CreateSchema(name, if_not_exists=True))
    failed: list[str] = []
    try:
        with connection.begin_nested():
            metadata.create_all(connection)
    except DBAPIError:
        failed = list(_in_parts(copied([metadata]), connection))
    connection.commit()
    return names, failed


def _in_parts(metadata: MetaData, connection: Connection) -> Iterator[str]:
    """Make the tables, then each index and foreign key; yield what PostgreSQL refuses."""
    later: list[Any] = []
    for table in metadata.tables.values():
        # Those of a circle are added by themselves anyway.
        keys = {key for key in table.foreign_key_constraints if not key.use_alter}
        later += [*map(CreateIndex, table.indexes), *map(AddConstraint, keys)]
        table.constraints -= keys
        table.indexes.clear()
    metadata.create_all(connection)
    for each in later:
        try:
            with connection.begin_nested():
                connection.execute(each)
        except DBAPIError as error:
            what = f"{each.element.name or 'a key'} of {each.element.table.name}"
            yield f"the models have {what}, which cannot be made: {refusal.said(error)}"


def _names(table: Table, connection: Connection) -> Iterator[str]:
    things: list[Any] = [*table.constraints, *table.indexes]
    format_name = connection.dialect.identifier_preparer.format_constraint
    for name in (format_name(each) for each in things if each.name):
        if name:
            yield str(name).strip('"')


def is_meant(options: Mapping[str, Any], name: str, schema: str | None) -> bool:
    """Tell whether env.py lets a table of the database be compared (`include_name`, `_object`)."""
    try:
        by_name = options.get("include_name")
        if by_name and not by_name(name, "table", {"schema_name": schema, "table_name": name}):
            return False
        by_object = options.get("include_object")
        table = Table(name, MetaData(), schema=schema)
        return not by_object or bool(by_object(table, name, "table", True, None))  # noqa: FBT003
    except Exception:  # it may ask more of the table than is known here
        return True
