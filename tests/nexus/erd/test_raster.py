"""A diagram as pixels: its size, its determinism, and its fonts."""

import io

import pytest
from nexus.erd import raster, svg
from nexus.erd.drawing import draw
from PIL import Image

from tests.helpers import chain, schema, table


def image(content: bytes) -> Image.Image:
    """The decoded picture."""
    return Image.open(io.BytesIO(content))


def test_a_png_is_sharper_than_its_svg_by_the_scale() -> None:
    """Its size in pixels is that of the SVG, times the scale."""
    drawing = draw(chain("user", "booking"))
    expected = [side * raster.SCALE for side in svg.size(drawing.layout)]
    assert list(image(drawing.png()).size) == pytest.approx(expected, abs=1)


def test_texts_are_drawn_with_the_shipped_fonts() -> None:
    """Two tables whose names are as long differ in pixels: no machine's fonts are needed."""
    one, other = (image(draw(schema(table(name))).png()).convert("L") for name in ("mmm", "www"))
    assert one.getextrema()[0] < 128
    assert one.tobytes() != other.tobytes()


def test_a_huge_picture_is_made_smaller() -> None:
    """Neither side has more pixels than a slide could show."""
    huge = draw(schema(table("t" * 3000))).png()
    assert max(image(huge).size) <= raster.LONGEST_SIDE + 1


def test_what_the_fonts_lack_is_a_question_mark_and_told() -> None:
    """Each character of another script, an emoji, or a symbol for a control character."""
    foreign = draw(schema(table("\N{CJK UNIFIED IDEOGRAPH-8868}", "\N{HOT BEVERAGE}", "a\n")))
    plain = draw(schema(table("?", "?", "a?")))
    symbols = "\N{CJK UNIFIED IDEOGRAPH-8868}\N{HOT BEVERAGE}\N{SYMBOL FOR LINE FEED}"
    assert (foreign.lacking, plain.lacking) == (symbols, "")
    replaced = foreign.file().translate({ord(c): raster.REPLACEMENT for c in symbols})
    assert foreign.png() == raster.png(replaced, *svg.size(foreign.layout))
