"""How wide a text is, measured with the shipped fonts, so that every machine draws the same."""

from bisect import bisect_right
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal
from unicodedata import east_asian_width

from PIL import ImageFont

FONTS = Path(__file__).parents[1] / "fonts"
FONT_FILES = {
    "regular": FONTS / "Inter-Regular.ttf",
    "bold": FONTS / "Inter-Bold.ttf",
    "mono": FONTS / "JetBrainsMono-Regular.ttf",
}
Face = Literal["regular", "bold", "mono"]

# A letter of a script that the fonts lack comes from another font: room for the widest of them.
_FOREIGN_EM = 1.3
_UNITS = 1000
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
# No font has this one: it is drawn as all that a font lacks.
_ABSENT = "\U0010ffff"


@cache
def _font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT_FILES[face], size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=1 << 16)
def width(text: str, size: float, face: Face = "regular") -> float:
    """Return the width of `text`, in the unit of `size` (its font size)."""
    own = text if text.isascii() else "".join(c for c in text if east_asian_width(c) not in "WF")
    foreign = len(text) - len(own)
    return size * (_font(face, _UNITS).getlength(own) / _UNITS + foreign * _FOREIGN_EM)


def fitting(text: str, room: float, measure: Callable[[str], float], end: str = "") -> int:
    """Return how many characters of a text fit into `room`, with `end` after them."""
    numbers = range(1, len(text) + 1)
    return bisect_right(numbers, room, key=lambda number: measure(f"{text[:number]}{end}"))


def cut(text: str, room: float, measure: Callable[[str], float]) -> str:
    """Return a text, or as much of it as fits into `room` with an ellipsis at its end."""
    if measure(text) <= room:
        return text
    most = fitting(text, room, measure, ELLIPSIS)
    return f"{text[:most].rstrip(' ,;:.')}{ELLIPSIS}"


def lacking(text: str) -> str:
    """Return the characters of a text that none of the shipped fonts can draw, once each."""
    return "".join(c for c in dict.fromkeys(text) if not (c.isascii() or _is_drawn(c)))


@cache
def _is_drawn(character: str) -> bool:
    return any(_shape(face, character) != _shape(face, _ABSENT) for face in FONT_FILES)


@lru_cache(maxsize=1 << 12)
def _shape(face: Face, character: str) -> tuple[object, bytes]:
    mask = _font(face, 16).getmask(character)
    return mask.size, bytes(mask)
