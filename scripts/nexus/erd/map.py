"""Places the map of a large schema: its groups, and what joins them."""

import math
from collections.abc import Sequence
from dataclasses import replace

from nexus.erd.cards import measured
from nexus.erd.cycles import backward
from nexus.erd.ends import TITLE_ROW, End, Line
from nexus.erd.layout import Layout, Strand
from nexus.erd.notation import group_card
from nexus.erd.parts import spread
from nexus.schema.groups import Bundle, Group

_GAP = 24
# With strands around it, a card of a map has at most so many names below each other.
_LINES = 12
# More strands nobody follows, and Graphviz takes minutes to place many more.
_MOST_STRANDS = 150


def place(groups: Sequence[Group], bundles: Sequence[Bundle], widest: float) -> Layout:
    """Place the groups of a map, and the bundles of relations between them.

    Where there are too many of these, or Graphviz needs more than `widest` points across or down,
    the groups are put into columns, with no strands between them.
    """
    if len(bundles) > _MOST_STRANDS:
        return _in_columns(groups, widest)
    found = spread([group_card(group, _LINES) for group in groups], _lines(groups, bundles))
    if max(found.width, found.height) > widest:
        return _in_columns(groups, widest)
    strands = tuple(map(Strand, bundles, found.paths))
    return Layout(found.width, found.height, found.boxes, strands=strands)


def _lines(groups: Sequence[Group], bundles: Sequence[Bundle]) -> list[Line]:
    numbers = {group.name: number for number, group in enumerate(groups)}
    pairs = [(numbers[bundle.parent], numbers[bundle.child]) for bundle in bundles]
    turned = backward(pairs)
    return [
        Line(End(parent, TITLE_ROW, "w", ""), End(child, TITLE_ROW, "e", ""), turned=True)
        if (parent, child) in turned
        else Line(End(parent, TITLE_ROW, "e", ""), End(child, TITLE_ROW, "w", ""))
        for parent, child in pairs
    ]


def _in_columns(groups: Sequence[Group], widest: float) -> Layout:
    """The groups in as many columns of one width as there is room for, all of like height."""
    boxes = [measured(group_card(group, len(group.tables))) for group in groups]
    across = max(box.width for box in boxes) + _GAP
    # As high as wide, if there is room: a column of cards is read downwards.
    area = sum((box.height + _GAP) * across for box in boxes)
    count = max(1, min(int(widest // across), math.ceil(math.sqrt(area) / across)))
    columns = balanced([box.height for box in boxes], count)
    for place, column in enumerate(columns):
        top = 0.0
        for number in column:
            boxes[number] = replace(boxes[number], left=place * across, top=top)
            top += boxes[number].height + _GAP
    deepest = max(box.top + box.height for box in boxes)
    return Layout(len(columns) * across - _GAP, deepest, tuple(boxes))


def balanced(heights: Sequence[float], count: int) -> list[list[int]]:
    """Share things out to `count` columns of like height, the highest first.

    The given order holds within a column, and for the first things of the columns.
    """
    columns: list[list[int]] = [[] for _ in range(count)]
    depths = [0.0] * count
    for number in sorted(range(len(heights)), key=lambda n: -heights[n]):
        shortest = depths.index(min(depths))
        columns[shortest].append(number)
        depths[shortest] += heights[number] + _GAP
    return sorted(sorted(column) for column in columns if column)
