"""Numbers of things in words, and texts that can be seen."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nexus.core.text import BIDI_CONTROLS, article, counted, number, printable, visible


@pytest.mark.parametrize(
    ("number", "words", "told"),
    [
        (0, ("table",), "0 tables"),
        (1, ("table",), "1 table"),
        (1200, ("table",), "1,200 tables"),
        (1, ("entry", "entries"), "1 entry"),
        (2, ("entry", "entries"), "2 entries"),
    ],
)
def test_a_number_of_things_agrees_with_their_noun(
    number: int, words: tuple[str, ...], told: str
) -> None:
    """An s unless the plural is given, and commas between thousands."""
    assert counted(number, *words) == told


def test_every_character_of_a_text_is_seen() -> None:
    """Orders to a terminal and marks of direction too; lines and tabs stay what they are."""
    assert visible("a\tb\n\x1b[2J\u202ec\n") == "a       b\n\u241b[2J\ufffdc\n"


@pytest.mark.parametrize(
    "noun", ["Index Scan", "order", "event", "upload", "uninvited", "hour_log"]
)
def test_a_noun_that_is_spoken_with_a_vowel_first_has_an(noun: str) -> None:
    """Whatever its first letter is, and however it is shown."""
    assert article(noun) == f"an {noun}"
    assert article(noun, "it") == "an it"


@pytest.mark.parametrize(
    "noun", ["Sort", "user", "unit", "usage", "url", "utility", "euro", "", "\n"]
)
def test_any_other_noun_has_a(noun: str) -> None:
    """A name of a table may begin with anything."""
    assert article(noun) == f"a {noun}"


def test_a_number_of_a_drawing_is_short_and_has_no_exponent() -> None:
    """SVG's readers take one, and people do not."""
    values = (1.005, 2.0, -0.001, 99_999.5, 1_234_567.8)
    assert [number(value) for value in values] == ["1", "2", "0", "99999.5", "1234568"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('plain <b> & "q" \' text', 'plain <b> & "q" \' text'),
        ("caf\N{LATIN SMALL LETTER E WITH ACUTE} \N{HOT BEVERAGE}", "café \N{HOT BEVERAGE}"),
        ("a\nb\tc", "a\N{SYMBOL FOR LINE FEED}b\N{SYMBOL FOR HORIZONTAL TABULATION}c"),
        ("a\0b", "a\N{SYMBOL FOR NULL}b"),
        ("\x7f\x9f\ud800\uffff", "\N{REPLACEMENT CHARACTER}" * 4),
        ("a\u202eb\u2066\u200f", "a\N{REPLACEMENT CHARACTER}b" + "\N{REPLACEMENT CHARACTER}" * 2),
        ("", "\N{OPEN BOX}"),
        ("  ", "\N{OPEN BOX}" * 2),
    ],
)
def test_what_no_picture_can_show_gets_a_symbol(text: str, shown: str) -> None:
    """Everything else stays as it is; what looks like nothing or turns text becomes visible."""
    assert printable(text) == shown


def test_all_that_unicode_calls_a_control_of_direction_is_one() -> None:
    """Those are the characters with a direction of their own that are not seen."""
    kinds = {"LRE", "LRO", "RLE", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    found = {c for c in map(chr, range(0x110000)) if unicodedata.bidirectional(c) in kinds}
    marks = {"\N{LEFT-TO-RIGHT MARK}", "\N{RIGHT-TO-LEFT MARK}", "\N{ARABIC LETTER MARK}"}
    assert set(BIDI_CONTROLS) == found | marks


@given(st.text())
def test_a_printable_text_can_be_held_by_xml(text: str) -> None:
    """Whatever the text is, each character of it has one in the picture."""
    shown = printable(text)
    assert len(shown) == max(len(text), 1)
    assert all(ord(c) >= 0x20 and not 0xD800 <= ord(c) < 0xE000 for c in shown)
    assert shown.strip()
