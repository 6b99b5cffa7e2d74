"""The folders whose files are published: what MkDocs would follow out of them, or stumble over.

Those are symbolic links that lead out of a folder, nowhere, or round in a circle, and what is
neither a file nor a folder, such as a pipe.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from nexus.core.errors import NexusError, place


def errors(folder: Path) -> Iterator[NexusError]:
    """Give an error for each thing below a folder that cannot be published."""
    if folder.is_dir():
        yield from _Walk(folder).below(folder)


class _Walk:
    """The way through a folder and the links in it, which enters each folder once."""

    def __init__(self, folder: Path) -> None:
        self._top, self._home = folder, _real(folder)
        self._open: list[Path] = []
        self._seen: set[Path] = set()

    def below(self, folder: Path) -> Iterator[NexusError]:
        """Give the errors of what is below a folder."""
        real = _real(folder)
        if real in self._seen:
            return
        self._seen.add(real)
        self._open.append(real)
        try:
            paths = sorted(folder.iterdir())
        except OSError as error:
            what = f"a folder cannot be read: {error.strerror}"
            yield self._error(folder, what, "let it be read, or take it away")
            paths = []
        for path in paths:
            if wrong := self._wrong(path):
                yield self._error(path, *wrong)
            elif path.is_dir():
                yield from self.below(path)
        self._open.pop()

    def _wrong(self, path: Path) -> tuple[str, str] | None:
        """What is wrong with a path, and what to do; None where nothing is."""
        if path.is_symlink():
            target = _real(path)
            copy = "put a copy of what is to be published in its place"
            if not target.is_relative_to(self._home):
                return f"a symbolic link leads out of {self._top.name}/, to {target}", copy
            if not target.exists():
                # Emacs locks a file with a link to nowhere, which MkDocs passes over.
                is_lock = path.name.startswith(".#")
                return None if is_lock else ("a symbolic link leads nowhere", "remove it")
            if target in self._open:
                return "a symbolic link leads back to a folder that it is in", "remove it"
        if not path.is_dir() and not path.is_file():
            return "neither a file nor a folder, which cannot be published", "remove it"
        return None

    def _error(self, path: Path, what: str, hint: str) -> NexusError:
        where = Path(place(self._top), path.relative_to(self._top))
        return NexusError(what, where.as_posix(), hint)


def _real(path: Path) -> Path:
    """Where a path leads; one that leads to itself stays as it is."""
    return Path(os.path.realpath(path))
