"""Sixty small portfolios, built by 1, 2 and 4 workers that are reached by TCP, two of which are killed.

Three portfolios are bad: one hangs, one fills its disk, one fails. The sites and the report have to be
the same each time. What the work, and all around it, took is printed (`pytest -s`), with what that
means for ten thousand portfolios on sixteen processors.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.helpers import ROOT
from tests.nexus.cohort.builders import roster

pytestmark = pytest.mark.timeout(3600)

PORTFOLIOS, PROCESSORS, MANY = 60, 16, 10_000
SETTINGS = """\
site_name: Portfolio {0}
site_url: https://learner{0}.example/
theme: mkdocs
plugins: [nexus]
"""
HOOKS = {
    7: "import time\ndef on_files(files, config): time.sleep(10_000)\n",
    23: "def on_files(files, config):\n for n in range(99):"
    " open(f'f{n}', 'wb').write(b'x' * 5_000_000)\n",
}
FAILED = {
    "p7": "it took longer than 90 s",
    "p23": "it wrote more than 100 MB",
    "p41": "Doc file 'index.md' contains a link 'nowhere.md', but the target is not found",
}
EXAMPLE = '\n```python run="true"\nprint("portfolio", {0})\n```\n'


def project(folder: Path, number: int) -> None:
    """A portfolio of two pages, with an example in each third; some are bad."""
    (folder / "docs/weeks/week-01").mkdir(parents=True)
    hook = HOOKS.get(number, "")
    settings = SETTINGS.format(number) + ("hooks: [hook.py]\n" if hook else "")
    (folder / "mkdocs.yml").write_text(settings + "validation:\n  links:\n    not_found: warn\n")
    if hook:
        (folder / "hook.py").write_text(hook)
    link = "[x](nowhere.md)\n" if number == 41 else ""
    (folder / "docs/index.md").write_text(f"# Home of {number}\n\nHello.\n\n{link}")
    ran = EXAMPLE.format(number) if number % 3 == 0 else ""
    week = f"# Week 1\n\n## Key learnings\n\n- I learnt {number}\n{ran}"
    (folder / "docs/weeks/week-01/index.md").write_text(week)


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a cohort of that many portfolios."""
    folder = tmp_path_factory.mktemp("cohort")
    for number in range(PORTFOLIOS):
        project(folder / f"p{number}", number)
    names = ", ".join(f"p{number}" for number in range(PORTFOLIOS))
    return roster(folder, f"programmes:\n  All: [{names}]\n")


@contextmanager
def started(name: str, *arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A program of Dask; it ends with the `with`."""
    command = [sys.executable, "-m", f"distributed.cli.dask_{name}", *arguments]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as program:
        try:
            yield program
        finally:
            program.kill()


class Workers:
    """A scheduler with some workers, which can be killed; each killed one is replaced."""

    def __init__(self, stack: ExitStack, number: int, folder: Path) -> None:
        self._stack, self._folder = stack, folder
        file = folder / "scheduler.json"
        self._file = ("--scheduler-file", str(file))
        stack.enter_context(
            started(
                "scheduler", *self._file, "--host", "127.0.0.1", "--port", "0", "--no-dashboard"
            )
        )
        while not file.exists() or not file.read_text():
            time.sleep(0.05)
        self.address = json.loads(file.read_text())["address"]
        self._workers = [self._worker() for _ in range(number)]

    def _worker(self) -> "subprocess.Popen[bytes]":
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
        space = ("--local-directory", str(self._folder))
        return self._stack.enter_context(started("worker", *self._file, *options, *space))

    def kill_one(self) -> None:
        """Kill a worker in the middle of its work."""
        self._workers.pop(0).kill()
        self._workers.append(self._worker())


def build(
    cohort: Path, number: int, events: dict[int, Callable[[Workers], None]]
) -> tuple[Path, str]:
    """Build on so many workers; when so many portfolios are done, the events happen."""
    out = cohort.parent / f"out{number}{'k' if events else ''}"
    folder = cohort.parent / f"dask-{out.name}"
    folder.mkdir()
    command = [sys.executable, "-m", "nexus", "cohort", "build", str(cohort), "-o", str(out)]
    limits = ("--seconds", "90", "--disk", "100")
    with ExitStack() as stack:
        workers = Workers(stack, number, folder)
        environment = {**os.environ, "PYTHONPATH": f"{ROOT}/scripts"}
        program = stack.enter_context(
            subprocess.Popen(
                [*command, *limits, "--scheduler", workers.address],
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        assert program.stderr
        assert program.stdout
        for line in program.stderr:
            done = re.search(r"\((\d+) of \d+\)", line)
            for at in [at for at in events if done and int(done[1]) >= at]:
                events.pop(at)(workers)
        return out, program.stdout.read()


def digests(out: Path) -> dict[str, str]:
    """The digest of each file of all sites."""
    files = sorted(path for path in (out / "sites").rglob("*") if path.is_file())
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def test_workers_make_no_difference(cohort: Path) -> None:
    """One, two or four of them, or four of which two are killed: the same sites, the same report."""
    kills: dict[int, Callable[[Workers], None]] = {10: Workers.kill_one, 30: Workers.kill_one}
    first: tuple[dict[str, str], str] | None = None
    for number, events in ((1, {}), (2, {}), (4, {}), (4, kills)):
        out, told = build(cohort, number, events)
        assert not events, "no worker was killed"
        report = (out / "report.json").read_text()
        states = {each["site"]: each for each in json.loads(report)}
        assert len(states) == PORTFOLIOS
        failed = {
            name: each["reason"] for name, each in states.items() if each["state"] == "failed"
        }
        assert failed.keys() == FAILED.keys()
        assert all(failed[name].startswith(reason) for name, reason in FAILED.items())
        assert sum(each["state"] == "built" for each in states.values()) == PORTFOLIOS - len(FAILED)
        first = first or (digests(out), report)
        assert (digests(out), report) == first
        print(f"\n{told.strip()}")
        _print_costs(told)


def _print_costs(told: str) -> None:
    found = re.search(r"([\d.]+) s of work in ([\d.]+) s on (\d+) worker", told)
    assert found
    work, wall, workers = float(found[1]), float(found[2]), int(found[3])
    around = (wall * workers - work) / PORTFOLIOS
    many = MANY * (work / PORTFOLIOS + around) / PROCESSORS / 3600
    print(
        f"{workers} workers: {work / PORTFOLIOS:.2f} s of work and {around:.2f} s around it for each; "
        f"{MANY:,} such portfolios on {PROCESSORS} processors: {many:.1f} hours"
    )
