"""Bars: one for each label and series, a panel for each unit, every number written at its bar."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nexus.charts import table as tables
from nexus.charts.axis import (
    TEXT,
    WIDTH,
    Axis,
    linear,
)
from nexus.charts.table import Series
from nexus.charts.vega import SERIES as ROLES
from nexus.charts.vega import (
    Layer,
    Panel,
    headline,
    rectangles,
    words,
)
from nexus.core.errors import NexusError
from nexus.core.results import Rows

_TEXT_LINE = 24.0
_BAR = 14.0
_AFTER_BAR = 14.0
# Above this ratio the small bars would not be seen: the axis is logarithmic, and says so.
_WIDE = 50


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text with a bar under it, or a heading of the next lines: without a series."""

    text: str
    series: Series | None = None
    value: float = 0.0


def memory(table: Rows) -> tuple[list[Panel], str]:
    """The panels of memory, and what they show in words: bars in bytes, KiB, MiB or GiB.

    Raises NexusError for a column that is no size of memory, or that cannot be drawn.
    """
    for column in table.columns[1:]:
        if tables.measure(column.name).unit not in tables.MEMORY:
            raise NexusError(
                f"column '{column.name}' is no size of memory", hint="name it like peak_kib"
            )
    return _panels(table, may_be_log=True)


def bars(table: Rows) -> tuple[list[Panel], str]:
    """The panels, and what they show in words: labels, then a series in each further column.

    Raises NexusError for a column that cannot be drawn.
    """
    return _panels(table, may_be_log=False)


def _panels(table: Rows, *, may_be_log: bool) -> tuple[list[Panel], str]:
    units = tables.series(table, len(ROLES)).values()
    labels = tables.texts(table, 0)
    panels = [_panel(labels, group, may_be_log=may_be_log) for group in units]
    return panels, " ".join(_sentence(labels, one) for group in units for one in group)


def _sentence(labels: Sequence[str], one: Series) -> str:
    told = "; ".join(
        f"{label}: {tables.quantity(value, one.measure.unit)}"
        for label, value in zip(labels, one.values, strict=True)
    )
    return f"{one.measure.axis}: {told}."


def _panel(labels: Sequence[str], group: Sequence[Series], *, may_be_log: bool) -> Panel:
    axis = _axis(group, may_be_log=may_be_log)
    layers: list[Layer] = []
    top = 0.0
    for line in _lines(labels, group):
        layers += _text(line, axis, top + TEXT)
        top += _TEXT_LINE
        if line.series:
            layers += _bar(ROLES[line.series.place], line.value, axis, top)
            top += _BAR + _AFTER_BAR
    return Panel(layers, axis, top)


def _lines(labels: Sequence[str], group: Sequence[Series]) -> Iterator[_Line]:
    """A single series goes by the labels; more of them stand under each label by their names."""
    for number, label in enumerate(labels):
        if len(group) == 1:
            yield _Line(label, group[0], group[0].values[number])
            continue
        yield _Line(label)
        for one in group:
            yield _Line(one.measure.name, one, one.values[number])


def _text(line: _Line, axis: Axis, baseline: float) -> list[Layer]:
    if line.series:
        value = tables.quantity(line.value, line.series.measure.unit)
        return headline(axis, baseline, line.text, value, weight="normal")
    heading = {"x": axis.low, "y": baseline, "text": line.text}
    return [words("text", [heading], "left", limit=WIDTH, fontWeight="bold")]


def _bar(role: str, value: float, axis: Axis, top: float) -> list[Layer]:
    place = {"x": axis.low, "y": top, "y2": top + _BAR}
    return [
        rectangles("track", [{**place, "x2": axis.high}], cornerRadius=3),
        rectangles(role, [{**place, "x2": value}], cornerRadius=3),
    ]


def _axis(group: Sequence[Series], *, may_be_log: bool) -> Axis:
    values = [value for one in group for value in one.values]
    title = tables.title(group)
    least, most = min(values), max(values)
    if least < 0:
        raise NexusError(f"a bar cannot show {least:g}", hint="draw a line of it")
    if may_be_log and least > 0 and most / least > _WIDE:
        return _log_axis(f"{title} (log scale)", least, most)
    return linear(title, 0, most)


def _log_axis(title: str, least: float, most: float) -> Axis:
    """From a power of ten below the least number, so that its bar is seen, to the largest."""
    low = math.ceil(math.log10(least)) - 1
    powers = range(low, math.floor(math.log10(most)) + 1)
    step = max(1, round(len(powers) / 5))
    return Axis(title, 10.0**low, most, tuple(10.0**power for power in powers[::step]), is_log=True)
