"""A folder that a command writes into, where files of others stay.

A list of what was written is kept in that folder: only those files are ever replaced or removed.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from nexus.core import files
from nexus.core.errors import UsageError


def write(folder: Path, contents: Mapping[str, bytes], name: str) -> None:
    """Write the files into a folder, in place of those written there before; `name` is the list's.

    Raises UsageError, and changes nothing, if somebody else's file is in the way.
    """
    with files.chosen(folder, "folder"):
        folder.mkdir(parents=True, exist_ok=True)
        before = _listed(folder, name)
        _check(folder, contents, before)
        _swap(folder, contents, before, name)


def _listed(folder: Path, name: str) -> set[str]:
    """The paths that an earlier run wrote; whatever else is in the list is passed over."""
    try:
        listed = json.loads((folder / name).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return set()
    paths = {p for p in listed if isinstance(p, str)} if isinstance(listed, list) else set()
    return paths - _outside(folder, paths)


def _outside(folder: Path, paths: Iterable[str]) -> set[str]:
    """Those of the paths that lead out of the folder, by themselves or by a link on the way."""
    root = folder.resolve()
    parents = {path: (folder / path).parent for path in paths}
    inside = {p: p.resolve().is_relative_to(root) for p in set(parents.values())}
    return {path for path, parent in parents.items() if not inside[parent]}


def _check(folder: Path, contents: Mapping[str, bytes], before: set[str]) -> None:
    for path in sorted(_outside(folder, contents)):
        hint = "remove the link, or choose another folder"
        raise UsageError("the file would lie outside the folder", str(folder / path), hint)
    for path in contents:
        if path not in before and (folder / path).exists():
            hint = "move it away, or choose another folder"
            raise UsageError("the file was not written by nexus", str(folder / path), hint)


def _swap(folder: Path, contents: Mapping[str, bytes], before: set[str], name: str) -> None:
    # The list comes first: a run that is cut short must leave no file that a next one may not touch.
    listed = json.dumps(sorted(contents), indent=1) + "\n"
    encoded = {name: listed.encode(), **contents}
    changed = {path: text for path, text in encoded.items() if not _holds(folder / path, text)}
    files.write_all(folder, changed)
    for path in sorted(before - contents.keys()):
        (folder / path).unlink(missing_ok=True)


def _holds(file: Path, content: bytes) -> bool:
    try:
        return file.read_bytes() == content
    except OSError:
        return False
