"""After an edit in a preview only what it changes runs again, in the state that came before it."""

from contextlib import AbstractContextManager

import pytest
from nexus.core.errors import NexusError
from nexus.core.results import Rows
from nexus.examples.example import Kept
from nexus.examples.postgres.databases import Copy, Databases
from nexus.examples.postgres.fixture import Fixture
from nexus.examples.preview import PreviewSession, only_reads

from tests.nexus.examples.builders import request

SAYS = "SELECT clock_timestamp()"


@pytest.fixture
def live(databases: Databases) -> PreviewSession:
    """The database of a page, which is empty."""
    return PreviewSession(Fixture("empty"), databases)


def run(live: PreviewSession, *codes: str, error: str = "") -> list[Kept]:
    """What the examples of a page give; the last one may be refused as expected."""
    requests = [request('run="empty"', code) for code in codes]
    if error:
        requests[-1] = request(f'run="empty" error="{error}"', codes[-1])
    kept, _ = live.run(requests)
    return kept


def value(kept: Kept) -> str | None:
    """The only value of a result."""
    (result,) = kept.results
    assert isinstance(result, Rows)
    return result.rows[0][0]


def test_an_edit_runs_what_it_changes(live: PreviewSession) -> None:
    """What stands before it gives what it gave; so does what stands behind it, if nobody writes."""
    before = run(live, SAYS, "SELECT 1", SAYS)
    after = run(live, SAYS, "SELECT 2", SAYS)
    assert (after[0], after[2]) == (before[0], before[2])
    assert value(after[1]) == "2"
    more = run(live, SAYS, "SELECT 2", "SELECT 3", SAYS)
    assert [more[0], more[1], more[3]] == after
    assert run(live, SAYS, SAYS)[0] == before[0]


def test_what_comes_after_an_edit_that_writes_runs_again(live: PreviewSession) -> None:
    """It may find another database."""
    before = run(live, SAYS, "SELECT 1", SAYS)
    after = run(live, SAYS, "CREATE TABLE a (b int)", SAYS)
    assert after[0] is before[0]
    assert value(after[2]) != value(before[2])


def test_an_edit_finds_the_database_as_what_came_before_left_it(live: PreviewSession) -> None:
    """Whatever it, or what stands behind it, did to the database at the last run."""
    make, count = "CREATE TABLE a AS SELECT 1 AS b", "SELECT count(*) FROM a"
    run(live, make, "INSERT INTO a VALUES (2)", "DELETE FROM a", count)
    kept = run(live, make, "INSERT INTO a VALUES (2), (3)", count)
    assert value(kept[-1]) == "3"
    assert value(run(live, make, count)[-1]) == "1"
    assert value(run(live, "CREATE TABLE a (b int)", count)[-1]) == "0"


def test_examples_that_only_read_run_in_the_database_that_is_open(live: PreviewSession) -> None:
    """No copy is made for them, which takes its time."""
    name = "SELECT current_database()"
    first = run(live, "CREATE TABLE a (b int)", name)
    second = run(live, "CREATE TABLE a (b int)", f"{name}, 1")
    third = run(live, "CREATE TABLE a (c int)", f"{name}, 1")
    names = [value(kept[-1]) for kept in (first, second, third)]
    assert names[0] == names[1] != names[2]


def test_what_a_session_remembers_is_as_it_was_before_the_edit(live: PreviewSession) -> None:
    """A setting or a sequence is no row, and no transaction wrote it."""
    shows = "SHOW datestyle"
    run(live, "SET datestyle = 'SQL'", shows, "SET datestyle = 'German'", shows)
    kept = run(live, "SET datestyle = 'SQL'", shows, shows)
    assert [value(each) for each in kept[1:]] == ["SQL, MDY", "SQL, MDY"]
    run(live, "CREATE SEQUENCE s", *["SELECT nextval('s')"] * 3)
    assert value(run(live, "CREATE SEQUENCE s", "SELECT nextval('s') AS one")[-1]) == "1"


def test_an_example_that_fails_leaves_the_database_of_those_before_it(live: PreviewSession) -> None:
    """Also where it wrote something before it failed."""
    make, count = "CREATE TABLE a (b int)", "SELECT count(*) FROM a"
    with pytest.raises(NexusError, match="gone"):
        run(live, make, "INSERT INTO a VALUES (1); COMMIT; SELECT gone")
    assert value(run(live, make, count)[-1]) == "0"
    with pytest.raises(NexusError, match="gone"):
        run(live, make, count, "SELECT gone")
    assert value(run(live, make, count, f"{count} AS n")[-1]) == "0"


def test_an_edit_while_data_are_loaded_runs_nothing_more(
    live: PreviewSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for what was asked before it; what is asked then, runs."""
    make, copy = "CREATE TABLE a (b int)", Databases.copy

    def edited(databases: Databases, fixture: Fixture) -> AbstractContextManager[Copy]:
        live.cancel()
        return copy(databases, fixture)

    run(live, make, SAYS, make.replace("a", "b"))
    with monkeypatch.context() as while_loading:
        while_loading.setattr(Databases, "copy", edited)
        with pytest.raises(NexusError, match="nobody waits"):
            run(live, make, "SELECT 1")
    live.begin()
    assert value(run(live, make, "SELECT count(*) FROM a")[-1]) == "0"


def test_a_refusal_that_is_expected_is_a_result(live: PreviewSession) -> None:
    """And what comes after it finds the database as it was."""
    make = "CREATE TABLE a (b int CHECK (b > 0))"
    run(live, make, "INSERT INTO a VALUES (0)", error="23514")
    assert value(run(live, make, "SELECT count(*) FROM a")[-1]) == "0"


def test_what_ran_elsewhere_need_not_run_again(live: PreviewSession) -> None:
    """As in an earlier build: only what may have written is done once more, and its result kept."""
    make = "CREATE TABLE a AS SELECT 1 AS b"
    requests = [request('run="empty"', code) for code in (make, SAYS, "SELECT b FROM a")]
    kept, is_whole = live.run(requests)
    live.close()
    live.remember(requests, kept)
    requests[-1] = request('run="empty"', "SELECT b + 1 FROM a")
    again, is_still_whole = live.run(requests)
    assert again[:2] == kept[:2]
    assert value(again[2]) == "2"
    assert (is_whole, is_still_whole) == (True, False)


@pytest.mark.parametrize(
    ("code", "reads"),
    [
        ("SELECT 1", True),
        ("-- a DELETE\n(SELECT ';DROP') UNION VALUES (1);\nSHOW timezone; ", True),
        ('SELECT "a;b" FROM c', True),
        ("", True),
        ("explain analyze select 1", True),
        ("DELETE FROM a", False),
        ("SELECT 1; SET a.b = 'c'", False),
        ("SELECT set_config('a.b', 'c', false)", False),
        ("SELECT lastval(), setseed(0.5)", False),
        ("SELECT pg_advisory_lock(1)", False),
        ("SELECT 1 INTO a", False),
        ("DO $$BEGIN END$$", False),
        ("/* a */ SELECT 1", False),
        ("BEGIN", False),
    ],
)
def test_in_doubt_a_text_does_not_only_read(code: str, reads: bool) -> None:
    """What is run once too often costs a moment; what is left out would show a wrong result."""
    assert only_reads(code) == reads
