"""Writes a chart as SVG: panels below one another, each of marks over a horizontal axis.

What is drawn carries classes; the colours come from the style sheet of the page. Every text is set
as the value of an element tree, and so escaped; what it has no room for is cut. Screen readers get
the title and the description, and nothing of the marks.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nexus.charts.axis import EDGE, PLOT, SMALL, TEXT, WIDTH, Axis
from nexus.core.font_metrics import cut, width
from nexus.core.text import number, printable

SERIES = ("series-1", "series-2", "series-3", "series-4")
_AXIS_HEIGHT = 52.0
_GAP = 22.0
_CORNER = "3"
# Baselines of the labels and of the title, below the marks.
_LABELS, _TITLE = 19.0, 41.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set: its size, its weight, and which of its points lies at the given one."""

    size: float = TEXT
    anchor: str = "start"
    is_bold: bool = False
    is_central: bool = False

    def measure(self, text: str) -> float:
        """Return how wide a text in this style is, in pixels."""
        return width(text, self.size, "bold" if self.is_bold else "regular")

    @property
    def attributes(self) -> dict[str, str]:
        """Return the attributes of an element in this style."""
        anchor = {"text-anchor": self.anchor} if self.anchor != "start" else {}
        weight = {"font-weight": "bold"} if self.is_bold else {}
        baseline = {"dominant-baseline": "central"} if self.is_central else {}
        return anchor | {"font-size": number(self.size)} | weight | baseline


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a chart: its marks, placed in pixels, and below that height the axis."""

    marks: Sequence[ET.Element]
    axis: Axis
    height: float


def picture(panels: Sequence[Panel], title: str, description: str) -> str:
    """Return the panels below one another as an SVG element, named and described in words."""
    height = sum(panel.height + _AXIS_HEIGHT for panel in panels) + _GAP * (len(panels) - 1)
    root = ET.Element("svg", {"class": "chart", "role": "img"})
    root.set("xmlns", "http://www.w3.org/2000/svg")
    root.set("viewBox", f"0 0 {number(WIDTH)} {number(height)}")
    # A picture needs a name: without a title its description is that.
    names = {"title": title, "desc": description} if title else {"title": description}
    for name, text in names.items():
        ET.SubElement(root, name).text = printable(text)
    top = 0.0
    for panel in panels:
        group = ET.SubElement(root, "g", {"transform": f"translate(0,{number(top)})"})
        group.extend([*panel.marks, *_axis(panel.axis, panel.height)])
        top += panel.height + _AXIS_HEIGHT + _GAP
    return ET.tostring(root, encoding="unicode")


def _axis(axis: Axis, top: float) -> Iterable[ET.Element]:
    for tick, text in axis.labels.items():
        at = axis.at(tick), top + _LABELS
        yield words("muted", at, text, Style(SMALL, axis.anchor(tick)))
    if axis.title:
        middle = axis.start + axis.length / 2
        room = 2 * min(middle, WIDTH - middle)
        yield words("muted", (middle, top + _TITLE), axis.title, Style(SMALL, "middle"), room)


def words(role: str, at: Point, text: str, style: Style, room: float = PLOT) -> ET.Element:
    """Return a text, cut to its room; `at` is on its baseline, or at half its height if central."""
    x, y = map(number, at)
    element = ET.Element("text", {"class": f"fill-{role}", "x": x, "y": y, **style.attributes})
    element.text = cut(printable(text), room, style.measure)
    return element


def headline(baseline: float, name: str, value: str, *, is_bold: bool) -> list[ET.Element]:
    """Return a name at the left, cut where it has no room, and a value in bold at the right."""
    room = PLOT - width(value, TEXT, "bold") - TEXT
    right = EDGE + PLOT, baseline
    return [
        words("text", (EDGE, baseline), name, Style(is_bold=is_bold), room),
        words("text", right, value, Style(anchor="end", is_bold=True)),
    ]


def rectangle(
    role: str, start: Point, end: Point, line: str = "", border: Mapping[str, str] | None = None
) -> ET.Element:
    """Return a rectangle from its top left to its bottom right, with a border if `line` names one."""
    (left, top), (right, foot) = start, end
    place = {"x": left, "y": top, "width": right - left, "height": foot - top}
    classes = f"fill-{role} stroke-{line}" if line else f"fill-{role}"
    numbers = {name: number(value) for name, value in place.items()}
    return ET.Element("rect", {"class": classes, **numbers, "rx": _CORNER, **(border or {})})


def grid(lines: Iterable[Sequence[Point]]) -> ET.Element:
    """Return fine straight lines, each from a point to a point."""
    return ET.Element("path", {"class": "stroke-grid", "d": "".join(map(_path, lines))})


def curve(role: str, points: Sequence[Point], dash: str) -> ET.Element:
    """Return a line through the points, broken if there is a `dash`."""
    style = {"stroke-width": "2.2"} | ({"stroke-dasharray": dash} if dash else {})
    return ET.Element("path", {"class": f"stroke-{role}", "d": _path(points), **style})


def symbols(role: str, points: Iterable[Point], shape: str) -> ET.Element:
    """Return a shape, a path relative to its point, at each of the points."""
    drawn = "".join(f"{_path([at])}{shape}" for at in points)
    return ET.Element("path", {"class": f"fill-{role}", "d": drawn})


def _path(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
