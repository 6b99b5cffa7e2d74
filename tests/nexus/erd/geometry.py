"""What is wrong with a picture to the eye, counted in the SVG alone: it knows nothing of the layout.

A mark is what is drawn at an end of a relation. Two marks at one place are one mark only where
they are the same: then several lines of one kind end together, as they may. Every fault is a line
of text that says where it is.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from nexus.core.font_metrics import width

Point = tuple[float, float]
KINDS = ("marks", "crossings", "texts", "loose", "cards", "frames", "outside")
# The fonts of the texts, by class, as the style sheet sets them.
_FONTS = {
    "title": (13, "bold"),
    "name": (11, "regular"),
    "type": (9, "mono"),
    "mark": (9, "bold"),
    "frame-name": (12, "bold"),
}
_STEPS = 24
# A stroke is 1.3 points wide: nearer than this two lines are one to the eye.
_STROKE = 1.3
_SLACK = 0.6


@dataclass(frozen=True)
class Rectangle:
    """A part of the picture, from its top left to its bottom right."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Rectangle", by: float = 0.0) -> bool:
        """Whether two parts overlap by more than a distance in both directions."""
        return (
            min(self.right, other.right) - max(self.left, other.left) > by
            and min(self.bottom, other.bottom) - max(self.top, other.top) > by
        )

    def holds(self, other: "Rectangle") -> bool:
        """Whether another part lies within this one."""
        return (
            other.left >= self.left - _SLACK
            and other.right <= self.right + _SLACK
            and other.top >= self.top - _SLACK
            and other.bottom <= self.bottom + _SLACK
        )

    def has(self, x: float, y: float, inset: float) -> bool:
        """Whether a point lies inside, further from each side than the inset."""
        return (
            self.left + inset < x < self.right - inset
            and self.top + inset < y < self.bottom - inset
        )


@dataclass
class Mark:
    """An end of a relation: the shapes that are drawn there, and the room that they take."""

    shapes: str
    room: Rectangle
    owner: int


@dataclass
class Picture:
    """The parts of a picture that a fault can be about."""

    view: Rectangle
    cards: dict[str, Rectangle] = field(default_factory=dict)
    texts: list[tuple[str, Rectangle, str]] = field(default_factory=list)
    edges: list[tuple[str, str, list[Point]]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    frames: dict[str, tuple[Rectangle, Rectangle]] = field(default_factory=dict)


def faults(svg: str) -> dict[str, list[str]]:
    """Everything that is wrong with a picture, by kind."""
    picture = read(svg)
    return {
        "marks": list(_marks(picture)),
        "crossings": list(_crossings(picture)),
        "texts": list(_texts(picture)),
        "loose": list(_loose(picture)),
        "cards": list(_cards(picture)),
        "frames": list(_frames(picture)),
        "outside": list(_outside(picture)),
    }


def read(svg: str) -> Picture:
    """The parts of a picture."""
    root = ET.fromstring(re.sub(r' xmlns="[^"]*"', "", svg, count=1))
    x, y, across, down = map(float, root.get("viewBox", "").split())
    picture = Picture(Rectangle(x, y, x + across, y + down))
    for group in root.iter("g"):
        card = group.find("rect[@class='card']")
        if card is not None:
            _read_card(picture, group, card)
        elif (group.get("class") or "").split()[:1] == ["edge"]:
            _read_edge(picture, group)
    for frame in root.findall("rect[@class='frame']"):
        _read_frame(picture, root, frame)
    for text in root.findall("text"):
        picture.texts.append(("", *_extent(text)))
    return picture


def _read_card(picture: Picture, group: ET.Element, card: ET.Element) -> None:
    x, y, w, h = (float(card.get(name, "0")) for name in ("x", "y", "width", "height"))
    name = group.get("data-table") or f"group {group.get('data-group')}"
    picture.cards[name] = Rectangle(x, y, x + w, y + h)
    bold = {id(t) for row in group.iter("g") if "primary" in (row.get("class") or "") for t in row}
    for text in group.iter("text"):
        picture.texts.append((name, *_extent(text, bold=id(text) in bold)))


def _extent(text: ET.Element, *, bold: bool = False) -> tuple[Rectangle, str]:
    """The room of a text: from its ascenders to its descenders."""
    role = text.get("class", "name")
    size, face = _FONTS[role]
    said = "".join(text.itertext())
    across = width(said, size, "bold" if bold and role == "name" else face)  # type: ignore[arg-type]
    x, y = float(text.get("x", "0")), float(text.get("y", "0"))
    left = x - across if text.get("text-anchor") == "end" else x
    return Rectangle(left, y - size * 0.75, left + across, y + size * 0.22), said


def _read_frame(picture: Picture, root: ET.Element, frame: ET.Element) -> None:
    own = frame.get("data-frame") or ""
    (name,) = (text for text in root.findall("text") if text.get("data-frame") == own)
    x, y, w, h = (float(frame.get(each, "0")) for each in ("x", "y", "width", "height"))
    told = Rectangle(x, y, x + w, y + h), _extent(name)[0]
    picture.frames[own] = told


def _read_edge(picture: Picture, group: ET.Element) -> None:
    line, *ends = [e for e in group if e.tag in ("path", "circle")]
    child, parent = group.get("data-child", ""), group.get("data-parent", "")
    picture.edges.append((child, parent, sampled(line.get("d", ""))))
    shapes: list[list[ET.Element]] = []
    for element in ends:
        if element.tag == "path":
            shapes.append([])
        shapes[-1].append(element)
    for shape in shapes:
        said = "".join(e.get("d") or f"o{e.get('cx')} {e.get('cy')}" for e in shape)
        picture.marks.append(Mark(said, _room(shape), len(picture.edges) - 1))


def _room(shape: list[ET.Element]) -> Rectangle:
    points: list[Point] = []
    for element in shape:
        if element.tag == "circle":
            x, y, r = (float(element.get(name, "0")) for name in ("cx", "cy", "r"))
            points += [(x - r, y - r), (x + r, y + r)]
        else:
            points += sampled(element.get("d", ""))
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Rectangle(min(xs), min(ys), max(xs), max(ys))


def sampled(d: str) -> list[Point]:
    """The points along a path of the commands M, L, H, V, C and Q, and h and v."""
    points: list[Point] = []
    for letter, text in re.findall(r"([MLHVCQhv])([^MLHVCQhvz]*)", d):
        numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", text)]
        points += _stretch(letter, numbers, points[-1] if points else (0.0, 0.0))
    return points


def _stretch(letter: str, n: list[float], start: Point) -> list[Point]:
    x, y = start
    if letter in "ML":
        return list(zip(n[0::2], n[1::2], strict=True))
    if letter in "HVhv":
        ends = {"H": (n[0], y), "V": (x, n[0]), "h": (x + n[0], y), "v": (x, y + n[0])}
        return [ends[letter]]
    size = 6 if letter == "C" else 4
    found: list[Point] = []
    for at in range(0, len(n), size):
        pairs = [start, *zip(n[at : at + size : 2], n[at + 1 : at + size : 2], strict=True)]
        found += [_bezier(pairs, step / _STEPS) for step in range(1, _STEPS + 1)]
        start = pairs[-1]
    return found


def _bezier(points: list[Point], at: float) -> Point:
    while len(points) > 1:
        points = [
            (a[0] + (b[0] - a[0]) * at, a[1] + (b[1] - a[1]) * at) for a, b in pairwise(points)
        ]
    return points[0]


def _marks(picture: Picture) -> Iterator[str]:
    """Marks of different kinds that lie on each other, or that lie on a card."""
    ordered = sorted(picture.marks, key=lambda mark: mark.room.left)
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if other.room.left >= one.room.right:
                break
            # Half a stroke on either side is no overlap of marks that touch.
            if one.shapes != other.shapes and one.room.meets(other.room, by=0.05):
                yield f"{_edge(picture, one.owner)} / {_edge(picture, other.owner)}"


def _edge(picture: Picture, number: int) -> str:
    child, parent, _ = picture.edges[number]
    return f"{child} -> {parent}"


def _crossings(picture: Picture) -> Iterator[str]:
    """Lines that run through a card: another's, or their own."""
    for child, parent, points in picture.edges:
        dense = list(_dense(points))
        for name, card in picture.cards.items():
            if any(card.has(x, y, 1.0) for x, y in dense):
                yield f"{child} -> {parent} through {name}"


def _dense(points: list[Point]) -> Iterator[Point]:
    """The points, and others between those that are more than four points apart."""
    for (x, y), (u, v) in pairwise(points):
        steps = max(1, int(max(abs(u - x), abs(v - y)) / 4))
        for step in range(steps):
            yield x + (u - x) * step / steps, y + (v - y) * step / steps
    yield points[-1]


def _texts(picture: Picture) -> Iterator[str]:
    """Texts that leave their card, or that meet another text, or that a foreign card covers."""
    by_card: dict[str, list[tuple[Rectangle, str]]] = {}
    for card, room, said in picture.texts:
        by_card.setdefault(card, []).append((room, said))
        if not picture.cards.get(card, picture.view).holds(room):
            yield f"{said!r} leaves {card}"
    for held in by_card.values():
        for (one, a), (other, b) in combinations(held, 2):
            if one.meets(other):
                yield f"{a!r} meets {b!r}"


def _loose(picture: Picture) -> Iterator[str]:
    """Marks through whose room their own line does not run straight from the border of a card."""
    for mark in picture.marks:
        _, _, points = picture.edges[mark.owner]
        room = mark.room
        middle = (room.top + room.bottom) / 2
        inside = [(x, y) for x, y in _dense(points) if room.left <= x <= room.right]
        near = [y for x, y in inside if room.top - _STROKE <= y <= room.bottom + _STROKE]
        if not near or max(abs(y - middle) for y in near) > _SLACK:
            yield f"{_edge(picture, mark.owner)}: {mark.shapes}"


def _cards(picture: Picture) -> Iterator[str]:
    """Cards that overlap."""
    ordered = sorted(picture.cards.items(), key=lambda item: item[1].left)
    for place, (name, card) in enumerate(ordered):
        for other, room in ordered[place + 1 :]:
            if room.left >= card.right:
                break
            if card.meets(room):
                yield f"{name} / {other}"


def _frames(picture: Picture) -> Iterator[str]:
    """Boxes that overlap or cut a card, and names of them that lie on a card or do not fit."""
    for (a, (one, _)), (b, (other, _)) in combinations(picture.frames.items(), 2):
        if one.meets(other):
            yield f"{a} / {b}"
    for name, (frame, said) in picture.frames.items():
        if not frame.holds(said):
            yield f"the name of {name}"
        for card, room in picture.cards.items():
            if room.meets(said) or (room.meets(frame) and not frame.holds(room)):
                yield f"{name} / {card}"


def _outside(picture: Picture) -> Iterator[str]:
    """What does not fit into the picture."""
    for name, card in picture.cards.items():
        if not picture.view.holds(card):
            yield name
    yield from (name for name, (f, _) in picture.frames.items() if not picture.view.holds(f))
    for child, parent, points in picture.edges:
        if not all(picture.view.holds(Rectangle(x, y, x, y)) for x, y in points):
            yield f"{child} -> {parent}"
