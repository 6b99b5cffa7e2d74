"""Titles on a card: fitted, cut, and shown with the shipped fonts alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nexus.publish import lettering

STEPS = ((60, 2), (40, 3))
ARABIC = "\N{ARABIC LETTER SEEN}\N{ARABIC LETTER LAM}\N{ARABIC LETTER ALEF}\N{ARABIC LETTER MEEM}"
HEBREW = "\N{HEBREW LETTER SHIN}\N{HEBREW LETTER LAMED}\N{HEBREW LETTER VAV}"
WIDE = "\N{CJK UNIFIED IDEOGRAPH-8868}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Advanced  SQL\n", "Advanced SQL"),
        ("Cafe\N{COMBINING ACUTE ACCENT}", "Caf\N{LATIN SMALL LETTER E WITH ACUTE}"),
        ("Tea \N{HOT BEVERAGE}\ufe0f time", "Tea time"),
        (f"The style {WIDE}{WIDE} of Japan", "The style \N{HORIZONTAL ELLIPSIS} of Japan"),
        ("a\u202eb\0c", "abc"),
        (f"{ARABIC} SQL {HEBREW}", f"{ARABIC} SQL {HEBREW}"),
        (f"{WIDE}{WIDE}", "fallback"),
        ("\N{HOT BEVERAGE}", "fallback"),
        ("", "fallback"),
    ],
)
def test_only_what_the_fonts_have_is_shown(text: str, shown: str) -> None:
    """An emoji leaves nothing and foreign letters an ellipsis; too little left is a fallback."""
    assert lettering.shown(text, "fallback") == shown


def test_a_title_takes_the_largest_size_that_holds_it() -> None:
    """A short title is large, a longer one smaller and in more lines."""
    assert lettering.fit("Short", 500, STEPS).size == 60
    longer = lettering.fit("A title of some more words than fit into two large lines", 500, STEPS)
    assert (longer.size, len(longer.lines)) == (40, 3)


def test_lines_are_balanced() -> None:
    """A second line is not left with one short word."""
    block = lettering.fit("Foundations, prompting and visibility too", 700, STEPS)
    first, second = (lettering.width(line, block.size) for line in block.lines)
    assert 0.6 < first / second < 1.7


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    """A very long title keeps to its last step."""
    block = lettering.fit("word " * 100, 500, STEPS)
    assert len(block.lines) == 3
    assert block.lines[-1].endswith("\N{HORIZONTAL ELLIPSIS}")


@given(st.text(max_size=200), st.integers(200, 1000))
def test_no_line_is_wider_than_its_room(text: str, room: int) -> None:
    """Whatever the text, long words among them."""
    block = lettering.fit(lettering.shown(text, "x"), room, STEPS)
    assert len(block.lines) <= 3
    assert all(lettering.width(line, block.size) <= room for line in block.lines)


def test_a_text_from_right_to_left_stands_on_the_right() -> None:
    """Its first letter decides, and its runs are in the order in which they are read."""
    block = lettering.fit(f"{HEBREW} SQL {ARABIC}", 900, STEPS)
    svg = lettering.svg(block, 60, 900, 0, "#fff")
    assert block.is_turned
    assert 'x="900"' in svg
    assert 'text-anchor="end"' in svg
    assert svg.index(ARABIC) < svg.index("SQL") < svg.index(HEBREW)


def test_a_word_from_right_to_left_does_not_turn_an_english_line() -> None:
    """The line keeps its side, and the word gets the font that has it."""
    block = lettering.fit(f"The word {HEBREW} in SQL 3", 900, STEPS)
    svg = lettering.svg(block, 60, 900, 0, "#fff")
    assert not block.is_turned
    assert 'text-anchor="start"' in svg
    assert svg.index("The word") < svg.index(HEBREW) < svg.index("in SQL 3")
    assert 'font-family="Noto Sans Hebrew"' in svg


def test_markup_in_a_title_is_text() -> None:
    """Nothing of it reaches the SVG as an element."""
    svg = lettering.svg(lettering.fit("<b>&amp;", 900, STEPS), 0, 900, 0, "#fff")
    assert "&lt;b&gt;&amp;amp;" in svg
