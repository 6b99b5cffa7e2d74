"""Databases from fixtures: what a copy holds, who may touch it, and that nothing is left."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from nexus.core.errors import MachineError, NexusError, UsageError
from nexus.examples.postgres import administration, supervisor
from nexus.examples.postgres import server as servers
from nexus.examples.postgres.databases import Databases, address
from nexus.examples.postgres.fixture import Fixture, Script
from nexus.examples.postgres.server import Server
from nexus.exports.postgresql import postgresql
from nexus.sources.sqlalchemy import loader, reader
from psycopg.conninfo import make_conninfo

from tests.projects import MODELS

FILE = Path("data/shop.sql")
SHOP = Fixture(
    "shop", (Script("CREATE TABLE item AS SELECT g AS id FROM generate_series(1, 1234) g", FILE),)
)


def ask(dsn: str, query: str) -> object:
    """The first value that a query gives in a session of its own."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
        return row and row[0]


def report(dsn: str, statement: str) -> None:
    """Carry a statement out in a session of its own."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(statement.encode())


def made(server: Server) -> list[str]:
    """The names of what was made on a server, databases and roles."""
    names = "SELECT datname FROM pg_database UNION ALL SELECT rolname FROM pg_roles"
    with psycopg.connect(server.dsn()) as connection:
        found = connection.execute(f"SELECT * FROM ({names}) WHERE datname LIKE 'nexus%'")
        return [name for (name,) in found]


@pytest.fixture
def landlord(server: Server) -> Iterator[str]:
    """The address of another server for one who may make databases and roles, and is no more."""
    dsn = server.dsn()
    report(dsn, "CREATE ROLE landlord LOGIN CREATEDB CREATEROLE PASSWORD 'let me in'")
    report(dsn, "GRANT CONNECT ON DATABASE postgres TO landlord")
    yield make_conninfo(dsn, user="landlord", password="let me in")
    report(dsn, "DROP OWNED BY landlord; DROP ROLE landlord")


def test_a_copy_holds_what_the_recipe_made(databases: Databases) -> None:
    """A copy has the rows of the fixture, and says how many and on which version."""
    with databases.copy(SHOP) as copy:
        assert ask(copy.dsn, "SELECT count(*) FROM item") == 1234
        assert copy.size == "1,234 rows in 1 table"
        assert copy.version == databases.version() == servers.version()


def test_a_recipe_without_scripts_is_empty(databases: Databases) -> None:
    """A fixture of no scripts gives a database with no tables."""
    with databases.copy(Fixture("empty")) as copy:
        assert copy.size == "no tables"


def test_a_copy_is_of_its_user_alone(databases: Databases) -> None:
    """What one copy's user drops is there in the next copy."""
    with databases.copy(SHOP) as first, databases.copy(SHOP) as second:
        report(first.dsn, "DROP TABLE item")
        assert ask(second.dsn, "SELECT count(*) FROM item") == 1234
    with databases.copy(SHOP) as third:
        assert ask(third.dsn, "SELECT count(*) FROM item") == 1234


def test_the_scripts_run_once(databases: Databases) -> None:
    """A second copy comes from the template, and not from the scripts anew."""
    fixture = Fixture("id", (Script("CREATE TABLE made AS SELECT gen_random_uuid() AS id", FILE),))
    with databases.copy(fixture) as first, databases.copy(fixture) as second:
        query = "SELECT id FROM made"
        assert ask(first.dsn, query) == ask(second.dsn, query)


def test_data_that_go_back_to_what_they_were_are_not_loaded_again(databases: Databases) -> None:
    """An author changes a model and takes it back; what is older than that makes room."""
    made = "CREATE TABLE made AS SELECT gen_random_uuid() AS id"
    fixtures = [Fixture("back", (Script(f"{made} -- {n}", FILE),)) for n in range(3)]

    def made_for(number: int) -> object:
        with databases.copy(fixtures[number]) as copy:
            return ask(copy.dsn, "SELECT id::text FROM made")

    first, second = made_for(0), made_for(1)
    assert made_for(0) == first
    made_for(2)
    assert made_for(0) == first
    assert made_for(1) != second


def test_data_that_nobody_waits_for_are_not_loaded_to_the_end(databases: Databases) -> None:
    """The loading ends with an error, and the next one is as any other."""
    fixture = Fixture("slow", (Script("SELECT pg_sleep(600)", FILE),))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(databases.copy(fixture).__enter__)
        while not waiting.done():
            databases.cancel(fixture)
        assert isinstance(waiting.exception(), NexusError)
    with databases.copy(Fixture("slow")) as copy:
        assert copy.size == "no tables"


def test_no_other_database_waits_for_one_that_is_loaded(databases: Databases) -> None:
    """Not even where it is to be loaded as well; who wants the same data waits, and loads nothing."""
    slow = Fixture("slow", (Script("SELECT pg_sleep(600)", FILE),))
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(databases.copy(slow).__enter__) for _ in range(2)]
        try:
            with databases.copy(Fixture("quick")) as copy:
                assert copy.size == "no tables"
            assert not any(each.done() for each in waiting)
        finally:
            while not all(each.done() for each in waiting):
                databases.cancel(slow)
    made = Fixture("once", (Script("CREATE TABLE made AS SELECT gen_random_uuid() AS id", FILE),))

    def made_once(_: int) -> object:
        with databases.copy(made) as copy:
            return ask(copy.dsn, "SELECT id FROM made")

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(made_once, range(4)))) == 1


def test_a_script_is_told_its_schema_and_its_data_set(databases: Databases) -> None:
    """A script makes its tables in its schema, and reads the size of the data from a setting."""
    text = "CREATE TABLE told AS SELECT current_setting('nexus.dataset') AS dataset"
    fixture = Fixture("told", (Script(text, FILE, "Third Form", "small"), Script(text, FILE)))
    with databases.copy(fixture) as copy:
        assert ask(copy.dsn, 'SELECT dataset FROM "Third Form".told') == "small"
        assert not ask(copy.dsn, "SELECT dataset FROM public.told")


def test_a_module_of_models_is_made_and_owned(databases: Databases) -> None:
    """The tables, the trigger and the extension are those of the copy's own role."""
    text = postgresql(reader.read(loader.load(str(MODELS))))
    with databases.copy(Fixture("shop:empty", (Script(text, MODELS),))) as copy:
        assert copy.size == "0 rows in 6 tables"
        report(copy.dsn, 'CREATE INDEX ON "order" (state); DROP TABLE refund, "user" CASCADE')
        report(copy.dsn, "DROP FUNCTION touched CASCADE; DROP EXTENSION btree_gist CASCADE")


def test_two_databases_estimate_alike(server: Server) -> None:
    """Statistics come from all rows and not from a sample, so that plans are the same anew."""
    text = "CREATE TABLE item AS SELECT sqrt(g) AS root FROM generate_series(1, 100000) g"
    fixture = Fixture("estimated", (Script(text, FILE),))
    query = "SELECT histogram_bounds::text FROM pg_stats WHERE attname = 'root'"
    bounds = []
    for _ in range(2):
        with Databases(server.dsn()) as databases, databases.copy(fixture) as copy:
            bounds.append(ask(copy.dsn, query))
    assert bounds[0]
    assert bounds[0] == bounds[1]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE DATABASE mine",
        "CREATE ROLE friend",
        "COPY (SELECT 1) TO PROGRAM 'cat'",
        "COPY pg_class TO '/tmp/stolen'",
        "SELECT pg_read_file('/etc/passwd')",
        "ALTER SYSTEM SET fsync = on",
        "SET temp_file_limit = -1",
        "SET ROLE postgres",
        "SELECT pg_reload_conf()",
        "CREATE EXTENSION file_fdw",
    ],
)
def test_a_copys_role_has_no_rights_beyond(databases: Databases, statement: str) -> None:
    """A copy's role makes no databases or roles, reads no files, and changes no server."""
    with (
        databases.copy(Fixture("empty")) as copy,
        pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidParameterValue)),
    ):
        report(copy.dsn, statement)


def test_other_databases_are_out_of_reach(databases: Databases) -> None:
    """A copy's role connects to no other database, and can neither drop nor rename one."""
    with databases.copy(SHOP) as copy, databases.copy(SHOP) as other, databases.copy(SHOP):
        own, others = (dsn.partition("?")[0].rpartition("/")[2] for dsn in (copy.dsn, other.dsn))
        names = (
            "SELECT string_agg(datname, ' ') FROM pg_database WHERE datname <> current_database()"
        )
        found = str(ask(copy.dsn, names)).split()
        assert others in found
        for name in found:
            with pytest.raises(psycopg.OperationalError, match=r"denied|not currently accepting"):
                psycopg.connect(copy.dsn.replace(f"/{own}?", f"/{name}?"))
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                report(copy.dsn, f"DROP DATABASE {name} WITH (FORCE)")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                report(copy.dsn, f"ALTER DATABASE {name} RENAME TO mine")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            report(copy.dsn, f"SET ROLE {others}")
        for user in (others, "postgres"):
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(copy.dsn.replace(f"//{own}:", f"//{user}:"))


def test_an_error_in_a_script_names_the_line(databases: Databases) -> None:
    """What PostgreSQL refuses in a script is placed by file and line."""
    fixture = Fixture(
        "broken", (Script("CREATE TABLE a (i int);\nINSERT INTO b VALUES (1)", FILE),)
    )
    with (
        pytest.raises(NexusError, match=r'relation "b" does not exist; data/shop.sql:2'),
        databases.copy(fixture),
    ):
        pass


def test_an_error_without_a_position_names_the_file(databases: Databases) -> None:
    """What fails at a row has no position; its file and its detail are told."""
    text = "CREATE TABLE a (i int UNIQUE); INSERT INTO a VALUES (1), (1)"
    with (
        pytest.raises(NexusError, match=r"data/shop.sql; Key \(i\)=\(1\) already exists"),
        databases.copy(Fixture("twice", (Script(text, FILE),))),
    ):
        pass


def test_the_embedded_server_waits_for_its_first_use(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking for the version starts nothing."""
    monkeypatch.delattr(servers, "embedded")
    with Databases() as databases:
        assert databases.version() == servers.version()


def test_another_package_than_it_says_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the package's version is not the server's, nothing is kept under a wrong name."""
    monkeypatch.setattr(servers, "version", lambda: "18.0")
    with (
        Databases() as databases,
        pytest.raises(MachineError, match=r"18\.0 holds 18\.[1-9]"),
        databases.copy(SHOP),
    ):
        pass


def test_a_server_that_was_killed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the server has gone, the next copy says so, and the end is no further error."""
    with Databases() as databases:
        with databases.copy(SHOP) as copy:
            folder = copy.dsn.partition("host=")[2].partition("&")[0]
            supervisor.remove(Path(folder).parent)
        with pytest.raises(MachineError, match="PostgreSQL has ended"), databases.copy(SHOP):
            pass


def test_another_server_is_left_as_it_was(server: Server, landlord: str) -> None:
    """On another server, all that was made is dropped, and its user needs no more rights."""
    with Databases(landlord) as databases:
        with databases.copy(SHOP) as copy:
            assert ask(copy.dsn, "SELECT count(*) FROM item") == 1234
            report(copy.dsn, "DROP TABLE item")
            assert len(made(server)) == 4
        assert databases.version() == servers.version()
    assert made(server) == []


def test_another_server_is_cleaned_after_an_error(server: Server, landlord: str) -> None:
    """A build that fails, in a script or later, drops what it made."""
    broken = Fixture("broken", (Script("SELECT 1/0", FILE),))
    with Databases(landlord) as databases:
        with pytest.raises(NexusError, match="division by zero"), databases.copy(broken):
            pass
        assert made(server) == []
        with pytest.raises(KeyError), databases.copy(SHOP):
            raise KeyError
    assert made(server) == []


def test_what_a_killed_build_left_is_dropped_by_the_next(server: Server, landlord: str) -> None:
    """What a dead build left on another server goes; what a living one has stays."""
    with administration.connected(landlord) as connection:
        dead = administration.Administrator(connection)
        dead.make_role("nexus_0123456789ab_1", "secret")
        dead.make_database("nexus_0123456789ab_1")
        dead.make_role("nexus_0123456789ab_2", "secret")
    with Databases(landlord) as living, living.copy(SHOP) as copy:
        with Databases(landlord) as next_one:
            next_one.version()
        assert not any("0123456789ab" in name for name in made(server))
        assert ask(copy.dsn, "SELECT count(*) FROM item") == 1234


def test_a_user_without_rights_is_told(server: Server, landlord: str) -> None:
    """Who may not make databases and roles is told which rights are missing."""
    report(server.dsn(), "ALTER ROLE landlord NOCREATEROLE")
    with (
        Databases(landlord) as databases,
        pytest.raises(MachineError, match=r"NEXUS_DATABASE_URL; .*CREATEDB CREATEROLE"),
    ):
        databases.version()


def test_an_unreachable_server_is_told() -> None:
    """Where nobody listens, the error says so and what to check."""
    with (
        Databases("postgresql://me:secret@localhost:1/mine") as databases,
        pytest.raises(MachineError, match="check NEXUS_DATABASE_URL") as error,
    ):
        databases.version()
    assert "secret" not in str(error.value)


def test_an_address_that_is_none_is_not_repeated() -> None:
    """A wrong NEXUS_DATABASE_URL may hold a password, so the error does not show it."""
    with (
        Databases("postgresql:/me:secret@nowhere") as databases,
        pytest.raises(UsageError) as error,
    ):
        databases.version()
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, ""),
        ({"NEXUS_DATABASE_URL": ""}, ""),
        ({"NEXUS_DATABASE_URL": " a "}, "a"),
        ({"DATABASE_URL": "b"}, ""),
    ],
)
def test_only_an_address_of_our_own_is_read(environment: dict[str, str], expected: str) -> None:
    """That of the author's application is theirs, and empty counts as unset."""
    assert address(environment) == expected


def test_the_settings_of_another_server_are_part_of_what_it_is(landlord: str) -> None:
    """Those that an example can see, as they are for a new session; of the embedded one the version."""

    def identity() -> list[str]:
        with Databases(landlord) as databases:
            return databases.identity()

    before = identity()
    assert identity() == before
    assert any(line.startswith("extension plpgsql=") for line in before)
    report(landlord, "ALTER ROLE landlord SET work_mem = '7MB'")
    assert set(identity()) - set(before) == {"work_mem=7168"}
    with Databases() as embedded:
        assert embedded.identity() == [servers.version()]
