"""The reference as files in a folder: Markdown and SVG that any MkDocs project can take.

A list of what was written is kept in the chosen folder: only those files are ever replaced or
removed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import msgspec

from nexus.core import output
from nexus.core.cache import Cache, Pack
from nexus.core.progress import Progress
from nexus.schema.lint.choices import Choices
from nexus.schema.model import Schema
from nexus.schema.statements import Ddl
from nexus.sources import dispatch, memory
from nexus.sources.dispatch import Ways
from nexus.sources.inputs import Inputs

if TYPE_CHECKING:
    from nexus.reference.book import Page
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
    choices: Choices | None = None,
    **how: Unpack[Ways],
) -> Made:
    """Return the reference of `models`, as a user types them; only pages that changed are made.

    `progress` is told of each page, `choices` say which rules look at the schema, and `how` is what
    `dispatch.one` takes.

    Raises what loading the models raises.
    """
    named = [models, how.get("dialect", "")]
    pages = Pack(cache, ["pages", *named, str(Path.cwd())], _Texts)
    key = ["reference", *named, repr(choices)]
    content = memory.recall(key, cache)
    if content is not None:
        run = msgspec.json.decode(content, type=_Run)
        if (kept := pages.all(run.pages)) is not None:
            return Made(_joined(kept), run.warnings)
    read = partial(dispatch.one, models, **how)
    make = partial(files, choices=choices, kept=pages, progress=progress)
    return _made(key, pages, cache, read, make)


def _made(
    key: object,
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
    memory.remember(key, run, inputs, cache)
    pages.save()
    return Made(found, warnings)


def files(
    schema: Schema,
    ddl: Ddl,
    choices: Choices | None = None,
    kept: Pack[_Texts] | None = None,
    progress: Progress | None = None,
) -> dict[str, str]:
    """Return the text of every file of a schema's reference, by its path in the folder.

    A page of `kept` is used again if its facts are the same. `progress` is told of each page.
    """
    from nexus.reference import contents
    from nexus.reference.book import Book
    from nexus.reference.styles import PlainStyle

    style = PlainStyle(kept.cache if kept else None)
    pages = list(contents.pages(Book(schema, "", style, ddl, choices)))
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
    output.write(folder, {path: text.encode() for path, text in contents.items()}, MANIFEST)
