"""The files of a site as the checks meet them: in order, and named as a reader would find them."""

from collections.abc import Iterator
from pathlib import Path


def files(folder: Path, ending: str = "") -> Iterator[Path]:
    """Give every file below a folder, sorted, or only those with an ending such as .html.

    A symbolic link counts as a file, and is not followed.
    """
    for path in sorted(folder.rglob("*")):
        if (path.is_symlink() or path.is_file()) and ending in {"", path.suffix}:
            yield path


def shown(file: Path, site: Path) -> str:
    """Return where a file is published, as a path that begins with site/."""
    return f"site/{file.absolute().relative_to(site.absolute()).as_posix()}"
