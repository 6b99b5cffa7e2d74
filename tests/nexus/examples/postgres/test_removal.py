"""What an example does to its database on a user's server: nothing of it stays, or it is named."""

from collections.abc import Iterator

import psycopg
import pytest
from nexus.examples.postgres import server as servers
from nexus.examples.postgres.databases import Databases
from nexus.examples.postgres.fixture import Fixture
from nexus.examples.postgres.server import Server, embedded
from psycopg.conninfo import make_conninfo

EMPTY = Fixture("empty")
MADE = """
    SELECT datname FROM pg_database WHERE datname LIKE 'nexus%'
    UNION ALL SELECT rolname FROM pg_roles WHERE rolname LIKE 'nexus%'
"""
ITS_NAME = "DO $$ BEGIN EXECUTE format('{}', current_database()); END $$"


@pytest.fixture(scope="module")
def somebodys() -> Iterator[Server]:
    """A server on which transactions can be prepared, with a user who may make databases."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(servers._SETTINGS, "max_prepared_transactions", "5")
        with embedded() as server:
            run(server.dsn(), "CREATE ROLE landlord LOGIN CREATEDB CREATEROLE PASSWORD 'secret'")
            yield server


def run(dsn: str, *statements: str) -> list[tuple[str, ...]]:
    """What the last of some statements gives, each in a transaction of its own."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        for statement in statements:
            cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def landlord(server: Server) -> str:
    """The address of the server for its user, who is no superuser."""
    return f"host={server.folder} dbname=postgres user=landlord password=secret"


@pytest.mark.parametrize(
    "statements",
    [
        (ITS_NAME.format("ALTER DATABASE %I IS_TEMPLATE true"),),
        ("BEGIN; CREATE TABLE a (); PREPARE TRANSACTION 'left'",),
        (ITS_NAME.format("ALTER DATABASE %I CONNECTION LIMIT 0"),),
        (ITS_NAME.format("ALTER DATABASE %I SET default_transaction_read_only = on"),),
        (
            "BEGIN; CREATE TABLE a (); PREPARE TRANSACTION 'left'",
            ITS_NAME.format("REVOKE ALL ON DATABASE %I FROM PUBLIC, CURRENT_USER"),
            ITS_NAME.format("ALTER DATABASE %I IS_TEMPLATE true CONNECTION LIMIT 0"),
        ),
    ],
)
def test_what_keeps_a_database_is_undone(somebodys: Server, statements: tuple[str, ...]) -> None:
    """Database and role are dropped, and nothing is told."""
    told: list[str] = []
    with Databases(landlord(somebodys), told.append) as databases:
        with databases.copy(EMPTY) as copy:
            run(copy.dsn, *statements)
        assert told == []
    assert run(somebodys.dsn(), MADE) == []


def test_what_a_role_owns_in_another_database_goes_with_it(somebodys: Server) -> None:
    """A large object in the user's own database is one of the examples, and of no other use."""
    told: list[str] = []
    with Databases(landlord(somebodys), told.append) as databases, databases.copy(EMPTY) as copy:
        run(make_conninfo(copy.dsn, dbname="postgres"), "SELECT lo_create(0)")
    assert told == []
    assert run(somebodys.dsn(), MADE) == []
    assert run(somebodys.dsn(), "SELECT oid FROM pg_largeobject_metadata") == []


def test_what_stays_is_named_with_the_statement_that_removes_it(somebodys: Server) -> None:
    """Where the user lost a right meanwhile; whoever has it runs what was told."""
    told: list[str] = []
    with Databases(landlord(somebodys), told.append) as databases, databases.copy(EMPTY):
        run(somebodys.dsn(), "ALTER ROLE landlord NOCREATEROLE")
    run(somebodys.dsn(), "ALTER ROLE landlord CREATEROLE")
    left = [name for (name,) in run(somebodys.dsn(), MADE)]
    assert len(left) == len(told) == 2
    for line in told:
        name, statements = line.split(" ", 1)[0], line.rpartition("as its user: ")[2]
        assert line.startswith(f"{name} stays on the server: ")
        assert statements == f'DROP ROLE "{name}";'
        run(somebodys.dsn(), statements)
    assert run(somebodys.dsn(), MADE) == []


def test_what_a_killed_build_left_is_undone_too(somebodys: Server) -> None:
    """The next build drops a database that was made a template."""
    name = "nexus_0123456789ab_1"
    run(
        somebodys.dsn(),
        f"CREATE ROLE {name} LOGIN",
        f"GRANT {name} TO landlord WITH ADMIN OPTION",
        f"CREATE DATABASE {name} OWNER {name} IS_TEMPLATE true",
    )
    told: list[str] = []
    with Databases(landlord(somebodys), told.append) as databases:
        databases.version()
    assert told == []
    assert run(somebodys.dsn(), MADE) == []
