"""Titles on a card: fitted, cut, and shown with the shipped fonts alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nexus.publish import cards, lettering, painting
from PIL import Image, ImageStat

STEPS = ((60, 2), (40, 3))
# With dots, of which the renderer loses some if it is not helped.
ARABIC = "\N{ARABIC LETTER TEH}\N{ARABIC LETTER QAF}\N{ARABIC LETTER ALEF}\N{ARABIC LETTER NOON}"
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


def test_of_a_text_without_end_only_what_has_room_is_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A title in front matter may be of any length."""
    measured: list[str] = []
    monkeypatch.setattr(lettering, "width", lambda text, size: measured.append(text) or size)
    lettering.fit("word " * 100_000, 500, STEPS)
    assert 0 < max(map(len, measured)) <= 2_000


@given(st.text(max_size=200), st.integers(200, 1000))
def test_no_line_is_wider_than_its_room(text: str, room: int) -> None:
    """Whatever the text, long words among them."""
    block = lettering.fit(lettering.shown(text, "x"), room, STEPS)
    assert len(block.lines) <= 3
    assert all(lettering.width(line, block.size) <= room for line in block.lines)


def drawn(text: str) -> Image.Image:
    """A line of text as a card shows it, between 60 and 1140, in white on black."""
    line = lettering.svg(lettering.fit(text, 1080, ((60, 1),)), 60, 0, "#fff", 1140)
    svg = cards._document(['<rect width="1200" height="627"/>', line])
    return painting._pixels(svg).convert("L")


def ink(image: Image.Image) -> float:
    """How much of a picture is white."""
    return ImageStat.Stat(image).sum[0]


@pytest.mark.parametrize(
    ("first", "rest"),
    [
        (HEBREW, "SQL"),
        (HEBREW, f"100% {HEBREW}!"),
        (ARABIC, HEBREW),
        (ARABIC, f"SQL-92 {ARABIC} 3"),
        (ARABIC, "(3NF)"),
    ],
)
def test_a_text_from_right_to_left_is_read_from_the_right(first: str, rest: str) -> None:
    """Its first letter decides; its first word stands at the right as it does alone."""
    alone, whole = drawn(first), drawn(f"{first} {rest}")
    left, _, right, _ = alone.getbbox() or (0, 0, 0, 0)
    assert 1120 < right <= 1142
    assert ink(whole.crop((left - 5, 0, 1200, 100))) == pytest.approx(ink(alone), rel=0.02)
    assert ink(whole) == pytest.approx(ink(alone) + ink(drawn(rest)), rel=0.02)


@pytest.mark.parametrize("word", [HEBREW, ARABIC, f"{ARABIC} {HEBREW}"])
def test_a_word_from_right_to_left_does_not_turn_an_english_line(word: str) -> None:
    """The line begins at the left, and nothing of the word is lost between the others."""
    alone, whole = drawn("The word"), drawn(f"The word {word} in SQL 3")
    left, _, right, _ = alone.getbbox() or (0, 0, 0, 0)
    assert 60 <= left < 70
    assert ink(whole.crop((0, 0, right + 5, 100))) == pytest.approx(ink(alone), rel=0.02)
    parts = alone, drawn(word), drawn("in SQL 3")
    assert ink(whole) == pytest.approx(sum(map(ink, parts)), rel=0.02)


def test_markup_in_a_title_is_text() -> None:
    """Nothing of it reaches the SVG as an element."""
    svg = lettering.svg(lettering.fit("<b>&amp;", 900, STEPS), 0, 0, "#fff")
    assert "&lt;b&gt;&amp;amp;" in svg
