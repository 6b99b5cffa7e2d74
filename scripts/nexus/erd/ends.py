"""Where lines meet cards: on which side, at which row, and where along it.

Ends of one kind at one row meet in one point; ends of other kinds stand apart, above each other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

# How far a line runs straight out of its card: further than the marks of its end reach.
STUB = 16
# The row of an end that is at a card's title.
TITLE_ROW = -1

# Left, right, or wherever there is room.
Side = Literal["w", "e", ""]


@dataclass(frozen=True, slots=True)
class End:
    """One end of a line: a card and a row by their numbers, a side, and the kind of its mark.

    Without a kind nothing is drawn there.
    """

    card: int
    row: int
    side: Side
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line between two ends; it is `turned` where its child stands before its parent."""

    parent: End
    child: End
    turned: bool = False

    @property
    def is_loop(self) -> bool:
        """Return whether it leads from a card to that card."""
        return self.parent.card == self.child.card

    @property
    def ends(self) -> tuple[End, End]:
        """Return the end of the card that stands first, on the left or above, and the other."""
        return (self.child, self.parent) if self.turned else (self.parent, self.child)


class Ports:
    """The places of the ends of some lines: beside each row as many as there are kinds of end."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._kinds: dict[tuple[int, int, Side], list[str]] = {}
        self._marked: set[tuple[int, Side]] = set()
        for line in lines:
            for end in (line.parent, line.child):
                self._add(end)
        for kinds in self._kinds.values():
            kinds.sort()

    def _add(self, end: End) -> None:
        kinds = self._kinds.setdefault((end.card, end.row, end.side), [])
        if end.kind not in kinds:
            kinds.append(end.kind)
        if end.kind:
            self._marked.add((end.card, end.side))

    def margin(self, card: int, side: Side) -> int:
        """Return how much room the marks on one side of a card take."""
        return STUB if (card, side) in self._marked else 0

    def beside(self, card: int, row: int, side: Side) -> int:
        """Return how many places there are on one side of a row: at least one."""
        return len(self._kinds.get((card, row, side), "1"))

    def is_met(self, card: int, row: int) -> bool:
        """Return whether a line ends at a row."""
        return (card, row, "w") in self._kinds or (card, row, "e") in self._kinds

    def number(self, end: End) -> int:
        """Return which of the places beside its row an end has, counted from the top."""
        return self._kinds[end.card, end.row, end.side].index(end.kind)

    def place(self, end: End, height: int) -> tuple[float, int]:
        """Return the middle of an end's place in a row of that height, and the place's height."""
        heights = shares(height, self.beside(end.card, end.row, end.side))
        number = self.number(end)
        return sum(heights[:number]) + heights[number] / 2, heights[number]


def shares(height: int, count: int) -> list[int]:
    """Divide a height into so many like ones, in whole points."""
    bounds = [round(height * number / count) for number in range(count + 1)]
    return [below - above for above, below in pairwise(bounds)]
