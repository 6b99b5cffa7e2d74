"""Leads lines around cards, and around the marks beside them.

Graphviz leaves room for each line, but where there is little of it a curve may swing out too far.
Such a line is drawn as a smaller curve, or else along straight lines between the cards.
"""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from nexus.erd.corners import rounded
from nexus.erd.layout import Path, Point

_STEPS = 16
# How far straight lines stay away from cards, and what a corner costs, in points of way.
_BESIDE, _ABOVE, _CORNER = 4.0, 10.0, 60.0
# How far a curve between two right sides swings out.
_BULGE = 30.0
# So many crossings are looked at for one picture: in a very large one lines may run through cards.
_MOST_STATES = 250_000
# A line may touch a border.
_INSET = 1.0


class Room(NamedTuple):
    """The room of a card and of the marks beside it."""

    left: float
    top: float
    right: float
    bottom: float


# A crossing of two lines of the grid, and whether the way came to it from a side.
_State = tuple[int, int, bool]
_Grid = tuple[list[float], list[float]]


class Detours:
    """The ways around the cards of a picture, and around the marks beside them."""

    def __init__(self, rooms: Sequence[Room]) -> None:
        self._rooms = rooms
        self._left = _MOST_STATES
        # What a straight line at a height, or at a distance from the left, may meet.
        self._beside: dict[float, list[Room]] = {}
        self._above: dict[float, list[Room]] = {}

    def led(self, path: Path) -> Path:
        """Return a path, or another one with its ends that meets no card and no mark.

        Where there is no way around the cards, or they are too many to look for one, it stays as it is.
        """
        if is_clear(path, self._rooms):
            return path
        smaller = _curve(path)
        if is_clear(smaller, self._rooms):
            return smaller
        way = self._way(path[1], path[-2])
        return rounded([path[0], *way, path[-1]]) if way else path

    def _way(self, start: Point, end: Point) -> list[Point]:
        """The corners of the shortest way along straight lines beside the cards; none if there is none.

        The search of Hart, Nilsson and Raphael (A*, 1968) in a grid whose lines run beside the cards
        and through both ends.
        """
        grid = self._grid(start, end)
        first = grid[0].index(start[0]), grid[1].index(start[1]), True
        last = grid[0].index(end[0]), grid[1].index(end[1]), True
        before: dict[_State, _State] = {}
        waiting: list[tuple[float, float, _State, _State]] = [(0.0, 0.0, first, first)]
        while waiting and last not in before and self._left > 0:
            _, cost, state, came = heapq.heappop(waiting)
            if state not in before:
                self._left -= 1
                before[state] = came
                for length, following in self._steps(state, grid):
                    x, y = grid[0][following[0]], grid[1][following[1]]
                    least = cost + length + abs(end[0] - x) + abs(end[1] - y)
                    heapq.heappush(waiting, (least, cost + length, following, state))
        return _corners(first, last, before, grid) if last in before else []

    def _grid(self, start: Point, end: Point) -> _Grid:
        sides = chain(*((room.left - _BESIDE, room.right + _BESIDE) for room in self._rooms))
        levels = chain(*((room.top - _ABOVE, room.bottom + _ABOVE) for room in self._rooms))
        return sorted({start[0], end[0], *sides}), sorted({start[1], end[1], *levels})

    def _steps(self, state: _State, grid: _Grid) -> Iterator[tuple[float, _State]]:
        """The crossings next to one, with what it costs to go there, where no card is in between."""
        column, row, across = state
        xs, ys = grid
        for right, down in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            i, j = column + right, row + down
            if 0 <= i < len(xs) and 0 <= j < len(ys):
                (left, x), (top, y) = sorted((xs[column], xs[i])), sorted((ys[row], ys[j]))
                near = self._level(y) if right else self._side(x)
                if not any(_meets(room, left, top, x, y) for room in near):
                    turned = 0.0 if across == bool(right) else _CORNER
                    yield x - left + y - top + turned, (i, j, bool(right))

    def _level(self, y: float) -> list[Room]:
        if y not in self._beside:
            self._beside[y] = [r for r in self._rooms if r.top + _INSET < y < r.bottom - _INSET]
        return self._beside[y]

    def _side(self, x: float) -> list[Room]:
        if x not in self._above:
            self._above[x] = [r for r in self._rooms if r.left + _INSET < x < r.right - _INSET]
        return self._above[x]


def is_clear(path: Path, rooms: Sequence[Room]) -> bool:
    """Return whether a path runs through no card and no mark, but for what is at its ends."""
    xs, ys = zip(*path[1:-1], strict=True)
    around = min(xs), min(ys), max(xs), max(ys)
    near = [room for room in rooms if _meets(room, *around)]
    if not near:
        return True
    points = list(_sampled(path))
    return not any(_meets(room, x, y, x, y) for room in near for x, y in points)


def _meets(room: Room, left: float, top: float, right: float, bottom: float) -> bool:
    return (
        left < room.right - _INSET
        and right > room.left + _INSET
        and top < room.bottom - _INSET
        and bottom > room.top + _INSET
    )


def _sampled(path: Path) -> Iterator[Point]:
    """Points along the curves of a path; what is straight at its ends is in no other card."""
    for first in range(1, len(path) - 2, 3):
        a, b, c, d = path[first : first + 4]
        for step in range(_STEPS + 1):
            t = step / _STEPS
            u = 1 - t
            k, m, n, o = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
            yield (
                k * a[0] + m * b[0] + n * c[0] + o * d[0],
                k * a[1] + m * b[1] + n * c[1] + o * d[1],
            )


def _curve(path: Path) -> Path:
    """One curve that goes no further to a side than it must."""
    (start, _), (x, y), (u, v), (end, _) = path[0], path[1], path[-2], path[-1]
    middle = (x + u) / 2
    if (x > start) == (u > end):
        # Both ends are on one side of their cards.
        middle = max(x, u) + _BULGE if x > start else min(x, u) - _BULGE
    return path[0], (x, y), (middle, y), (middle, v), (u, v), path[-1]


def _corners(
    first: _State, last: _State, before: Mapping[_State, _State], grid: _Grid
) -> list[Point]:
    """The points where a way turns, with its ends."""
    way = [last]
    while way[-1] != first:
        way.append(before[way[-1]])
    turns = [b for b, after in pairwise(reversed(way)) if b[2] != after[2] or b == first]
    return [(grid[0][i], grid[1][j]) for i, j, _ in (*turns, last)]
