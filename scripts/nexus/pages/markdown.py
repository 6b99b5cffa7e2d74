"""Text put into Markdown so that it reads as it is, whatever it holds."""

import math
import re
import unicodedata
from collections.abc import Container, Iterable, Sequence

import yaml

from nexus.core.text import printable

_PLAIN = re.compile(r"[^\w ,;]|(?<![^\W_])_|_(?![^\W_])", re.ASCII)
_EDGE_SPACE = re.compile(r"^ +| +$|(?<= ) +")
_SPACES = re.compile(r"\s+")
_RIGHT_TO_LEFT = {"R", "AL", "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "PDF", "PDI", "FSI"}
# What the snippets extension looks for, in fences too.
_SNIPPET = "8<-"


def text(value: str) -> str:
    """Return a text as one line of Markdown, in which nothing is markup, HTML or a link.

    Every character that means something to Markdown, to HTML or to an extension is written as a
    character reference.
    """
    return _escaped(printable(" ".join(value.split())) if value.strip() else "")


def _escaped(line: str) -> str:
    return _PLAIN.sub(lambda found: _reference(found[0]), line)


def _reference(character: str) -> str:
    return character if character.isalnum() else f"&#{ord(character)};"


def code(value: str) -> str:
    """Return an SQL expression as code on one line, as safe as `text`."""
    return _code(text(value), value)


def name(value: str) -> str:
    """Return a name as code with every character of it: spaces, and a symbol for a line's end."""
    escaped = _escaped(printable(value))
    return _code(_EDGE_SPACE.sub(lambda found: "&#32;" * len(found[0]), escaped), value)


def _code(shown: str, value: str) -> str:
    if not shown:
        return ""
    # A name in another direction must not turn the line around it.
    turns = not value.isascii() and any(
        unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in value
    )
    return f'<code dir="auto">{shown}</code>' if turns else f"<code>{shown}</code>"


def names(values: Iterable[str]) -> str:
    """Return several names as code, with commas between them."""
    return ", ".join(name(value) for value in values)


def between(value: str) -> str:
    """Return a piece of a line as text, with the spaces at its ends."""
    spaced = _SPACES.sub(" ", value)
    return _escaped(printable(spaced)) if spaced.strip() else spaced


def verbatim(line: str) -> str:
    """Return a line of code as text that stands in HTML, with every space of it."""
    return _escaped(printable(line)) if line.strip() else ""


def link(label: str, address: str) -> str:
    """Return a link; its label is Markdown already."""
    return f"[{label}]({address})"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], optional: Container[str] = ()) -> str:
    """Return a table of cells that are Markdown already, or an empty string if it has no rows.

    An `optional` column that is empty in every row is left out.
    """
    cells = [tuple(row) for row in rows]
    if not cells:
        return ""
    kept = [
        place
        for place, title in enumerate(head)
        if title not in optional or any(row[place] for row in cells)
    ]
    lines = [[row[place] for place in kept] for row in (tuple(head), *cells)]
    shown = [f"| {' | '.join(line)} |" for line in lines]
    return "\n".join([shown[0], f"|{' --- |' * len(kept)}", *shown[1:]])


def sql(statements: str) -> str:
    """Return SQL as a block of highlighted code, or a plain one if a line would include a file."""
    lines = [printable(line) if line.strip() else "" for line in statements.split("\n")]
    shown = "\n".join(lines)
    if _SNIPPET in shown:
        return f"<pre><code>{'&#10;'.join(_escaped(line) for line in lines)}</code></pre>"
    longest = max((len(run) for run in re.findall(r"`+", shown)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}sql\n{shown}\n{fence}"


def quoted(value: str) -> str:
    """Return a text as a YAML string on one line, in ASCII."""
    return yaml.safe_dump(value, default_style='"', width=math.inf).rstrip("\n")
