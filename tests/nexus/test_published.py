"""Schemas that other projects published, against their MetaData read in another way.

optuna has enums, buildbot plain tables and indexes of every kind, and ispyb about 250 tables for
MySQL, with types that PostgreSQL does not know.
"""

import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from nexus.schema.model import Schema
from nexus.sources.sqlalchemy import loader, reader
from nexus.sources.sqlalchemy.loader import Models
from sqlalchemy import Column, ForeignKeyConstraint, Index, Table, UniqueConstraint
from sqlalchemy.dialects import postgresql

# Tables, foreign keys and enums, at the least: the projects grow.
SIZES = {
    "optuna.storages._rdb.models": (12, 10, 4),
    "buildbot.db.model": (40, 50, 0),
    "ispyb.models": (250, 270, 55),
}

PREPARER = postgresql.dialect().identifier_preparer

# Child, its columns, child end, parent end, parent, its columns.
Line = tuple[str, tuple[str, ...], str, str, str, tuple[str, ...]]


@pytest.fixture(scope="module", params=SIZES)
def models(request: pytest.FixtureRequest) -> Models:
    """A published module of models."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return loader.load(request.param)


@pytest.fixture(scope="module")
def schema(models: Models) -> Schema:
    """What the reader makes of it."""
    return reader.read(models)


def unique_sets(table: Table) -> Iterator[set[str]]:
    """The names of columns that are unique together, from the columns' side."""
    yield {column.name for column in table.columns if column.primary_key}
    for rule in table.constraints:
        if isinstance(rule, UniqueConstraint):
            yield {column.name for column in rule.columns}
    for index in table.indexes:
        whole = not any(option.endswith("_where") for option in index.dialect_kwargs)
        if index.unique and whole and all(isinstance(part, Column) for part in index.expressions):
            yield {column.name for column in index.columns}


def line(key: ForeignKeyConstraint) -> Line:
    """The relation of a foreign key, from SQLAlchemy's objects."""
    own = [element.parent for element in key.elements]
    names = {column.name for column in own}
    sets = [columns for columns in unique_sets(key.table) if columns]
    return (
        key.table.fullname,
        tuple(column.name for column in own),
        "?" if any(columns <= names for columns in sets) else "*",
        "?" if any(column.nullable for column in own) else "1",
        key.referred_table.fullname,
        tuple(element.column.name for element in key.elements),
    )


def test_every_relation_is_there_once_with_both_ends(models: Models, schema: Schema) -> None:
    """A key that is declared twice counts once."""
    expected = {
        line(key)
        for table in models.metadata.tables.values()
        for key in table.foreign_key_constraints
    }
    found = Counter(
        (
            relation.child,
            relation.foreign_key.columns,
            relation.child_end.value,
            relation.parent_end.value,
            relation.parent,
            relation.foreign_key.target_columns,
        )
        for relation in schema.relations
        if relation.enforced  # a class may know one that no key of the database keeps
    )
    assert found == Counter(expected)


def test_every_column_is_there_in_declared_order(models: Models, schema: Schema) -> None:
    """So is every table."""
    expected = [
        (table.fullname, [column.name for column in table.columns])
        for table in models.metadata.tables.values()
    ]
    assert [(table.id, [c.name for c in table.columns]) for table in schema.tables] == expected


def test_keys_checks_and_indexes_are_all_there(models: Models, schema: Schema) -> None:
    """As many as the MetaData has, each with the names of its columns."""
    for declared in models.metadata.tables.values():
        table = schema.by_id[declared.fullname]
        keys = {tuple(c.name for c in key.columns) for key in declared.foreign_key_constraints}
        assert {key.columns for key in table.foreign_keys} == keys
        assert len(table.foreign_keys) == len(declared.foreign_key_constraints)
        assert {index.name for index in table.indexes} == set(map(_made, declared.indexes))
        assert set(table.primary_key.columns) == {c.name for c in declared.primary_key.columns}


def _made(index: Index) -> str:
    """The name under which SQLAlchemy makes an index: a long one is cut."""
    return PREPARER.format_index(index).strip('"')


def test_every_column_has_a_type_and_every_enum_its_values(models: Models, schema: Schema) -> None:
    """No type is empty, whatever dialect it is of."""
    enums = {enum.name: enum.values for enum in schema.enums}
    for declared in models.metadata.tables.values():
        for column in declared.columns:
            read = schema.by_id[declared.fullname].column(column.name)
            assert read.type
            if hasattr(column.type, "enums"):
                assert enums[read.enum or ""] == tuple(column.type.enums)


def test_the_schema_is_as_large_as_what_was_published(models: Models, schema: Schema) -> None:
    """So the comparisons above compare something."""
    sizes = (
        len(schema.tables),
        sum(len(table.foreign_keys) for table in schema.tables),
        len(schema.enums),
    )
    assert all(
        size >= least
        for size, least in zip(sizes, SIZES[models.typed.partition(":")[0]], strict=True)
    )


def test_every_table_knows_its_line_in_the_installed_package(models: Models) -> None:
    """The package that was asked for counts as the user's own code."""
    package = models.typed.partition(".")[0]
    assert len(models.sources) == len(models.metadata.tables)
    assert all(package in Path(source.file).parts for source in models.sources.values())
