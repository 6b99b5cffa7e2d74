"""What holds for every schema of models/: comments, named constraints, DDL that compiles."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from sqlalchemy import Constraint, MetaData, Table
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.schema import CreateTable

SCHEMAS = (
    "airbnb",
    "normalization.unnormalized",
    "normalization.first_normal_form",
    "normalization.second_normal_form",
    "normalization.third_normal_form",
)
# Imported once: a test of another project may have put its own package of this name in their place.
MODULES = {schema: import_module(f"models.{schema}") for schema in SCHEMAS}
TABLES = [
    pytest.param(table, id=f"{schema}.{table.name}")
    for schema, module in MODULES.items()
    for table in module.Base.metadata.sorted_tables
]


def constraints(table: Table) -> Iterator[Constraint]:
    """Every constraint of a table, those written on a column too."""
    yield from table.constraints
    for column in table.columns:
        yield from column.constraints


@pytest.mark.parametrize("table", TABLES)
def test_every_table_and_column_has_a_comment(table: Table) -> None:
    """The data dictionary has a sentence for each table and each column."""
    described = [table, *table.columns]
    assert [item.name for item in described if not (item.comment or "").endswith(".")] == []


@pytest.mark.parametrize("table", TABLES)
def test_every_constraint_has_a_name(table: Table) -> None:
    """Each constraint and index has a name of its own that PostgreSQL does not cut."""
    names = [item.name for item in (*constraints(table), *table.indexes)]
    assert all(names)
    assert len(names) == len(set(names))
    assert max(map(len, names)) <= 63


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("dialect", [postgresql, sqlite, mysql], ids=lambda d: d.dialect.name)
def test_create_table_compiles(table: Table, dialect: object) -> None:
    """CREATE TABLE can be written for PostgreSQL, SQLite and MySQL."""
    ddl = str(CreateTable(table).compile(dialect=dialect.dialect()))
    assert all(column.name in ddl for column in table.columns)


@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_schema_has_its_own_metadata_and_a_story(schema: str) -> None:
    """Each schema module tells its story and shares its metadata with no other module."""
    module = MODULES[schema]
    others = [MODULES[name] for name in SCHEMAS if name != schema]
    assert isinstance(module.Base.metadata, MetaData)
    assert module.__doc__
    assert all(module.Base.metadata is not other.Base.metadata for other in others)
