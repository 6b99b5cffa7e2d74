"""Numbers of things in words."""

import pytest
from nexus.core.text import counted


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
