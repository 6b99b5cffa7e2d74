"""The `erd` fence: a diagram of a schema, or of some of its tables."""

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from nexus.core.errors import NexusError
from nexus.erd import changes
from nexus.erd.drawing import Drawing, draw, part
from nexus.erd.options import DECLARED, Options
from nexus.figures import frame, words
from nexus.figures.figure import Address, Figure, where
from nexus.pages import markdown, yaml
from nexus.pages.fences import Fence, Where
from nexus.pages.written import Written
from nexus.pages.yaml import Option, is_text
from nexus.reference.book import Book
from nexus.schema.comparison import Comparison, compare


def _number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _names(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, str) for v in value)


def _is_switch(value: object) -> bool:
    return isinstance(value, bool)


_TESTS: Mapping[str, Callable[[object], bool]] = {
    "names": _names,
    "number": _number,
    "text": is_text,
    "switch": _is_switch,
}
_OPTIONS: Mapping[str, Option] = {
    "schema": Option(is_text, "the name of a schema, e.g. airbnb", "The schema. Required."),
    **{
        each.name: Option(
            each.choices.__contains__ if each.choices else _TESTS[each.kind], each.give, each.does
        )
        for each in DECLARED
    },
    "since": Option(
        is_text,
        "a revision of git: a tag, a branch or a commit",
        "Draw what changed since then: the tables that changed, and those joined to them.",
    ),
}


class Request(NamedTuple):
    """What a fence asks for: a schema by name, how to draw it, and since which revision, if any."""

    schema: str
    options: Options
    since: str = ""


def request(body: str, where: Where) -> Request:
    """Read what the text of an `erd` fence asks for.

    `where` gives the place of one of its lines, counted from 1. Raises NexusError for an unknown
    option, a wrong value, or a missing schema.
    """
    entries = yaml.options(body, where, "an erd", _OPTIONS)
    if "schema" not in entries:
        raise NexusError("the erd fence names no schema", where(0), "add a line `schema: NAME`")
    if "depth" in entries and "tables" not in entries:
        raise entries.error("depth", "depth needs tables to start from", "add `tables: [...]`")
    values: dict[str, Any] = {name: entry.value for name, entry in entries.items()}
    for name in ("tables", "exclude"):
        values[name] = tuple(values.get(name, ()))
    since = values.pop("since", "")
    return Request(values.pop("schema"), Options(**values), since)


class Erd(Figure):
    """Diagrams of the schemas of a site."""

    whole = False
    does = "Draws a schema, or a part of it: its tables, their columns and their relations."
    options = _OPTIONS

    def takes(self, fence: Fence) -> bool:
        """Tell whether a fence holds an option of a diagram, or nearly one."""
        try:
            names = list(yaml.read(fence.body, str))
        except NexusError:
            return any(line.startswith("schema:") for line in fence.body.split("\n"))
        return any(difflib.get_close_matches(name, _OPTIONS, n=1, cutoff=0.8) for name in names)

    def html(self, fence: Fence, page: Written, address: Address) -> str:
        """Return the diagram as HTML, each of its tables a link to the table's page."""
        asked = request(fence.body, where(fence, page))
        if asked.since:
            found = self._changed(asked)
            links = _links(self.facts.books.get(found.new.name), found.new.by_id, address)
            return frame.framed(
                changes.inline(found, links), changes.title(found), asked.options.title
            )
        drawing, book = self._drawn(asked)
        links = _links(book, (*drawing.schema.by_id, *drawing.left_out), address)
        groups = {}
        if book:
            # Only the groups of a whole schema have a page, not those of a part of it.
            known = [group.name for group in drawing.groups if group in book.groups]
            groups = {name: address(book.group_pages[name]) for name in known}
        more = {table: links[table] for table in drawing.left_out if table in links}
        svg = drawing.inline(links, groups)
        centre = _centre(drawing, asked.options)
        return frame.framed(svg, drawing.title, asked.options.title, more, centre)

    def _changed(self, asked: Request) -> Comparison:
        """What changed since the revision that a fence names, of the tables that it is about."""
        now = self.facts.catalog[asked.schema]
        shown, _ = part(now, asked.options)
        found = compare(self.facts.versions(asked.since, now.name), now)
        if not (asked.options.tables or asked.options.exclude):
            return found
        kept = (change for change in found.changes if change.owner in shown.by_id)
        return replace(found, changes=tuple(kept))

    def _drawn(self, asked: Request) -> tuple[Drawing, Book | None]:
        """Return the diagram that a fence asks for, and the reference of its schema."""
        schema = self.facts.catalog[asked.schema]
        drawing = draw(schema, asked.options, self.facts.cache)
        return drawing, self.facts.books.get(schema.name)

    def words(self, fence: Fence, page: Written, address: Address) -> str:
        """Return what the diagram shows in words, with links to the pages of its tables."""
        asked = request(fence.body, where(fence, page))
        if asked.since:
            found = self._changed(asked)
            return frame.quoted(f"{changes.title(found)}. {changes.described(found)}")
        drawing, book = self._drawn(asked)
        names = (*drawing.schema.by_id, *drawing.left_out)
        tables = (
            markdown.link(markdown.name(name), address(book.table_pages[name]))
            if book
            else markdown.name(name)
            for name in names
        )
        told = words.text(f"{drawing.title}: {drawing.description}")
        return f"> {told}\n>\n> Tables: {', '.join(tables)}."

    def check(self, fence: Fence, page: Written) -> None:
        """Raise NexusError for an unknown schema or table, without drawing them."""
        asked = request(fence.body, where(fence, page))
        part(self.facts.catalog[asked.schema], asked.options)


def _links(book: Book | None, tables: Iterable[str], address: Address) -> dict[str, str]:
    """The addresses of the pages of tables, by id, where they have one."""
    known = book.table_pages if book else {}
    return {table: address(known[table]) for table in tables if table in known}


def _centre(drawing: Drawing, options: Options) -> str:
    """The one table that a diagram shows with its neighbours, or nothing."""
    if len(options.tables) != 1 or not options.depth:
        return ""
    return drawing.schema.find(options.tables[0]).id
