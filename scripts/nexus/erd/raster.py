"""Turns a diagram's SVG file into a PNG, with the shipped fonts and nothing of the machine's."""

import resvg_py

from nexus.core.font_metrics import FONT_FILES, lacking

SCALE = 1.5
# More pixels than this no slide shows, and a machine may lack the memory to draw them.
LONGEST_SIDE = 10_000
# What stands for a character that the fonts lack.
REPLACEMENT = "?"


def png(svg: str, width: float, height: float) -> bytes:
    """Return the pixels of an SVG file of that size: half as large again, so sharp on slides.

    A picture that would be longer than `LONGEST_SIDE` pixels is made smaller, and `REPLACEMENT`
    stands for each character that the fonts lack.
    """
    drawn = svg.translate({ord(character): REPLACEMENT for character in lacking(svg)})
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=drawn,
            zoom=min(SCALE, LONGEST_SIDE / max(width, height)),
            font_files=[str(file) for file in FONT_FILES.values()],
            skip_system_fonts=True,
        )
    )
