"""One Markdown file, read: its sections, and the names by which links find them."""

import re
from dataclasses import dataclass
from pathlib import Path

from nexus.scaffold import blocks, fencing, links, mojibake, outline, reading, tables
from nexus.scaffold.notes import Notes
from nexus.scaffold.outline import Section

_ANCHOR = re.compile(r"""<a\s[^>]*?\b(?:name|id)\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_FRONT = re.compile(r"\A---[ \t]*\n(?=[\w-]+:)(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Document:
    """A file: its repaired lines, the root of its sections, and what it gives names to.

    `defined` are addresses by their names, `anchors` the sections by what GitHub calls them.
    """

    lines: list[str]
    root: Section
    defined: dict[str, tuple[str, str]]
    anchors: dict[str, Section]

    @classmethod
    def read(cls, file: Path, notes: Notes) -> "Document":
        """Read a file; raises NexusError if it is no text."""
        text = reading.read(file, notes)
        if not text.strip():
            notes.add(0, "it is empty")
        lines = _without_head(text, notes)
        numbered = [(line, number) for number, line in enumerate(lines, start=1)]
        parser = blocks.Parser()
        root = outline.read(parser.parse(tables.whole(fencing.balanced(numbered, notes))))
        named = {a[1]: number for line, number in numbered for a in _ANCHOR.finditer(line)}
        titled = [section for section in root.walk() if section.title]
        return cls(lines, root, parser.defined, links.anchors(titled, named))


def _without_head(text: str, notes: Notes) -> list[str]:
    """The repaired lines of a file; its front matter becomes a block that shows it."""
    lines = mojibake.repaired(text.split("\n"), notes)
    if head := _FRONT.match("\n".join(lines)):
        count = head[0].count("\n")
        notes.add(1, "front matter is shown as it is, as it belongs to another program")
        lines[0], lines[count - 1] = "```yaml", "```"
    return lines
