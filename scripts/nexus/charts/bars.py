"""Bars: one for each label and series, a panel for each unit, every number written at its bar."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text with a bar under it, or a heading of the next lines: without a series."""

    text: str
    series: Series | None = None
    value: float = 0.0


def memory(table: Rows) -> tuple[list[Panel], str]:
    """Return panels of memory, and what they show in words: bars in bytes, KiB, MiB or GiB.

    Raises NexusError for a column that is no size of memory, or that cannot be drawn.
    """
    for column in table.columns[1:]:
        if tables.measure(column.name).unit not in tables.MEMORY:
            raise NexusError(
                f"column '{column.name}' is no size of memory", hint="name it like peak_kib"
            )
    return _panels(table, may_be_log=True)


def bars(table: Rows) -> tuple[list[Panel], str]:
    """Return the panels, and what they show in words: labels, then a series in each column.

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
    marks: list[ET.Element] = []
    top = 0.0
    for line in _lines(labels, group):
        marks += _text(line, top + TEXT)
        top += _TEXT_LINE
        if line.series:
            marks += _bar(ROLES[line.series.place], line.value, axis, top)
            top += _BAR + _AFTER_BAR
    return Panel(marks, axis, top)


def _lines(labels: Sequence[str], group: Sequence[Series]) -> Iterator[_Line]:
    """A single series goes by the labels; more of them stand under each label by their names."""
    for number, label in enumerate(labels):
        if len(group) == 1:
            yield _Line(label, group[0], group[0].values[number])
            continue
        yield _Line(label)
        for one in group:
            yield _Line(one.measure.name, one, one.values[number])


def _text(line: _Line, baseline: float) -> list[ET.Element]:
    if not line.series:
        return [words("text", (EDGE, baseline), line.text, Style(is_bold=True))]
    value = tables.quantity(line.value, line.series.measure.unit)
    return headline(baseline, line.text, value, is_bold=False)


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
