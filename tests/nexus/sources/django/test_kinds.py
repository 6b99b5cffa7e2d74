"""Models of Django are read as Django makes their tables on PostgreSQL."""

from dataclasses import replace
from pathlib import Path

import pytest
from nexus.examples.postgres.server import Server
from nexus.schema.model import Schema
from nexus.sources import dispatch
from nexus.sources.inputs import Inputs

from tests.nexus.sources.django import oracle

HERE = Path(__file__).parent
AUTH = ["django.contrib.contenttypes", "django.contrib.auth"]


@pytest.fixture(scope="module")
def kinds() -> Schema:
    """The schema of the module with every kind of field, which no settings go with."""
    reading, found = dispatch.one(str(HERE / "kinds" / "models.py"), Inputs())
    assert not found.warnings
    assert not reading.schema.warnings
    return reading.schema


def test_every_kind_is_read_as_django_makes_it(kinds: Schema, server: Server) -> None:
    """Tables, columns in order, types, nulls, defaults, keys, rules, indexes and comments."""
    own = {table.id for table in kinds.tables if not table.external}
    with oracle.database(server.dsn(), "django_a") as first:
        expected = oracle.migrated(
            first,
            HERE,
            ["hstore", "btree_gist"],
            INSTALLED_APPS=[*AUTH, "django.contrib.postgres", "kinds"],
            AUTH_USER_MODEL="kinds.Member",
            DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        )
    with oracle.database(server.dsn(), "django_b") as second:
        managed = replace(kinds, tables=tuple(t for t in kinds.tables if not t.external))
        found = oracle.made(second, managed)
    # Its key is what migrations make of it, which this database was not made by.
    different = {
        kind: kept
        for kind, rows in oracle.differences(found, expected).items()
        if (kept := [row for row in rows if "auth_group_permissions" not in str(row)])
    }
    oracle.print_differences(different)
    assert not different
    assert {row[1] for row in expected["tables"]} == own


def test_what_only_django_keeps_is_a_link(kinds: Schema) -> None:
    """A key without a constraint, and what a generic relation finds; the ends say so."""
    links = {
        (r.child, *r.foreign_key.columns, r.parent, r.child_end.value, r.parent_end.value)
        for r in kinds.relations
        if not r.enforced
    }
    assert links == {
        ("kinds_order", "seller_id", "kinds_member", "*", "?"),
        ("kinds_label", "thing", "Kinds of items", "*", "?"),
    }


def test_what_the_models_say_is_a_description(kinds: Schema) -> None:
    """Docstrings, help texts and choices; what the database keeps as a comment stays one."""
    item, label = kinds.by_id["Kinds of items"], kinds.by_id["kinds_label"]
    assert (label.comment, label.description) == (None, "A word on anything.")
    assert item.comment == "What is sold."
    assert item.column("status").about == "One of: draft, done (Finished)."
    assert label.column("thing").about == "The id of what it is on."
    assert label.column("word").about == "As it is shown."
    assert item.column("count").client_default == "0"
    assert item.column("data").client_default == "dict()"


def test_a_table_that_django_does_not_make_is_marked(kinds: Schema) -> None:
    """An unmanaged model is there, and its module's line is known."""
    report = kinds.by_id["report"]
    assert report.external
    assert report.source is not None
    lines = Path(report.source.file).read_text().splitlines()
    assert lines[report.source.line - 1] == "class Report(models.Model):"
