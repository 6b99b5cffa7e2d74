"""Turns a diagram's SVG file into a PNG, with the shipped fonts and nothing of the machine's."""

import resvg_py

from nexus.erd.metrics import FONT_FILES

SCALE = 1.5


def png(svg: str) -> bytes:
    """The pixels of an SVG file, half as large again as in a page: sharp on slides and in posts."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=SCALE,
            font_files=[str(file) for file in FONT_FILES.values()],
            skip_system_fonts=True,
        )
    )
