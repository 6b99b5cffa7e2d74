"""Builds whose processes are killed at random moments: who is killed, and what is left then.

A `Round` is made from a number. It builds a small site whose page changed, so that its examples run:
one in PostgreSQL, one in Python with a process of its own. One or two of all the processes below
that build, or the build itself, are killed. Within two seconds nothing may run any more; the last
site is whole; after the next build no folder is left.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

from nexus.core import leases

from tests.helpers import ROOT, environment
from tests.projects import EPOCH

PATIENCE = 2.0
LONGEST = 60.0
# What each process says in its command line; the first that fits counts.
ROLES = {
    "keeper": "nexus.examples.python.sandbox",
    "supervisor": "nexus.examples.postgres.supervisor",
    "mkdocs": "nexus.mkdocs_plugin",
    "builder": "-m nexus build",
    "postgres": "/postgres",
    "example": "example.py",
}
MODELS = """\
from sqlalchemy import Column, Integer, MetaData, Table

metadata = MetaData()
Table("customer", metadata, Column("id", Integer, primary_key=True))
"""
PAGE = """# Version {0}

```sql run="shop"
SELECT count(*) AS number_{0} FROM generate_series(1, 3000000);
```

```python run="shop"
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(0.8)"], start_new_session=True)
child.wait()
print("version {0}")
```
"""
CONFIGURATION = """\
site_name: Shop
theme: {name: mkdocs}
plugins:
  - nexus: {cards: false, gate: false, live: false, policy: false, reference: false, viewer: false}
markdown_extensions: [pymdownx.superfences]
"""


@dataclass(frozen=True)
class Process:
    """A process that was seen: its number, when it started, and its role."""

    number: int
    start: int
    role: str

    @property
    def lives(self) -> bool:
        """Whether it is still there."""
        return leases._started(self.number) == self.start


def below(top: int) -> Iterator[Process]:
    """Give a process and all below it."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError):
            facts = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
            parents[int(entry.name)] = int(facts[1])
    waiting = [top]
    while waiting:
        number = waiting.pop()
        waiting += [child for child, parent in parents.items() if parent == number]
        with suppress(OSError):
            line = (
                Path(f"/proc/{number}/cmdline")
                .read_bytes()
                .replace(b"\0", b" ")
                .decode("utf-8", "replace")
            )
            role = next((role for role, part in ROLES.items() if part in line), "other")
            if (start := leases._started(number)) is not None:
                yield Process(number, start, role)


def _is_trial(path: Path) -> bool:
    """Whether a file is one that Python tries a folder with, left by whoever was killed just then."""
    return path.is_file() and path.read_bytes() in {b"", b"blat"}


@dataclass
class Shop:
    """A project in a folder, beside which lies the folder of its temporary files."""

    root: Path

    @classmethod
    def of(cls, folder: Path) -> "Shop":
        """The project, built once."""
        shop = cls(folder / "shop")
        (folder / "t").mkdir()
        for name, text in {"mkdocs.yml": CONFIGURATION, "models/shop.py": MODELS}.items():
            (shop.root / name).parent.mkdir(parents=True, exist_ok=True)
            (shop.root / name).write_text(text, encoding="utf-8")
        shop.change(0)
        assert shop.build() == 0
        return shop

    @property
    def temp(self) -> Path:
        """The folder of temporary files."""
        return self.root.with_name("t")

    def change(self, version: int) -> None:
        """Write the page anew, so that its examples run."""
        (self.root / "docs").mkdir(exist_ok=True)
        (self.root / "docs" / "index.md").write_text(PAGE.format(version), encoding="utf-8")

    def started(self, *command: str, out: Any = subprocess.PIPE) -> "subprocess.Popen[bytes]":
        """A command in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "nexus", *command],
            cwd=self.root,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    @property
    def _environment(self) -> dict[str, str]:
        known = {"TMPDIR": str(self.temp), "SOURCE_DATE_EPOCH": EPOCH}
        return environment(PYTHONPATH=str(ROOT / "scripts"), **known)

    def build(self) -> int:
        """Build the site to its end; return the exit code."""
        with self.started("build") as building:
            said, _ = building.communicate(timeout=LONGEST)
            if building.returncode:
                print(said.decode())
            return building.returncode

    @property
    def site(self) -> dict[str, bytes]:
        """Each file of the site."""
        folder = self.root / "site"
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    def says(self, version: int) -> bool:
        """Whether the site is that of a version, whole."""
        page = (self.root / "site" / "index.html").read_text(encoding="utf-8")
        return f"number_{version}" in page and f"version {version}" in page

    def folders(self) -> list[str]:
        """What lies in the folders of temporary files and of the build that should not."""
        mine = [path.name for path in self.temp.iterdir() if not _is_trial(path)]
        elsewhere = [path.name for path in leases.stale()]
        beside = [
            path.name for path in (self.root / ".site.building").iterdir() if path.name != "lock"
        ]
        return [*mine, *elsewhere, *beside]


@dataclass(frozen=True)
class Round:
    """One killed build: the roles that must be there first, and how long after that it is done."""

    number: int
    roles: tuple[str, ...]
    delay: float

    @classmethod
    def of(cls, number: int) -> "Round":
        """The round of a number: each role, then each pair, then any processes at any moment."""
        random = Random(number)
        several = ("keeper", "supervisor", "postgres")
        pairs = [*combinations(ROLES, 2), *((role, role) for role in several)]
        known = [*((role,) for role in ROLES), *pairs]
        if number < 3 * len(known):
            return cls(number, known[number % len(known)], random.uniform(0, 0.6))
        return cls(number, (), random.uniform(0, 6))

    def run(self, shop: Shop) -> str:
        """Kill a build of the shop; return what is wrong then, or the empty string."""
        before, version = shop.site, self.number + 1
        shop.change(version)
        with tempfile.TemporaryFile() as told:
            building = shop.started("build", out=told)
            try:
                watched = Watched(building)
                victims = watched.strike(self)
                problem = self._judged(shop, watched, victims)
            finally:
                building.kill()
                building.wait()
            told.seek(0)
            said = told.read().decode("utf-8", "replace")
        who = " and ".join(victim.role for victim in victims) or "nobody"
        if not problem and "Traceback (most recent" in said:
            problem = "it shows a traceback"
        if not problem and shop.site != before and not shop.says(version):
            problem = "the site is neither the last one nor the new one"
        if not problem and (shop.build() or not shop.says(version)):
            problem = "the next build is not what it should be"
        if not problem and (left := shop.folders()):
            problem = f"after the next build there is {left}"
        return f"{self.number}: {who} killed: {problem}\n{said[-3000:]}" if problem else ""

    def _judged(self, shop: Shop, watched: "Watched", victims: list[Process]) -> str:
        """What is wrong two seconds after the build's end."""
        building = watched.building
        if any(victim.number == building.pid for victim in victims):
            building.wait()
        else:
            try:
                code = building.wait(LONGEST)
            except subprocess.TimeoutExpired:
                return "the build goes on"
            if code not in {0, 1, 2, 3}:
                return f"the build ends with {code}"
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and (watched.living or any(leases.processes(shop.temp))):
            time.sleep(0.02)
        left = [*(process.role for process in watched.living), *leases.processes(shop.temp)]
        return f"after {PATIENCE} seconds there is {left}" if left else ""


class Watched:
    """A build and all processes that were seen below it."""

    def __init__(self, building: "subprocess.Popen[bytes]") -> None:
        self.building = building
        self._seen: set[Process] = set()

    @property
    def living(self) -> list[Process]:
        """Those that are still there."""
        return [process for process in self._seen if process.lives]

    def strike(self, round_: Round) -> list[Process]:
        """Kill processes at the moment of a round; return them."""
        random, wanted = Random(round_.number), Counter(round_.roles)
        self._follow(lambda now: not wanted - Counter(process.role for process in now))
        until = time.monotonic() + round_.delay
        now = self._follow(lambda _: time.monotonic() > until)
        victims: list[Process] = []
        for role in round_.roles:
            fitting = [
                process for process in now if process.role == role and process not in victims
            ]
            victims += random.sample(fitting, min(1, len(fitting)))
        if not round_.roles:
            victims = random.sample(now, min(len(now), random.choice((1, 2))))
        for victim in victims:
            with suppress(ProcessLookupError):
                os.kill(victim.number, signal.SIGKILL)
        return victims

    def _follow(self, is_time: Callable[[list[Process]], bool]) -> list[Process]:
        """See all processes until it is time, or the build has ended; return those of that moment."""
        while self.building.poll() is None:
            now = sorted(below(self.building.pid), key=lambda process: process.number)
            self._seen.update(now)
            if is_time(now):
                return now
            time.sleep(0.01)
        return []
