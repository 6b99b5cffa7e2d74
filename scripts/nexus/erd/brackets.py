"""The columns of a composite key, marked inside their card on the side where the edge leaves.

A thin line runs beside the columns' rows, with a tick at each of them; the edge meets it at the
first. Rows of one key need not be adjacent. Several keys on one side have lines side by side.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from nexus.erd.layout import ROW_HEIGHT, Box, Layout

# From the card's border inwards; text begins at 10.
_FIRST, _STEP, _LANES, _TICK = 3.0, 2.0, 3, 3.0

_Rows = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Bracket:
    """The mark of one key on one card: the x of the card's border and of the line, and the rows' y.

    `edge` is the place of the key's edge in the layout, `joint` the y at which it meets the border;
    `tick` is how far a tick reaches from the line, in points: to the left on a card's right side,
    and so negative there.
    """

    edge: int
    border: float
    line: float
    joint: float
    rows: _Rows
    tick: float


def brackets(layout: Layout) -> Iterator[Bracket]:
    """Give the mark of each composite key at both its ends, where two of its columns are shown."""
    boxes = {box.card.table: box for box in layout.boxes}
    drawn: defaultdict[tuple[str, int], list[_Rows]] = defaultdict(list)
    for number, edge in enumerate(layout.edges):
        relation = edge.relation
        key = relation.foreign_key
        own = relation.child, key.columns, edge.points[-1]
        other = relation.parent, key.target_columns, edge.points[0]
        for table, columns, (border, joint) in (own, other):
            box = boxes[table]
            rows = _rows(box, columns)
            if len(rows) > 1:
                inwards = 1 if border < box.left + box.width / 2 else -1
                line = border + _lane(rows, drawn[table, inwards]) * inwards
                yield Bracket(number, border, line, joint, rows, _TICK * inwards)


def _rows(box: Box, columns: tuple[str, ...]) -> _Rows:
    """The middle of each shown row of the columns, in their order."""
    shown = {row.column: number for number, row in enumerate(box.card.rows)}
    places = [shown[column] for column in columns if column in shown]
    return tuple(box.row_top(place) + ROW_HEIGHT / 2 for place in dict.fromkeys(places))


def _lane(rows: _Rows, drawn: list[_Rows]) -> float:
    """How far inwards the line of a key goes: clear of those drawn beside any of its rows."""
    if rows not in drawn:
        drawn.append(rows)
    before = drawn[: drawn.index(rows)]
    beside = [r for r in before if min(r) <= max(rows) and max(r) >= min(rows)]
    return _FIRST + _STEP * min(len(beside), _LANES - 1)
