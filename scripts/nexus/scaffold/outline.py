"""A README as a tree of sections, each with its heading, what stands below it, and its parts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from nexus.pages.prose import plain
from nexus.scaffold import units
from nexus.scaffold.blocks import Block
from nexus.scaffold.units import Unit

_BOLD = re.compile(r"(?:\*\*|__)(?P<words>[^*\n]+)(?:\*\*|__)[ \t]*:?")
_LONGEST_LINE = 80
# What a line begins with that is meant as a heading, where a README has none.
_EMOJI = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?[ \t]+\\w")


@dataclass
class Section:
    """A section: the title as Markdown, its line, its own blocks, and the sections in it."""

    title: str = ""
    line: int = 1
    level: int = 0
    body: list[Block] = field(default_factory=list)
    parts: list["Section"] = field(default_factory=list)

    @property
    def words(self) -> str:
        """Return the title in plain words."""
        return plain(self.title)

    @property
    def unit(self) -> Unit | None:
        """Return the part of a journal that the section is, or None."""
        return units.read(self.words)

    @property
    def size(self) -> int:
        """Return the number of characters in the section and its parts."""
        own = sum(len(block.text) for block in self.body)
        return len(self.title) + own + sum(part.size for part in self.parts)

    def walk(self) -> Iterator["Section"]:
        """Yield the section and all in it, in their order."""
        yield self
        for part in self.parts:
            yield from part.walk()


def read(blocks: Iterable[Block]) -> Section:
    """Return the root of all sections: its body is what stands before the first heading.

    Where no heading names a week, a bold line alone that names one is its heading, and so is a
    plain one if there are several. Where there is no heading at all, lines that begin with an emoji
    are those, and the first line of all is the title.
    """
    known = list(blocks)
    has_units = any(block.kind == "heading" and units.read(plain(block.text)) for block in known)
    lines = {id(b) for b in known if b.kind == "text" and _is_line(b.text)}
    bold = {id(b) for b in known if id(b) in lines and _BOLD.fullmatch(b.text)}
    meant = set[int]() if has_units else bold or (lines if len(lines) > 1 else _titles(known))
    root = Section()
    open_: list[Section] = [root]
    for block in known:
        heading = _meant(block, open_) if id(block) in meant else block
        if heading.kind != "heading":
            open_[-1].body.append(block)
            continue
        section = Section(heading.text, heading.line, heading.level)
        while open_[-1].level >= heading.level:
            open_.pop()
        open_[-1].parts.append(section)
        open_.append(section)
    return root


def _titles(known: list[Block]) -> set[int]:
    """The lines that are meant as headings where a text has none: each begins with an emoji."""
    if any(block.kind == "heading" for block in known):
        return set()
    short = [b for b in known if b.kind == "text" and _is_short(b.text)]
    found = {id(block) for block in short if _EMOJI.match(block.text)}
    return found | {id(b) for b in short[:1] if b is known[0]} if len(found) > 1 else set()


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST_LINE and "\n" not in text and text[-1:] not in set(".,;:!?|`)")


def _is_line(text: str) -> bool:
    return len(text) <= _LONGEST_LINE and "\n" not in text and units.read(plain(text)) is not None


def _meant(block: Block, open_: list[Section]) -> Block:
    """Give the heading that a line is meant as: beside its like, or below the sections around it."""
    found = _BOLD.fullmatch(block.text)
    words = found["words"].strip() if found else block.text
    unit = units.read(plain(words))
    if unit is None:
        return Block("heading", words, block.line, 2 if _EMOJI.match(words) else 1)
    like = [s.level for s in open_ if s.unit and s.unit.name == unit.name]
    above = [section.level for section in open_ if section.unit is None]
    return Block("heading", words, block.line, like[-1] if like else min(above[-1] + 1, 6))
