"""Text on a card: what the shipped fonts can show of it, broken into lines and written as SVG.

Inter has the Latin, Greek and Cyrillic letters, two Noto fonts the Hebrew and Arabic ones. What
none of them has is left out: an emoji leaves nothing, letters leave an ellipsis. The renderer joins
the letters, and orders those that run from right to left.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from PIL import ImageFont

from nexus.core.font_metrics import ELLIPSIS, FONT_FILES, cut, fitting

_OWN_FONTS = Path(__file__).parent / "fonts"
_ARABIC = "Noto Sans Arabic"
# In order of preference; the first is the face of every card.
FAMILIES = {
    "Inter": FONT_FILES["bold"],
    "Noto Sans Hebrew": _OWN_FONTS / "NotoSansHebrew-Bold.ttf",
    _ARABIC: _OWN_FONTS / "NotoSansArabic-Bold.ttf",
}
FILES = (*FONT_FILES.values(), *(file for file in FAMILIES.values() if file.parent == _OWN_FONTS))

_UNITS = 200
# More characters than any card has room for.
_MOST = 2_000
_NON_JOINER = "\N{ZERO WIDTH NON-JOINER}"
_EMBEDDING, _POP = "\N{RIGHT-TO-LEFT EMBEDDING}", "\N{POP DIRECTIONAL FORMATTING}"


@dataclass(frozen=True)
class Block:
    """A text in lines of one size; `is_turned` if it runs from right to left."""

    size: float
    lines: tuple[str, ...]
    is_turned: bool = False

    @property
    def leading(self) -> float:
        """Return the distance from one baseline to the next."""
        return self.size * 1.16

    @property
    def height(self) -> float:
        """Return the distance from the top of the first line to the foot of the last."""
        return self.leading * len(self.lines)

    @property
    def width(self) -> float:
        """Return the width of the widest line."""
        return max((width(line, self.size) for line in self.lines), default=0.0)


def shown(text: str, fallback: str) -> str:
    """Return what the fonts can show of a text, or `fallback` if that is less than half of it."""
    composed = " ".join(unicodedata.normalize("NFC", text).split())
    letters = sum(map(str.isalnum, composed))
    kept = re.sub(rf"{ELLIPSIS}(?:\s*{ELLIPSIS})+", ELLIPSIS, "".join(map(_kept, composed)))
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
    return ELLIPSIS if category[0] in "LN" else ""


@cache
def _font(family: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FAMILIES[family], _UNITS, layout_engine=ImageFont.Layout.BASIC)


@cache
def _family(character: str) -> str:
    """The first family that has a glyph for the character, or the empty string."""
    return next((name for name in FAMILIES if _has(name, character)), "")


def _has(family: str, character: str) -> bool:
    # A font draws the same box for each character that it lacks.
    font = _font(family)
    is_blank = character in (" ", _NON_JOINER)
    return is_blank or bytes(font.getmask(character)) != bytes(font.getmask("\uffff"))


def _is_turned(text: str) -> bool:
    """Whether a text runs from right to left, which its first letter decides."""
    kinds = map(unicodedata.bidirectional, text)
    return next((kind != "L" for kind in kinds if kind in {"L", "R", "AL"}), False)


def width(text: str, size: float) -> float:
    """Return the width of a text on a card; Arabic letters count as if they were not joined."""
    return size / _UNITS * _units(text)


# The same lines are measured for each size that is tried, and for each room.
@lru_cache(maxsize=1 << 12)
def _units(text: str) -> float:
    runs = groupby(text, _family)
    return sum(_font(name or "Inter").getlength("".join(run)) for name, run in runs)


def fit(text: str, room: float, steps: Sequence[tuple[float, int]]) -> Block:
    """Return a text in lines that are no wider than `room`.

    `steps` are sizes, each with its most lines; the first that the text fits is taken. A text that
    is too long for the last ends in an ellipsis.
    """
    text = text[:_MOST]
    for size, most in steps:
        lines = _within(text.split(), most, size, int(room))
        if lines is not None:
            return Block(size, _balanced(lines, size, int(room)), _is_turned(text))
    size, most = steps[-1]
    parts = [part for word in text.split() for part in _parts(word, size, room)]
    lines = _wrapped(parts, size, room)
    last = cut(" ".join(lines[most - 1 :]), room, partial(width, size=size))
    return Block(size, (*lines[: most - 1], last), _is_turned(text))


def _wrapped(words: Sequence[str], size: float, room: float) -> list[str]:
    """The words in lines; a word that is wider than the room is a line of its own."""
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _within(words: Sequence[str], most: int, size: float, room: float) -> list[str] | None:
    """The words in at most so many lines, if the room holds them."""
    lines = _wrapped(words, size, room)
    is_held = len(lines) <= most and all(width(line, size) <= room for line in lines)
    return lines if is_held else None


def _balanced(lines: Sequence[str], size: float, room: int) -> tuple[str, ...]:
    """The same number of lines, of widths as even as they get."""
    words = " ".join(lines).split()
    rooms = range(room // 2, room)
    narrowest = bisect_left(
        rooms, 1, key=lambda tried: _within(words, len(lines), size, tried) is not None
    )
    return tuple(_wrapped(words, size, room // 2 + narrowest))


def _parts(word: str, size: float, room: float) -> Iterator[str]:
    """A word in parts that are no wider than the room."""
    while width(word, size) > room and len(word) > 1:
        most = max(1, fitting(word, room, partial(width, size=size)))
        yield word[:most]
        word = word[most:]
    yield word


def svg(block: Block, left: float, top: float, colour: str, right: float | None = None) -> str:
    """Return the block as SVG text from `left`, or up to `right` if it is read from there."""
    at, anchor = (left, "start") if right is None or not block.is_turned else (right, "end")
    baseline = top + block.size * 0.93
    return "".join(
        f'<text x="{at:g}" y="{baseline + number * block.leading:.1f}" text-anchor="{anchor}" '
        f'font-size="{block.size:g}" fill="{colour}">{_line(line, turned=block.is_turned)}</text>'
        for number, line in enumerate(block.lines)
    )


def _line(line: str, *, turned: bool) -> str:
    """A line's letters, each run in the family that has it.

    The renderer takes every line to run from left to right, unless an embedding says otherwise, and
    loses the dots of Arabic letters, unless the line begins in their family. (It leaves Arabic
    letters unjoined that follow Hebrew ones: rare enough to let be.)
    """
    begin = _span(_ARABIC, _NON_JOINER) if _ARABIC in map(_family, line) else ""
    runs = "".join(_span(family, "".join(run)) for family, run in groupby(line, _family))
    return f"{begin}{_EMBEDDING}{runs}{_POP}" if turned else f"{begin}{runs}"


def _span(family: str, text: str) -> str:
    return f'<tspan font-family="{family}">{escape(text)}</tspan>'
