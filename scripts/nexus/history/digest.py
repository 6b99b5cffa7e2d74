"""A hash of a revision: of its file, of the user's own modules that it imports, and of data beside it.

The imports are read as text, with those of what they lead to; nothing is imported for it.
"""

import ast
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import msgspec

_DATA = {".sql", ".json", ".csv", ".yaml", ".yml", ".toml"}


def of(file: Path, folders: Iterable[Path]) -> str:
    """Return the hash; `folders` are those that the user's own modules are imported from."""
    found = {file: _content(file)}
    waiting, tops = [file], tuple(folders)
    while waiting:
        for module in _imported(waiting.pop(), tops):
            if module not in found:
                found[module] = _content(module)
                waiting.append(module)
    # The revision's own file has one name wherever its folder lies.
    told = [found.pop(file), *sorted(found.values()), *_beside(file.parent.parent)]
    return hashlib.sha256(msgspec.json.encode(told)).hexdigest()


@cache
def _beside(folder: Path) -> tuple[str, ...]:
    """The files below a folder that revisions may read, and no program that they import."""
    found = sorted(each for each in folder.rglob("*") if each.suffix.lower() in _DATA)
    return tuple(_content(each) for each in found)


def _content(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""


@cache
def _imported(file: Path, folders: tuple[Path, ...]) -> tuple[Path, ...]:
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):  # told when it runs
        return ()
    names = dict.fromkeys(name for node in ast.walk(tree) for name in _names(node, file, folders))
    places = (folder.joinpath(*name.split(".")) for name in names for folder in folders)
    tries = (each for place in places for each in (place.with_suffix(".py"), place / "__init__.py"))
    return tuple(each for each in tries if each.is_file())


def _names(node: ast.AST, file: Path, folders: tuple[Path, ...]) -> Iterator[str]:
    """Yield the modules that a statement may import: what it names, and what it takes from there."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            base = ".".join(filter(None, (_package(file, node.level, folders), base)))
        yield base
        yield from (f"{base}.{alias.name}" for alias in node.names if base)


def _package(file: Path, level: int, folders: tuple[Path, ...]) -> str:
    folder = file.parents[level - 1]
    homes = (home for home in folders if folder.is_relative_to(home))
    return ".".join(folder.relative_to(next(homes, folder)).parts)
