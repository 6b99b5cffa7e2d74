"""Findings about schemas that others published, beside what PostgreSQL's own catalog says of them."""

import warnings
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from nexus import exports
from nexus.examples.postgres.server import Server
from nexus.schema.lint.choices import Choices
from nexus.schema.lint.report import lint
from nexus.schema.model import Schema
from nexus.sources import dispatch
from nexus.sources.inputs import Inputs

from tests.nexus.sources.django import oracle

# Of each rule the places that are against it: a table's name and a column's, or none.
TABLES = "FROM pg_class AS t WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
COLUMNS = """
SELECT t.relname, a.attname FROM pg_attribute AS a JOIN pg_class AS t ON t.oid = a.attrelid
WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace AND attnum > 0 AND
"""
QUERIES = {
    "no-primary-key": f"""
        SELECT relname, '' {TABLES}
        AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = t.oid AND indisprimary)""",
    "nullable-boolean": f"{COLUMNS} atttypid = 'boolean'::regtype AND NOT attnotnull",
    "timestamp-without-zone": f"{COLUMNS} atttypid = 'timestamp'::regtype",
    "json-type": f"{COLUMNS} atttypid = 'json'::regtype",
    "integer-key": f"""{COLUMNS} atttypid = 'integer'::regtype
        AND pg_get_serial_sequence(t.oid::regclass::text, attname) IS NOT NULL
        AND EXISTS (SELECT FROM pg_index WHERE indrelid = t.oid AND indisprimary
                    AND indkey::text = attnum::text)""",
    "foreign-key-without-index": """
        SELECT DISTINCT t.relname, a.attname FROM pg_constraint AS k
        JOIN pg_class AS t ON t.oid = k.conrelid
        JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = k.conkey[1]
        WHERE k.contype = 'f' AND NOT EXISTS (
            SELECT FROM pg_index AS i WHERE i.indrelid = t.oid AND i.indkey[0] = ANY (k.conkey)
            AND i.indpred IS NULL)""",
}


@pytest.fixture(
    scope="module", params=["optuna.storages._rdb.models", "buildbot.db.model", "ispyb.models"]
)
def schema(request: pytest.FixtureRequest) -> Schema:
    """One schema."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reading, _ = dispatch.one(request.param, Inputs())
    return reading.schema


@pytest.fixture(scope="module")
def session(server: Server, schema: Schema) -> Iterator["psycopg.Connection[Any]"]:
    """A database with its tables."""
    with (
        oracle.database(server.dsn(), "published") as dsn,
        psycopg.connect(dsn, autocommit=True) as opened,
    ):
        opened.execute(exports.export(schema, "postgresql").encode())
        yield opened


def test_findings_are_what_the_catalog_says(
    schema: Schema, session: "psycopg.Connection[Any]"
) -> None:
    """Neither more nor fewer, but for tables that are called like views."""
    report = lint(schema, Choices())
    for rule, query in QUERIES.items():
        found = {(e.table, e.name) for e in report.findings if e.rule.id == rule}
        rows = {(str(t), str(c)) for t, c in session.execute(query.encode()).fetchall()}
        views = {row for row in rows if row[0].lower().startswith("v_")}
        assert found == rows - views, rule


def test_every_finding_is_at_something_that_is_there(schema: Schema) -> None:
    """A table of the schema, and a column, a key or an index of it, whatever the rule."""
    for finding in lint(schema, Choices(select=("all",))).findings:
        table = schema.by_id[finding.table]
        rules = (*table.uniques, *table.indexes, *table.foreign_keys)
        names = {"", *(c.name for c in table.columns), *(r.name for r in rules if r.name)}
        names |= {", ".join(index.parts) for index in table.indexes if index.name is None}
        assert finding.name in names, finding
