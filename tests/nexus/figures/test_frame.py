"""The frame of a diagram in a page."""

import pytest
from nexus.figures.frame import framed

from tests.helpers import EVIL, HOSTILE_NAMES, check_evil, check_printable


def test_whatever_stands_around_a_diagram_is_text() -> None:
    """Its title, its caption, the table that it begins with, and links to those it has no room for."""
    shown = framed("<svg></svg>", EVIL, EVIL, {EVIL: f"/{EVIL}"}, EVIL)
    check_evil(shown)
    assert "And 1 more: <a href=" in shown


@pytest.mark.parametrize("name", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_a_table_that_has_no_room_may_have_any_name(name: str) -> None:
    """What cannot be shown of it has a symbol."""
    check_printable(framed("", "", "", {name: "/"}))
