"""Bars: one for each label and series, a panel for each unit, every number written at its bar."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence

from nexus.charts import table as tables
from nexus.charts.axis import EDGE, PLOT, TEXT, Axis, linear, logarithmic
from nexus.charts.svg import SERIES as ROLES
from nexus.charts.svg import Panel, Style, headline, rectangle, words
from nexus.charts.table import Series
from nexus.core.errors import NexusError
from nexus.core.results import Rows

_TEXT_LINE = 24.0
_BAR = 14.0
_AFTER_BAR = 14.0
# Above this ratio the small bars would not be seen: the axis is logarithmic, and says so.
_WIDE = 50


def memory(table: Rows) -> tuple[list[Panel], str]:
    """Return panels of bars in bytes, KiB, MiB or GiB, and what they show in words.

    Raises NexusError for a column that is no size of memory, or that cannot be drawn.
    """
    for column in table.columns[1:]:
        if tables.measure(column.name).unit not in tables.MEMORY:
            what = f"column '{column.name}' is no size of memory"
            raise NexusError(what, hint="name it like peak_kib")
    return _panels(table, may_be_log=True)


def bars(table: Rows) -> tuple[list[Panel], str]:
    """Return panels of bars, and what they show in words; the first column holds the labels.

    Raises NexusError for a column that cannot be drawn.
    """
    return _panels(table, may_be_log=False)


def _panels(table: Rows, *, may_be_log: bool) -> tuple[list[Panel], str]:
    units = tables.series(table, len(ROLES)).values()
    labels = tables.texts(table, 0)
    panels = [_panel(labels, group, may_be_log=may_be_log) for group in units]
    return panels, " ".join(_sentence(labels, one) for group in units for one in group)


def _sentence(labels: Sequence[str], one: Series) -> str:
    said = "; ".join(
        f"{label}: {tables.quantity(value, one.measure.unit)}"
        for label, value in zip(labels, one.values, strict=True)
    )
    return f"{one.measure.axis}: {said}."


def _panel(labels: Sequence[str], group: Sequence[Series], *, may_be_log: bool) -> Panel:
    """The bars of one unit; several series have their names below each label."""
    axis = _axis(group, may_be_log=may_be_log)
    marks: list[ET.Element] = []
    top = 0.0
    for number, label in enumerate(labels):
        if len(group) > 1:
            marks.append(words("text", (EDGE, top + TEXT), label, Style(is_bold=True)))
            top += _TEXT_LINE
        for one in group:
            name = one.measure.name if len(group) > 1 else label
            value = tables.quantity(one.values[number], one.measure.unit)
            marks += headline(top + TEXT, name, value, is_bold=False)
            marks += _bar(ROLES[one.place], one.values[number], axis, top + _TEXT_LINE)
            top += _TEXT_LINE + _BAR + _AFTER_BAR
    return Panel(marks, axis, top)


def _bar(role: str, value: float, axis: Axis, top: float) -> Iterator[ET.Element]:
    """From zero to the value, which may lie left of it; a logarithmic axis has no zero."""
    left, right = sorted((axis.at(max(axis.low, 0)), axis.at(value)))
    yield rectangle("track", (EDGE, top), (EDGE + PLOT, top + _BAR))
    yield rectangle(role, (left, top), (right, top + _BAR))


def _axis(group: Sequence[Series], *, may_be_log: bool) -> Axis:
    values = [value for one in group for value in one.values]
    title = tables.title(group)
    least, most = min(values), max(values)
    if may_be_log and least > 0 and most / least > _WIDE:
        return logarithmic(f"{title} (log scale)".strip(), least, most)
    return linear(title, min(least, 0), max(most, 0))
