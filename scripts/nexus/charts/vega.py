"""Panels drawn by Vega-Lite, and the SVG element made of them.

Vega places marks and axes, in this process and without a network. Its SVG is then written anew:
colours become classes that a style sheet paints in the palette of the page, numbers are rounded,
and what it says to screen readers mark by mark gives way to one title and one description.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any, Literal

from nexus.charts.axis import (
    SMALL,
    TEXT,
    WIDTH,
    Axis,
)
from nexus.core.font_metrics import FONTS, width
from nexus.core.text import printable
from nexus.examples.postgres.server import missing

AXIS_HEIGHT = 52.0
EDGE = 1.0
_GAP = 22.0
_LINE_STROKE = 2.2

SERIES = ("series-1", "series-2", "series-3", "series-4")
_ROLES: tuple[str, ...] = (
    *(*SERIES, "text", "muted", "track", "grid"),
    *("run", "on-run", "wait", "wait-line", "label", "blocked", "blocked-line"),
)
# Vega gets a stand-in for each role, which means nothing as a colour.
_STAND_INS = {role: f"#0000{number:02x}" for number, role in enumerate(_ROLES, 1)}
_ROLE_OF = {colour: role for role, colour in _STAND_INS.items()}

_KEPT: tuple[str, ...] = (
    *("x", "y", "x2", "y2", "d", "transform", "text-anchor", "font-size", "font-weight"),
    *("stroke-width", "stroke-dasharray"),
)
_DEFAULTS = {"text-anchor": "start", "stroke-width": "1", "transform": "translate(0,0)"}
_DECIMALS = re.compile(r"-?\d*\.\d+(?:e-?\d+)?")

Layer = dict[str, Any]
Align = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a chart: its layers over a horizontal axis.

    Without a vertical axis, `y` counts pixels from the top. `left` and `right` are the margins.
    """

    layers: Sequence[Layer]
    axis: Axis
    height: float
    vertical: Axis | None = None
    left: float = EDGE
    right: float = EDGE

    @property
    def plot(self) -> float:
        """The width inside the margins."""
        return WIDTH - self.left - self.right


# Layers


def rectangles(
    role: str, rows: Sequence[Mapping[str, Any]], line: str = "", **mark: object
) -> Layer:
    """Rectangles from `x`, `y` to `x2`, `y2`, with a border if `line` names its colour."""
    border = {"stroke": _STAND_INS[line]} if line else {}
    fill = {"type": "rect", "fill": _STAND_INS[role], **border, **mark}
    return _layer(fill, rows, x2={"field": "x2"}, y2={"field": "y2"})


def words(role: str, rows: Sequence[Mapping[str, Any]], align: Align, **mark: object) -> Layer:
    """Texts (`text`) at `x`, `y`, the height of their baseline."""
    style = {"fontSize": TEXT, "baseline": "alphabetic", **mark}
    # Vega measures texts as XML, and takes the process down at a character that XML cannot hold.
    shown = [{**row, "text": printable(str(row["text"]))} for row in rows]
    fill = {"type": "text", "align": align, "fill": _STAND_INS[role], **style}
    return _layer(fill, shown, text={"field": "text", "type": "nominal"})


def headline(axis: Axis, baseline: float, name: str, value: str, *, weight: str) -> list[Layer]:
    """A name at the left, cut where it has no room, and a value in bold at the right."""
    room = WIDTH - width(value, TEXT, "bold") - TEXT
    left = {"x": axis.low, "y": baseline, "text": name}
    right = {"x": axis.high, "y": baseline, "text": value}
    return [
        words("text", [left], "left", limit=room, fontWeight=weight),
        words("text", [right], "right", fontWeight="bold"),
    ]


def stroke(role: str, rows: Sequence[Mapping[str, Any]], dash: Sequence[int]) -> Layer:
    """A line through the points `x`, `y`, in their order."""
    dashes = {"strokeDash": list(dash)} if dash else {}
    stroke = {"type": "line", "stroke": _STAND_INS[role], "strokeWidth": _LINE_STROKE, **dashes}
    return _layer(stroke, rows, order={"field": "x", "type": "quantitative"})


def points(role: str, rows: Sequence[Mapping[str, Any]], shape: str) -> Layer:
    """A symbol at each point `x`, `y`."""
    return _layer(
        {"type": "point", "fill": _STAND_INS[role], "shape": shape, "size": 60, "opacity": 1}, rows
    )


def _layer(mark: Layer, rows: Sequence[Mapping[str, Any]], **channels: Layer) -> Layer:
    return {"data": {"values": list(rows)}, "mark": {"clip": False, **mark}, "encoding": channels}


# Specification


def _specification(panel: Panel) -> Layer:
    horizontal = _channel("x", panel.axis, [0, panel.plot], _ticks(panel.axis))
    top_down = Axis("", 0, panel.height, ())
    beside = {**_ticks(panel.vertical), "grid": True} if panel.vertical else None
    heights = [panel.height, 0] if panel.vertical else [0, panel.height]
    vertical = _channel("y", panel.vertical or top_down, heights, beside)
    return {
        "width": panel.plot,
        "height": panel.height,
        "padding": {"left": panel.left, "right": panel.right, "top": 0, "bottom": AXIS_HEIGHT},
        "autosize": {"type": "none"},
        "encoding": {"x": horizontal, "y": vertical},
        "layer": list(panel.layers),
        "config": {"background": None, "view": {"stroke": None}, "font": "Inter"},
    }


def _channel(field: str, axis: Axis, extent: list[float], ticks: Layer | None) -> Layer:
    kind = "log" if axis.is_log else "linear"
    domain = {"domain": [axis.low, axis.high], "range": extent, "nice": False}
    scale = {"type": kind, **domain} | ({} if axis.is_log else {"zero": False})
    return {"field": field, "type": "quantitative", "scale": scale, "axis": ticks}


def _ticks(axis: Axis) -> Layer:
    muted = {"labelColor": _STAND_INS["muted"], "titleColor": _STAND_INS["muted"]}
    sizes = {"labelFontSize": SMALL, "titleFontSize": SMALL, "titleFontWeight": "normal"}
    lines = {"domain": False, "ticks": False, "grid": False, "gridColor": _STAND_INS["grid"]}
    place = {"labelPadding": 6, "titlePadding": 6, "labelFlush": True, "labelOverlap": False}
    chosen = {
        "title": printable(axis.title) if axis.title else None,
        "values": list(axis.ticks),
        "format": ",.12~g",
    }
    return {**muted, **sizes, **lines, **place, **chosen}


# SVG


def picture(panels: Sequence[Panel], title: str, description: str) -> str:
    """The panels below one another as an SVG element, named and described in words."""
    root = ET.Element("svg", {"class": "chart", "role": "img"})
    root.set("xmlns", "http://www.w3.org/2000/svg")
    ET.SubElement(root, "title").text = printable(title)
    ET.SubElement(root, "desc").text = printable(description)
    top = 0.0
    for panel in panels:
        group = ET.SubElement(root, "g", {"transform": f"translate(0,{top:g})"})
        group.extend(_drawn(panel))
        top += panel.height + AXIS_HEIGHT + _GAP
    root.set("viewBox", f"0 0 {WIDTH:g} {top - _GAP:g}")
    return ET.tostring(root, encoding="unicode")


def _drawn(panel: Panel) -> Iterable[ET.Element]:
    text = _converter().vegalite_to_svg(_specification(panel), allowed_base_urls=[])
    return _rewritten(ET.fromstring(text))  # noqa: S314 - Vega has just written it


@cache
def _converter() -> ModuleType:
    """The package that holds Vega, told to measure with the shipped fonts; loaded at first need."""
    try:
        import vl_convert
    except ModuleNotFoundError as error:
        raise missing("vl-convert-python") from error
    vl_convert.register_font_directory(str(FONTS))
    return vl_convert


def _rewritten(element: ET.Element) -> list[ET.Element]:
    """The children of an element without what shows nothing, and without groups for nothing."""
    shown: list[ET.Element] = []
    for child in element:
        tag = child.tag.rpartition("}")[2]
        parts = _rewritten(child)
        attributes = _attributes(child)
        if tag == "g" and not attributes:
            shown += parts
        elif parts or "class" in attributes:
            copy = ET.Element(tag, attributes)
            copy.text = child.text
            copy.extend(parts)
            shown.append(copy)
    return shown


def _attributes(element: ET.Element) -> dict[str, str]:
    """Place and size with rounded numbers, and the classes that paint the element."""
    kept = {name: _DECIMALS.sub(_rounded, element.get(name, "")) for name in _KEPT}
    kept = {name: value for name, value in kept.items() if value and value != _DEFAULTS.get(name)}
    paints = ((paint, _ROLE_OF.get(element.get(paint, ""))) for paint in ("fill", "stroke"))
    classes = " ".join(f"{paint}-{role}" for paint, role in paints if role)
    return {"class": classes, **kept} if classes else kept


def _rounded(number: re.Match[str]) -> str:
    return f"{round(float(number[0]), 2) + 0:g}"
