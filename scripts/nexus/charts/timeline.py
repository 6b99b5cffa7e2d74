"""A timeline: a lane for each task, in it what it did from when to when.

What overlaps in a lane is drawn one below the other. Kinds are told apart by their border as well
as by colour: what ran is filled, what waited has a broken border, what held up the others a thick
one.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from nexus.charts import table as tables
from nexus.charts.axis import EDGE, PLOT, SMALL, TEXT, Axis, linear
from nexus.charts.svg import Panel, Point, Style, grid, headline, rectangle, words
from nexus.core.errors import NexusError
from nexus.core.font_metrics import cut, width
from nexus.core.results import Rows

_HEAD = 25.0
_ROW = 22.0
_GAP = 4.0
_AFTER_LANE = 12.0
_PADDING = 5.0
_LEGEND = 32.0
_SWATCH = 24.0
_measure = partial(width, size=SMALL, face="bold")


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a kind of span looks, and what it means in words."""

    meaning: str
    label: str
    line: str = ""
    border: Mapping[str, str] = field(default_factory=dict)


_KINDS = {
    "run": _Kind("runs", "on-run"),
    "wait": _Kind(
        "waits", "label", "wait-line", {"stroke-dasharray": "4,3", "stroke-width": "1.2"}
    ),
    "blocked": _Kind("holds up the others", "label", "blocked-line", {"stroke-width": "2"}),
}


@dataclass(frozen=True, slots=True)
class _Span:
    """What a task did, and from when to when."""

    lane: str
    label: str
    start: float
    end: float
    kind: str


@dataclass(frozen=True, slots=True)
class _Placed:
    """A span in its row of the lane, what is left of its label, and what both take up, in pixels."""

    span: _Span
    row: int
    text: str
    role: str
    x: float
    anchor: str
    taken: tuple[float, float]


def timeline(table: Rows) -> tuple[list[Panel], str]:
    """Return the panel, and what it shows in words.

    The columns are `lane`, `label`, `start_ms`, `end_ms` and, if there is one, `kind`. Raises
    NexusError for a column that is missing or cannot be drawn.
    """
    spans = _spans(table)
    axis = linear("Time from the start, ms", 0, max(span.end for span in spans))
    kinds = [kind for kind in _KINDS if any(span.kind == kind for span in spans)]
    marks = [*_legend(kinds)] if len(kinds) > 1 else []
    top = _LEGEND if marks else 0.0
    for lane in dict.fromkeys(span.lane for span in spans):
        placed = _packed([span for span in spans if span.lane == lane], axis)
        marks += _lane(lane, placed, axis, top)
        top += _HEAD + _height(placed) + _AFTER_LANE
    return [Panel(marks, axis, top)], " ".join(map(_sentence, spans))


def _spans(table: Rows) -> list[_Span]:
    at = partial(tables.index, table)
    lane, label = (tables.texts(table, at(name)) for name in ("lane", "label"))
    start, end = (tables.numbers(table, at(name), least=0) for name in ("start_ms", "end_ms"))
    has_kind = any(column.name == "kind" for column in table.columns)
    kind = tables.texts(table, at("kind")) if has_kind else ["run"] * len(lane)
    spans = [_Span(*values) for values in zip(lane, label, start, end, kind, strict=True)]
    for number, span in enumerate(spans, 1):
        if span.end < span.start:
            raise NexusError("it ends before it starts", f"row {number}")
        if span.kind not in _KINDS:
            known = ", ".join(_KINDS)
            raise NexusError(f"no kind '{span.kind}'", f"row {number}", f"use one of {known}")
    return spans


def _sentence(span: _Span) -> str:
    start, end = tables.shown(span.start), tables.quantity(span.end, "ms")
    what = " ".join(filter(None, (span.label, span.kind)))
    return f"{span.lane}: {what}, {start} to {end}."


def _packed(spans: Sequence[_Span], axis: Axis) -> list[_Placed]:
    """Each span, in order of time, in the first row of the lane that has room for it."""
    placed: list[_Placed] = []
    for span in sorted(spans, key=lambda span: span.start):
        row = 0
        while not _fits(one := _place(span, row, axis), placed):
            row += 1
        placed.append(one)
    return placed


def _fits(one: _Placed, placed: Sequence[_Placed]) -> bool:
    """A label without room in its bar may lie over a bar that has no label."""
    for other in (other for other in placed if other.row == one.row):
        if one.span.start < other.span.end and other.span.start < one.span.end:
            return False
        if one.span.label and other.span.label and one.taken[0] < other.taken[1]:
            return False
    return True


def _place(span: _Span, row: int, axis: Axis) -> _Placed:
    """Put the label in its bar, after or before it; one without room is cut where there is most."""
    left, right = axis.at(span.start), axis.at(span.end)
    inside = right - left - 2
    after, before = EDGE + PLOT - right - _PADDING, left - _PADDING - EDGE
    text = cut(span.label, max(inside, after, before), _measure)
    room = _measure(text)
    if room <= inside:
        is_wide = inside >= room + 2 * _PADDING
        x, anchor = (left + _PADDING, "start") if is_wide else ((left + right) / 2, "middle")
        return _Placed(span, row, text, _KINDS[span.kind].label, x, anchor, (left, right))
    if room <= after:
        x = right + _PADDING
        return _Placed(span, row, text, "label", x, "start", (left, x + room))
    x = left - _PADDING
    return _Placed(span, row, text, "label", x, "end", (x - room, right))


def _height(placed: Sequence[_Placed]) -> float:
    return (1 + max(one.row for one in placed)) * (_ROW + _GAP)


def _lane(lane: str, placed: Sequence[_Placed], axis: Axis, top: float) -> Iterator[ET.Element]:
    end = tables.quantity(max(one.span.end for one in placed), "ms")
    yield from headline(top + TEXT, lane, end, is_bold=True)
    top += _HEAD
    ends = top - _GAP, top + _height(placed)
    yield grid([(axis.at(tick), end) for end in ends] for tick in axis.ticks)
    for one in placed:
        y = top + one.row * (_ROW + _GAP)
        left, right = axis.at(one.span.start), axis.at(one.span.end)
        yield _rectangle(one.span.kind, (left, y), (right, y + _ROW))
        if one.text:
            style = Style(SMALL, one.anchor, is_bold=True, is_central=True)
            yield words(one.role, (one.x, y + _ROW / 2), one.text, style)


def _legend(kinds: Sequence[str]) -> Iterator[ET.Element]:
    left = 2 * EDGE
    for name in kinds:
        yield _rectangle(name, (left, 2), (left + _SWATCH, _LEGEND / 2))
        left += _SWATCH + _PADDING
        meaning = _KINDS[name].meaning
        yield words("label", (left, 1 + _LEGEND / 4), meaning, Style(SMALL, is_central=True))
        left += width(meaning, SMALL) + _SWATCH


def _rectangle(kind: str, start: Point, end: Point) -> ET.Element:
    return rectangle(kind, start, end, _KINDS[kind].line, _KINDS[kind].border)
