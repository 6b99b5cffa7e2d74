"""How large a card is: its texts are measured with the shipped fonts."""

import math

from nexus.core.font_metrics import Face, width
from nexus.erd.layout import MARK_SIZE, NAME_SIZE, PADDING, TITLE_SIZE, TYPE_SIZE, Box
from nexus.erd.notation import Card, Row

_GAP = 10


def measured(card: Card) -> Box:
    """Return a card that has its width, and no place yet."""
    marks = max((width(" ".join(r.marks), MARK_SIZE, "bold") for r in card.rows), default=0)
    names = max((width(r.name, NAME_SIZE, _face(r)) for r in card.rows), default=0)
    types = max((width(r.type, TYPE_SIZE, "mono") for r in card.rows), default=0)
    name_offset = PADDING + (marks + _GAP if marks else 0)
    title = width(card.title, TITLE_SIZE, "bold") + 2 * PADDING
    wanted = max(title, card.across * (name_offset + names + _GAP + types + PADDING))
    # Graphviz counts from the middle in whole points: an even width keeps edges on the border.
    return Box(card, 0, 0, 2 * math.ceil(wanted / 2), name_offset)


def _face(row: Row) -> Face:
    return "bold" if "PK" in row.marks else "regular"
