"""Places the tables of a diagram and the relations between them, row to row."""

from collections.abc import Sequence

from nexus.core.choices import Direction
from nexus.erd.cycles import backward
from nexus.erd.ends import TITLE_ROW, End, Line
from nexus.erd.graph import Rankdir
from nexus.erd.layout import Edge, Layout
from nexus.erd.notation import Card
from nexus.erd.packing import shape
from nexus.erd.parts import spread
from nexus.schema.model import Relation

# A picture that is so many times as wide as high may be better from top to bottom.
_TOO_WIDE = 3.0


def place(
    cards: Sequence[Card], relations: Sequence[Relation], direction: Direction = "right"
) -> Layout:
    """Place the cards and the relations; parents are left of their children, or above them.

    In the direction `auto` they are above where the picture would be much too wide otherwise.
    """
    found = _placed(cards, relations, "TB" if direction == "down" else "LR")
    if direction == "auto" and found.width > _TOO_WIDE * found.height:
        other = _placed(cards, relations, "TB")
        return min(found, other, key=lambda layout: shape((layout.width, layout.height)))
    return found


def _placed(cards: Sequence[Card], relations: Sequence[Relation], rankdir: Rankdir) -> Layout:
    found = spread(cards, _lines(cards, relations), rankdir)
    edges = tuple(map(Edge, relations, found.paths, found.rooms))
    return Layout(found.width, found.height, found.boxes, edges)


def _lines(cards: Sequence[Card], relations: Sequence[Relation]) -> list[Line]:
    """The line of each relation."""
    numbers = {card.table: number for number, card in enumerate(cards)}
    rows = [{row.column: place for place, row in enumerate(card.rows)} for card in cards]
    turned = backward((numbers[r.parent], numbers[r.child]) for r in relations)

    def line(relation: Relation) -> Line:
        key = relation.foreign_key
        parent, child = numbers[relation.parent], numbers[relation.child]
        above = rows[parent].get(key.target_columns[0], TITLE_ROW)
        below = rows[child].get(key.columns[0], TITLE_ROW)
        is_turned = (parent, child) in turned
        # Both ends of a loop are on the right. At one row they stand apart whatever their kind.
        same = "loop" if (parent, above) == (child, below) else ""
        right = is_turned or parent == child
        return Line(
            End(parent, above, "w" if is_turned else "e", relation.parent_end),
            End(child, below, "e" if right else "w", f"{relation.child_end}{same}"),
        )

    return [line(relation) for relation in relations]
