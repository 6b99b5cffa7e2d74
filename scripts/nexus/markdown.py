"""Text put into Markdown so that it reads as it is, whatever it holds."""

import re
from collections.abc import Iterable, Sequence

_PLAIN = re.compile(r"[^\w ,;]|(?<!\w)_|_(?!\w)", re.ASCII)


def text(value: str) -> str:
    """A text of a user's as one line of Markdown: nothing in it is markup, HTML or a link.

    Every character that means something to Markdown, to HTML or to an extension is written as a
    character reference.
    """
    line = " ".join(value.split())
    return _PLAIN.sub(lambda found: _reference(found[0]), line)


def _reference(character: str) -> str:
    return character if character.isalnum() else f"&#{ord(character)};"


def code(value: str) -> str:
    """A name or an SQL expression as code, with the same safety as `text`."""
    return f"<code>{text(value)}</code>" if value else ""


def link(label: str, address: str) -> str:
    """A link whose label is Markdown already."""
    return f"[{label}]({address})"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already; the empty string where there is no row."""
    lines = [f"| {' | '.join(cells)} |" for cells in rows]
    if not lines:
        return ""
    rule = f"|{' --- |' * len(head)}"
    return "\n".join([f"| {' | '.join(head)} |", rule, *lines])
