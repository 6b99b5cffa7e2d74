"""A build that is killed, fails or fills the disk: the last site stays, and the next build passes.

The command that makes the site is a small program here, so that every step can be the last one.
"""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from nexus.build import swap
from nexus.core.errors import MachineError, NexusError, UsageError

from tests.helpers import environment

SCRIPTS = Path(swap.__file__).parents[2]
OLD = dict.fromkeys(
    ("index.html", "404.html", "sitemap.xml.gz", "a/index.html", "a/gone.html"), b"old"
)
# Makes a site whose files all hold the word it is given; the hundredth is large.
MAKE = """
import sys
from pathlib import Path
word, folder = sys.argv[1], Path(sys.argv[2])
for number in range(100):
    file = folder / str(number % 10) / f"{number}.html"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(word)
(folder / "large.json").write_text(word * 10_000)
for name in ("index.html", "404.html", "sitemap.xml.gz"):
    (folder / name).write_text(word)
"""
# Builds, and kills itself at the step of a number: a step is a call that Python's audit tells of.
BUILD = """
import os, signal, sys
from pathlib import Path
from nexus.build import swap

site, word, last, exchanges, command = sys.argv[1:]
steps = 0

def count(event, _):
    global steps
    if event.partition(".")[0] in {"open", "os", "shutil", "subprocess", "ctypes", "fcntl"}:
        steps += 1
        if steps == int(last):
            os.kill(os.getpid(), signal.SIGKILL)

if exchanges == "no":
    swap._exchange = lambda *_: False
sys.addaudithook(count)
swap.build(Path(site), [sys.executable, "-c", command, word], swap.Check(lambda _: None))
print(steps)
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The last good site."""
    for name, content in OLD.items():
        file = tmp_path / "site" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return tmp_path / "site"


def tree(site: Path) -> dict[str, bytes]:
    """Each file of a site."""
    files = (file for file in site.rglob("*") if file.is_file())
    return {file.relative_to(site).as_posix(): file.read_bytes() for file in files}


def words(site: Path) -> set[bytes]:
    """What the pages of a site say; a mixture of two builds says two words."""
    return {content for name, content in tree(site).items() if name.endswith(".html")}


def make(site: Path, word: str = "new") -> None:
    """Builds the site in this process."""
    swap.build(site, [sys.executable, "-c", MAKE, word], swap.Check(lambda _: None))


def started(
    site: Path, word: str, *, last: int = -1, exchanges: bool = True, command: str = MAKE
) -> "subprocess.Popen[str]":
    """A build in a process of its own, which ends at its step number `last`."""
    arguments = (str(site), word, str(last), "yes" if exchanges else "no", command)
    return subprocess.Popen(
        [sys.executable, "-c", BUILD, *arguments],
        env=environment(PYTHONPATH=str(SCRIPTS)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def steps(site: Path, **options: bool) -> int:
    """How many steps a build has that nobody kills."""
    make(site, "last")
    told, _ = started(site, "whole", **options).communicate()
    return int(told)


def leftovers(site: Path) -> list[str]:
    """What lies beside the site."""
    return sorted(path.name for path in site.with_name(".site.building").iterdir())


def test_a_build_replaces_the_whole_site(site: Path) -> None:
    """No file of the last one stays, and nothing lies beside it but the lock."""
    make(site)
    assert words(site) == {b"new"}
    assert len(tree(site)) == 104
    assert leftovers(site) == ["lock"]


def test_the_first_build_has_nothing_to_replace(tmp_path: Path) -> None:
    """The folder is made, with those above it."""
    make(tmp_path / "some" / "where")
    assert words(tmp_path / "some" / "where") == {b"new"}


@pytest.mark.parametrize("exchanges", [True, False])
def test_a_build_that_is_killed_leaves_a_whole_site(
    site: Path, tmp_path: Path, exchanges: bool
) -> None:
    """Killed at each of its first steps and at others, 30 in all; a build after that passes.

    Where folders cannot be exchanged at once, the next build puts the last site back at its start,
    even if it fails.
    """
    total = steps(tmp_path / "other" / "site", exchanges=exchanges)
    assert total > 30
    first, others = range(1, 21), range(total - 9, total + 1)
    for last in (*first, *others):
        before = tree(site)
        killed = started(site, f"killed-{last}", last=last, exchanges=exchanges)
        killed.communicate()
        assert killed.returncode == -signal.SIGKILL
        if exchanges:
            assert tree(site) == before or words(site) == {f"killed-{last}".encode()}
        with pytest.raises(NexusError, match="the site was not built"):
            swap.build(
                site, [sys.executable, "-c", "raise SystemExit(1)"], swap.Check(lambda _: None)
            )
        assert tree(site) == before or words(site) == {f"killed-{last}".encode()}
        assert leftovers(site) == ["lock"]
    make(site, "after")
    assert words(site) == {b"after"}
    assert leftovers(site) == ["lock"]


@pytest.mark.parametrize("file", range(0, 100, 10))
def test_a_build_that_is_killed_while_files_are_written_leaves_the_last_site(
    site: Path, file: int
) -> None:
    """The command writes on, as nobody killed it; the next build waits for it, and passes."""
    kills = MAKE.replace(
        "    file.write", f"    number == {file} and os.kill(os.getppid(), 9)\n    file.write"
    )
    killed = started(site, "new", command=f"import os\n{kills}")
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    assert tree(site) == OLD
    make(site, "next")
    assert words(site) == {b"next"}
    assert leftovers(site) == ["lock"]


def test_a_command_that_is_killed_leaves_the_last_site(site: Path) -> None:
    """In the middle of its files."""
    killed = MAKE.replace("for number", "import os\nfor number") + "os.kill(os.getpid(), 9)"
    with pytest.raises(NexusError, match=r"the site was not built; .*; fix the errors above"):
        swap.build(site, [sys.executable, "-c", killed, "new"], swap.Check(lambda _: None))
    assert tree(site) == OLD
    assert leftovers(site) == ["lock"]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, -2)])
def test_a_build_that_is_told_to_end_leaves_nothing(
    site: Path, number: signal.Signals, code: int
) -> None:
    """Its command ends first, in the middle of its files, and the last site stays."""
    waits = "import os, time\nprint(os.getpid(), flush=True)\ntime.sleep(60)"
    told = started(site, "new", command=MAKE.replace("(folder /", f"{waits}\n(folder /", 1))
    assert told.stdout is not None
    command = int(told.stdout.readline())
    told.send_signal(number)
    told.communicate(timeout=30)
    assert told.returncode == code
    with pytest.raises(ProcessLookupError):
        os.kill(command, 0)
    assert tree(site) == OLD
    assert leftovers(site) == ["lock"]


def test_a_site_that_is_refused_leaves_the_last_one(site: Path) -> None:
    """The check is given the whole new site before."""

    def refuse(fresh: Path) -> None:
        assert words(fresh) == {b"new"}
        raise NexusError("no")

    with pytest.raises(NexusError, match="no"):
        swap.build(site, [sys.executable, "-c", MAKE, "new"], swap.Check(refuse))
    assert tree(site) == OLD
    assert leftovers(site) == ["lock"]


@pytest.fixture
def small_files() -> Iterator[None]:
    """No process may write a file of more than 20,000 bytes, as on a disk that is nearly full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("small_files")
def test_a_disk_that_is_full_leaves_the_last_site(site: Path) -> None:
    """The command fails in the middle of a file, and a build that needs less passes."""
    with pytest.raises(NexusError, match="the site was not built"):
        make(site)
    assert tree(site) == OLD
    make(site, "x")
    assert words(site) == {b"x"}


def test_a_place_that_cannot_be_written_is_named(site: Path) -> None:
    """With what to do."""
    site.with_name(".site.building").write_text("a file where a folder should be")
    with pytest.raises(MachineError, match=r"cannot write: .*site; make room, or name another"):
        make(site)
    assert tree(site) == OLD


def test_two_builds_at_once_follow_each_other(site: Path) -> None:
    """Both pass, and the site is that of one of them."""
    both = [started(site, "one"), started(site, "two")]
    ends = [build.communicate() for build in both]
    assert [build.returncode for build in both] == [0, 0], ends
    assert words(site) in ({b"one"}, {b"two"})
    assert leftovers(site) == ["lock"]


def test_a_build_that_waits_says_so(site: Path) -> None:
    """It waits for the command of a killed build too, which may still be writing."""
    waits = "import sys; print(flush=True); sys.stdin.read()"
    said = []
    with swap._alone(site.with_name(".site.building"), said.append) as lock:
        child = subprocess.Popen(
            [sys.executable, "-c", waits],
            pass_fds=[lock],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
    assert child.stdin is not None

    def report(line: str) -> None:
        said.append(line)
        child.communicate()

    swap.build(site, [sys.executable, "-c", MAKE, "new"], swap.Check(lambda _: None), report)
    assert said == ["waiting for another build of this site"]
    assert words(site) == {b"new"}


@pytest.mark.parametrize(
    "names",
    [
        ["letter.txt"],
        ["letter.txt", "assets/"],
        ["letter.txt", "index.html", "404.html", "assets/style.css"],
        ["letter.txt", "sitemap.xml.gz"],
        ["tags.json"],
        [".git/HEAD", "404.html", "sitemap.xml.gz"],
    ],
)
def test_a_folder_of_something_else_is_not_replaced(tmp_path: Path, names: list[str]) -> None:
    """Somebody's letters, a website written by hand, or a site that git keeps."""
    folder = tmp_path / "home"
    for name in names:
        path = folder / name
        (path if name.endswith("/") else path.parent).mkdir(parents=True, exist_ok=True)
        if not name.endswith("/"):
            path.write_text("Dear")
    before = tree(folder)
    with pytest.raises(UsageError, match="something else than a site"):
        make(folder)
    assert tree(folder) == before


def test_a_link_in_a_folder_is_something(tmp_path: Path) -> None:
    """It counts like a file, wherever it leads."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "gone").symlink_to("nowhere")
    with pytest.raises(UsageError, match="something else than a site"):
        make(tmp_path / "home")
    assert (tmp_path / "home" / "gone").is_symlink()


@pytest.mark.parametrize(
    "names",
    [
        [],
        ["assets/javascripts/lunr/"],
        ["assets/javascripts/bundle.a5f9d56c.min.js", "assets/javascripts/bundle.a5.min.js.map"],
        ["css/base.css", "js/base.js"],
        ["css/theme_extra.css", "js/theme_extra.js"],
    ],
)
def test_what_is_left_of_a_site_is_replaced(tmp_path: Path, names: list[str]) -> None:
    """MkDocs itself, when it is killed, leaves a site without its first page."""
    wreck = tmp_path / "site"
    wreck.mkdir()
    for name in names:
        path = wreck / name
        (path if name.endswith("/") else path.parent).mkdir(parents=True, exist_ok=True)
        if not name.endswith("/"):
            path.write_text("a")
    make(wreck)
    assert words(wreck) == {b"new"}


def test_copies_of_sources_are_replaced(tmp_path: Path) -> None:
    """MkDocs copies them first, with a file of tags; but not a copy that was edited."""
    docs, wreck = tmp_path / "docs", tmp_path / "site"
    for folder in (docs, wreck):
        (folder / "labs").mkdir(parents=True)
        (folder / "labs" / "a.py").write_text("print(1)")
    command = [sys.executable, "-c", MAKE, "new"]
    (wreck / "tags.json").write_text("{}")
    (wreck / "labs" / "a.py").write_text("print(2)")
    with pytest.raises(UsageError, match="something else than a site"):
        swap.build(wreck, command, swap.Check(lambda _: None), sources=[docs])
    (wreck / "labs" / "a.py").write_text("print(1)")
    swap.build(wreck, command, swap.Check(lambda _: None), sources=[docs])
    assert words(wreck) == {b"new"}


@pytest.mark.parametrize("name", [".", "docs", "docs/site", "link", "link/site"])
def test_sources_are_not_replaced(tmp_path: Path, name: str) -> None:
    """Nor is a folder that holds them or lies in them, even one that is empty or a site."""
    docs = tmp_path / "docs"
    for mark in ("404.html", "sitemap.xml.gz"):
        docs.mkdir(exist_ok=True)
        (docs / mark).write_text("mine")
    (tmp_path / "link").symlink_to(docs, target_is_directory=True)
    (tmp_path / "mkdocs.yml").write_text("site_name: A")
    before = tree(tmp_path)
    command = [sys.executable, "-c", MAKE, "new"]
    with pytest.raises(UsageError, match=r"the site would take the place of .*, or lie in it"):
        swap.build(
            tmp_path / name,
            command,
            swap.Check(lambda _: None),
            sources=[docs, tmp_path / "mkdocs.yml"],
        )
    assert tree(tmp_path) == before


def test_a_site_behind_a_link_is_replaced_where_it_is(site: Path, tmp_path: Path) -> None:
    """The link stays."""
    link = tmp_path / "link"
    link.symlink_to(site, target_is_directory=True)
    make(link)
    assert link.is_symlink()
    assert words(site) == {b"new"}


def test_modes_are_those_of_no_umask(tmp_path: Path) -> None:
    """Everybody may read a site, whatever the umask of its build."""
    before = os.umask(0o077)
    try:
        make(tmp_path / "site")
    finally:
        os.umask(before)
    swap.settle(tmp_path / "site")
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "site").rglob("*")}
    assert modes == {0o755, 0o644}
    assert (tmp_path / "site").stat().st_mode & 0o777 == 0o755
