"""The `nexus-manual` fence: a chapter of the generator's own manual, made from its code.

So a reference of commands, options, fences, front matter and rules cannot be behind the program.
"""

import re
from collections.abc import Iterator, Mapping
from html import escape

from markdown.extensions.toc import slugify

from nexus.figures.figure import Address, Figure, where
from nexus.figures.manual import Entry, Example, Part
from nexus.pages import yaml
from nexus.pages.fences import Fence
from nexus.pages.written import Written
from nexus.pages.yaml import Option

CHAPTERS = ("commands", "options", "fences", "front matter", "risks", "rules")
_OPTIONS: Mapping[str, Option] = {
    "of": Option(CHAPTERS.__contains__, f"one of {', '.join(CHAPTERS)}", "What to list."),
}
_NOTHING = "none"
_CODE = re.compile(r"`([^`]+)`")


class ManualFigure(Figure):
    """A chapter of the manual, as headings, words and tables."""

    whole = False
    does = "Lists, from the code: commands, options, fences, keys, risks of changes, and rules."
    options = _OPTIONS

    def html(self, fence: Fence, page: Written, address: Address) -> str:
        """Return a chapter as HTML; raises NexusError where none is named."""
        entries = yaml.options(fence.body, where(fence, page), "a nexus-manual", _OPTIONS)
        if "of" not in entries:
            hint = f"add a line `of: NAME` with one of {', '.join(CHAPTERS)}"
            raise entries.error("of", "the nexus-manual fence names no chapter", hint)
        parts = self.facts.manual.chapters[entries["of"].value]()
        return f'<div class="nx-manual">{"".join(map(_part, parts))}</div>'


def _part(part: Part) -> str:
    title = escape(part.title)
    shown = f"<code>{title}</code>" if part.is_code else title
    words = "".join(f"<p>{_marked(each)}</p>" for each in part.words)
    examples = "".join(map(_example, part.examples))
    head = f'<h3 id="{slugify(part.title, "-")}">{shown}</h3>{words}'
    return f"{head}{_table(part)}{examples}{_source(*part.source)}"


def _source(address: str, name: str) -> str:
    return f'<p><a href="{escape(address)}">{escape(name)}</a></p>' if address else ""


def _example(example: Example) -> str:
    code, given = (
        f'<pre><code tabindex="0">{escape(text)}</code></pre>'
        for text in (example.code, example.gives)
    )
    gives = f"<p>gives</p>{given}" if example.gives else ""
    return f"<p>{escape(example.label)}</p>{code}{gives}"


def _table(part: Part) -> str:
    if not part.entries:
        return ""
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Name", "Value", "What it does"))
    rows = "".join(f"<tr>{''.join(_cells(entry))}</tr>" for entry in part.entries)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _cells(entry: Entry) -> Iterator[str]:
    yield f"<td><code>{escape(entry.name)}</code></td>"
    yield f"<td>{_marked(entry.give or _NOTHING)}</td>"
    yield f"<td>{_marked(entry.meaning)}</td>"


def _marked(text: str) -> str:
    """Give a text as HTML, with code where it has ticks."""
    return _CODE.sub(r"<code>\1</code>", escape(text))
