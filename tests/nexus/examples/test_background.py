"""A preview waits a moment for its examples; what takes longer is said to be running."""

import queue
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from nexus.core.cache import Cache
from nexus.core.errors import NexusError
from nexus.core.progress import Progress
from nexus.core.results import Rows
from nexus.examples import background, request
from nexus.examples.background import Background
from nexus.examples.example import RUNNING, Example
from nexus.examples.fixtures import Fixtures
from nexus.examples.postgres.databases import Databases
from nexus.examples.postgres.fixture import Fixture, Script
from nexus.examples.preview import PreviewSession
from nexus.examples.runner import Runner
from nexus.examples.store import Session, Store
from nexus.sources.catalog import Catalog

from tests.nexus.pages.builders import taken

PATIENCE = 30.0
SLOW = "SELECT pg_sleep(0.3)"


class Preview:
    """The examples of a page in a preview, build after build."""

    def __init__(self, folder: Path, databases: Databases) -> None:
        self.file, self.told = folder / "page.md", list[str]()
        self.done: queue.Queue[None] = queue.Queue()
        self.background = Background(databases, lambda: self.done.put(None))
        fixtures = Fixtures(Catalog({}), folder / "data")
        self.store = Store(folder, Cache(folder / "cache"), databases.version)
        self.plain = Runner(fixtures, self.store, databases, Progress("", self.told.append))

    def build(self, *codes: str, run: bool = True, options: str = "") -> list[Example]:
        """The examples of the page as a build shows them."""
        text = "\n".join(f'```sql run="empty" {options}\n{code}\n```' for code in codes)
        self.background.begin()
        runner = self.background.attached(self.plain)
        return runner.examples(request.read(self.file, taken(text)), run=run)


@pytest.fixture
def preview(tmp_path: Path, databases: Databases) -> Iterator[Preview]:
    """A preview that has just begun."""
    started = Preview(tmp_path, databases)
    yield started
    started.background.close()


def values(examples: list[Example]) -> list[str | None]:
    """The only value of each result."""
    results = [example.kept.results[0] for example in examples]
    return [result.rows[0][0] for result in results if isinstance(result, Rows)]


def test_a_build_shows_what_is_done_in_a_moment(
    preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without another build; the next one runs nothing."""
    monkeypatch.setattr(background, "PATIENCE", PATIENCE)
    assert values(preview.build("SELECT 1", "SELECT 2")) == ["1", "2"]
    assert values(preview.build("SELECT 1", "SELECT 2")) == ["1", "2"]
    assert values(preview.build("SELECT 1", "SELECT 3")) == ["1", "3"]
    assert len(preview.told) == 2
    assert preview.done.empty()


def test_what_takes_longer_is_running_and_comes_with_another_build(
    preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which is asked for once, and finds the result."""
    monkeypatch.setattr(background, "PATIENCE", 0.0)
    assert [each.kept for each in preview.build(SLOW)] == [RUNNING]
    assert [each.kept for each in preview.build(SLOW)] == [RUNNING]
    preview.done.get(timeout=PATIENCE)
    assert values(preview.build(SLOW, run=False)) == [""]
    assert len(preview.told) == 1


def test_data_that_take_long_are_not_waited_for_again(
    preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When they change, the page says at once that its example is running."""
    fixtures: list[Fixture] = []
    monkeypatch.setattr(Fixtures, "fixture", lambda *_: fixtures[-1])
    monkeypatch.setattr(background, "PATIENCE", 0.0)
    fixtures.append(Fixture("a", (Script("CREATE TABLE a ()", Path("a.sql")),)))
    preview.build("SELECT 1")
    preview.done.get(timeout=PATIENCE)
    monkeypatch.setattr(background, "PATIENCE", PATIENCE)
    fixtures.append(Fixture("a", (Script("SELECT pg_sleep(2)", Path("a.sql")),)))
    assert [each.kept for each in preview.build("SELECT 1")] == [RUNNING]


def test_an_example_whose_code_changed_meanwhile_is_ended(
    preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The author waits for what the page says now, and hears nothing of what it said."""
    monkeypatch.setattr(background, "PATIENCE", 0.0)
    preview.build("SELECT 1")
    preview.done.get(timeout=PATIENCE)
    preview.build("SELECT 1", "SELECT pg_sleep(25)")
    preview.build("SELECT 1", "SELECT 3")
    preview.done.get(timeout=PATIENCE)
    assert values(preview.build("SELECT 1", "SELECT 3")) == ["1", "3"]
    assert preview.done.empty()


def test_an_edit_that_is_taken_back_ends_what_it_ran(
    preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the page shows is kept from before: the next edit waits for nothing else."""
    monkeypatch.setattr(background, "PATIENCE", PATIENCE)
    preview.build("SELECT 1")
    monkeypatch.setattr(background, "PATIENCE", 0.0)
    preview.build("SELECT pg_sleep(25)")
    assert values(preview.build("SELECT 1")) == ["1"]
    monkeypatch.setattr(background, "PATIENCE", 15.0)  # less than the one that was ended takes
    assert values(preview.build("SELECT 3")) == ["3"]


def test_what_is_taken_back_before_it_begins_does_not_run(
    preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its database is being opened just then, and there is nothing to cancel yet."""
    monkeypatch.setattr(background, "PATIENCE", PATIENCE)
    preview.build("SELECT 1")
    opens, may_open = threading.Event(), threading.Event()
    opened = Background._opened

    def waits(self: Background, session: Session) -> PreviewSession:
        opens.set()
        may_open.wait(PATIENCE)
        return opened(self, session)

    monkeypatch.setattr(Background, "_opened", waits)
    monkeypatch.setattr(background, "PATIENCE", 0.0)
    preview.build("SELECT pg_sleep(25)")
    assert opens.wait(PATIENCE)
    assert values(preview.build("SELECT 1")) == ["1"]
    may_open.set()
    monkeypatch.setattr(background, "PATIENCE", 15.0)  # less than what was taken back takes
    assert values(preview.build("SELECT 3")) == ["3"]


def test_an_error_is_raised_until_it_is_fixed(
    preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the build that waited, or by the one that is asked for."""
    monkeypatch.setattr(background, "PATIENCE", 0.0)
    preview.build("SELECT gone")
    preview.done.get(timeout=PATIENCE)
    monkeypatch.setattr(background, "PATIENCE", PATIENCE)
    for _ in range(2):
        with pytest.raises(NexusError, match="gone"):
            preview.build("SELECT gone")
    assert values(preview.build("SELECT 1")) == ["1"]


def test_only_a_whole_run_is_kept_for_builds(
    preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others are shown: a build, which publishes, runs all examples of a page in order."""
    monkeypatch.setattr(background, "PATIENCE", PATIENCE)
    preview.build("SELECT 1", "SELECT 2")
    preview.build("SELECT 1", "SELECT 3")
    fences = taken('```sql run="empty"\nSELECT 1\n```\n```sql run="empty"\nSELECT 3\n```')
    asked = request.read(preview.file, fences)
    preview.plain.examples(asked)
    assert len(preview.told) == 3


def test_a_server_that_ends_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that was killed costs an error, and not the preview."""
    monkeypatch.setattr(background, "PATIENCE", PATIENCE)
    with Databases() as own:
        preview = Preview(tmp_path, own)
        kill = "SELECT pg_terminate_backend(pg_backend_pid())"
        with pytest.raises(NexusError, match="closed the connection"):
            preview.build("CREATE TABLE a (b int)", kill)
        assert values(preview.build("SELECT 1")) == ["1"]
        preview.background.close()
