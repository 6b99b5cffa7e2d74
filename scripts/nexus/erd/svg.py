"""Writes a placed diagram as SVG: cards, columns, and edges with crow's feet at both ends.

What is drawn carries classes; the colours come from `palette`, as a page's style sheet or inside
the file. Every text and address of a user's is set as a value of an element tree, and so escaped.
Elements say what they are (`data-table`, `data-column`), for links, scripts and tests.
"""

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from nexus.core.text import number, printable
from nexus.erd import palette
from nexus.erd.brackets import Bracket, brackets
from nexus.erd.layout import (
    FRAME_HEAD,
    FRAME_MARGIN,
    HEAD_HEIGHT,
    NAME_SIZE,
    ROW_HEIGHT,
    TITLE_SIZE,
    TYPE_SIZE,
    Box,
    Edge,
    Frame,
    Layout,
    Path,
    Point,
    Strand,
)
from nexus.erd.notation import Row
from nexus.schema.model import Cardinality, Relation

if TYPE_CHECKING:  # what measures is large, and a layout that is kept needs none of it
    from nexus.core.font_metrics import Face

MARGIN = 8.0
# The size and the face of the letters of each kind of text.
_LETTERS: dict[str, tuple[float, "Face"]] = {
    "title": (TITLE_SIZE, "bold"),
    "name": (NAME_SIZE, "regular"),
    "type": (TYPE_SIZE, "mono"),
}
_RADIUS = 7.0
# Graphviz counts in points, pages in pixels.
PIXELS_PER_POINT = 4 / 3
_MARK_CLASSES = {"PK": "pk", "FK": "fk", "U": "uq"}


@dataclass(frozen=True)
class Caption:
    """What a diagram is called, what it shows in words, and where its titles lead.

    `links` are the addresses of tables by id, `groups` those of a map's groups by name, `changes`
    what was done to a relation.
    """

    title: str
    description: str
    links: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    changes: Mapping[Relation, str] = field(default_factory=dict)


def inline(layout: Layout, caption: Caption) -> str:
    """Return the diagram as an element of a page, in the colours of the page.

    It states its natural width and its shape, so that a browser keeps the room for it.
    """
    root = _picture(layout, caption)
    shape = "/".join(map(number, _extent(layout)))
    root.set("style", f"--erd-width:{number(size(layout)[0])}px;aspect-ratio:{shape}")
    return ET.tostring(root, encoding="unicode")


def file(layout: Layout, caption: Caption) -> str:
    """Return the text of an SVG file: in light colours, on a ground, with its size in pixels."""
    root = _picture(layout, caption)
    width, height = map(number, size(layout))
    root.attrib.update(xmlns="http://www.w3.org/2000/svg", width=width, height=height)
    style = ET.Element("style")
    of_changes = any(box.card.change for box in layout.boxes)
    style.text = palette.file_styles(of_changes=of_changes, of_frames=bool(layout.frames))
    ground = ET.Element("rect", _rectangle(-MARGIN, -MARGIN, *_extent(layout)))
    ground.set("fill", palette.LIGHT["page"])
    root[2:2] = [style, ground]
    _fit(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _fit(root: ET.Element) -> None:
    """Let words take the room that was measured for them, also in the letters of another font.

    A file brings no font. Letters that the shipped fonts lack have more room than they need.
    """
    from nexus.core.font_metrics import width

    for group in root.iter():
        is_primary = "primary" in group.get("class", "").split()
        for text in group.iterfind("text"):
            role, words = text.get("class", ""), text.text or ""
            if role in _LETTERS and words.isascii() and words:
                size, face = _LETTERS[role]
                face = "bold" if is_primary and role == "name" else face
                text.set("textLength", number(width(words, size, face)))
                text.set("lengthAdjust", "spacingAndGlyphs")


def size(layout: Layout) -> tuple[float, float]:
    """Return the natural width and height of the diagram, in pixels."""
    width, height = _extent(layout)
    return width * PIXELS_PER_POINT, height * PIXELS_PER_POINT


def _extent(layout: Layout) -> Point:
    return layout.width + 2 * MARGIN, layout.height + 2 * MARGIN


def _picture(layout: Layout, caption: Caption) -> ET.Element:
    view = " ".join(map(number, (-MARGIN, -MARGIN, *_extent(layout))))
    root = ET.Element("svg", {"class": "erd", "viewBox": view, "role": "group"})
    _child(root, "title").text = printable(caption.title)
    _child(root, "desc").text = printable(caption.description)
    for frame in layout.frames:
        _draw_frame(root, frame)
    for strand in layout.strands:
        _draw_strand(root, strand)
    for edge in layout.edges:
        _draw_edge(root, edge, caption.changes.get(edge.relation, ""))
    for frame in layout.frames:
        _name_frame(root, frame)
    for box in layout.boxes:
        _draw_card(root, box, caption)
    for bracket in brackets(layout):
        _draw_bracket(root, bracket)
    return root


def _draw_frame(root: ET.Element, frame: Frame) -> None:
    corners = _rectangle(frame.left, frame.top, frame.width, frame.height)
    facts = {"class": "frame", "data-frame": printable(frame.name), "rx": number(_RADIUS)}
    _child(root, "rect", {**facts, **corners})


def _name_frame(root: ET.Element, frame: Frame) -> None:
    """The name of a box, which lines that cross it leave legible."""
    at = frame.left + FRAME_MARGIN, frame.top + FRAME_HEAD * 0.8
    said = _text(root, "frame-name", at, printable(frame.name))
    said.set("data-frame", printable(frame.name))


def _draw_card(root: ET.Element, box: Box, caption: Caption) -> None:
    is_group = box.card.kind == "group"
    link = (caption.groups if is_group else caption.links).get(box.card.table)
    group = _child(root, "g", {"class": f"{box.card.kind} {box.card.change}".rstrip()})
    corners = _rectangle(box.left, box.top, box.width, box.height)
    group.set("data-group" if is_group else "data-table", printable(box.card.table))
    _child(group, "rect", {"class": "card", "rx": number(_RADIUS), **corners})
    head = _child(group, "a", {"href": link}) if link else group
    _child(head, "path", {"class": "head", "d": _head(box)})
    _text(head, "title", (box.text_left, box.top + HEAD_HEIGHT * 0.66), box.card.title)
    if box.card.rows:
        _child(group, "path", {"class": "rules", "d": _rules(box)})
    for place, row in enumerate(box.card.rows):
        start = box.name_left(place), box.row_top(place) + ROW_HEIGHT * 0.67
        if is_group:
            _draw_entry(group, row, start, caption.links.get(row.column))
        else:
            _draw_row(group, box, row, start)


def _head(box: Box) -> str:
    """The ground of the title, inside the border; its corners follow those of the card."""
    inset, above = 0.5, _RADIUS
    below = 0.0 if box.card.rows else _RADIUS
    left, right = box.left + inset, box.right - inset
    top, bottom = box.top + inset, box.top + HEAD_HEIGHT - (inset if below else 0)
    corners = f"q0 {below:g} {-below:g} {below:g}", f"q{-below:g} 0 {-below:g} {-below:g}"
    right_foot, left_foot = corners if below else ("", "")
    return (
        f"M{number(left)} {number(bottom - below)}V{number(top + above)}"
        f"q0 {-above:g} {above:g} {-above:g}H{number(right - above)}"
        f"q{above:g} 0 {above:g} {above:g}V{number(bottom - below)}"
        f"{right_foot}H{number(left + below)}{left_foot}z"
    )


def _rules(box: Box) -> str:
    """A line above each row: one text for all but the first, which a page compresses to nothing."""
    line = f"h{number(box.width)}"
    again = f"m{number(-box.width)} {number(ROW_HEIGHT)}{line}"
    first = f"M{number(box.left)} {number(box.row_top(0))}{line}"
    return first + again * (box.card.lines - 1)


def _draw_entry(group: ET.Element, row: Row, start: Point, link: str | None) -> None:
    """A table on the card of its group: its name, which leads to its page."""
    entry = _child(group, "g", {"class": "entry", "data-table": printable(row.column)})
    head = _child(entry, "a", {"href": link}) if link else entry
    _text(head, "name", start, row.name)


def _draw_row(group: ET.Element, box: Box, row: Row, start: Point) -> None:
    role = "column primary" if "PK" in row.marks else "column"
    role = f"{role} {row.change}".rstrip()
    line = _child(group, "g", {"class": role, "data-column": printable(row.column)})
    _, baseline = start
    if row.marks:
        marks = _text(line, "mark", (box.text_left, baseline), "")
        for place, mark in enumerate(row.marks):
            span = _child(marks, "tspan", {"class": _MARK_CLASSES[mark]})
            span.text = f" {mark}" if place else mark
    _text(line, "name", start, row.name)
    _text(line, "type", (box.text_right, baseline), row.type).set("text-anchor", "end")


def _draw_edge(root: ET.Element, edge: Edge, change: str) -> None:
    relation = edge.relation
    ends = {"data-child": printable(relation.child), "data-parent": printable(relation.parent)}
    role = f"{'edge' if relation.enforced else 'edge link'} {change}".rstrip()
    group = _child(root, "g", {"class": role, **ends})
    known = "" if relation.enforced else ", known to the models alone"
    known += f", {change}" if change else ""
    _child(group, "title").text = printable(
        f"{relation.sentence}: {relation.child_end.words} to {relation.parent_end.words}{known}"
    )
    line = {"d": _curve(edge.points)}
    _child(group, "path", line if relation.enforced else {**line, "class": "dashed"})
    start, leaving, *_, arriving, end = edge.points
    above, below = edge.rooms
    _draw_end(group, start, _Reach.of(start, leaving, above), relation.parent_end)
    _draw_end(group, end, _Reach.of(end, arriving, below), relation.child_end)


def _draw_bracket(root: ET.Element, bracket: Bracket) -> None:
    """The mark of a composite key: drawn over the card, and lit with its edge."""
    group = _child(root, "g", {"class": "bracket", "data-edge": str(bracket.edge)})
    heights = (*bracket.rows, bracket.joint)
    line = f"M{number(bracket.line)} {number(min(heights))}V{number(max(heights))}"
    ticks = (f"M{number(bracket.line)} {number(y)}h{bracket.tick:g}" for y in bracket.rows)
    joint = f"M{number(bracket.border)} {number(bracket.joint)}H{number(bracket.line)}"
    _child(group, "path", {"d": f"{joint}{line}{''.join(ticks)}"})


def _draw_strand(root: ET.Element, strand: Strand) -> None:
    group = _child(root, "g", {"class": "edge strand"})
    _child(group, "title").text = printable(strand.bundle.sentence)
    _child(group, "path", {"d": _curve(strand.points)})


def _curve(points: Path) -> str:
    start, leaving, *rest, end = (f"{number(x)} {number(y)}" for x, y in points)
    return f"M{start}L{leaving}C{' '.join(rest)}L{end}"


class _Reach(NamedTuple):
    """How far the marks of an end reach: `away` from the border, 1 to the right and -1 to the left.

    `half` is how far they reach up and down: less where other marks are near.
    """

    away: int
    half: float

    @classmethod
    def of(cls, border: Point, outside: Point, room: float) -> "_Reach":
        return cls(1 if outside[0] > border[0] else -1, min(5.0, room / 2 - 1.5))


def _draw_end(group: ET.Element, point: Point, reach: _Reach, end: Cardinality) -> None:
    """A crow's foot (many), a bar (one) and a ring (zero), from the card's border outwards."""
    x, y = point
    away, half = reach
    is_many = end is Cardinality.ZERO_OR_MORE
    bars = {Cardinality.EXACTLY_ONE: (4, 8), Cardinality.ZERO_OR_ONE: (4,)}.get(end, ())
    lines = [f"M{number(x + away * bar)} {number(y - half)}v{number(2 * half)}" for bar in bars]
    if is_many:
        tip = number(x + away * 9)
        lines.append(f"M{number(x)} {number(y - half)}L{tip} {number(y)}")
        lines.append(f"L{number(x)} {number(y + half)}")
    _child(group, "path", {"d": "".join(lines)})
    if end is not Cardinality.EXACTLY_ONE:
        centre = number(x + away * (12 if is_many else 10))
        _child(group, "circle", {"cx": centre, "cy": number(y), "r": number(min(3, half))})


def _child(parent: ET.Element, tag: str, attributes: dict[str, str] | None = None) -> ET.Element:
    return ET.SubElement(parent, tag, attributes or {})


def _text(parent: ET.Element, role: str, at: Point, text: str) -> ET.Element:
    element = _child(parent, "text", {"class": role, "x": number(at[0]), "y": number(at[1])})
    element.text = text or None
    return element


def _rectangle(x: float, y: float, width: float, height: float) -> dict[str, str]:
    values = {"x": x, "y": y, "width": width, "height": height}
    return {name: number(value) for name, value in values.items()}
