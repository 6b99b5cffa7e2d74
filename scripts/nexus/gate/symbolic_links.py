"""Symbolic links that lead out of a folder whose files are published: MkDocs follows them."""

from collections.abc import Iterator
from pathlib import Path

from nexus.errors import NexusError, place
from nexus.gate.files import files


def faults(folder: Path) -> Iterator[NexusError]:
    """A fault for each link below a folder that leads out of it, or nowhere."""
    home = folder.resolve()
    for path in files(folder):
        if not path.is_symlink():
            continue
        target = path.resolve()
        where = f"{place(folder)}/{path.relative_to(folder).as_posix()}"
        if not target.is_relative_to(home):
            hint = "put a copy of what is to be published in its place"
            what = f"a symbolic link leads out of {folder.name}/, to {target}"
            yield NexusError(what, where, hint)
        elif not target.exists():
            yield NexusError("a symbolic link leads nowhere", where, "remove it")
