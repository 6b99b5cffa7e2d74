"""Run the Python example of a page in a process of its own, within limits.

The program sees an empty folder, the address of its own database if it has one, and no other
variable of the environment; its hash seed and time zone are fixed, so that it prints the same
everywhere.
"""

import json
import os
import re
import site
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nexus.core import pairs
from nexus.core.errors import MachineError, NexusError
from nexus.core.results import Printed
from nexus.examples import leftovers
from nexus.examples.python import questions
from nexus.examples.python.places import Places
from nexus.examples.python.questions import Question
from nexus.examples.request import Request

# The folder of this package, installed or not.
_HOME = str(Path(__file__).parents[3])
_SANDBOX = "nexus.examples.python.sandbox"
_ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUNBUFFERED": "1",
}
_ROOM = "make room on this machine, or let it run more, then try again"
_FRAME = re.compile(r'^  File "(?P<file>[^"]+)", line (?P<line>\d+)', re.MULTILINE)


@dataclass(frozen=True)
class Limits:
    """How long a program may run, in seconds, and how many bytes it may print and hold."""

    seconds: float = 60
    bytes: int = 100_000
    memory: int = 4 << 30


@dataclass(frozen=True)
class Run:
    """What a program printed, and what it looked at with the answers; `beyond`: what it is unknown of."""

    printed: Printed
    inputs: tuple[tuple[Question, str], ...]
    beyond: tuple[str, ...]


def places(root: Path, own: tuple[Path, ...] = ()) -> Places:
    """Return the folders by which what a program looks at is named; `own` are of no interest."""
    python, packages = _python()
    folders = (str(folder.absolute()) for folder in own)
    environment = sys.prefix if sys.prefix != sys.base_prefix else ""
    project = os.path.realpath(root)
    return Places(project, packages, python, tuple(folders), _path(), environment)


def _path() -> str:
    return os.environ.get("PATH", os.defpath)


@cache
def _python() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The folders and files of this Python, and those of its packages."""
    paths = sysconfig.get_paths()
    packages = dict.fromkeys([paths["purelib"], paths["platlib"], *site.getsitepackages(), _HOME])
    library, folder = paths["stdlib"], sysconfig.get_config_var("LIBDIR") or sys.base_prefix
    found = [sys.prefix, library, f"{library.rpartition('/')[0]}/{_zipped()}"]
    found += [sys.executable, os.path.realpath(sys.executable)]
    found.append(f"{folder}/{sysconfig.get_config_var('INSTSONAME')}")
    if not Path(sys.base_prefix).parent.samefile("/") and Path(sys.base_prefix) != Path(
        "/usr/local"
    ):
        found.append(sys.base_prefix)
    return tuple(dict.fromkeys(found)), tuple(packages)


def _zipped() -> str:
    return f"python{sys.version_info[0]}{sys.version_info[1]}.zip"


def run(request: Request, known: Places, dsn: str = "", limits: Limits = Limits()) -> Run:
    """Run the program of a request; return what it printed and looked at.

    `dsn` is the address of its own database, if it has one. Raises NexusError at the line of the
    code that raised an exception, or at the fence if the program was stopped.
    """
    variables = {"DATABASE_URL": dsn} if dsn else {}
    task = {
        "code": None if request.file else request.code,
        "file": str(request.source) if request.file else None,
        "environment": {**_ENVIRONMENT, "PATH": known.path, **variables},
        "places": vars(known),
        "database": dsn,
        "seconds": limits.seconds,
        "bytes": limits.bytes,
        "memory": limits.memory,
    }
    answer = _ask(task)
    if lacking := answer.get("lacking"):
        raise MachineError(f"the example could not be run: {lacking}", request.place, _ROOM)
    if answer["error"]:
        hint = "make it shorter: an example is read by people"
        raise NexusError(f"the example was stopped: {answer['error']}", request.place, hint)
    if answer["code"] != 0:
        raise _raised(request, answer["err"], answer["code"])
    found = [*questions.read(answer["inputs"]), *_own_place(answer["out"], known)]
    return Run(Printed(answer["out"]), tuple(found), tuple(answer["beyond"]))


def _own_place(printed: str, known: Places) -> Iterator[tuple[Question, str]]:
    """Where the project is, if a program tells it: elsewhere it would print something else."""
    if any(folder in printed for folder in (known.project, sys.prefix)):
        question = Question("project", "")
        yield question, questions.answer(question, known)


def _ask(task: object) -> dict[str, Any]:
    """What the sandbox answers; what it leaves where it was killed is cleared up."""
    try:
        sandbox = subprocess.Popen(
            pairs.command(_SANDBOX),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        return {"lacking": str(error.strerror)}
    answer = b""
    with sandbox, suppress(BrokenPipeError):
        assert sandbox.stdin
        assert sandbox.stdout
        sandbox.stdin.write(json.dumps(task).encode() + b"\n")
        sandbox.stdin.flush()
        answer = sandbox.stdout.readline()
    if not answer:
        leftovers.sweep()
    told: dict[str, Any] = json.loads(answer or b'{"lacking": "what keeps it was killed"}')
    return told


def _raised(request: Request, stderr: str, code: int) -> NexusError:
    """The error about a program that failed, at the innermost of its own lines."""
    own = request.source.name if request.file else "example.py"
    lines = [int(f["line"]) for f in _FRAME.finditer(stderr) if Path(f["file"]).name == own]
    ended = f"it ended with {f'signal {-code}' if code < 0 else f'exit code {code}'}"
    last = next((line for line in reversed(stderr.splitlines()) if line.strip()), ended)
    where = request.at(lines[-1]) if lines else request.place
    return NexusError(f"the example failed: {last.strip()}", where, "fix it, or leave run= out")
