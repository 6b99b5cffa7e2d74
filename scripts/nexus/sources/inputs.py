"""What is read to know models: the user's own files and folders, and the environment.

An audit hook of Python's (PEP 578) tells of each file and folder that is opened, and of what gives
another answer at another time: a database, a server, a program. A C library tells of nothing that
it opens by itself, and nobody of a mere question whether a file is there.
"""

import importlib
import os
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

from nexus.sources import bytecode

_ANSWERS = {
    *("socket.connect", "socket.getaddrinfo", "sqlite3.connect", "subprocess.Popen"),
    *("os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system"),
}
_LISTINGS = {"os.listdir", "os.scandir"}
# The file of importlib.metadata, which takes a while to import.
_METADATA = str(Path(str(importlib.__file__)).parent / "metadata" / "__init__.py")


@dataclass
class Inputs:
    """The absolute `paths` and the names of the `variables` that were read.

    An empty name stands for all variables; `environment` is how they were before. What was read is
    not `complete` where something was asked that cannot be asked again. `own` are the folders of
    installed packages that count as the user's.
    """

    own: set[str] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)
    variables: set[str] = field(default_factory=set)
    environment: dict[str, str] = field(default_factory=lambda: dict(os.environ))
    complete: bool = True

    def is_own(self, path: str) -> bool:
        """Return whether a file, or a folder that ends in a separator, is the user's own."""
        if not path or path.startswith("<"):
            return False
        return path.startswith(tuple(self.own)) or not path.startswith(_installed())


@cache
def _installed() -> tuple[str, ...]:
    """Return the folders of the standard library, of installed packages, and of this program."""
    folders = {sysconfig.get_path(n) for n in ("stdlib", "platstdlib", "purelib", "platlib")}
    folders.add(str(Path(__file__).parents[1]))
    # It may be installed elsewhere than the packages beside this program. A hook of imports that
    # asks what is installed may not be asked for it.
    if (spec := PathFinder.find_spec("sqlalchemy")) and spec.origin:
        folders.add(str(Path(spec.origin).parents[1]))
    # A frame names its file as the path did, which may lead through a link.
    return tuple(f"{f}{os.sep}" for folder in folders for f in {folder, os.path.realpath(folder)})


@contextmanager
def noted(inputs: Inputs) -> Iterator[None]:
    """Note in `inputs`, for the time of the `with`, what is read of the user's own."""
    global _noting  # noqa: PLW0603 (an audit hook is there for the whole process, once and for all)
    _install()
    _installed()  # now, and not by the hook: the question opens files itself
    before, kind = _noting, os.environ.__class__
    _noting = inputs
    os.environ.__class__ = _Environment
    try:
        with bytecode.distrusted(inputs.is_own):
            yield
    finally:
        os.environ.__class__ = kind
        _noting = before


# Where the hook notes what it is told.
_noting: Inputs | None = None


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
        _noting.variables.add(name)


@cache
def _install() -> None:
    sys.addaudithook(_note)


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    """Called by Python before it does something; what this raises would keep it from that."""
    if _noting is None:
        return
    if event in _ANSWERS:
        _noting.complete = False
    elif event == "open" and not (arguments[2] or 0) & os.O_WRONLY:
        _note_path(arguments[0], "")
    elif event in _LISTINGS and not _is_search():
        _note_path("." if arguments[0] is None else arguments[0], os.sep)


def _is_search() -> bool:
    """Return whether Python lists a folder by itself, to find a module or installed packages."""
    asker = sys._getframe(2).f_code.co_filename  # noqa: SLF001
    return asker.startswith("<frozen importlib") or asker == _METADATA


def _note_path(given: object, ending: str) -> None:
    if _noting is None or not isinstance(given, str | bytes | os.PathLike):
        return
    path = os.path.abspath(os.fsdecode(given))  # noqa: PTH100 (a link stays what it is)
    if _noting.is_own(f"{path}{ending}") and not path.endswith(".pyc"):
        _noting.paths.add(path)
