"""Lines over a horizontal axis: a panel for each unit, each line named at its end.

Lines are told apart by their names, their dashes and the symbols at their points.
"""

import math
from collections.abc import Sequence

from nexus.charts import table as tables
from nexus.charts.axis import (
    SMALL,
    TEXT,
    WIDTH,
    Axis,
    linear,
    round_step,
)
from nexus.charts.table import Measure, Series
from nexus.charts.vega import (
    SERIES,
    Layer,
    Panel,
    points,
    stroke,
    words,
)
from nexus.core.font_metrics import width
from nexus.core.results import Rows

_HEIGHT = 240.0
_HEAD = 36.0
_BETWEEN_NAMES = 20.0
_WIDEST_NAME = 190.0
_MARGIN = 8.0
_STYLES = (("circle", ()), ("square", (6, 3)), ("triangle-up", (2, 3)), ("diamond", (8, 3, 2, 3)))


def lines(table: Rows) -> tuple[list[Panel], str]:
    """The panels, and what they show in words: numbers across, then a line in each further column.

    Raises NexusError for a column that cannot be drawn.
    """
    units = tables.series(table, len(SERIES)).values()
    across = tables.numbers(table, 0)
    below = tables.measure(table.columns[0].name)
    panels = [_panel(across, below, group) for group in units]
    told = [
        f"{_name(one)} at {below.axis} {tables.shown(across[-1])}"
        for group in units
        for one in group
    ]
    return panels, f"{'; '.join(told)}."


def _name(one: Series) -> str:
    return f"{one.measure.name} {tables.quantity(one.values[-1], one.measure.unit)}"


def _panel(across: Sequence[float], below: Measure, group: Sequence[Series]) -> Panel:
    vertical = _vertical([value for one in group for value in one.values])
    names = min(_WIDEST_NAME, max(width(_name(one), SMALL, "bold") for one in group))
    labels = max(width(f"{tick:,.12g}", SMALL) for tick in vertical.ticks)
    left, right = labels + _MARGIN, names + 2 * _MARGIN
    horizontal = linear(below.axis, min(across), max(across), WIDTH - left - right)
    layers = [_title(group, horizontal, vertical)]
    for one in group:
        symbol, dash = _STYLES[one.place]
        at = [{"x": x, "y": y} for x, y in zip(across, one.values, strict=True)]
        layers += [stroke(SERIES[one.place], at, dash), points(SERIES[one.place], at, symbol)]
    layers += _names(group, horizontal, vertical)
    return Panel(layers, horizontal, _HEIGHT, vertical, left, right)


def _vertical(values: Sequence[float]) -> Axis:
    """From zero, or below it, to above the largest value, with room for the title."""
    low, high = min(0.0, *values), max(0.0, *values)
    step = round_step((high - low or 1) / 4)
    ticks = [step * number for number in range(math.floor(low / step), math.ceil(high / step) + 1)]
    above = (ticks[-1] - ticks[0]) * _HEAD / (_HEIGHT - _HEAD)
    return Axis("", ticks[0], ticks[-1] + above, tuple(ticks))


def _title(group: Sequence[Series], horizontal: Axis, vertical: Axis) -> Layer:
    place = {"x": horizontal.low, "y": vertical.at(1 - TEXT / _HEIGHT), "text": tables.title(group)}
    return words("muted", [place], "left", fontSize=SMALL, limit=WIDTH)


def _names(group: Sequence[Series], horizontal: Axis, vertical: Axis) -> list[Layer]:
    """The names right of the last points, from below, none nearer to the next than a line."""
    layers: list[Layer] = []
    least = 0.0
    for one in sorted(group, key=lambda one: one.values[-1]):
        share = max(vertical.share(one.values[-1]), least)
        least = share + _BETWEEN_NAMES / _HEIGHT
        place = {"x": horizontal.high, "y": vertical.at(share), "text": _name(one)}
        mark = {"fontSize": SMALL, "fontWeight": "bold", "dx": _MARGIN, "dy": 5}
        layers.append(words(SERIES[one.place], [place], "left", limit=_WIDEST_NAME, **mark))
    return layers
