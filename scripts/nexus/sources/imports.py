"""What the user's modules import, read from their text: nothing runs, and no file need be sound."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]*(\([^)]*\)|.*)|import[ \t]+(.*))",
    re.MULTILINE,
)
_SQLALCHEMY = re.compile(r"\w*alchemy\w*|sqlmodel")
# What a module that has tables says somewhere; one that only asks a database says none of it.
_DECLARES = re.compile(
    r"\b(?:Table|[Mm]eta[Dd]ata|Mapped|mapped_column|Column|registry|automap_base|__table\w*__)\b"
    r"|[Dd]eclarative"
)


def users(
    files: Sequence[Path], roots: Iterable[Path], is_own: Callable[[str], bool]
) -> list[Path]:
    """Return those of the files that import SQLAlchemy, or what builds on it.

    They do so by themselves or by way of modules below the `roots` that are the user's own.
    """
    find = _finder(tuple(roots))
    imports: dict[Path, set[Path]] = {}
    found: set[Path] = set()
    waiting = list(files)
    while waiting:
        if (file := waiting.pop()) in imports:
            continue
        named = list(_named(file))
        if any(folder is None and _SQLALCHEMY.fullmatch(parts[0]) for folder, parts in named):
            found.add(file)
        imports[file] = {own for name in named if (own := find(*name)) and is_own(str(own))}
        waiting += imports[file]
    while more := {file for file in imports.keys() - found if imports[file] & found}:
        found |= more
    return [file for file in files if file in found]


def may_declare(file: Path) -> bool:
    """Tell whether a file may hold models: not where all that it takes of SQLAlchemy asks a database."""
    tops = {parts[0] for folder, parts in _named(file) if folder is None}
    if set(filter(_SQLALCHEMY.fullmatch, tops)) != {"sqlalchemy"}:
        return True
    return bool(_DECLARES.search(_text(file)))


def leaves(file: Path, top: Path) -> bool:
    """Tell whether a file imports, by a relative name, what lies above a folder."""
    return any(folder and not folder.is_relative_to(top) for folder, _ in _named(file))


def module(folder: Path, parts: Iterable[str]) -> Path | None:
    """Return the file or the folder of a module below a folder, as Python would find it."""
    path = folder.joinpath(*parts)
    file = path.parent / f"{path.name}.py"
    try:
        if file.is_file() and not (path / "__init__.py").is_file():
            return file
        return path if path.is_dir() else None
    except OSError:  # the name is too long for a file
        return None


def _named(file: Path) -> Iterator[tuple[Path | None, tuple[str, ...]]]:
    """Yield each name that a file may import; the folder is that of a relative one."""
    for dots, start, names, modules in _IMPORT.findall(_text(file)):
        folder = file.parents[min(len(dots), len(file.parents)) - 1] if dots else None
        parts = tuple(filter(None, start.split(".")))
        if parts or folder:
            yield folder, parts
        for name in re.findall(r"[\w.]*\w", names or modules):
            yield folder, (*parts, *name.split("."))


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8", "replace")
    except OSError:  # nobody knows: why it cannot be read is told by its import
        return "from sqlalchemy import Table"


def _finder(
    roots: Sequence[Path],
) -> Callable[[Path | None, tuple[str, ...]], Path | None]:
    """Return what finds a module's file by a relative or an absolute name."""

    @cache
    def root(top: str) -> Path | None:
        return next((folder for folder in roots if module(folder, (top,))), None)

    @cache
    def find(folder: Path | None, parts: tuple[str, ...]) -> Path | None:
        start = folder or root(parts[0])
        found = module(start, parts) if start else None
        file = found / "__init__.py" if found and found.is_dir() else found
        return file if file and file.is_file() else None

    return find
