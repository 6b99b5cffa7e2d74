"""Paths of straight lines with round corners."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from nexus.erd.layout import Path, Point

_RADIUS = 6.0


def rounded(corners: Sequence[Point]) -> Path:
    """Return the path along at least three points, with a round corner at each between two ends."""
    start, *_, end = corners
    pieces = list(_pieces(corners))
    path = [start, pieces[0][0]]
    for (_, corner, after), following in zip(pieces, [*pieces[1:], None], strict=True):
        path += [corner, corner, after]
        if following is not None:
            path += [after, following[0], following[0]]
    return (*path, end)


def _pieces(corners: Sequence[Point]) -> Iterator[tuple[Point, Point, Point]]:
    """For each corner the points where it begins and ends, and its own."""
    for before, (corner, after) in zip(corners, pairwise(corners[1:]), strict=False):
        radius = min(_RADIUS, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        yield _towards(corner, before, radius), corner, _towards(corner, after, radius)


def _towards(point: Point, other: Point, by: float) -> Point:
    share = by / (math.dist(point, other) or 1)
    return point[0] + (other[0] - point[0]) * share, point[1] + (other[1] - point[1]) * share
