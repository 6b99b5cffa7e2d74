"""SQL within limits: what comes back, and what an example cannot do to the others."""

import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import psycopg
import pytest
from nexus.core.errors import MachineError, NexusError
from nexus.core.results import (
    Column,
    Done,
    Plan,
    Rows,
    SqlError,
)
from nexus.examples.postgres import supervisor
from nexus.examples.postgres.databases import Databases
from nexus.examples.postgres.fixture import Fixture, Script
from nexus.examples.postgres.sql import (
    Limits,
    connect,
    explain,
    run,
)

SHORT = Limits(seconds=0.3)
SHOP = Fixture(
    "items",
    (Script("CREATE TABLE item AS SELECT g AS id FROM generate_series(1, 3) g", Path("data.sql")),),
)
NUMBERS = "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r)"

# Goes on when it is canceled.
STUBBORN = """
    DO $$BEGIN LOOP
        BEGIN PERFORM pg_sleep(60); EXCEPTION WHEN query_canceled THEN NULL; END;
    END LOOP; END$$
"""
TOO_LONG = r"takes more than 0\.3 seconds"


@pytest.fixture
def connection(databases: Databases) -> Iterator[psycopg.Connection]:
    """A connection to a copy of a database with one table of three rows."""
    with databases.copy(SHOP) as copy, connect(copy.dsn) as opened:
        yield opened


def refusal(connection: psycopg.Connection, text: str) -> SqlError:
    """What PostgreSQL says against a text."""
    found = run(connection, text, SHORT)[-1]
    assert isinstance(found, SqlError)
    return found


def value(connection: psycopg.Connection, text: str) -> str | None:
    """The first value that a text gives."""
    [rows] = run(connection, text, SHORT)
    assert isinstance(rows, Rows)
    return rows.rows[0][0]


def test_a_result_is_text_with_types(connection: psycopg.Connection) -> None:
    """Values are as PostgreSQL writes them, types too, and null is no text."""
    [rows] = run(connection, "SELECT true AS yes, 1.5::numeric(10,2) AS price, NULL::date AS day")
    columns = (Column("yes", "boolean"), Column("price", "numeric(10,2)"), Column("day", "date"))
    assert rows == Rows(columns, (("t", "1.50", None),), 1)


def test_types_of_an_author_have_their_names(connection: psycopg.Connection) -> None:
    """A type that the example itself made is told by name."""
    made = "CREATE TYPE mood AS ENUM ('good'); SELECT 'good'::mood AS a, '{good}'::mood[] AS b"
    _, rows = run(connection, made)
    assert rows == Rows((Column("a", "mood"), Column("b", "mood[]")), (("good", "{good}"),), 1)


def test_each_statement_has_a_result(connection: psycopg.Connection) -> None:
    """Statements without rows report what they did; an empty one tells nothing."""
    found = run(connection, "DELETE FROM item WHERE id > 1;; SELECT id FROM item; -- the end")
    assert found == (Done("DELETE 2"), Rows((Column("id", "integer"),), (("1",),), 1))
    assert run(connection, " ") == ()


def test_a_result_without_rows_has_columns(connection: psycopg.Connection) -> None:
    """No rows are a result like any other."""
    [rows] = run(connection, "SELECT id FROM item WHERE false")
    assert rows == Rows((Column("id", "integer"),), (), 0)


def test_the_first_rows_are_kept_and_all_counted(connection: psycopg.Connection) -> None:
    """Of a million rows the first are kept, and all are counted."""
    [rows] = run(connection, "SELECT generate_series(1, 1000000)", Limits(shown=2))
    assert isinstance(rows, Rows)
    assert (rows.rows, rows.count) == ((("1",), ("2",)), 1_000_000)


def test_a_refusal_has_a_position_in_the_text(connection: psycopg.Connection) -> None:
    """The position counts characters of the whole text, from 1."""
    assert refusal(connection, "SELECT 1;\nSELECT 'é', nothing").position == 23


def test_a_plan_refused_has_the_same_position(connection: psycopg.Connection) -> None:
    """What is put before a statement to explain it does not count."""
    text = "SELECT id FRM item x"
    assert explain(connection, text) == run(connection, text)
    assert refusal(connection, text).position == 15


def test_a_refusal_says_all_that_postgresql_says(connection: psycopg.Connection) -> None:
    """Code, the code's name, message, detail and hint are PostgreSQL's."""
    text = """DO $$BEGIN RAISE 'no' USING ERRCODE = '23514', DETAIL = 'why', HINT = 'how'; END$$"""
    found = SqlError("23514", "no", "why", "how", None, "check_violation")
    assert run(connection, text) == (found,)


def test_a_refused_text_leaves_nothing(connection: psycopg.Connection) -> None:
    """Statements before the refused one are undone, and rows before it are no result."""
    text = "DELETE FROM item; SELECT 1 / (id - 2) FROM (SELECT generate_series(1, 300)) AS g (id)"
    assert [type(part) for part in run(connection, text)] == [Done, SqlError]
    assert value(connection, "SELECT count(*) FROM item") == "3"


def test_a_refusal_ends_a_transaction(connection: psycopg.Connection) -> None:
    """A transaction in which something was refused is over for the next text."""
    assert refusal(connection, "BEGIN; DELETE FROM item; SELECT nothing").sqlstate == "42703"
    assert value(connection, "SELECT count(*) FROM item") == "3"


def test_a_session_goes_on(connection: psycopg.Connection) -> None:
    """A later text sees what an earlier one committed, set and prepared."""
    run(connection, "BEGIN; SET work_mem = '1MB'; PREPARE three AS SELECT 3; COMMIT")
    run(connection, "DISCARD PLANS; LISTEN news; NOTIFY news; DO $$BEGIN RAISE NOTICE 'hi'; END$$")
    assert value(connection, "SHOW work_mem") == "1MB"
    assert value(connection, "EXECUTE three") == "3"


def test_nothing_of_ours_is_in_sight(connection: psycopg.Connection) -> None:
    """However often types were asked for, the session has no prepared statements of ours."""
    for _ in range(7):
        assert value(connection, "SELECT count(*) FROM pg_prepared_statements") == "0"
    run(connection, "DISCARD ALL")
    assert value(connection, "SELECT 1") == "1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("BEGIN; SELECT 1", "leaves its transaction open; end it with COMMIT or ROLLBACK"),
        ("COPY item TO STDOUT", "COPY waits for a client"),
        ("COPY item FROM STDIN", "COPY waits for a client"),
        ("SELECT pg_sleep(60)", TOO_LONG),
        ("SET statement_timeout = 0; SELECT pg_sleep(60)", TOO_LONG),
        ("DO $$BEGIN LOOP NULL; END LOOP; END$$", TOO_LONG),
        (f"{NUMBERS} SELECT count(*) FROM r", TOO_LONG),
        (f"{NUMBERS} SELECT n FROM r", TOO_LONG),
        (STUBBORN, TOO_LONG),
    ],
)
def test_what_passes_a_limit_is_ended(databases: Databases, text: str, message: str) -> None:
    """Nothing in a text makes it run longer, or wait for a client; and its copy is gone after."""
    start = time.monotonic()
    with databases.copy(SHOP) as copy, connect(copy.dsn) as connection:
        with pytest.raises(NexusError, match=message):
            run(connection, text, SHORT)
        assert connection.closed
    assert time.monotonic() - start < 20


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (Limits(rows=1000), "more than 1,000 rows; add LIMIT"),
        (Limits(bytes=5000), "more than 5,000 bytes; add LIMIT"),
    ],
)
def test_too_large_a_result_is_ended(
    connection: psycopg.Connection, limits: Limits, message: str
) -> None:
    """A result that would be too large is not read to its end."""
    with pytest.raises(NexusError, match=message):
        run(connection, f"{NUMBERS} SELECT n, repeat('x', 50) FROM r", limits)


def test_an_example_may_destroy_its_own_copy_only(databases: Databases) -> None:
    """DROP and COMMIT are carried out, and another copy has its rows."""
    with databases.copy(SHOP) as copy, connect(copy.dsn) as connection:
        assert run(connection, "DROP TABLE item; COMMIT")[0] == Done("DROP TABLE")
        assert refusal(connection, "TABLE item").condition == "undefined_table"
    with databases.copy(SHOP) as copy, connect(copy.dsn) as connection:
        assert value(connection, "SELECT count(*) FROM item") == "3"


@pytest.mark.parametrize(
    "text", ["COPY item TO PROGRAM 'cat'", "SELECT pg_read_file('/etc/passwd')", "CREATE ROLE me"]
)
def test_what_needs_rights_is_refused(connection: psycopg.Connection, text: str) -> None:
    """An example is no superuser, and is told so."""
    assert refusal(connection, text).condition == "insufficient_privilege"


def test_sorting_may_not_fill_the_disk(connection: psycopg.Connection) -> None:
    """The server bounds what a session writes to temporary files, and an example cannot lift it."""
    assert value(connection, "SHOW temp_file_limit") == "1GB"
    assert refusal(connection, "SET temp_file_limit = -1").sqlstate == "42501"


def test_an_example_that_ends_its_own_connection_is_told(connection: psycopg.Connection) -> None:
    """A lost connection is an error, and says what PostgreSQL said last."""
    with pytest.raises(MachineError, match="terminating connection"):
        run(connection, "SELECT pg_terminate_backend(pg_backend_pid())")
    with pytest.raises(MachineError, match="closed"):
        run(connection, "SELECT 1")


def test_a_server_that_dies_is_told() -> None:
    """When the server goes while an example runs, the error says so at once."""
    with Databases() as databases, databases.copy(SHOP) as copy, connect(copy.dsn) as connection:
        folder = Path(connection.info.host)
        connection.pgconn.send_query(b"SELECT pg_sleep(60)")
        supervisor.remove(folder.parent)
        with pytest.raises(MachineError, match="has closed the connection"):
            run(connection, "SELECT 1")
    with pytest.raises(MachineError, match="no connection"), connect(copy.dsn):
        pass


def test_a_plan_is_of_the_statement_as_it_ran(connection: psycopg.Connection) -> None:
    """EXPLAIN carries the statement out, and tells what it found."""
    [plan] = explain(connection, "-- all of them\nDELETE FROM item;", Limits(shown=0))
    assert isinstance(plan, Plan)
    [document] = msgspec.json.decode(plan.document)
    assert document["Plan"]["Plans"][0]["Actual Rows"] == 3
    assert "Shared Hit Blocks" in document["Plan"]
    assert value(connection, "SELECT count(*) FROM item") == "0"


def test_several_statements_have_no_plan(connection: psycopg.Connection) -> None:
    """Of several statements none is carried out."""
    with pytest.raises(NexusError, match="one statement"):
        explain(connection, "SELECT 1; DROP TABLE item")


def test_a_plan_is_within_the_limits(connection: psycopg.Connection) -> None:
    """EXPLAIN of a statement without end is ended."""
    with pytest.raises(NexusError, match=TOO_LONG):
        explain(connection, f"{NUMBERS} SELECT count(*) FROM r", SHORT)


def test_the_encoding_of_the_session_is_honoured(connection: psycopg.Connection) -> None:
    """Both ways: what an example sends, and what comes back; as psql has it."""
    run(connection, "SET client_encoding = 'LATIN1'")
    assert value(connection, "SELECT 'caf' || chr(233)") == "café"
    assert value(connection, "SELECT length('é')") == "1"
    assert refusal(connection, "SELECT 'é', nothing").position == 13
    assert value(connection, 'SELECT 1 AS "é"') == "1"
    run(connection, "RESET client_encoding")
    assert value(connection, "SELECT '☃'") == "☃"


def test_without_an_encoding_text_is_the_databases(connection: psycopg.Connection) -> None:
    """SQL_ASCII converts nothing."""
    run(connection, "SET client_encoding = 'SQL_ASCII'")
    [rows] = run(connection, "SELECT 'é' AS \"ü\"")
    assert rows == Rows((Column("ü", "text"),), (("é",),), 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SET client_encoding = 'LATIN1'; SELECT chr(233)", "changes the encoding"),
        ("SELECT 'é'; SET client_encoding = 'LATIN1'", "changes the encoding"),
        ("SET client_encoding = 'LATIN1'; SELECT chr(233); RESET client_encoding", "changes the"),
    ],
)
def test_an_encoding_that_changes_on_the_way_is_refused(
    connection: psycopg.Connection, text: str, message: str
) -> None:
    """Nobody could tell how the text is meant."""
    with pytest.raises(NexusError, match=message):
        run(connection, text)


def test_a_character_that_the_session_lacks_is_refused(connection: psycopg.Connection) -> None:
    """Before anything is sent, with what to do."""
    run(connection, "SET client_encoding = 'LATIN1'")
    with pytest.raises(NexusError, match="has no '☃'; leave it out"):
        run(connection, "SELECT '☃'")


def test_an_encoding_that_nobody_knows_is_refused(connection: psycopg.Connection) -> None:
    """With its name, and without a traceback."""
    run(connection, "SET client_encoding = 'EUC_TW'")
    with pytest.raises(NexusError, match="EUC_TW of the session is not known"):
        run(connection, "SELECT 1")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")
@pytest.mark.parametrize(
    "text",
    [
        "SELECT repeat('x', 100000000)",
        "SELECT repeat('x', 1000000) FROM generate_series(1, 1000)",
        "DO $$BEGIN RAISE NOTICE '%', repeat('x', 60000000); END$$",
        "DO $$BEGIN RAISE EXCEPTION '%', repeat('x', 60000000); END$$",
    ],
    ids=["value", "rows", "notice", "refusal"],
)
def test_a_large_value_is_refused_before_it_is_here(
    connection: psycopg.Connection, text: str
) -> None:
    """This process grows by 300 MB at most; what it says is one line."""
    import resource

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(NexusError, match=r"more than [0-9,]+ bytes"):
        run(connection, text)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 300_000


def test_rows_to_show_have_a_limit(connection: psycopg.Connection) -> None:
    """They are kept, and written into the page."""
    with pytest.raises(NexusError, match="the rows to show hold more than 10,000,000 bytes"):
        run(connection, "SELECT repeat('x', 5000000) FROM generate_series(1, 3)")


def test_a_value_that_the_server_cannot_hold_is_refused_at_once(
    connection: psycopg.Connection,
) -> None:
    """Before it is made: the server's memory is bounded too, and the next example runs."""
    assert refusal(connection, "SELECT repeat('x', 1000000000)").sqlstate == "53200"
    assert value(connection, "SELECT 1") == "1"
