"""The widths of texts, as the shipped fonts have them."""

import pytest
from nexus.core.font_metrics import (
    FONT_FILES,
    Face,
    lacking,
    width,
)


@pytest.mark.parametrize("face", FONT_FILES)
def test_the_fonts_come_with_the_program(face: Face) -> None:
    """No machine measures with a font of its own."""
    assert FONT_FILES[face].is_file()


@pytest.mark.parametrize(
    ("text", "size", "face", "expected"),
    [
        ("", 11, "regular", 0),
        ("user_id", 11, "regular", 37.301),
        ("user_id", 11, "bold", 39.204),
        ("uuid", 9, "mono", 21.6),
    ],
)
def test_the_width_of_a_text(text: str, size: float, face: Face, expected: float) -> None:
    """Figures of these very font files, the same on every machine."""
    assert width(text, size, face) == pytest.approx(expected, abs=0.05)


def test_a_width_grows_with_the_size_and_with_the_text() -> None:
    """Twice the size is twice the width; every letter of the fixed-width face is as wide."""
    assert width("booking", 22) == pytest.approx(2 * width("booking", 11))
    assert width("iiii", 9, "mono") == width("WWWW", 9, "mono")


def test_letters_that_the_fonts_lack_get_room() -> None:
    """A script from elsewhere is at least as wide as its letters are high."""
    assert width("\N{CJK UNIFIED IDEOGRAPH-8868}" * 2 + "a", 10) == pytest.approx(
        26 + width("a", 10)
    )


def test_the_letters_that_the_fonts_lack_are_told_once() -> None:
    """In the order of the text; one font that has a letter is enough."""
    assert lacking("aé\N{CJK UNIFIED IDEOGRAPH-8868}\n\N{HEBREW LETTER ALEF}\N{EURO SIGN}" * 2) == (
        "\N{CJK UNIFIED IDEOGRAPH-8868}\N{HEBREW LETTER ALEF}"
    )
