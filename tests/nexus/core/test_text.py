"""Numbers of things in words, and texts that can be seen."""

import pytest
from nexus.core.text import article, counted, number, visible


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


def test_a_noun_has_the_article_of_its_first_letter() -> None:
    """As it is written: no word of a plan is spoken otherwise."""
    assert [article(noun) for noun in ("Index Scan", "Sort")] == ["an Index Scan", "a Sort"]


def test_a_number_of_a_drawing_is_short_and_has_no_exponent() -> None:
    """SVG's readers take one, and people do not."""
    values = (1.005, 2.0, -0.001, 99_999.5, 1_234_567.8)
    assert [number(value) for value in values] == ["1", "2", "0", "99999.5", "1234568"]
