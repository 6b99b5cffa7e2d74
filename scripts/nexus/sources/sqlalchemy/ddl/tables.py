"""The statements of each table, in the dialects that the reference shows side by side.

They come as the export of DDL makes them, table by table. Where a table's statements follow from
plain facts (`spelling`), they are kept for as long as the facts stay; all others are made anew.
"""

import warnings
from typing import Any

from sqlalchemy import MetaData, Table
from sqlalchemy.engine.mock import MockConnection

from nexus.core.cache import Pack
from nexus.schema import model
from nexus.schema.statements import Ddl, Statements
from nexus.sources.sqlalchemy.ddl import script
from nexus.sources.sqlalchemy.ddl.aside import set_aside
from nexus.sources.sqlalchemy.ddl.limits import Limits
from nexus.sources.sqlalchemy.ddl.spelling import spellings

# By the name of the dialect.
Dialects = dict[str, Statements]


def read(metadata: MetaData) -> dict[str, Dialects]:
    """The statements of every table, by table id, then by the dialect's name; never fails."""
    return _made(metadata, list(metadata.tables.values()))


def kept(metadata: MetaData, facts: model.Schema, pack: Pack[Dialects]) -> Ddl:
    """As `read`, with what `pack` keeps of tables that did not change by the reader's `facts`."""
    keys = spellings(metadata, facts)
    known = {name: found for name, key in keys.items() if (found := pack.get(name, key))}
    missing = [table for table in metadata.tables.values() if table.fullname not in known]
    made = _made(metadata, missing)
    for name in made.keys() & keys.keys():
        pack.put(name, keys[name], made[name])
    return known | made


def _made(metadata: MetaData, tables: list[Table]) -> dict[str, Dialects]:
    found: dict[str, Dialects] = {str(table.fullname): {} for table in tables}
    for dialect, label in script.SHOWN.items() if tables else ():
        for name, statements in _in_dialect(metadata, tables, dialect).items():
            found[name][label] = statements
    return found


def _in_dialect(metadata: MetaData, tables: list[Table], dialect: str) -> Dialects:
    made: list[Any] = []
    engine = script.engine(dialect, made)
    with warnings.catch_warnings():
        # Compiling for documentation: what SQLAlchemy would warn of is not news to the reader.
        warnings.simplefilter("ignore")
        limits = Limits(metadata, engine, tables)
        with set_aside(tables, limits.items, limits.changed):
            return {str(t.fullname): _statements(t, engine, made, limits) for t in tables}


def _statements(
    table: Table, engine: MockConnection, made: list[Any], limits: Limits
) -> Statements:
    remarks = limits.remarks_on(table)
    if table in limits:
        return Statements("", tuple(remarks))
    made.clear()
    remarks += script.create(lambda: table.create(engine, checkfirst=False), [table], made)
    texts = script.texts(made, engine.dialect, limits)
    return Statements(script.paragraphs(texts).rstrip("\n"), tuple(remarks))
