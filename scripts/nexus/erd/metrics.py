"""How wide a text is, measured with the shipped fonts, so that every machine draws the same."""

import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from PIL import ImageFont

FONTS = Path(__file__).parent.parent / "fonts"
FONT_FILES = {
    "regular": FONTS / "Inter-Regular.ttf",
    "bold": FONTS / "Inter-Bold.ttf",
    "mono": FONTS / "JetBrainsMono-Regular.ttf",
}
Face = Literal["regular", "bold", "mono"]

# A letter of a script that the fonts lack comes from another font: room for the widest of them.
_FOREIGN_EM = 1.3
_UNITS = 1000


@cache
def _font(face: Face) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT_FILES[face], _UNITS, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=1 << 16)
def width(text: str, size: float, face: Face = "regular") -> float:
    """The width of `text`, in the unit of `size` (its font size)."""
    own = text if text.isascii() else "".join(c for c in text if not _is_wide(c))
    foreign = len(text) - len(own)
    return size * (_font(face).getlength(own) / _UNITS + foreign * _FOREIGN_EM)


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"
