"""What is read while models are imported, beside modules: files, folders, and the environment.

An audit hook of Python's (PEP 578) tells of each file and folder that is opened, and of what gives
another answer at another time: a database, a server, a program. A C library tells of nothing that
it opens by itself, and nobody of a mere question whether a file is there.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

_ANSWERS = {
    *("socket.connect", "socket.getaddrinfo", "sqlite3.connect", "subprocess.Popen"),
    *("os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system"),
}
_LISTINGS = {"os.listdir", "os.scandir"}


@dataclass
class Inputs:
    """The absolute `paths` and the names of the `variables` that were read.

    An empty name stands for all variables; `environment` is how they were before. What was read is
    not `complete` where something was asked that cannot be asked again.
    """

    paths: set[str] = field(default_factory=set)
    variables: set[str] = field(default_factory=set)
    environment: dict[str, str] = field(default_factory=lambda: dict(os.environ))
    complete: bool = True


@contextmanager
def noted(inputs: Inputs, is_own: Callable[[str], bool]) -> Iterator[None]:
    """For the time of the `with`, notes what is read of the files that are the user's own."""
    global _noting  # noqa: PLW0603 (an audit hook is there for the whole process, once and for all)
    _install()
    before, kind = _noting, os.environ.__class__
    _noting = inputs, is_own
    os.environ.__class__ = _Environment
    try:
        yield
    finally:
        os.environ.__class__ = kind
        _noting = before


# Where the hook notes what it is told, and of which paths.
_noting: tuple[Inputs, Callable[[str], bool]] | None = None


class _Environment(type(os.environ)):  # type: ignore[misc]
    """The environment, which notes the names that it is asked for."""

    def __getitem__(self, name: str) -> str:
        _note_variable(name)
        return str(super().__getitem__(name))

    def __iter__(self) -> Iterator[str]:
        _note_variable("")
        return iter(super().__iter__())


def _note_variable(name: object) -> None:
    if _noting is not None and isinstance(name, str):
        _noting[0].variables.add(name)


@cache
def _install() -> None:
    sys.addaudithook(_note)


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    """Called by Python before it does something; what this raises would keep it from that."""
    if _noting is None:
        return
    if event in _ANSWERS:
        _noting[0].complete = False
    elif event == "open" and not (arguments[2] or 0) & os.O_WRONLY:
        _note_path(arguments[0], "")
    elif event in _LISTINGS and not _is_import():
        _note_path("." if arguments[0] is None else arguments[0], os.sep)


def _is_import() -> bool:
    """Whether it is Python's import that lists a folder, to find a module."""
    return sys._getframe(2).f_code.co_filename.startswith("<frozen importlib")  # noqa: SLF001


def _note_path(given: object, ending: str) -> None:
    if _noting is None or not isinstance(given, str | bytes | os.PathLike):
        return
    path = os.path.abspath(os.fsdecode(given))  # noqa: PTH100 (a link stays what it is)
    inputs, is_own = _noting
    if is_own(f"{path}{ending}") and not path.endswith(".pyc"):
        inputs.paths.add(path)
