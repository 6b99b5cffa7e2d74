"""The DDL of real schemas, executed by a real PostgreSQL: what it makes is what the models say."""

import re
import warnings
from collections import Counter
from pathlib import Path

import psycopg
import pytest
from nexus.examples.postgres.databases import Databases
from nexus.examples.postgres.fixture import Fixture, Script
from nexus.schema.model import Schema
from nexus.sources.sqlalchemy import loader, reader
from nexus.sources.sqlalchemy.ddl.script import ddl

from tests.helpers import ROOT

OWN = [
    "models/airbnb.py",
    *(f"models/normalization/{stage}.py" for stage in ("unnormalized", "first_normal_form")),
    *(f"models/normalization/{stage}.py" for stage in ("second_normal_form", "third_normal_form")),
]
PUBLISHED = ["optuna.storages._rdb.models", "buildbot.db.model", "ispyb.models"]

_COLUMNS = """
SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
FROM pg_class AS c
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
GROUP BY c.relname
"""
_KEYS = """
SELECT conrelid::regclass::text, count(*)
FROM pg_constraint WHERE contype = 'f' GROUP BY conrelid
"""


def load(models: str) -> tuple[Schema, str]:
    """The schema of some models, and their DDL for PostgreSQL."""
    with warnings.catch_warnings():
        # ispyb uses SQLAlchemy as its first version was.
        warnings.simplefilter("ignore")
        loaded = loader.load(str(ROOT / models) if models.endswith(".py") else models)
        return reader.read(loaded), ddl(loaded.metadata, "postgresql")


@pytest.mark.parametrize("models", [*OWN, *PUBLISHED], ids=lambda name: name.split("/")[-1])
def test_postgresql_makes_what_the_models_say(databases: Databases, models: str) -> None:
    """Every table with every column in order, and every foreign key."""
    schema, text = load(models)
    fixture = Fixture(models, (Script(text, Path("schema.sql")),))
    with databases.copy(fixture) as copy, psycopg.connect(copy.dsn) as connection:
        columns = dict(connection.execute(_COLUMNS).fetchall())
        keys = dict(connection.execute(_KEYS).fetchall())
    tables = [table for table in schema.tables if table.kind == "table"]
    assert columns == {table.name: [c.name for c in table.columns] for table in tables}
    assert sum(keys.values()) == sum(len(table.foreign_keys) for table in tables)


def test_what_postgresql_cannot_have_is_told_with_its_reason() -> None:
    """Of the schemas above only ispyb has such parts: types and defaults of MySQL alone."""
    told = {
        models: Counter(
            re.findall(r"^-- left out: the (\w+) of \S+: .+", load(models)[1], re.MULTILINE)
        )
        for models in (*OWN, *PUBLISHED)
    }
    assert [models for models, parts in told.items() if parts] == ["ispyb.models"]
    assert told["ispyb.models"].keys() == {"default", "type"}
