"""The reference as files in a folder: Markdown and SVG that any MkDocs project can take.

All files are written into a temporary folder inside the chosen one, and then moved into place one
by one. A list of what was written is kept there: only those files are ever replaced or removed.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from nexus import reference
from nexus.cache import Cache
from nexus.errors import UsageError
from nexus.reference import Book, Ddl
from nexus.reference.styles import PlainStyle
from nexus.schema import Schema

MANIFEST = ".nexus-reference.json"


def files(schema: Schema, ddl: Ddl, cache: Cache | None = None) -> dict[str, str]:
    """The text of every file of a schema's reference, by its path in the folder."""
    style = PlainStyle(cache)
    book = Book(schema, "", style, ddl)
    written = {page.path: page.markdown for page in reference.pages(book)}
    return dict(sorted((written | style.files).items()))


def write(folder: Path, contents: Mapping[str, str]) -> None:
    """Makes `folder` hold the files, in place of those written there before.

    Raises UsageError, and changes nothing, where a file of somebody else's is in the way.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        before = _listed(folder)
        _check(folder, contents, before)
        _swap(folder, contents, before)
    except OSError as fault:
        hint = "choose a folder that you may write"
        what = f"cannot write: {fault.strerror}"
        raise UsageError(what, str(fault.filename or folder), hint) from None


def _listed(folder: Path) -> set[str]:
    """The paths that an earlier run wrote; whatever else stands in the list is passed over."""
    try:
        listed = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return set()
    paths = listed if isinstance(listed, list) else []
    return {path for path in paths if isinstance(path, str) and _is_inside(folder, path)}


def _is_inside(folder: Path, path: str) -> bool:
    return (folder / path).parent.resolve().is_relative_to(folder.resolve())


def _check(folder: Path, contents: Mapping[str, str], before: set[str]) -> None:
    for path in contents:
        if not _is_inside(folder, path):
            hint = "remove the link, or choose another folder"
            raise UsageError("the file would lie outside the folder", str(folder / path), hint)
        if path not in before and (folder / path).exists():
            hint = "move it away, or choose another folder"
            raise UsageError("the file was not written by nexus", str(folder / path), hint)


def _swap(folder: Path, contents: Mapping[str, str], before: set[str]) -> None:
    waiting = Path(tempfile.mkdtemp(prefix=".nexus-writing-", dir=folder))
    try:
        for path, text in _with_manifest(contents):
            (waiting / path).parent.mkdir(parents=True, exist_ok=True)
            (waiting / path).write_bytes(text.encode())
        for path, _ in _with_manifest(contents):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (waiting / path).replace(folder / path)
        for path in sorted(before - contents.keys()):
            (folder / path).unlink(missing_ok=True)
    finally:
        shutil.rmtree(waiting)


def _with_manifest(contents: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    # The list comes first: a run that is cut short must leave no file that a next one may not touch.
    yield MANIFEST, json.dumps(sorted(contents), indent=1) + "\n"
    yield from contents.items()
