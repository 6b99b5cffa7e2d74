"""A figure in words: the HTML of a fence as Markdown, with its tables, its lists and its links."""

import re
from collections.abc import Iterator
from html import escape
from xml.etree import ElementTree as ET

from nexus.pages import markdown

# What no XML may hold, in the words that a figure takes from a page or a model.
_UNREADABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKUP = re.compile(r"[\\`*\[\]|]|(?<!\w)_|_(?!\w)")
_HTML = re.compile(r"<|&(?=#?\w+;)")
# Within code too a bar would end the cell of a table.
_BAR = r"\|"


def of(figure: str) -> str:
    """Return the HTML that a figure of this room writes as Markdown."""
    root = ET.fromstring(f"<div>{_UNREADABLE.sub('', figure)}</div>")  # noqa: S314 (it is our own)
    return "\n\n".join(_blocks(root))


def text(value: str) -> str:
    """Return a text as one line of Markdown, in which nothing is markup or HTML."""
    return _escaped(" ".join(value.split()))


def _blocks(element: ET.Element) -> Iterator[str]:
    for child in element:
        # What is hidden from screen readers is told by the words around it.
        if child.get("aria-hidden") is None:
            yield from _block(child)


def _block(element: ET.Element) -> Iterator[str]:
    match element.tag:
        case "h1" | "h2" | "h3":
            yield f"{'#' * int(element.tag[1])} {_line(element)}"
        case "p" | "summary":
            yield _line(element)
        case "script":
            return
        case "pre":
            yield markdown.sql("".join(element.itertext()))
        case "ol" | "ul" if not any(element.iterfind("li/*/*")):
            yield "\n".join(f"- {_line(item)}" for item in element)
        case "dl":
            yield "\n".join(f"- {': '.join(map(_line, pair))}" for pair in element)
        case "table":
            yield _table(element)
        case _:
            yield from _blocks(element)


def _table(element: ET.Element) -> str:
    head = [_line(cell) for cell in element.iterfind("thead/tr/th")]
    return markdown.table(head, (_row(row, len(head)) for row in element.iterfind("tbody/tr")))


def _row(row: ET.Element, columns: int) -> list[str]:
    """The cells of a row; a heading of the rows below it is bold."""
    cells = [_line(cell) for cell in row]
    if cells[1:] or columns == 1:
        return cells
    return [f"**{cells[0]}**", *[""] * (columns - 1)]


def _line(element: ET.Element) -> str:
    return " ".join(_inner(element).split())


def _inner(element: ET.Element) -> str:
    parts = [_escaped(element.text)]
    for child in element:
        parts += [_inline(child), _escaped(child.tail)]
    return "".join(parts)


def _inline(element: ET.Element) -> str:
    match element.tag:
        case "a":
            return f"[{_line(element)}]({element.get('href')})"
        case "strong":
            words = _line(element)
            return f"**{words}**" if words else ""
        case "code":
            return f"`{''.join(element.itertext()).replace('|', _BAR)}`"
        case "ul":
            return "; ".join(map(_line, element))
        case _:
            return _inner(element)


def _escaped(text: str | None) -> str:
    marked = _MARKUP.sub(lambda found: f"\\{found[0]}", text or "")
    return _HTML.sub(lambda found: escape(found[0]), marked)
