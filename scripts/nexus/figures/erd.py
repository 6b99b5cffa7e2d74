"""The `erd` fence: a diagram of a schema, or of some of its tables."""

import difflib
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from nexus.core.errors import NexusError
from nexus.core.text import printable
from nexus.erd import Drawing, Options, draw, part
from nexus.erd.options import DECLARED
from nexus.figures import words
from nexus.figures.figure import Address, Figure, where
from nexus.pages import markdown, yaml
from nexus.pages.fences import Fence, Where
from nexus.pages.written import Written
from nexus.pages.yaml import Option, is_text
from nexus.reference import Book


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
    "schema": Option(is_text, "the name of a schema, e.g. airbnb", "The schema; it must be given."),
    **{
        each.name: Option(
            each.choices.__contains__ if each.choices else _TESTS[each.kind], each.give, each.does
        )
        for each in DECLARED
    },
}


def request(body: str, where: Where) -> tuple[str, Options]:
    """Read what the text of an `erd` fence asks for: a schema by name, and how to draw it.

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
    return values.pop("schema"), Options(**values)


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
        drawing, book, options = self._drawn(fence, page)
        links, groups = {}, {}
        if book:
            shown = (*drawing.schema.by_id, *drawing.left_out)
            links = {table: address(book.table_pages[table]) for table in shown}
            # Only the groups of a whole schema have a page, not those of a part of it.
            known = [group.name for group in drawing.groups if group in book.groups]
            groups = {name: address(book.group_pages[name]) for name in known}
        more = {table: links[table] for table in drawing.left_out if table in links}
        svg = drawing.inline(links, groups)
        return _frame(svg, drawing.title, options.title, more, _centre(drawing, options))

    def _drawn(self, fence: Fence, page: Written) -> tuple[Drawing, Book | None, Options]:
        """Return the diagram of a fence, the reference of its schema, and what was asked for."""
        name, options = request(fence.body, where(fence, page))
        schema = self.facts.catalog[name]
        drawing = draw(schema, options, self.facts.cache)
        return drawing, self.facts.books.get(schema.name), options

    def words(self, fence: Fence, page: Written, address: Address) -> str:
        """Return what the diagram shows in words, with links to the pages of its tables."""
        drawing, book, _ = self._drawn(fence, page)
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
        schema, options = request(fence.body, where(fence, page))
        part(self.facts.catalog[schema], options)


def _centre(drawing: Drawing, options: Options) -> str:
    """The one table that a diagram shows with its neighbours, or nothing."""
    if len(options.tables) != 1 or not options.depth:
        return ""
    return drawing.schema.find(options.tables[0]).id


def _frame(svg: str, title: str, caption: str, more: Mapping[str, str], centre: str) -> str:
    """Put a diagram into a frame that scrolls when it must, above the author's caption.

    `more` are the addresses, by id, of the tables that the diagram has no room for; it begins with
    the table `centre`, if that is given.
    """
    links = (f'<a href="{escape(to)}">{escape(printable(name))}</a>' for name, to in more.items())
    words = escape(caption) + (f" And {len(more)} more: {', '.join(links)}." if more else "")
    words = f"<figcaption>{words}</figcaption>" if words else ""
    begins = f' data-centre="{escape(centre)}"' if centre else ""
    return (
        f'<figure class="erd-figure"{begins}><div class="erd-frame" role="region" tabindex="0" '
        f'aria-label="{escape(title)}" data-search-exclude>{svg}</div>{words}</figure>'
    )
