"""How a page is written for this site, and for any other MkDocs project."""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field

from nexus.core.cache import Cache
from nexus.core.text import counted
from nexus.erd.drawing import draw
from nexus.erd.options import Options
from nexus.pages import markdown
from nexus.reference.book import Book
from nexus.schema.comparison import Comparison


@dataclass(frozen=True)
class SiteStyle:
    """For a site of the plugin: diagrams are `erd` fences, and choices are tabs where it has any."""

    has_tabs: bool = True

    def figure(self, book: Book, _name: str, options: Options, _up: str) -> str:
        """Return a fence, which becomes the diagram while MkDocs builds the page."""
        lines = [f"schema: {markdown.quoted(book.schema.name)}"]
        if options.tables:
            lines.append(f"tables: [{', '.join(map(markdown.quoted, options.tables))}]")
        if options.depth:
            lines.append(f"depth: {options.depth}")
        if options.columns:
            lines.append(f"columns: {options.columns}")
        if options.title:
            lines.append(f"title: {markdown.quoted(options.title)}")
        return "\n".join(["```erd", *lines, "```"])

    def change(self, comparison: Comparison, name: str, _title: str) -> str:
        """Return a fence, which becomes the diagram of what a revision changed."""
        lines = [
            f"history: {markdown.quoted(comparison.new.name)}",
            f"revision: {markdown.quoted(name)}",
        ]
        return "\n".join(["```nexus-changes", *lines, "```"])

    def tabs(self, choices: Mapping[str, str]) -> str:
        """Return tabs of the theme, or a heading for each choice."""
        if not self.has_tabs:
            return _headings(choices)
        return "\n\n".join(
            f'=== "{label}"\n\n{textwrap.indent(text, "    ")}' for label, text in choices.items()
        )

    def box(self, book: Book, kind: str) -> str:
        """Return a fence, which becomes the box while MkDocs builds the page."""
        return f"```nexus-{kind}\nschema: {markdown.quoted(book.schema.name)}\n```"


@dataclass(frozen=True)
class PlainStyle:
    """For any project: diagrams are SVG files beside the pages, and choices are headings.

    Each SVG file's text is in `files`, by its path in the reference's folder, until it is taken.
    """

    cache: Cache | None = None
    files: dict[str, str] = field(default_factory=dict)

    def taken(self) -> dict[str, str]:
        """Return the files since the last call, and forget them."""
        files = dict(self.files)
        self.files.clear()
        return files

    def figure(self, book: Book, name: str, options: Options, up: str) -> str:
        """Return an image that links to its file, and links to the tables that it has no room for."""
        # A neighbourhood changes as often as the page that is kept with it.
        drawing = draw(book.schema, options, None if options.depth else self.cache)
        path = f"diagrams/{name}.svg"
        self.files[path] = drawing.file()
        image = f"![{markdown.text(drawing.title)}]({up}{path})"
        more = ", ".join(book.to(table, up) for table in drawing.left_out)
        rest = f"\n\nAnd {counted(len(drawing.left_out), 'more table')}: {more}." if more else ""
        return f"[{image}]({up}{path}){rest}"

    def tabs(self, choices: Mapping[str, str]) -> str:
        """Return a heading for each choice."""
        return _headings(choices)

    def box(self, _book: Book, _kind: str) -> str:
        """Return nothing: a box needs a script."""
        return ""


def _headings(choices: Mapping[str, str]) -> str:
    return "\n\n".join(f"### {label}\n\n{text}" for label, text in choices.items())
