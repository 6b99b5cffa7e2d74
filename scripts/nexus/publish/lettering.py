"""Text on a card: what the shipped fonts can show of it, broken into lines and written as SVG.

Inter has the Latin, Greek and Cyrillic letters, two Noto fonts the Hebrew and Arabic ones. What
none of them has is left out: an emoji leaves nothing, letters leave an ellipsis.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from PIL import ImageFont

from nexus.core.font_metrics import FONT_FILES

_OWN_FONTS = Path(__file__).parent / "fonts"
# In order of preference; the first is the face of every card.
FAMILIES = {
    "Inter": FONT_FILES["bold"],
    "Noto Sans Hebrew": _OWN_FONTS / "NotoSansHebrew-Bold.ttf",
    "Noto Sans Arabic": _OWN_FONTS / "NotoSansArabic-Bold.ttf",
}
FILES = (*FONT_FILES.values(), *(file for file in FAMILIES.values() if file.parent == _OWN_FONTS))

_UNITS = 200
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
_NON_JOINER = "\N{ZERO WIDTH NON-JOINER}"
# Around a run it keeps the punctuation at the run's ends on the side where it is read.
_MARK = "\N{RIGHT-TO-LEFT MARK}"
_RIGHT_TO_LEFT = {"R", "AL"}
_STEPS_OF_BALANCE = 7


@dataclass(frozen=True)
class Block:
    """A text in lines of one size; `is_turned` where it runs from right to left."""

    size: float
    lines: tuple[str, ...]
    is_turned: bool = False

    @property
    def leading(self) -> float:
        """From one baseline to the next."""
        return self.size * 1.16

    @property
    def height(self) -> float:
        """From the top of the first line to the foot of the last."""
        return self.leading * len(self.lines)


def shown(text: str, fallback: str) -> str:
    """What the fonts can show of a text; `fallback` where that is less than half of its letters."""
    composed = " ".join(unicodedata.normalize("NFC", text).split())
    letters = sum(map(str.isalnum, composed))
    kept = "".join(map(_kept, composed))
    kept = re.sub(rf"{_ELLIPSIS}(?:\s*{_ELLIPSIS})+", _ELLIPSIS, kept)
    kept = " ".join(kept.split())
    if not letters or 2 * sum(map(str.isalnum, kept)) < letters:
        return fallback
    return kept


def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category.startswith("C") and character != _NON_JOINER:
        return ""
    if _family(character):
        return character
    return _ELLIPSIS if category[0] in "LN" else ""


@cache
def _font(family: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FAMILIES[family], _UNITS, layout_engine=ImageFont.Layout.BASIC)


@cache
def _family(character: str) -> str:
    """The first family that has a glyph for the character, or the empty string."""
    return next((name for name in FAMILIES if _has(name, character)), "")


def _has(family: str, character: str) -> bool:
    if character.isspace() or (character == _NON_JOINER and family != "Inter"):
        return True
    # A font draws the same box for each character that it lacks.
    font = _font(family)
    return bytes(font.getmask(character)) != bytes(font.getmask("\uffff"))


def is_turned(text: str) -> bool:
    """Whether a text runs from right to left, which its first letter decides."""
    return next(filter(None, map(_direction, text)), "L") == "R"


def _direction(character: str) -> str:
    kind = unicodedata.bidirectional(character)
    return "R" if kind in _RIGHT_TO_LEFT else "L" if kind == "L" else ""


def width(text: str, size: float) -> float:
    """How wide a text is on a card; Arabic letters count as if they were not joined."""
    runs = groupby(text, _family)
    return size / _UNITS * sum(_font(name or "Inter").getlength("".join(run)) for name, run in runs)


def fit(text: str, room: float, steps: Sequence[tuple[float, int]]) -> Block:
    """A text in lines that are no wider than `room`.

    `steps` are sizes, each with the most lines; the first that holds the text is taken. What the
    last cannot hold ends in an ellipsis.
    """
    for size, most in steps:
        lines = _wrapped(text, size, room)
        if len(lines) <= most and all(width(line, size) <= room for line in lines):
            return Block(size, _balanced(text, size, room, lines), is_turned(text))
    size, most = steps[-1]
    lines = [part for line in _wrapped(text, size, room) for part in _broken(line, size, room)]
    return Block(size, _shortened(lines, most, size, room), is_turned(text))


def _wrapped(text: str, size: float, room: float) -> list[str]:
    """The words in lines; a word that is wider than the room is a line of its own."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _balanced(text: str, size: float, room: float, lines: list[str]) -> tuple[str, ...]:
    """The same number of lines, of widths as even as they get."""
    narrow, wide, best = room / 2, room, lines
    for _ in range(_STEPS_OF_BALANCE):
        middle = (narrow + wide) / 2
        tried = _wrapped(text, size, middle)
        if len(tried) == len(lines) and all(width(line, size) <= middle for line in tried):
            wide, best = middle, tried
        else:
            narrow = middle
    return tuple(best)


def _broken(line: str, size: float, room: float) -> Iterator[str]:
    """A line in parts that are no wider than the room."""
    start = 0
    for end in range(1, len(line) + 1):
        if end > start + 1 and width(line[start:end], size) > room:
            yield line[start : end - 1]
            start = end - 1
    yield line[start:]


def _shortened(lines: list[str], most: int, size: float, room: float) -> tuple[str, ...]:
    if len(lines) <= most:
        return tuple(lines)
    last = lines[most - 1].rstrip(" ,;:.")
    while last and width(f"{last}{_ELLIPSIS}", size) > room:
        last = last[:-1].rstrip(" ,;:.")
    return (*lines[: most - 1], f"{last}{_ELLIPSIS}")


def svg(block: Block, left: float, right: float, top: float, colour: str) -> str:
    """The block as SVG text between `left` and `right`, on the side where its reader begins."""
    at, anchor = (right, "end") if block.is_turned else (left, "start")
    baseline = top + block.size * 0.93
    lines = (
        f'<text x="{at:g}" y="{baseline + number * block.leading:.1f}" text-anchor="{anchor}" '
        f'font-size="{block.size:g}" fill="{colour}">{_line(line, turned=block.is_turned)}</text>'
        for number, line in enumerate(block.lines)
    )
    return "".join(lines)


def _line(line: str, *, turned: bool) -> str:
    """A line's runs of one direction, in the order in which they stand on the card.

    The renderer turns the letters of a run, but takes every line to run from left to right.
    """
    ways = _ways(line, "R" if turned else "L")
    pairs = groupby(zip(line, ways, strict=True), lambda pair: pair[1])
    runs = [_run("".join(character for character, _ in run), way, line) for way, run in pairs]
    # The renderer mixes up Arabic letters and their dots unless a line begins in their font.
    first = [_run("", "R", line)] if "R" in ways else []
    return "".join([*first, *(reversed(runs) if turned else runs)])


def _ways(line: str, own: str) -> list[str]:
    """The direction of each character: what has none stands with both its neighbours or the line.

    A number after Latin letters belongs to them.
    """
    strong: list[str] = []
    before = own
    for character in line:
        way = _direction(character)
        before = way or before
        strong.append(before if character.isdigit() and before == "L" else way)
    return [way or _between(strong, place, own) for place, way in enumerate(strong)]


def _between(strong: list[str], place: int, own: str) -> str:
    before = next(filter(None, reversed(strong[:place])), own)
    after = next(filter(None, strong[place:]), own)
    return before if before == after else own


def _run(text: str, way: str, line: str) -> str:
    if way == "L":
        return escape(text)
    letters = (c for c in text + line if _direction(c) == "R")
    family = next(filter(None, map(_family, letters)), "Noto Sans Hebrew")
    return f'<tspan font-family="{family}">{_MARK}{escape(text)}{_MARK}</tspan>'
