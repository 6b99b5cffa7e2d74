"""The frame of a diagram in a page."""

from nexus.figures.frame import framed

from tests.helpers import EVIL, check_evil


def test_whatever_stands_around_a_diagram_is_text() -> None:
    """Its title, its caption, the table that it begins with, and links to those it has no room for."""
    shown = framed("<svg></svg>", EVIL, EVIL, {EVIL: f"/{EVIL}"}, EVIL)
    check_evil(shown)
    assert "And 1 more: <a href=" in shown
