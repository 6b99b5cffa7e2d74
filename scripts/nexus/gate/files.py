"""The files of a site as the checks meet them: in order, and named as a reader would find them."""

from collections.abc import Iterator
from pathlib import Path


def files(folder: Path) -> Iterator[Path]:
    """Give every file below a folder, in order; a symbolic link is a file, and is not followed."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or path.is_file():
            yield path


def shown(file: Path, site: Path) -> str:
    """Return the place of a published file: below site/, wherever the site is being built."""
    return f"site/{file.absolute().relative_to(site.absolute()).as_posix()}"
