"""Puts the parts of a picture that nothing joins beside each other, in the shape of a page."""

import math
from collections.abc import Sequence

from nexus.erd.layout import Point

# How much wider than high a picture should be.
RATIO = 1.6
_GAP = 28.0
# The widths that are tried, as shares of the one that would suit if no room were lost.
_TRIES = (0.85, 1.0, 1.15, 1.3, 1.5, 1.8)


def packed(sizes: Sequence[Point]) -> list[Point]:
    """Return the top left of each part, by its width and height; the same for the same sizes."""
    if len(sizes) < 2:
        return [(0.0, 0.0)] * len(sizes)
    area = sum((width + _GAP) * (height + _GAP) for width, height in sizes)
    widest = max(width for width, _ in sizes)
    rooms = (max(widest, math.sqrt(area * RATIO) * share) for share in _TRIES)
    return min((_placed(sizes, room) for room in rooms), key=lambda at: shape(extent(sizes, at)))


def shape(size: Point) -> float:
    """Return how high a page has to be to hold a picture of that size; the lower the better."""
    width, height = size
    return max(width / RATIO, height)


def extent(sizes: Sequence[Point], at: Sequence[Point]) -> Point:
    """Return the width and height of placed parts together."""
    placed = list(zip(sizes, at, strict=True))
    return (
        max((x + width for (width, _), (x, _) in placed), default=0.0),
        max((y + height for (_, height), (_, y) in placed), default=0.0),
    )


def _placed(sizes: Sequence[Point], room: float) -> list[Point]:
    """The parts, the highest first, each where it comes to stand highest below a skyline."""
    skyline: list[Point] = [(0.0, 0.0)]
    found = [(0.0, 0.0)] * len(sizes)
    for number in sorted(range(len(sizes)), key=lambda n: (-sizes[n][1], -sizes[n][0])):
        width, height = sizes[number]
        y, x = min(_stands(skyline, width, room), default=_below(skyline))
        found[number] = x, y
        skyline = _raised(skyline, x, x + width + _GAP, y + height + _GAP)
    return found


def _stands(skyline: Sequence[Point], width: float, room: float) -> list[Point]:
    """The y and x of each place where a part of that width could stand."""
    found = []
    for first, (x, _) in enumerate(skyline):
        if x + width <= room:
            under = (y for left, y in skyline[first:] if left < x + width + _GAP)
            found.append((max(under), x))
    return found


def _below(skyline: Sequence[Point]) -> Point:
    return max(y for _, y in skyline), 0.0


def _raised(skyline: Sequence[Point], left: float, right: float, y: float) -> list[Point]:
    """The skyline after a part has been put between `left` and `right`, down to `y`."""
    after = [height for x, height in skyline if x <= right][-1]
    kept = [point for point in skyline if point[0] < left or point[0] > right]
    return sorted([*kept, (left, y), (right, after)])
