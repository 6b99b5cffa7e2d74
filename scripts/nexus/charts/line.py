"""Lines over a horizontal axis: a panel for each unit, each line named at its end.

Lines are told apart by their names, their dashes and the symbols at their points.
"""

import math
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import accumulate

from nexus.charts import table as tables
from nexus.charts.axis import EDGE, PLOT, SMALL, TEXT, WIDTH, Axis, linear, round_steps
from nexus.charts.svg import SERIES, Panel, Point, Style, curve, grid, symbols, words
from nexus.charts.table import Measure, Series
from nexus.core.font_metrics import cut, width
from nexus.core.results import Rows

_HEIGHT = 240.0
# Above the largest number: room for the title.
_HEAD = 36.0
_BETWEEN_NAMES = 20.0
_WIDEST_NAME = 190.0
_MARGIN = 8.0
_measure = partial(width, size=SMALL, face="bold")
# For each line the symbol at its points, as a path from there, and its dashes.
_STYLES = (
    ("m-3.9 0a3.9 3.9 0 1 0 7.8 0a3.9 3.9 0 1 0-7.8 0z", ""),
    ("m-3.9-3.9h7.8v7.8h-7.8z", "6,3"),
    ("m0-5l4.6 8h-9.2z", "2,3"),
    ("m0-5l5 5-5 5-5-5z", "8,3,2,3"),
)


def lines(table: Rows) -> tuple[list[Panel], str]:
    """Return panels of lines, and what they show in words; the first column runs across.

    Raises NexusError for a column that cannot be drawn.
    """
    units = tables.series(table, len(SERIES)).values()
    across = tables.numbers(table, 0)
    below = tables.measure(table.columns[0].name)
    order = sorted(range(len(across)), key=across.__getitem__)
    across = [across[row] for row in order]
    groups = [[replace(one, values=[one.values[row] for row in order]) for one in g] for g in units]
    said = [
        f"{one.measure.name} {_last(one)} at {below.axis} {tables.shown(across[-1])}"
        for group in groups
        for one in group
    ]
    return [_panel(across, below, group) for group in groups], f"{'; '.join(said)}."


def _last(one: Series) -> str:
    return tables.quantity(one.values[-1], one.measure.unit)


def _name(one: Series) -> str:
    """What is written at the end of a line: its name, cut if it is long, and its last number."""
    value = f" {_last(one)}"
    room = _WIDEST_NAME - _measure(value)
    return f"{cut(one.measure.name, room, _measure)}{value}"


def _panel(across: Sequence[float], below: Measure, group: Sequence[Series]) -> Panel:
    vertical = _vertical([value for one in group for value in one.values])
    names = max(_measure(_name(one)) for one in group)
    left = EDGE + _MARGIN + max(width(text, SMALL) for text in vertical.labels.values())
    room = WIDTH - left - names - 2 * _MARGIN
    # A single point is put at the right, where its name is.
    first = across[0] if across[0] < across[-1] else across[0] - 1
    horizontal = linear(below.axis, first, across[-1], left, room)
    marks = [*_frame(vertical, horizontal, tables.title(group))]
    for one in group:
        symbol, dash = _STYLES[one.place]
        places = zip(map(horizontal.at, across), map(vertical.at, one.values), strict=True)
        points: list[Point] = list(places)
        marks.append(curve(SERIES[one.place], points, dash))
        marks.append(symbols(SERIES[one.place], points, symbol))
    return Panel([*marks, *_names(group, vertical, left + room + _MARGIN)], horizontal, _HEIGHT)


def _vertical(values: Sequence[float]) -> Axis:
    """From zero, or below it, to the largest value, with room for the title above."""
    low, high = min(0.0, *values), max(0.0, *values)
    high = high if high > low else 1.0
    step = next(round_steps((high - low) / 4))
    first, last = math.floor(low / step), math.ceil(high / step)
    ticks = tuple(step * number for number in range(first, last + 1))
    return Axis("", ticks[0], ticks[-1], ticks, _HEIGHT, _HEAD - _HEIGHT)


def _frame(vertical: Axis, horizontal: Axis, title: str) -> Iterator[ET.Element]:
    """The title, and a fine line with its number at each tick of the vertical axis."""
    left, right = horizontal.start, horizontal.start + horizontal.length
    if title:
        yield words("muted", (left, TEXT), title, Style(SMALL), PLOT - left)
    yield grid([(left, y), (right, y)] for y in map(vertical.at, vertical.ticks))
    for tick, text in vertical.labels.items():
        at = left - _MARGIN, vertical.at(tick)
        yield words("muted", at, text, Style(SMALL, "end", is_central=True))


def _names(group: Sequence[Series], vertical: Axis, left: float) -> Iterator[ET.Element]:
    """The names right of the last points."""
    ordered = sorted(group, key=lambda one: one.values[-1])
    heights = _apart([vertical.at(one.values[-1]) for one in ordered])
    for one, y in zip(ordered, heights, strict=True):
        role = SERIES[one.place]
        yield words(role, (left, y), _name(one), Style(SMALL, is_bold=True, is_central=True))


def _apart(heights: Sequence[float]) -> list[float]:
    """The heights, from the lowest, none nearer to the next than a line, and below the title."""
    raised = [*accumulate(heights, lambda below, y: min(y, below - _BETWEEN_NAMES))]
    start = _HEAD - _BETWEEN_NAMES
    lowered = accumulate(
        reversed(raised), lambda above, y: max(y, above + _BETWEEN_NAMES), initial=start
    )
    return [*lowered][:0:-1]
