"""The reference as files in a folder: Markdown and SVG that any MkDocs project can take.

A list of what was written is kept in the chosen folder: only those files are ever replaced or
removed.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from nexus.core import files as written
from nexus.core.cache import Cache, Pack
from nexus.core.errors import UsageError
from nexus.core.progress import Progress
from nexus.schema.model import Schema
from nexus.schema.statements import Ddl
from nexus.sources import dispatch, memory
from nexus.sources.database.engine import Engine, missing
from nexus.sources.inputs import Inputs

if TYPE_CHECKING:
    from nexus.reference import Page
    from nexus.reference.styles import PlainStyle

MANIFEST = ".nexus-reference.json"
# The texts of a page and of its diagrams, by their paths.
_Texts = dict[str, str]


@dataclass(frozen=True)
class Made:
    """A reference: the text of every file by its path in the folder, and what could not be read."""

    files: Mapping[str, str]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Run:
    """What is remembered of a run: the address of each page that it made, and its warnings."""

    pages: dict[str, str]
    warnings: tuple[str, ...]


def made(
    models: str,
    cache: Cache,
    progress: Progress | None = None,
    *,
    strict: bool = False,
    engine: Engine = missing,
) -> Made:
    """Return the reference of `models`, as a user types them; only pages that changed are made.

    `engine` starts the PostgreSQL that SQL files are executed on, `progress` is told of each page.

    Raises what loading the models raises.
    """
    pages = Pack(cache, ["pages", models, str(Path.cwd())], _Texts)
    content = memory.recall(["reference", models], cache)
    if content is not None:
        run = msgspec.json.decode(content, type=_Run)
        if (kept := pages.all(run.pages)) is not None:
            return Made(_joined(kept), run.warnings)
    read = partial(dispatch.one, models, strict=strict, engine=engine)
    make = partial(files, cache=cache, kept=pages, progress=progress)
    return _made(models, pages, cache, read, make)


def _made(
    models: str,
    pages: Pack[_Texts],
    cache: Cache,
    read: Callable[[Inputs], Any],
    make: Callable[[Schema, Ddl], dict[str, str]],
) -> Made:
    inputs = Inputs()
    reading, told = read(inputs)
    found = make(reading.schema, reading.ddl())
    warnings = (*told.warnings, *reading.schema.warnings)
    run = msgspec.json.encode(_Run(pages.addresses, warnings))
    memory.remember(["reference", models], run, inputs, cache)
    pages.save()
    return Made(found, warnings)


def files(
    schema: Schema,
    ddl: Ddl,
    cache: Cache | None = None,
    kept: Pack[_Texts] | None = None,
    progress: Progress | None = None,
) -> dict[str, str]:
    """Return the text of every file of a schema's reference, by its path in the folder.

    A page of `kept` is used again if its facts are the same. `progress` is told of each page.
    """
    from nexus import reference
    from nexus.reference.styles import PlainStyle

    style = PlainStyle(cache)
    pages = list(reference.pages(reference.Book(schema, "", style, ddl)))
    progress = progress or Progress("", lambda _: None)
    progress.expect(len(pages))
    return _joined(_texts(page, style, kept, progress) for page in pages)


def _texts(
    page: "Page", style: "PlainStyle", kept: Pack[_Texts] | None, progress: Progress
) -> _Texts:
    """Return the texts of a page and its diagrams, and keep them."""
    facts = page.facts() if kept else None
    written = kept.get(page.path, facts) if kept else None
    if written is None:
        progress.begin(page.path)
        written = {page.path: page.markdown, **style.taken()}
        if kept:
            kept.put(page.path, facts, written)
    progress.advance()
    return written


def _joined(pages: Iterable[_Texts]) -> dict[str, str]:
    return dict(sorted(item for texts in pages for item in texts.items()))


def write(folder: Path, contents: Mapping[str, str]) -> None:
    """Write the files into a folder, in place of those written there before.

    Raises UsageError, and changes nothing, if somebody else's file is in the way.
    """
    with written.chosen(folder, "folder"):
        folder.mkdir(parents=True, exist_ok=True)
        before = _listed(folder)
        _check(folder, contents, before)
        _swap(folder, contents, before)


def _listed(folder: Path) -> set[str]:
    """The paths that an earlier run wrote; whatever else is in the list is passed over."""
    try:
        listed = json.loads((folder / MANIFEST).read_text("utf-8"))
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


def _check(folder: Path, contents: Mapping[str, str], before: set[str]) -> None:
    for path in sorted(_outside(folder, contents)):
        hint = "remove the link, or choose another folder"
        raise UsageError("the file would lie outside the folder", str(folder / path), hint)
    for path in contents:
        if path not in before and (folder / path).exists():
            hint = "move it away, or choose another folder"
            raise UsageError("the file was not written by nexus", str(folder / path), hint)


def _swap(folder: Path, contents: Mapping[str, str], before: set[str]) -> None:
    # The list comes first: a run that is cut short must leave no file that a next one may not touch.
    texts = {MANIFEST: json.dumps(sorted(contents), indent=1) + "\n", **contents}
    encoded = {path: text.encode() for path, text in texts.items()}
    changed = {path: text for path, text in encoded.items() if not _holds(folder / path, text)}
    written.write_all(folder, changed)
    for path in sorted(before - contents.keys()):
        (folder / path).unlink(missing_ok=True)


def _holds(file: Path, content: bytes) -> bool:
    try:
        return file.read_bytes() == content
    except OSError:
        return False
