"""Sessions that run on other machines: what comes back is checked, kept, and not run again."""

import pickle
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from nexus.cluster.work import Cluster, Outcome, Piece
from nexus.core.cache import Cache
from nexus.core.errors import NexusError, UsageError
from nexus.core.progress import Progress
from nexus.examples import away, request
from nexus.examples.away import Collector
from nexus.examples.fixtures import Fixtures
from nexus.examples.postgres.databases import Databases
from nexus.examples.postgres.fixture import Fixture, Script
from nexus.examples.runner import Runner
from nexus.examples.store import Store
from nexus.sources.catalog import Catalog

from tests.nexus.pages.builders import taken


class Workers(Cluster):
    """What is sent and what comes back goes through bytes, as between machines."""

    def __init__(self, change: Callable[[bytes], Any] = bytes) -> None:
        super().__init__(None)
        object.__setattr__(self, "change", change)

    def outcomes(
        self, work: Callable[[Any], Any], pieces: Iterable[Piece | None]
    ) -> Iterator[Outcome]:
        """Do the pieces one after the other; what comes back may be changed on the way."""
        for piece in filter(None, pieces):
            given = work(pickle.loads(pickle.dumps(piece.given)))
            yield Outcome(piece.name, vars(self)["change"](given), "", 0.0)


class Page:
    """A page with SQL on an empty database, and a program that reads a file beside it."""

    def __init__(self, folder: Path, databases: Databases) -> None:
        self.file, self.data, self.told = folder / "page.md", folder / "data.txt", list[str]()
        self.data.write_text("data")
        program = f"print(open({str(self.data)!r}).read())"
        self.file.write_text(
            '```sql run="empty"\nSELECT 1\n```\n\n```sql run="empty"\nSELECT 2\n```\n\n'
            f'```python run="true"\n{program}\n```\n'
        )
        self._databases = databases

    def collector(self) -> Collector:
        """What would have to run."""
        folder = self.file.parent
        store = Store(folder, Cache(folder / "cache"), self._databases.identity)
        fixtures = Fixtures(Catalog({}), folder)
        runner = Runner(fixtures, store, self._databases, Progress("", lambda _: None))
        collector = Collector.of(runner)
        collector.examples(request.read(self.file, taken(self.file.read_text())))
        return collector

    @property
    def waiting(self) -> list[str]:
        """The language of each session that would have to run."""
        return [session.requests[0].language for session in self.collector().sessions]

    def printed(self) -> list[str]:
        """What the examples show that have run."""
        requests = request.read(self.file, taken(self.file.read_text()))
        found = self.collector().examples(requests)
        return [repr(each.kept.results) for each in found]

    def run(self, workers: Cluster) -> list[str]:
        """Run on workers, and give the errors."""
        quiet = Progress("", lambda _: None)
        found = away.run_all(self.collector(), workers, quiet, self.told.append)
        return [str(error) for error in found]


@pytest.fixture
def page(tmp_path: Path, databases: Databases, monkeypatch: pytest.MonkeyPatch) -> Page:
    """A page, and workers that have the server of the tests."""
    monkeypatch.setattr(away, "_databases", lambda: databases)
    return Page(tmp_path, databases)


def test_what_workers_ran_is_kept(page: Page) -> None:
    """The SQL examples of a page are one session; what changes afterwards runs again, alone."""
    assert page.waiting == ["python", "sql"]
    assert page.run(Workers()) == []
    assert page.waiting == []
    page.data.write_text("changed")
    assert page.waiting == ["python"]


def test_workers_of_this_machine_share_one_server(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What they ran, side by side, is what runs one by one; their server ends with them."""
    assert page.run(Workers()) == []
    alone = page.printed()
    shutil.rmtree(tmp_path / "cache")
    assert page.waiting == ["python", "sql"]
    with Databases() as shared:
        monkeypatch.setattr(away, "_databases", lambda: shared)
        with away.preparing("", 2) as prepare:
            for session in page.collector().sessions:
                prepare(session)
            with away.workers("", 2) as made:
                assert page.run(made) == []
                assert shared.has(Fixture("empty"))
        assert not shared.has(Fixture("empty"))
    assert page.waiting == []
    assert page.printed() == alone


def test_no_database_is_made_to_the_end_where_pages_have_errors(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever corrects the page does not wait for it."""
    slow = Fixture("slow", (Script("SELECT pg_sleep(600)", page.file),))
    session = replace(page.collector().sessions[-1], fixture=slow)

    def read() -> None:
        with away.preparing("", 2) as prepare:
            prepare(session)
            shared.reach()
            raise UsageError("no such link")

    with Databases() as shared:
        monkeypatch.setattr(away, "_databases", lambda: shared)
        with pytest.raises(UsageError):
            read()
        assert not shared.has(slow)


def test_an_example_that_fails_is_told_at_its_line(page: Page) -> None:
    """The others are kept."""
    page.file.write_text(page.file.read_text().replace("SELECT 2", "SELECT nothing"))
    (error,) = page.run(Workers())
    assert 'column "nothing" does not exist (SQLSTATE 42703)' in error
    assert "page.md:6" in error
    assert page.waiting == ["sql"]


def test_what_is_of_another_session_is_not_kept(page: Page) -> None:
    """Nor is one that lacks results, or whose program saw what this machine does not see."""

    def changed(**facts: Any) -> Callable[[bytes], bytes]:
        def change(given: bytes) -> bytes:
            ran = msgspec.msgpack.decode(given, type=away.Ran)
            if ran.record is None:  # of a database that was made
                return given
            record = msgspec.structs.replace(ran.record, **facts)
            return msgspec.msgpack.encode(msgspec.structs.replace(ran, record=record))

        return change

    elsewhere = (("file", "nowhere", "", "another content"),)
    for facts in ({"key": "0" * 64}, {"kept": ()}, {"inputs": elsewhere}):
        assert page.run(Workers(changed(**facts))) == []
        assert len(page.told) == 2
        assert all("not kept, as this machine differs" in line for line in page.told)
        assert page.waiting == ["python", "sql"]
        page.told.clear()


def test_what_is_no_result_is_an_error(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """For each session, at its place."""
    monkeypatch.setattr(away, "run", lambda _: b"")
    for given in (b"", b"no", None, {"record": 1}):
        errors = page.run(Workers(lambda _, given=given: given))  # type: ignore[misc]
        assert len(errors) == 2
        assert all("something else than a result" in error for error in errors)


def test_a_worker_that_does_not_see_the_project_is_told(page: Page, tmp_path: Path) -> None:
    """Before anything runs there."""
    order = away.Order(tmp_path, page.collector().sessions[0], "0" * 64)
    with pytest.raises(NexusError, match=r"does not see the project as it is; .*same path"):
        away.run(order)
