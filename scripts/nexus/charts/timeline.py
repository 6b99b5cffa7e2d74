"""A timeline: a lane for each task, in it what it did from when to when.

What overlaps in a lane is drawn one below the other. Kinds are told apart by their border as well
as by colour: what ran is filled, what waited has a broken border, what held up the others a thick
one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from nexus.charts import table as tables
from nexus.charts.axis import (
    SMALL,
    TEXT,
    WIDTH,
    Axis,
    linear,
)
from nexus.charts.vega import (
    Layer,
    Panel,
    headline,
    rectangles,
    words,
)
from nexus.core.errors import NexusError
from nexus.core.font_metrics import width
from nexus.core.results import Rows

_HEAD = 25.0
_ROW = 22.0
_GAP = 4.0
_AFTER_LANE = 12.0
_PADDING = 5.0
_LEGEND = 32.0
_SWATCH = 24.0


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a kind of span looks, and what it means in words."""

    meaning: str
    label: str
    line: str
    mark: dict[str, object]


_KINDS = {
    "run": _Kind("runs", "on-run", "", {}),
    "wait": _Kind("waits", "label", "wait-line", {"strokeDash": [4, 3], "strokeWidth": 1.2}),
    "blocked": _Kind("holds up the others", "label", "blocked-line", {"strokeWidth": 2}),
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
    """A span in its row of the lane, its label's place, and what both take up, in pixels."""

    span: _Span
    row: int
    label_x: float
    label_is: str  # inside, after or before the bar
    taken: tuple[float, float]


def timeline(table: Rows) -> tuple[list[Panel], str]:
    """The panel, and what it shows in words: columns lane, label, start_ms, end_ms, maybe kind.

    Raises NexusError for a column that is missing or cannot be drawn.
    """
    spans = _spans(table)
    axis = linear("Time from the start, ms", 0, max(span.end for span in spans))
    kinds = [kind for kind in _KINDS if any(span.kind == kind for span in spans)]
    layers = _legend(kinds, axis) if len(kinds) > 1 else []
    top = _LEGEND if layers else 0.0
    for lane in dict.fromkeys(span.lane for span in spans):
        placed = _packed([span for span in spans if span.lane == lane], axis)
        layers += _lane(lane, placed, axis, top)
        top += _HEAD + _height(placed) + _AFTER_LANE
    return [Panel(layers, axis, top)], " ".join(map(_sentence, spans))


def _spans(table: Rows) -> list[_Span]:
    lane, label = (tables.texts(table, tables.index(table, name)) for name in ("lane", "label"))
    start, end = (
        tables.numbers(table, tables.index(table, name), least=0) for name in ("start_ms", "end_ms")
    )
    has_kind = any(column.name == "kind" for column in table.columns)
    kind = tables.texts(table, tables.index(table, "kind")) if has_kind else ["run"] * len(lane)
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
    for other in placed:
        if other.row != one.row:
            continue
        if one.span.start < other.span.end and other.span.start < one.span.end:
            return False
        if one.span.label and other.span.label and one.taken[0] < other.taken[1]:
            return False
    return True


def _place(span: _Span, row: int, axis: Axis) -> _Placed:
    left, right = (axis.share(value) * WIDTH for value in (span.start, span.end))
    room = width(span.label, SMALL, "bold")
    if right - left >= room + 2:
        inset = min(_PADDING, (right - left - room) / 2)
        return _Placed(span, row, left + inset, "inside", (left, right))
    if right + _PADDING + room <= WIDTH:
        return _Placed(span, row, right + _PADDING, "after", (left, right + _PADDING + room))
    start = max(left - _PADDING - room, 0)
    return _Placed(span, row, start, "before", (start, right))


def _height(placed: Sequence[_Placed]) -> float:
    return (1 + max(one.row for one in placed)) * (_ROW + _GAP)


def _lane(lane: str, placed: Sequence[_Placed], axis: Axis, top: float) -> list[Layer]:
    end = tables.quantity(max(one.span.end for one in placed), "ms")
    layers = headline(axis, top + TEXT, lane, end, weight="bold")
    layers.append(_grid(axis, top + _HEAD, _height(placed)))
    for one in placed:
        layers += _bar(one, axis, top + _HEAD + one.row * (_ROW + _GAP))
    return layers


def _grid(axis: Axis, top: float, height: float) -> Layer:
    place = {"y": top - _GAP, "y2": top + height}
    return rectangles("grid", [{**place, "x": tick, "x2": tick} for tick in axis.ticks], "grid")


def _bar(one: _Placed, axis: Axis, top: float) -> list[Layer]:
    span = one.span
    kind = _KINDS[span.kind]
    place = {"x": span.start, "x2": span.end, "y": top, "y2": top + _ROW}
    layers = [rectangles(span.kind, [place], kind.line, cornerRadius=3, **kind.mark)]
    if span.label:
        role = kind.label if one.label_is == "inside" else "label"
        text = {"x": axis.at(one.label_x / WIDTH), "y": top + _ROW / 2, "text": span.label}
        layers.append(words(role, [text], "left", fontSize=SMALL, fontWeight="bold", limit=WIDTH))
    return layers


def _legend(kinds: Sequence[str], axis: Axis) -> list[Layer]:
    layers: list[Layer] = []
    left = 1.0
    for name in kinds:
        kind = _KINDS[name]
        swatch = {"x": axis.at(left / WIDTH), "x2": axis.at((left + _SWATCH) / WIDTH)}
        place = [{**swatch, "y": 2, "y2": _LEGEND / 2}]
        layers.append(rectangles(name, place, kind.line, cornerRadius=3, **kind.mark))
        left += _SWATCH + _PADDING
        word = {"x": axis.at(left / WIDTH), "y": (2 + _LEGEND / 2) / 2, "text": kind.meaning}
        layers.append(words("label", [word], "left", fontSize=SMALL))
        left += width(kind.meaning, SMALL) + _SWATCH
    return layers
