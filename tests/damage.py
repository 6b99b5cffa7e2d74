"""Random damage to a project, its rights, its surroundings and its limits, and what a command says.

A `Round` is made from a number and is the same each time: a small project, damaged in a few ways,
and one command on it. Where this is root, which may read everything, the command runs as `nobody`
by an interpreter that every account may start.
"""

import os
import re
import resource
import shutil
import signal
import stat
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from nexus.core import leases

from tests.helpers import COMMITTER, ROOT, environment
from tests.projects import EPOCH

NOBODY = 65534
LONGEST = 180.0
CODES = {0, 1, 2, 3, 130, 143}
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
PAGE = """---
title: The shop
description: What the shop sells.
---

# The shop

```erd
schema: shop
```

```sql run="shop"
SELECT name FROM customer ORDER BY name;
```

```python run="true" file="labs/count.py"
```

[About it](about.md) and [the example](index.md#the-shop){ .proof }.
"""
FILES = {
    "mkdocs.yml": """site_name: Shop
site_url: https://example.org/shop/
theme: {name: mkdocs, custom_dir: overrides}
nav: [index.md, about.md]
markdown_extensions: [attr_list, pymdownx.superfences, pymdownx.snippets]
plugins:
  - search
  - nexus: {cards: false, live: false, file_types: [.ttf]}
""",
    "README.md": "# Shop\n\n<!-- erd:start shop -->\n<!-- erd:end -->\n",
    "docs/index.md": PAGE,
    "docs/about.md": "# About\n\nWords, and [the shop](index.md).\n",
    "docs/labs/count.py": "from pathlib import Path\nprint(len(Path(__file__).read_text()))\n",
    "docs/labs/rows.csv": "a,b\n1,2\n",
    "docs/weeks/week-01/index.md": "---\ntitle: One\n---\n\n# One\n\n## Takeaways\n\n- It runs.\n",
    "overrides/main.html": '{% extends "base.html" %}\n',
    "models/shop.py": """from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customer"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Order(Base):
    __tablename__ = "order"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
""",
    "data/shop.sql": "INSERT INTO customer VALUES (1, 'Ada'), (2, 'Grace');\n",
    "kept.dbml": "// what was exported\n",
}
COMMANDS = (
    *(["build"], ["check"], ["run"], ["run", "docs/index.md"], ["gate"], ["share", "week-01"]),
    *(["check", "--write"], ["build", "--site-dir", "out"]),
    ["export", "models", "--format", "dbml"],
    ["export", "models/shop.py", "--format", "ddl", "--dialect", "mysql", "-o", "out.sql"],
    ["export", "models", "--format", "dbml", "--check", "kept.dbml"],
    ["erd", "models", "-o", "out.svg"],
    ["erd", "models/shop.py", "-o", "out.png"],
    ["reference", "models", "-o", "out"],
)
# What plain MkDocs is asked, beside the commands above.
PLAIN = (["build"], ["build", "--strict"])
# Where a machine is slow, how far a command is.
_LINE = re.compile(
    r"(?:error|warning|note|Usage|Error|usage): \S|Running |waiting for |\S.* \(\d+ of \d+\)$|\s*$"
)
_ERROR = re.compile(r"^(?:error: |Error: |ERROR|CRITICAL|Usage: |Aborted)", re.MULTILINE)
_BUG = re.compile(
    r"Traceback \(most recent|^  File \"|\bscripts/nexus/\S+\.py:\d+"
    r"|(?:Type|Attribute|Key|Index|Name|Assertion)Error: .*shows all of it",
    re.MULTILINE,
)


@dataclass
class Surroundings:
    """What a command starts with: its environment, its limits by name, and what it is told to do."""

    environment: dict[str, str]
    limits: dict[str, int] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)
    full: bool = False
    meanwhile: Callable[[], None] | None = None
    signal: int = 0
    # Variables that stay as they are.
    spared: set[str] = field(default_factory=set)


Damage = Callable[[Random, Path, Surroundings], str]


def interpreter() -> str:
    """A Python that every account may start, of the same version as this one; empty if there is none."""
    for name in (sys.executable, "/usr/bin/python3"):
        python = Path(name).resolve()
        if all(path.stat().st_mode & stat.S_IXOTH for path in (python, *python.parents)):
            asked = [python, "-c", "import sys; print(*sys.version_info[:2])"]
            if subprocess.check_output(asked, text=True).split() == list(
                map(str, sys.version_info[:2])
            ):
                return str(python)
    return ""


# Damage to files


def _file(random: Random, project: Path) -> Path:
    """One of the files that a person wrote, as far as they are still there."""
    found = [project / name for name in FILES]
    return random.choice([file for file in found if file.is_file()] or [project / "mkdocs.yml"])


def overwrite(random: Random, project: Path, _: Surroundings) -> str:
    """Put other bytes into a file: a few, many, or all."""
    file = _file(random, project)
    content = bytearray(file.read_bytes())
    odd = [
        b"\0",
        b"\xff",
        b"\xed\xa0\x80",
        b"\x1b[2J",
        b"{{",
        b"&a [*a]",
        b"!!bool x",
        b"\t",
        b"`" * 5,
    ]
    odd += [
        b"---\n",
        b'"',
        b"\r",
        b"[" * (3000 if file.suffix == ".yml" else 300),
        b"%YAML 9\n",
        b"!!python/name:os.nope\n",
        b"'",
        b": ",
    ]
    odd += [
        b"{%",
        b"<!--",
        b"\xef\xbb\xbf",
        b"import nope\n",
        b"raise SystemExit(7)\n",
        b"x" * 100_000,
    ]
    odd += [
        b"2001-13-45",
        b"--8<-- 'nope.md'\n",
        b"while True: pass\n" if "labs" in file.parts else b"(",
    ]
    for _ in range(random.choice((1, 1, 2, 20))):
        place = random.randint(0, len(content))
        content[place : place + random.choice((0, 1, 9))] = random.choice(odd)
    file.write_bytes(bytes(content))
    return f"overwrite {file.relative_to(project)}"


def cut(random: Random, project: Path, _: Surroundings) -> str:
    """Cut a file short, or empty it."""
    file = _file(random, project)
    file.write_bytes(file.read_bytes()[: random.choice((0, 1, 20, 100))])
    return f"cut {file.relative_to(project)}"


def remove(random: Random, project: Path, _: Surroundings) -> str:
    """Remove a file, or a folder."""
    file = _file(random, project)
    gone = file if random.random() < 0.7 or file.parent == project else file.parent
    shutil.rmtree(gone) if gone.is_dir() else gone.unlink(missing_ok=True)
    return f"remove {gone.relative_to(project)}"


def replace(random: Random, project: Path, _: Surroundings) -> str:
    """Put something else in the place of a file: a folder, a link, a pipe."""
    file = _file(random, project)
    file.unlink(missing_ok=True)
    kind = random.choice(("folder", "nowhere", "itself", "system", "pipe", "above"))
    if kind == "folder":
        file.mkdir()
    elif kind == "pipe":
        os.mkfifo(file)
    else:
        targets = {"nowhere": "nope", "itself": file.name, "system": "/etc/shadow", "above": ".."}
        file.symlink_to(targets[kind])
    return f"replace {file.relative_to(project)} by {kind}"


def add(random: Random, project: Path, _: Surroundings) -> str:
    """Add a file with a name that few expect."""
    names = [
        b"a\nb.md",
        b"\xff\xfe.md",
        b"-rf.md",
        b".#index.md",
        b"a" * 250 + b".md",
        b"con.md",
        b"x.PY",
    ]
    folder = random.choice(("docs", "models", "data", "docs/weeks/week-01"))
    if not (project / folder).is_dir():
        return "add nothing"
    name = random.choice(names)
    content = random.choice((b"# A\n", b"\xff", b"", PAGE.encode(), b"import sqlalchemy\nx\n"))
    Path(project, folder, os.fsdecode(name)).write_bytes(content)
    return f"add {name[:20]!r} to {folder}"


def vanish(random: Random, project: Path, around: Surroundings) -> str:
    """Remove a file while the command works."""
    file = _file(random, project)

    def meanwhile() -> None:
        file.unlink(missing_ok=True)

    around.meanwhile = meanwhile
    return f"let {file.relative_to(project)} vanish"


# Damage to rights


def forbid(random: Random, project: Path, _: Surroundings) -> str:
    """Take the rights of a file or a folder away."""
    file = _file(random, project)
    chosen = random.choice((file, file, file.parent))
    mode = random.choice((0o000, 0o200, 0o400, 0o444, 0o555))
    chosen.chmod(mode)
    return f"chmod {mode:o} {chosen.relative_to(project)}"


def disown(random: Random, project: Path, _: Surroundings) -> str:
    """Let somebody else own what is kept, or the site (only root can)."""
    chosen = random.choice(
        (".cache", ".cache/nexus", ".cache/nexus/evidence", "site", ".site.building")
    )
    if os.geteuid() == 0 and (project / chosen).exists():
        for path in (project / chosen, *(project / chosen).rglob("*")):
            os.chown(path, 0, 0)
            path.chmod(0o700 if path.is_dir() else 0o600)
    return f"disown {chosen}"


# Damage to what is kept


def spoil(random: Random, project: Path, _: Surroundings) -> str:
    """Damage entries of the cache."""
    kept = [file for file in sorted((project / ".cache").rglob("*")) if file.is_file()]
    for file in random.sample(kept, min(len(kept), random.choice((1, 5, 1000)))):
        content = bytearray(file.read_bytes())
        if content:
            content[random.randrange(len(content))] ^= 1 << random.randrange(8)
        file.write_bytes(bytes(content[: random.choice((None, 0, 10))]))
    return "spoil the cache"


def misplace(random: Random, project: Path, around: Surroundings) -> str:
    """Let the cache be a file, a link to nowhere, or nothing that can be made."""
    names = ("mkdocs.yml", "mkdocs.yml/a", "/proc/nope", "nope\nnope", "/dev/null", "x" * 300, " ")
    around.environment["NEXUS_CACHE"] = random.choice(names)
    return f"NEXUS_CACHE={around.environment['NEXUS_CACHE'][:20]!r}"


# Damage to the surroundings


def confuse(random: Random, project: Path, around: Surroundings) -> str:
    """Set a variable of the environment to what it cannot be."""
    values: Mapping[str, tuple[str, ...]] = {
        "SOURCE_DATE_EPOCH": ("", "now", "-1", "1e9", "99999999999999999999", "\udcff"),
        "SITE_URL": (
            "http://[",
            "nope",
            "https://",
            "ftp://a/b",
            "https://a b/",
            "https://\udcff/",
        ),
        "GITHUB_REPOSITORY": ("nope", "[/]", "a/b/c", "../..", "\udcff/a"),
        "NEXUS_DATABASE_URL": (
            "nope",
            "postgresql://127.0.0.1:1/a",
            "sqlite:///a",
            "postgresql://[",
            "=",
        ),
        "TMPDIR": ("/nope", "/proc", "mkdocs.yml", ""),
        "PATH": ("", "/nope"),
        "HOME": ("", "/nope"),
        "LC_ALL": ("C", "POSIX", "nope"),
        "PYTHONIOENCODING": ("ascii", "latin-1"),
        "PYTHONUTF8": ("0",),
        "TZ": ("nope", "", "/etc/passwd"),
        "COLUMNS": ("0", "nope", "-5"),
        "GIT_DIR": ("/nope",),
        "GIT_CONFIG_GLOBAL": ("/proc/nope",),
        "PYTHONHASHSEED": ("1",),
        "NO_COLOR": ("1",),
    }
    names = sorted(values.keys() - around.spared)
    name = random.choice(names)
    around.environment[name] = random.choice(values[name])
    return f"{name}={around.environment[name]!r}"


def limit(random: Random, project: Path, around: Surroundings) -> str:
    """Let the command have few files, little disk, memory or company."""
    values = {
        "RLIMIT_NOFILE": (12, 16, 24, 40, 64),
        "RLIMIT_FSIZE": (0, 10, 1000, 20_000, 100_000),
        "RLIMIT_NPROC": tuple(_running() + more for more in (1, 2, 4)),
        "RLIMIT_AS": (300 << 20, 400 << 20, 600 << 20),
    }
    name = random.choice(sorted(values))
    around.limits[name] = random.choice(values[name])
    return f"{name}={around.limits[name]}"


def _running() -> int:
    """How many threads the account has that runs the commands."""
    user, threads = os.geteuid() or NOBODY, 0
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if entry.stat().st_uid == user:
                threads += len(list((entry / "task").iterdir()))
    return threads


def close(random: Random, project: Path, around: Surroundings) -> str:
    """Close its input or an output, or let that be full."""
    around.full = random.random() < 0.5
    if not around.full:
        around.closed = set(random.sample(range(3), random.choice((1, 1, 2, 3))))
    return "output to a full disk" if around.full else f"close {sorted(around.closed)}"


def end(random: Random, project: Path, around: Surroundings) -> str:
    """Tell it to end, at any moment."""
    around.signal = random.choice(SIGNALS)
    return f"send {signal.Signals(around.signal).name}"


def no_history(random: Random, project: Path, _: Surroundings) -> str:
    """Break the repository, or take it away."""
    git = project / ".git"
    if random.random() < 0.5:
        shutil.rmtree(git, ignore_errors=True)
    else:
        for name in ("HEAD", "index", "config"):
            (git / name).write_bytes(random.randbytes(20))
    return "break git"


DAMAGES: tuple[Damage, ...] = (
    *(overwrite, overwrite, overwrite, cut, remove, replace, add, vanish, forbid, forbid, disown),
    *(spoil, misplace, confuse, confuse, limit, limit, close, end, end, no_history),
)


@dataclass(frozen=True)
class Outcome:
    """What became of a round: how the command ended, all that it said, and what is wrong with that."""

    title: str
    code: int
    said: str
    wrong: str

    def __str__(self) -> str:
        return f"{self.title}: {self.wrong}\nexit code {self.code}\n{self.said[-3000:]}"


def template(folder: Path) -> Path:
    """The sound project, built once as whoever will run the commands."""
    project = folder / "template"
    for name, text in FILES.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, encoding="utf-8")
    (project / ".gitignore").write_text("/site/\n/.site.building/\n/.cache/\n__pycache__/\n")
    for command in ("init --quiet", "add --all", "commit --quiet --message=All"):
        git = ["git", *command.split()]
        subprocess.run(git, cwd=project, env=environment(**COMMITTER), check=True)
    _give_away(project)
    for command in (["build"], ["check", "--write"]):
        sound = Round(0, "sound", command, [], around=surroundings(folder))
        outcome = sound.run_in(project)
        assert (outcome.code, outcome.wrong) == (0, ""), outcome
    return project


def surroundings(temp: Path) -> Surroundings:
    """The surroundings of a command whose temporary files lie in a folder."""
    modules = [str(ROOT / "scripts"), sysconfig.get_path("purelib")]
    known = environment(PYTHONPATH=os.pathsep.join(modules), SOURCE_DATE_EPOCH=EPOCH)
    places = {"TMPDIR": str(temp / "tmp"), "HOME": str(temp / "home")}
    return Surroundings({**known, **places})


def _give_away(folder: Path) -> None:
    """Let `nobody` own a folder with all that is in it, where this is root."""
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


@dataclass(frozen=True)
class Round:
    """One command on a damaged project; `plain` says whether MkDocs is asked by its own name."""

    number: int
    title: str
    command: list[str]
    damages: list[Damage]
    around: Surroundings
    plain: bool = False
    python: str = field(default_factory=lambda: interpreter() or sys.executable)

    @classmethod
    def of(cls, number: int, temp: Path) -> "Round":
        """The round of a number."""
        random = Random(number)
        around, plain = surroundings(temp), random.random() < 0.2
        command = random.choice(PLAIN if plain else COMMANDS)
        damages = random.sample(DAMAGES, random.choice((1, 1, 1, 2, 3)))
        if plain:  # it has signals' usual meanings
            damages = [damage for damage in damages if damage is not end]
            around.spared = {"TZ"}  # MkDocs does not start with a time zone that there is not
        name = f"{'mkdocs' if plain else 'nexus'} {' '.join(command)}"
        return cls(number, name, command, damages, around, plain)

    def run(self, sound: Path) -> Outcome:
        """Run it on a copy of the sound project."""
        project = sound.with_name(f"round-{self.number}")
        shutil.copytree(sound, project, symlinks=True)
        _give_away(project)
        random = Random(self.number + 1)
        try:
            done = [damage(random, project, self.around) for damage in self.damages]
            _give_away_new(project)
            outcome = self.run_in(project)
            title = f"{self.number}: {self.title} with {', '.join(done)}"
            return Outcome(title, outcome.code, outcome.said, outcome.wrong)
        finally:
            _remove(project)

    def run_in(self, project: Path) -> Outcome:
        """Run the command in a project."""
        for name in ("tmp", "home"):
            (project.parent / name).mkdir(exist_ok=True)
            _give_away(project.parent / name)
        module = "mkdocs" if self.plain else "nexus"
        with Path("/dev/full").open("wb") as full:
            stdout = full if self.around.full else subprocess.PIPE
            try:
                process = self._started(module, project, stdout)
            except BlockingIOError:  # there is no room even for the first process
                return Outcome(self.title, 3, "", "")
        said, code = self._followed(process)
        left = self._left(project)
        return Outcome(self.title, code, said, self._judged(code, said) or left)

    def _started(self, module: str, project: Path, stdout: Any) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [self.python, "-m", module, *self.command],
            cwd=project,
            env=self.around.environment,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            preexec_fn=self._settle,  # noqa: PLW1509 (its thread has not started)
        )

    def _settle(self) -> None:
        """What the process does before its program starts."""
        for name, value in self.around.limits.items():
            kind = getattr(resource, name)
            resource.setrlimit(kind, (value, value))
        for number in SIGNALS:  # whoever started the tests may have them ignored
            signal.signal(number, signal.SIG_DFL)
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        for stream in self.around.closed:
            os.close(stream)

    def _followed(self, process: "subprocess.Popen[bytes]") -> tuple[str, int]:
        """What the process says, and its exit code; it is sent what is to come meanwhile."""
        moment = Random(self.number + 2).uniform(0.3, 3)
        timers = []
        if self.around.meanwhile:
            timers.append(threading.Timer(moment, self.around.meanwhile))
        if self.around.signal:
            timers.append(threading.Timer(moment, process.send_signal, [self.around.signal]))
        for timer in timers:
            timer.start()
        try:
            out, err = process.communicate(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            err += b"\nerror: it ran too long\n"
        for timer in timers:
            timer.cancel()
        return (
            f"{(out or b'').decode('utf-8', 'replace')[-5000:]}\n--\n{err.decode('utf-8', 'replace')}",
            process.returncode,
        )

    def _judged(self, code: int, said: str) -> str:
        """What is wrong with how it ended; empty where nothing is."""
        err = said.partition("\n--\n")[2]
        if code not in CODES:
            # Before anything of ours runs, a signal ends Python as it ends any program.
            if self.around.signal and code == -self.around.signal and not err.strip():
                return ""
            return f"it ended with {code}"
        if found := _BUG.search(said):
            return f"it shows {found[0]!r}"
        if code in {1, 2, 3} and not self.around.closed and not _ERROR.search(said):
            return "it says no error"
        is_all_ours = not (self.plain or self.command[0] == "build" or self.around.closed)
        others = [line for line in err.splitlines() if not _LINE.match(line)] if is_all_ours else []
        return f"this is no line of ours: {others[0]!r}" if others else ""

    def _left(self, project: Path) -> str:
        """What is left of it: processes that work in its folders, or folders of ours."""
        temp = project.parent / "tmp"
        folders = [folder for folder in temp.iterdir() if folder.name.startswith("nexus-")]
        running = [*leases.processes(temp), *leases.processes(project)]
        for folder in folders:
            leases.clear(folder)
        return f"it leaves {folders} {running}" if folders or running else ""


def _give_away_new(project: Path) -> None:
    """Let `nobody` own what damage made anew, and nothing that was disowned."""
    if os.geteuid() == 0:
        for path in project.rglob("*"):
            if (
                ".cache" not in path.parts
                and "site" not in path.parts
                and ".site.building" not in path.parts
            ):
                os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


def _remove(project: Path) -> None:
    for folder in (
        project,
        *(path for path in project.rglob("*") if path.is_dir() and not path.is_symlink()),
    ):
        folder.chmod(0o700)
    shutil.rmtree(project)
