"""The fences of a page that ask for a diagram: found, read, checked, and turned into HTML.

An `erd` fence holds its options as YAML. Every error is told at the line of the page that it is
about.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from nexus.core.choices import COLUMN_CHOICES
from nexus.core.errors import NexusError
from nexus.core.text import printable
from nexus.erd.options import Options
from nexus.pages import yaml
from nexus.pages.yaml import Option, Where, is_text

_FENCE = re.compile(r"(?P<indent>[ \t>]*)(?P<ticks>`{3,}|~{3,})[ \t]*(?P<info>[^`\n]*)")


@dataclass(frozen=True)
class Fence:
    """A fenced block: its language, the rest of its first line, and its lines.

    `line` and `end` are the numbers of its first and last line in the text; `indent` stands in
    front of each of them.
    """

    language: str
    header: str
    body: str
    line: int
    end: int
    indent: str


def find(text: str, *languages: str) -> Iterator[Fence]:
    """The fenced blocks of those languages in a page's Markdown, in order."""
    lines = iter(enumerate(text.split("\n"), start=1))
    for number, line in lines:
        opening = _FENCE.fullmatch(line)
        if opening:
            body = list(_body(lines, opening))
            name, _, header = opening["info"].strip().partition(" ")
            if name in languages:
                inner = "\n".join(body)
                end = min(number + len(body) + 1, text.count("\n") + 1)
                yield Fence(name, header.strip(), inner, number, end, opening["indent"])


def _body(lines: Iterator[tuple[int, str]], opening: re.Match[str]) -> Iterator[str]:
    for _, line in lines:
        inner = line[len(opening["indent"]) :] if line.strip() else ""
        closing = _FENCE.fullmatch(line)
        if closing and not closing["info"] and closing["ticks"].startswith(opening["ticks"]):
            return
        yield inner


def line_of(text: str, language: str, body: str) -> int:
    """The line of the fence with that body in a page's text; 1 where no fence is like it."""
    wanted = body.split()
    return next((f.line for f in find(text, language) if f.body.split() == wanted), 1)


@dataclass(frozen=True)
class ErdRequest:
    """What an `erd` fence asks for: a schema by name, and how to draw it."""

    schema: str
    options: Options


def _number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _names(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, str) for v in value)


_ERD_OPTIONS: Mapping[str, Option] = {
    "schema": (is_text, "the name of a schema, e.g. airbnb"),
    "tables": (_names, "a list of tables, e.g. [booking, payment]"),
    "depth": (_number, "a number of relations from those tables, e.g. 1"),
    "columns": (COLUMN_CHOICES.__contains__, f"one of {', '.join(COLUMN_CHOICES)}"),
    "title": (is_text, "a text: the caption and accessible name"),
}


def erd_request(body: str, where: Where) -> ErdRequest:
    """The request that the text of an `erd` fence makes.

    `where` gives the place of a line of it, the first being 1. Raises NexusError for an unknown
    option, a wrong value, or a missing schema.
    """
    entries = yaml.options(body, where, "an erd", _ERD_OPTIONS)
    if "schema" not in entries:
        raise NexusError("the erd fence names no schema", where(0), "add a line `schema: NAME`")
    if "depth" in entries and "tables" not in entries:
        raise entries.error("depth", "depth needs tables to start from", "add `tables: [...]`")
    values: dict[str, Any] = {name: entry.value for name, entry in entries.items()}
    values["tables"] = tuple(values.get("tables", ()))
    return ErdRequest(values.pop("schema"), Options(**values))


def erd_figure(
    svg: str, title: str, caption: str = "", more: Mapping[str, str] | None = None
) -> str:
    """The HTML of a diagram: a frame that scrolls when it must, and the author's caption.

    `more` are the addresses, by id, of the tables that the diagram has no room for.
    """
    words = "".join(filter(None, (escape(caption), _left_out(more or {}))))
    words = f"<figcaption>{words}</figcaption>" if words else ""
    return (
        f'<figure class="erd-figure"><div class="erd-frame" role="region" tabindex="0" '
        f'aria-label="{escape(title)}" data-search-exclude>{svg}</div>{words}</figure>'
    )


def _left_out(more: Mapping[str, str]) -> str:
    if not more:
        return ""
    links = (f'<a href="{escape(to)}">{escape(printable(name))}</a>' for name, to in more.items())
    return f" And {len(more)} more: {', '.join(links)}."
