"""Paints cards: SVG to a PNG file of so few colours that it stays small.

To paint one takes some 80 ms, so several are painted side by side.
"""

import io
from collections.abc import Iterable, Iterator

import resvg_py
from PIL import Image

from nexus.core import crew
from nexus.publish import lettering

MOST_BYTES = 150_000
# The colours to try, from the first whose file is small enough.
_PALETTES = (128, 64, 32, 16)
_MODULE = "nexus.publish.painting"


def painted(drawn: str) -> bytes:
    """Return the PNG file of a picture, with the most colours that keep it small."""
    image = _pixels(drawn)
    content = b""
    for colours in _PALETTES:
        content = _encoded(image, colours)
        if len(content) <= MOST_BYTES:
            break
    return content


def _pixels(drawn: str) -> Image.Image:
    """A card as the shipped fonts draw it."""
    content = resvg_py.svg_to_bytes(
        svg_string=drawn, font_files=list(map(str, lettering.FILES)), skip_system_fonts=True
    )
    return Image.open(io.BytesIO(bytes(content))).convert("RGB")


def _encoded(image: Image.Image, colours: int) -> bytes:
    few = image.quantize(colours, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    file = io.BytesIO()
    few.save(file, "PNG", compress_level=6)
    return file.getvalue()


def several(pictures: Iterable[str]) -> Iterator[bytes]:
    """Yield the file of each picture in their order, painted side by side on all processors."""
    return crew.done(_MODULE, _file, (drawn.encode() for drawn in pictures))


def _file(drawn: bytes) -> bytes:
    return painted(drawn.decode())


if __name__ == "__main__":
    crew.serve(_file)
