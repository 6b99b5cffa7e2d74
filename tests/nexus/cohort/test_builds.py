"""Builds of many portfolios: each within its limits, its site put in place whole, and the report right.

The programs that stand in for a build here are short ones of Python; a trial builds real portfolios on
workers that are killed.
"""

import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from nexus.cluster.work import Cluster, Outcome, Piece
from nexus.cohort import building, confinement, roster
from nexus.cohort.builds import Builds
from nexus.cohort.confinement import Limits
from nexus.cohort.roster import Member
from nexus.core.cache import Cache
from nexus.core.errors import MachineError, NexusError, UsageError
from nexus.core.progress import Progress

from tests.nexus.cohort import builders

# Writes a site: the page of the source, what the environment says, and how often it ran so far.
PROGRAM = """
import os, pathlib, runpy, sys
site = pathlib.Path(sys.argv[1]); site.mkdir()
if pathlib.Path("evil.py").exists():
    runpy.run_path("evil.py")
ran = pathlib.Path(os.environ["NEXUS_EVIDENCE"], "ran")
ran.write_text((ran.read_text() if ran.exists() else "") + "x")
(site / "index.html").write_text(pathlib.Path("index.md").read_text())
(site / "epoch").write_text(os.environ["SOURCE_DATE_EPOCH"])
(site / "ran").write_text(ran.read_text())
"""
LIMITS = Limits(seconds=20, disk=3_000_000)


class Alone(Cluster):
    """A cluster of this process."""

    @property
    def workers(self) -> int:
        """One."""
        return 1

    def outcomes(
        self, work: Callable[[Any], Any], pieces: Iterable[Piece | None]
    ) -> Iterator[Outcome]:
        """Do the pieces one after the other."""
        for piece in filter(None, pieces):
            yield Outcome(piece.name, work(piece.given), "", 0.0)


@pytest.fixture(autouse=True)
def _program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a short program stand in for a build."""
    monkeypatch.setattr(building, "_BUILD", ("-c", PROGRAM))


def project(folder: Path, evil: str = "") -> Path:
    """A portfolio; what is evil in it runs when it is built."""
    folder.mkdir(parents=True)
    (folder / "mkdocs.yml").write_text("site_name: a\n")
    (folder / "index.md").write_text(folder.name)
    if evil:
        (folder / "evil.py").write_text(evil)
    return folder


def run(folder: Path, names: str, limits: Limits = LIMITS, **more: Any) -> dict[str, list[str]]:
    """Build portfolios below a folder; what became of each, and why."""
    known = roster.read(builders.roster(folder, f"programmes:\n  A: [{names}]\n"))
    builds = Builds(known, folder / "out", limits, Cache(folder / "cache"), **more)
    builds.run(Alone(None), Progress("", lambda _: None))
    told = json.loads((folder / "out" / "report.json").read_text("utf-8"))
    return {each["site"]: [each["state"], each["reason"]] for each in told}


def test_sites_are_built_and_then_skipped(tmp_path: Path) -> None:
    """Until their source changes, or all is asked for again; another one is not concerned."""
    one = project(tmp_path / "one")
    project(tmp_path / "two")
    assert run(tmp_path, "one, two") == {"one": ["built", ""], "two": ["built", ""]}
    same = ["skipped", "nothing has changed"]
    assert run(tmp_path, "one, two") == {"one": same, "two": same}
    (one / "index.md").write_text("changed")
    assert run(tmp_path, "one, two") == {"one": ["built", ""], "two": same}
    assert (tmp_path / "out/sites/one/index.html").read_text() == "changed"
    assert run(tmp_path, "one, two", again=True)["two"] == ["built", ""]


def test_what_ran_before_is_there_the_next_time(tmp_path: Path) -> None:
    """For the same portfolio alone; a site that is built anew from the same is dated the same."""
    project(tmp_path / "one")
    os.utime(tmp_path / "one/index.md", (1_000_000_000, 2_000_000_000))
    project(tmp_path / "two")
    run(tmp_path, "one")
    run(tmp_path, "one, two", again=True)
    ran = {name: (tmp_path / "out/sites" / name / "ran").read_text() for name in ("one", "two")}
    assert ran == {"one": "xx", "two": "x"}
    assert (tmp_path / "out/sites/one/epoch").read_text() == "2000000000"


EVIL = {
    "fails": (
        "print('error: no such table; a.md:3')\nraise SystemExit(1)",
        "no such table; a.md:3",
    ),
    "warns": (
        "print('WARNING -  a link to b.md')\nprint('Aborted')\nraise SystemExit(1)",
        "a link to b.md",
    ),
    "crashes": ("import os\nos.kill(os.getpid(), 11)", "it ended with -11"),
    "fills": (
        "for n in range(9):\n open(f'f{n}', 'wb').write(b'x' * 2_000_000)\nimport time\ntime.sleep(60)",
        "it wrote more than 3 MB",
    ),
    "huge": (
        "import sys\nfor n in '12': open(f'{sys.argv[1]}/{n}', 'wb').write(b'x' * 2_000_000)",
        "it wrote more than 3 MB",
    ),
}


@pytest.mark.parametrize("kind", EVIL)
def test_one_that_fails_harms_no_other(tmp_path: Path, kind: str) -> None:
    """Its last site stays, its reason is told; the others are what they are without it."""
    bad = project(tmp_path / "bad")
    for name in ("a", "b"):
        project(tmp_path / name)
    run(tmp_path, "bad")
    evil, reason = EVIL[kind]
    (bad / "evil.py").write_text(evil)
    assert run(tmp_path, "a, bad, b") == {
        "a": ["built", ""],
        "bad": ["failed", reason],
        "b": ["built", ""],
    }
    assert (tmp_path / "out/sites/bad/index.html").read_text() == "bad"
    assert run(tmp_path, "bad") == {"bad": ["failed", reason]}


def test_one_that_hangs_ends_with_all_that_it_started(tmp_path: Path) -> None:
    """Also what left its session; its time is for it alone."""
    started = tmp_path / "pid"
    evil = (
        "import subprocess, sys, time\n"
        "left = [sys.executable, '-c', 'import time; time.sleep(600)']\n"
        f"child = subprocess.Popen(left, start_new_session=True)\n"
        f"open({str(started)!r}, 'w').write(str(child.pid))\n"
        "time.sleep(600)"
    )
    project(tmp_path / "bad", evil)
    project(tmp_path / "good")
    told = run(tmp_path, "bad, good", Limits(seconds=2, disk=3_000_000))
    assert told == {"bad": ["failed", "it took longer than 2 s"], "good": ["built", ""]}
    state = Path(f"/proc/{started.read_text()}/stat")
    assert not state.exists() or state.read_text().rpartition(")")[2].split()[0] in "ZX"


def test_a_stranger_s_program_knows_nothing_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No tokens of the environment, and a home of its own."""
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    evil = "import os\nif 'GITHUB_TOKEN' in os.environ or os.environ['HOME'] == '/root': raise SystemExit(1)"
    project(tmp_path / "a", evil)
    assert run(tmp_path, "a") == {"a": ["built", ""]}


def test_only_plain_files_come_back(tmp_path: Path) -> None:
    """A link in a site is none of its files, wherever it leads."""
    evil = "import os, sys\nos.symlink('/etc/hostname', sys.argv[1] + '/link')"
    project(tmp_path / "a", evil)
    assert run(tmp_path, "a") == {"a": ["built", ""]}
    site = tmp_path / "out/sites/a"
    assert sorted(path.name for path in site.iterdir()) == ["epoch", "index.html", "ran"]
    assert not (tmp_path / "out/.building").exists()


def test_a_site_is_dated_by_its_last_commit(tmp_path: Path) -> None:
    """Where the portfolio is a repository of its own."""
    source = project(tmp_path / "a")
    who = {"GIT_AUTHOR_NAME": "A", "GIT_COMMITTER_NAME": "A", "EMAIL": "a@example.org"}
    dated = {"GIT_AUTHOR_DATE": "1700000000 +0000", "GIT_COMMITTER_DATE": "1700000000 +0000"}
    for command in ("init -q", "add .", "commit -qm first"):
        environment = {**os.environ, **who, **dated}
        subprocess.run(["git", *command.split()], cwd=source, env=environment, check=True)
    assert run(tmp_path, "a") == {"a": ["built", ""]}
    assert (tmp_path / "out/sites/a/epoch").read_text() == "1700000000"


@pytest.mark.parametrize(
    ("said", "epoch"),
    [("warning: x\\n1700000000", "1700000000"), ("", "2000000000"), ("x", "2000000000")],
)
def test_what_git_says_else_does_not_end_a_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, epoch: str
) -> None:
    """The number counts, after whatever stands before it; without one it is the file's moment."""
    monkeypatch.setattr(building, "_COMMITTED", (sys.executable, "-c", f"print('{said}')"))
    source = project(tmp_path / "a")
    (source / ".git").touch()
    for path in source.iterdir():
        os.utime(path, (1_000_000_000, 2_000_000_000))
    assert run(tmp_path, "a") == {"a": ["built", ""]}
    assert (tmp_path / "out/sites/a/epoch").read_text() == epoch


def test_memory_that_is_only_set_aside_is_not_counted(tmp_path: Path) -> None:
    """WebAssembly sets aside more than there is; what is written to is bounded."""
    limits = Limits(seconds=20, memory=300_000_000, disk=3_000_000)
    aside = (
        "import mmap; mmap.mmap(-1, 1 << 33, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, mmap.PROT_READ)"
    )
    confinement.run([sys.executable, "-c", aside], tmp_path, tmp_path, limits, {})
    with pytest.raises(NexusError, match="MemoryError"):
        confinement.run(
            [sys.executable, "-c", "bytes(400_000_000)"], tmp_path, tmp_path, limits, {}
        )


def test_no_file_grows_beyond_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even for as long as nobody looks at the disk."""
    monkeypatch.setattr(confinement, "_size", lambda _: 0)
    command = [sys.executable, "-c", "open('f', 'wb').write(b'x' * 9_000_000)"]
    with pytest.raises(NexusError, match="File too large"):
        confinement.run(command, tmp_path, tmp_path, LIMITS, {})
    assert (tmp_path / "f").stat().st_size == LIMITS.disk


def test_what_is_no_project_is_told(tmp_path: Path) -> None:
    """An address is skipped; a folder without settings, or without end, failed."""
    (tmp_path / "empty").mkdir()
    with (project(tmp_path / "big") / "data").open("wb") as file:
        file.truncate(3_000_001)
    assert run(tmp_path, "empty, none, big, 'https://a.example/'") == {
        "empty": ["failed", "there is no mkdocs.yml in it"],
        "none": ["failed", "there is no mkdocs.yml in it"],
        "big": ["failed", "it is larger than 3 MB"],
        "https://a.example/": ["skipped", "an address is not built"],
    }


def test_folders_without_end_are_told(tmp_path: Path) -> None:
    """They lie deeper in each other than Python goes; the next portfolio is built."""
    inside = [project(tmp_path / "deep")]
    project(tmp_path / "a")
    try:
        for _ in range(1100):
            inside.append(inside[-1] / "d")
            inside[-1].mkdir()
        told = run(tmp_path, "deep, a")
    finally:
        for folder in reversed(inside[1:]):  # nor can pytest take them away
            folder.rmdir()
    reason = "its folders lie too deep in each other"
    assert told == {"deep": ["failed", reason], "a": ["built", ""]}


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (["a", "a/b"], "its site cannot be written: "),
        (["n" * 300], "its site cannot be written: "),
        (["a\0b"], "what came back leads out of its folder, or too deep into it"),
        (["d/" * 600 + "f"], "what came back leads out of its folder, or too deep into it"),
    ],
    ids=["file and folder", "long", "nul", "deep"],
)
def test_a_site_that_cannot_be_written_fails_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: list[str], reason: str
) -> None:
    """Whatever its files are called."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w", format=tarfile.PAX_FORMAT) as package:
        for name in names:
            entry = tarfile.TarInfo(name)
            entry.pax_headers = {"path": name}  # which keeps a NUL
            package.addfile(entry)
    for name in ("a", "b"):
        project(tmp_path / name)
    given = iter([msgspec.msgpack.encode(building.Built(content.getvalue()))])
    right = building.build
    monkeypatch.setattr(building, "build", lambda order: next(given, None) or right(order))
    told = run(tmp_path, "a, b")
    assert told["b"] == ["built", ""]
    assert told["a"][0] == "failed"
    assert told["a"][1].startswith(reason)


class Growing(Alone):
    """A cluster to which another worker comes before each look, until there are four."""

    seen = 0

    @property
    def workers(self) -> int:
        """One more than before."""
        Growing.seen = min(self.seen + 1, 4)
        return self.seen


def test_workers_that_come_late_are_counted(tmp_path: Path) -> None:
    """A scheduler's workers come when they have started, and the report is about all of them."""
    for name in "abcde":
        project(tmp_path / name)
    known = roster.read(builders.roster(tmp_path, "programmes:\n  A: [a, b, c, d, e]\n"))
    builds = Builds(known, tmp_path / "out", LIMITS, Cache(tmp_path / "cache"))
    builds.run(Growing(None), Progress("", lambda _: None))
    assert builds.workers == 4


class Lost(Alone):
    """A cluster that ends when all pieces are on their way, and one of them is done."""

    def outcomes(
        self, work: Callable[[Any], Any], pieces: Iterable[Piece | None]
    ) -> Iterator[Outcome]:
        """Do the first piece."""
        yield next(super().outcomes(work, list(pieces)))
        raise MachineError("the scheduler of the cluster was lost")


def test_a_cluster_that_ends_leaves_a_report(tmp_path: Path) -> None:
    """What was built is not built again the next time; the others are, though a site of them is there."""
    for name in ("a", "b"):
        project(tmp_path / name)
    run(tmp_path, "a, b")
    for name in ("a", "b"):
        (tmp_path / name / "index.md").write_text("changed")
    known = roster.read(tmp_path / "cohort.yml")
    builds = Builds(known, tmp_path / "out", LIMITS, Cache(tmp_path / "cache"))
    with pytest.raises(MachineError):
        builds.run(Lost(None), Progress("", lambda _: None))
    told = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert [each["state"] for each in told] == ["built", "failed"]
    assert told[1]["reason"] == "the work ended before it was built"
    assert run(tmp_path, "a, b") == {"a": ["skipped", "nothing has changed"], "b": ["built", ""]}


def test_the_sites_do_not_lie_in_what_is_built(tmp_path: Path) -> None:
    """They would be built with it the next time."""
    project(tmp_path / "a")
    known = roster.read(builders.roster(tmp_path, "programmes:\n  A: [a]\n"))
    builds = Builds(known, tmp_path / "a/out", LIMITS, Cache(tmp_path / "cache"))
    with pytest.raises(UsageError, match="the sites would lie in"):
        builds.run(Alone(None), Progress("", lambda _: None))


def test_a_worker_that_lies_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It gives back something else than a site, or one that leads elsewhere."""
    project(tmp_path / "a")
    for given in (b"", b"no", {"site": 1}, None, 7):
        monkeypatch.setattr(building, "build", lambda _, given=given: given)
        told = run(tmp_path, "a")
        assert told == {"a": ["failed", "the worker gave back something else than a site"]}


def test_the_sites_can_be_indexed(tmp_path: Path) -> None:
    """The file of a cohort over them names all in their order, addresses as they were."""
    project(tmp_path / "a")
    run(tmp_path, "'https://b.example/', a, none, {site: 'https://c.example/', repository: c/site}")
    assert roster.read(tmp_path / "out/cohort.yml").programmes == {
        "A": (
            Member("https://b.example/"),
            Member("sites/a"),
            Member("sites/none"),
            Member("https://c.example/", "c/site"),
        )
    }
