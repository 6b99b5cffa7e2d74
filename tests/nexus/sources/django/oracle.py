"""What Django itself makes in a PostgreSQL, by its own commands in a process of their own."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from nexus.exports.postgresql import postgresql
from nexus.schema.model import Schema
from psycopg.sql import SQL, Identifier

from tests.nexus.exports.catalog import Rows, catalog

_MIGRATE = """
import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
settings.configure(**{settings!r})
django.setup()
with connection.cursor() as cursor:
    for name in {extensions!r}:
        cursor.execute(f'CREATE EXTENSION "{{name}}"')
call_command("migrate", run_syncdb=True, verbosity=0)
with connection.cursor() as cursor:
    cursor.execute("DROP TABLE IF EXISTS django_migrations")
"""


@contextmanager
def database(dsn: str, name: str) -> Iterator[str]:
    """The address of an empty database, which is dropped at the end."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield dsn.replace("dbname=postgres", f"dbname={name}")
        finally:
            drop = SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name))
            connection.execute(drop)


def migrated(dsn: str, folder: Path, extensions: list[str], **settings: object) -> dict[str, Rows]:
    """What a database holds when Django has made the tables of its apps, found in a folder."""
    told = psycopg.conninfo.conninfo_to_dict(dsn)
    address = {"HOST": told["host"], "PORT": told["port"], "NAME": told["dbname"]}
    account = {"USER": told["user"], "PASSWORD": told["password"]}
    own = {"ENGINE": "django.db.backends.postgresql", **address, **account}
    labels = {"auth": None, "contenttypes": None}
    given = {"DATABASES": {"default": own}, "MIGRATION_MODULES": labels, **settings}
    script = _MIGRATE.format(settings=given, extensions=extensions)
    known = {**os.environ, "PYTHONPATH": str(folder)}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env=known, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return held(dsn)


def made(dsn: str, schema: Schema) -> dict[str, Rows]:
    """What a database holds when it has run the statements of a schema."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(postgresql(schema).encode())
    return held(dsn)


def held(dsn: str) -> dict[str, Rows]:
    """What the catalog of a database says; a column that was dropped leaves no gap."""
    with psycopg.connect(dsn) as connection:
        found = catalog(connection)
    places: Counter[tuple[Any, ...]] = Counter()
    columns = []
    for schema, table, _, *rest in sorted(found["columns"], key=lambda row: row[:3]):
        places[schema, table] += 1
        columns.append((schema, table, places[schema, table], *rest))
    return {**found, "columns": columns}


def differences(found: dict[str, Rows], expected: dict[str, Rows]) -> dict[str, Rows]:
    """The rows that only one of two catalogs has, by kind of thing."""
    return {
        kind: [
            *(("found", *row) for row in found[kind] if row not in rows),
            *(("expected", *row) for row in rows if row not in found[kind]),
        ]
        for kind, rows in expected.items()
        if found[kind] != rows
    }


def print_differences(different: dict[str, Rows]) -> None:
    """Print them, a row a line."""
    for kind, rows in different.items():
        for row in rows:
            print(kind, *row, sep=" | ")
