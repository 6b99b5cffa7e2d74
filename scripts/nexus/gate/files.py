"""The files of a site as the checks meet them: in order, and named as a reader would find them."""

from collections.abc import Iterator
from pathlib import Path


def files(folder: Path) -> Iterator[Path]:
    """Give every file below a folder, sorted; a symbolic link counts as a file, and is not followed."""
    yield from (p for p in sorted(folder.rglob("*")) if p.is_symlink() or p.is_file())


def shown(file: Path, site: Path) -> str:
    """Return where a file is published, as a path that begins with site/."""
    return f"site/{file.absolute().relative_to(site.absolute()).as_posix()}"
