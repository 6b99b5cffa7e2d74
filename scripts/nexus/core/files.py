"""Files that are written whole or not at all, whoever reads or writes them at the same time.

New content is written under another name in the same folder, since a rename needs one file system;
then it takes the place of what was there.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from nexus.core.errors import UsageError


def write(file: Path, content: bytes) -> None:
    """Write a file, and the folders above it; raises OSError, and leaves the file as it was."""
    file.parent.mkdir(parents=True, exist_ok=True)
    waiting = _waiting(file.parent)
    try:
        waiting.write_bytes(content)
        waiting.replace(file)
    except BaseException:
        waiting.unlink(missing_ok=True)
        raise


def write_all(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files, by their paths below a folder; replace none before all are written.

    Raises OSError.
    """
    waiting = _waiting(folder)
    try:
        for path, content in contents.items():
            (waiting / path).parent.mkdir(parents=True, exist_ok=True)
            (waiting / path).write_bytes(content)
        for path in contents:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (waiting / path).replace(folder / path)
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def _waiting(folder: Path) -> Path:
    """Return a name in the folder that nobody else has."""
    return folder / f".writing-{os.urandom(8).hex()}"


@contextmanager
def chosen(path: Path, kind: str = "file") -> Iterator[None]:
    """Turn an OSError inside into a UsageError that asks for another `kind` of place to write."""
    try:
        yield
    except OSError as error:
        hint = f"choose a {kind} that you may write"
        raise UsageError(f"cannot write: {error.strerror}", str(path), hint) from None
