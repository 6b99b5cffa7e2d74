"""Places the tables of a diagram and the relations between them, row to row."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nexus.core.choices import Direction
from nexus.erd.cycles import backward
from nexus.erd.ends import TITLE_ROW, End, Line, Side
from nexus.erd.graph import Rankdir
from nexus.erd.layout import Edge, Layout
from nexus.erd.notation import Card
from nexus.erd.packing import shape
from nexus.erd.parts import spread
from nexus.schema.model import Relation

# A picture that is wider than a large screen, and so many times as wide as high, may be better from
# top to bottom.
_SCREEN, _TOO_WIDE = 1400.0, 3.0


def place(
    cards: Sequence[Card],
    relations: Sequence[Relation],
    direction: Direction = "right",
    groups: Mapping[str, str] | None = None,
) -> Layout:
    """Place the cards and the relations; parents are left of their children, or above them.

    `groups` are those of tables by id: the cards of each stand together in a box.

    In the direction `auto` they are above where the picture would be much too wide otherwise.
    """
    found = _placed(cards, relations, "TB" if direction == "down" else "LR", groups)
    if direction == "auto" and found.width > max(_SCREEN, _TOO_WIDE * found.height):
        other = _placed(cards, relations, "TB", groups)
        return min(found, other, key=lambda layout: shape((layout.width, layout.height)))
    return found


def _placed(
    cards: Sequence[Card],
    relations: Sequence[Relation],
    rankdir: Rankdir,
    groups: Mapping[str, str] | None,
) -> Layout:
    lines = _lines(cards, relations)
    if rankdir == "TB":
        lines = _facing(cards, lines, groups)
    found = spread(cards, lines, rankdir, groups)
    edges = tuple(map(Edge, relations, found.paths, found.rooms))
    return Layout(found.width, found.height, found.boxes, edges, frames=found.frames)


def _lines(cards: Sequence[Card], relations: Sequence[Relation]) -> list[Line]:
    """The line of each relation, from left to right.

    A parent's end is on the right of its card and a child's on the left. A line that would close a
    circle of tables has them the other way round, and a table that refers to itself both on its right.
    """
    numbers = {card.table: number for number, card in enumerate(cards)}
    rows = [{row.column: place for place, row in enumerate(card.rows)} for card in cards]
    turned = backward((numbers[r.parent], numbers[r.child]) for r in relations)

    def line(relation: Relation) -> Line:
        key = relation.foreign_key
        parent, child = numbers[relation.parent], numbers[relation.child]
        above = rows[parent].get(key.target_columns[0], TITLE_ROW)
        below = rows[child].get(key.columns[0], TITLE_ROW)
        is_turned = (parent, child) in turned
        # Two ends at one row stand apart, whatever their kind.
        same = "loop" if (parent, above) == (child, below) else ""
        right = is_turned or parent == child
        return Line(
            End(parent, above, "w" if is_turned else "e", relation.parent_end),
            End(child, below, "e" if right else "w", f"{relation.child_end}{same}"),
            is_turned,
        )

    return [line(relation) for relation in relations]


def _facing(
    cards: Sequence[Card], lines: Sequence[Line], groups: Mapping[str, str] | None
) -> list[Line]:
    """The lines from above to below, each with its ends where the other card is.

    Where the cards would stand is asked first, with lines that may end wherever there is room.
    """
    free = [Line(_anywhere(line.parent), _anywhere(line.child), line.turned) for line in lines]
    boxes = spread(cards, free, "TB", groups).boxes

    def faced(line: Line) -> Line:
        parent, child = boxes[line.parent.card], boxes[line.child.card]
        sides: tuple[Side, Side] = ("e", "e")
        if child.left >= parent.right:
            sides = ("e", "w")
        elif child.right <= parent.left:
            sides = ("w", "e")
        above, below = replace(line.parent, side=sides[0]), replace(line.child, side=sides[1])
        return replace(line, parent=above, child=below)

    return [line if line.is_loop else faced(line) for line in lines]


def _anywhere(end: End) -> End:
    return End(end.card, TITLE_ROW, "", "")
