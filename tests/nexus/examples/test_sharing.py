"""Evidence that machines share: what one ran no other runs, and nothing is taken unseen."""

import hashlib
import json
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from nexus.core.cache import Cache
from nexus.core.errors import UsageError
from nexus.core.progress import Progress
from nexus.examples import media, records, request
from nexus.examples.example import Example
from nexus.examples.fixtures import Fixtures
from nexus.examples.postgres.databases import Databases
from nexus.examples.runner import Runner
from nexus.examples.store import Store
from nexus.sources.catalog import Catalog

from tests.nexus.pages.builders import taken

LAB = "from pathlib import Path\nprint(Path(__file__).with_name('data.txt').read_text())\n"
PAGE = '```python run="true" file="lab.py"\n```\n\n```python run="true"\nprint(1)\n```'


class Clone:
    """A clone of a project with two programs, one of which reads a file; `told` are its lines."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self.folder, self.told = folder, list[str]()
        folder.mkdir(exist_ok=True)
        (folder / "lab.py").write_text(LAB)
        (folder / "data.txt").write_text("1")
        self.variables = {f"NEXUS_EVIDENCE{name}": value for name, value in variables.items()}

    def build(self) -> list[Example]:
        """What the page's examples give; `told` is what was said of it."""
        self.told.clear()
        say = self.told.append
        shared = records.shared(self.variables, self.folder, say)
        cache = Cache(self.folder / ".cache")
        store = Store(self.folder, cache, lambda: "18", shared, say)
        fixtures = Fixtures(Catalog({}), self.folder / "data")
        runner = Runner(fixtures, store, Databases(), Progress("", say))
        return runner.examples(request.read(self.folder / "page.md", taken(PAGE)))

    @property
    def runs(self) -> int:
        """How many examples ran in the last build."""
        return sum(line.startswith("Running") for line in self.told)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a clone `first`, which has filled the folder `shared`."""
    folder = tmp_path_factory.mktemp("filled")
    first = Clone(folder / "first", **{"": str(folder / "shared")})
    first.build()
    assert first.runs == 2
    return folder


@pytest.fixture
def shared(filled: Path, tmp_path: Path) -> Path:
    """The folder that machines share, filled by a clone `first`, which is beside it."""
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    return tmp_path / "shared"


def test_a_second_clone_runs_nothing(shared: Path, tmp_path: Path) -> None:
    """It has what the first one has, to the minute, and needs the shared folder no more."""
    first, second = (Clone(tmp_path / name, **{"": str(shared)}) for name in ("first", "second"))
    assert [e.kept for e in second.build()] == [e.kept for e in first.build()]
    assert (second.runs, second.told) == (0, [])
    shutil.rmtree(shared)
    second.build()
    assert second.runs == 0


def test_another_file_is_another_result(shared: Path, tmp_path: Path) -> None:
    """Each of several results is kept beside the others, and found again."""
    clone = Clone(tmp_path / "second", **{"": str(shared)})
    data = clone.folder / "data.txt"
    for text, runs in (("1", 0), ("2", 1), ("1", 0), ("2", 0)):
        data.write_text(text)
        (example, _) = clone.build()
        assert (clone.runs, example.kept.results[0].text) == (runs, f"{text}\n")


def poison(content: bytes) -> bytes:
    """Another result under the same name."""
    return content.replace(b'"text":"1\\n', b'"text":"9\\n')


@pytest.mark.parametrize(
    "damage",
    [
        poison,
        lambda content: content[:-20],
        lambda _: b"",
        lambda _: b"\xff" * 100,
        lambda content: content.replace(b"evidence 1", b"evidence 9"),
    ],
    ids=["poisoned", "truncated", "empty", "rubbish", "another format"],
)
def test_a_damaged_entry_is_refused(shared: Path, tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    """Its example runs again, and one line says so; what it gives is the truth."""
    for file in (shared / "objects").iterdir():
        file.write_bytes(damage(file.read_bytes()))
    clone = Clone(tmp_path / "second", **{"": str(shared)})
    assert [e.kept.results[0].text for e in clone.build()] == ["1\n", "1\n"]
    assert clone.runs == 2
    assert sum("is refused" in line for line in clone.told) == 2
    # What ran has taken the place of what was refused.
    again = Clone(tmp_path / "third", **{"": str(shared)})
    again.build()
    assert (again.runs, again.told) == (0, [])


def test_an_entry_of_another_example_is_refused(shared: Path, tmp_path: Path) -> None:
    """A list that leads to it does not make it the right one."""
    one, two = (shared / "sessions").iterdir()
    one.write_text(two.read_text())
    clone = Clone(tmp_path / "second", **{"": str(shared)})
    clone.build()
    assert clone.runs == 1
    assert any("it belongs to another example" in line for line in clone.told)


def test_with_a_key_only_what_it_signed_counts(shared: Path, tmp_path: Path) -> None:
    """Neither what has no signature, nor what another key signed, nor what was signed for less."""
    # A key may be any bytes.
    one = "one\udcff"
    clone = Clone(tmp_path / "second", **{"": str(shared), "_KEY": one})
    clone.build()
    assert clone.runs == 2
    assert all("is not signed with NEXUS_EVIDENCE_KEY" in line for line in clone.told[::2])
    for key, runs in ((one, 0), ("two", 2)):
        other = Clone(tmp_path / str(runs), **{"": str(shared), "_KEY": key})
        other.build()
        assert other.runs == runs


def test_a_forged_entry_with_the_right_name_needs_the_key(tmp_path: Path) -> None:
    """Whoever can write into the folder can name a record rightly, and not sign it."""
    folder = tmp_path / "shared"
    Clone(tmp_path / "first", **{"": str(folder), "_KEY": "k"}).build()
    for listed in (folder / "sessions").iterdir():
        head, _, payload = (folder / "objects" / listed.read_text()).read_bytes().partition(b"\n")
        forged = payload.replace(b'"text":"1\\n', b'"text":"9\\n')
        name = hashlib.sha256(forged).hexdigest()
        (folder / "objects" / name).write_bytes(head + b"\n" + forged)
        listed.write_text(name)
    clone = Clone(tmp_path / "second", **{"": str(folder), "_KEY": "k"})
    assert [e.kept.results[0].text for e in clone.build()] == ["1\n", "1\n"]
    assert clone.runs == 2


def test_an_entry_that_does_not_fit_is_not_used(shared: Path, tmp_path: Path) -> None:
    """Without a key anybody can name one rightly: what lacks a result is run again all the same."""
    for listed in (shared / "sessions").iterdir():
        head, _, payload = (shared / "objects" / listed.read_text()).read_bytes().partition(b"\n")
        forged = json.dumps({**json.loads(payload), "kept": []}).encode()
        name = hashlib.sha256(forged).hexdigest()
        (shared / "objects" / name).write_bytes(head + b"\n" + forged)
        listed.write_text(name)
    clone = Clone(tmp_path / "second", **{"": str(shared)})
    assert [e.kept.results[0].text for e in clone.build()] == ["1\n", "1\n"]
    assert clone.runs == 2


def test_a_read_only_folder_is_not_written(shared: Path, tmp_path: Path) -> None:
    """What is missing there runs, and stays in the clone."""
    clone = Clone(tmp_path / "second", **{"": str(shared), "_MODE": "read-only"})
    (clone.folder / "data.txt").write_text("2")
    before = sorted(shared.rglob("*"))
    clone.build()
    assert (clone.runs, sorted(shared.rglob("*"))) == (1, before)


def test_a_folder_that_cannot_be_used_is_told_once(tmp_path: Path) -> None:
    """And the examples run all the same."""
    (tmp_path / "file").write_text("")
    clone = Clone(tmp_path / "first", **{"": str(tmp_path / "file")})
    clone.build()
    assert clone.runs == 2
    (told,) = [line for line in clone.told if not line.startswith("Running")]
    assert told.startswith("evidence cannot be written: ")


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"": "http://example.org/evidence"}, "starts with https://"),
        ({"": "ftp://example.org"}, "starts with https://"),
        ({"": "https://"}, "starts with https://"),
        ({"": "https://[::1"}, "starts with https://"),
        ({"": "https://me:secret@example.org"}, "NEXUS_EVIDENCE_TOKEN"),
        ({"": "folder", "_MODE": "write"}, "read-only, read-write"),
        ({"": "~nobody-of-this-name/evidence"}, "give the whole path"),
        ({"": "https://example.org", "_TOKEN": "one\ntwo"}, "in one line"),
        ({"": "https://example.org", "_TOKEN": "\udcff"}, "in one line"),
    ],
)
def test_a_wrong_place_is_an_error(variables: dict[str, str], message: str) -> None:
    """It says what to do, and no password."""
    given = {f"NEXUS_EVIDENCE{name}": value for name, value in variables.items()}
    with pytest.raises(UsageError) as caught:
        media.medium(given, Path())
    assert message in str(caught.value)
    assert "secret" not in str(caught.value)


class Handler(BaseHTTPRequestHandler):
    """Keeps what is put; wants a token for it."""

    def __init__(self, kept: dict[str, bytes], *arguments: object) -> None:
        self.kept = kept
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Send what is kept under a path."""
        if self.path.startswith("/moved/"):
            self.answer(302, location=self.path.replace("moved", "evidence"))
        else:
            found = self.kept.get(self.path)
            self.answer(404 if found is None else 200, found or b"")

    def do_PUT(self) -> None:
        """Keep what comes, from whoever has the token."""
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Authorization"] != "Bearer token":
            self.answer(403)
            return
        self.kept[self.path] = content
        self.answer(201)

    def answer(self, status: int, content: bytes = b"", location: str = "") -> None:
        """Send a whole answer."""
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[tuple[str, dict[str, bytes]]]:
    """The address of a server, and what it keeps."""
    kept: dict[str, bytes] = {}
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, kept)) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}", kept
        running.shutdown()
        thread.join()


def test_a_server_gives_and_takes(server: tuple[str, dict[str, bytes]], tmp_path: Path) -> None:
    """With a token and the mode it takes; without them it gives."""
    address, kept = server
    given = {"": f"{address}/evidence/"}
    Clone(tmp_path / "first", **given, _MODE="read-write", _TOKEN="token").build()
    assert len(kept) == 4
    second = Clone(tmp_path / "second", **given)
    second.build()
    assert (second.runs, second.told) == (0, [])


def test_a_server_that_takes_nothing_is_told_once(
    server: tuple[str, dict[str, bytes]], tmp_path: Path
) -> None:
    """As one that asks elsewhere, and one that is gone; the examples run."""
    address, kept = server
    gone = "http://127.0.0.1:9"
    for number, place in enumerate([f"{address}/evidence", f"{address}/moved", gone]):
        clone = Clone(tmp_path / str(number), **{"": place, "_MODE": "read-write"})
        clone.build()
        assert clone.runs == 2
        told = [line for line in clone.told if not line.startswith("Running")]
        assert 1 <= len(told) <= 2
        assert all(line.startswith("evidence cannot be ") for line in told)
    assert kept == {}


def test_what_is_kept_names_no_folder_of_this_machine(shared: Path, tmp_path: Path) -> None:
    """What lies in the project is named from its folder, and packages from theirs."""
    for file in (shared / "objects").iterdir():
        content = json.loads(file.read_bytes().partition(b"\n")[2])
        assert content["inputs"]
        assert str(tmp_path) not in file.read_text()
