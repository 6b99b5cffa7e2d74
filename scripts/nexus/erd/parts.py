"""Spreads cards and lines out: what lines join is laid out by Graphviz, part by part.

The parts are then packed into the shape of a page. A card without lines to others needs no Graphviz.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nexus.erd import loops
from nexus.erd.cards import measured
from nexus.erd.detours import Detours, Room
from nexus.erd.ends import TITLE_ROW, End, Line, Ports
from nexus.erd.graph import Node, Rankdir, laid_out
from nexus.erd.layout import HEAD_HEIGHT, ROW_HEIGHT, Box, Frame, Path, Point
from nexus.erd.notation import Card
from nexus.erd.packing import extent, packed


@dataclass(frozen=True, slots=True)
class Spread:
    """Cards in their places and the path of each line, from its parent to its child.

    `rooms` are the heights that the marks of both ends of each line may have.
    """

    width: float
    height: float
    boxes: tuple[Box, ...]
    paths: tuple[Path, ...]
    rooms: tuple[Point, ...]
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """Cards and lines, by number, that nothing joins to others; heights count downwards."""

    left: float
    top: float
    size: Point
    boxes: Mapping[int, Box]
    paths: Mapping[int, Path]
    frames: Mapping[str, Frame]

    def moved(self, place: Point) -> "_Part":
        """Return the part with its top left at a place."""
        x, y = place[0] - self.left, place[1] - self.top

        def at(item: Any) -> Any:
            return replace(item, left=item.left + x, top=item.top + y)

        return replace(
            self,
            boxes={number: at(box) for number, box in self.boxes.items()},
            frames={name: at(frame) for name, frame in self.frames.items()},
            paths={n: tuple((u + x, v + y) for u, v in path) for n, path in self.paths.items()},
        )


def spread(
    cards: Sequence[Card],
    lines: Sequence[Line],
    rankdir: Rankdir = "LR",
    groups: Mapping[str, str] | None = None,
) -> Spread:
    """Return cards and lines in their places; the same for the same cards and lines.

    `groups` are those of tables by id: there is a box around the cards of each.
    """
    ports = Ports(lines)
    nodes = list(_nodes(cards, lines, ports, groups or {}))
    parts = [_part(nodes, held, ports, rankdir) for held in _parts(nodes, lines)]
    sizes = [part.size for part in parts]
    boxes: dict[int, Box] = {}
    paths: dict[int, Path] = {}
    frames: list[Frame] = []
    at = packed(sizes)
    for part, place in zip(parts, at, strict=True):
        moved = part.moved(place)
        boxes |= moved.boxes
        paths |= moved.paths
        frames += moved.frames.values()
    rooms = [(_room(line.parent, ports), _room(line.child, ports)) for line in lines]
    places = tuple(boxes[number] for number in range(len(cards)))
    tracks = tuple(paths[number] for number in range(len(lines)))
    return Spread(*extent(sizes, at), places, tracks, tuple(rooms), tuple(frames))


def _nodes(
    cards: Sequence[Card], lines: Sequence[Line], ports: Ports, groups: Mapping[str, str]
) -> Iterator[Node]:
    own = [0] * len(cards)
    for line in lines:
        own[line.parent.card] += line.is_loop
    for number, card in enumerate(cards):
        right = max(ports.margin(number, "e"), loops.margin(own[number]))
        group = groups.get(card.table, "")
        yield Node(number, measured(card), ports.margin(number, "w"), right, group)


_Held = tuple[list[int], dict[int, Line]]


def _parts(nodes: Sequence[Node], lines: Sequence[Line]) -> list[_Held]:
    """The numbers of the cards that lines or boxes join, in their order, and those lines."""
    count = len(nodes)
    first = list(range(count))

    def root(card: int) -> int:
        while first[card] != card:
            first[card] = card = first[first[card]]
        return card

    named: dict[str, int] = {}
    pairs = [(line.parent.card, line.child.card) for line in lines]
    pairs += [(n.number, named.setdefault(n.group, n.number)) for n in nodes if n.group]
    for one, other in pairs:
        a, b = sorted((root(one), root(other)))
        first[b] = a
    held: dict[int, _Held] = {}
    for card in range(count):
        held.setdefault(root(card), ([], {}))[0].append(card)
    for number, line in enumerate(lines):
        held[root(line.parent.card)][1][number] = line
    return list(held.values())


def _part(nodes: Sequence[Node], held: _Held, ports: Ports, rankdir: Rankdir) -> _Part:
    cards, lines = held
    between = {number: line for number, line in lines.items() if not line.is_loop}
    boxes, paths = {}, {}
    frames: Mapping[str, Frame] = {}
    if between or any(nodes[card].group for card in cards):
        graph = laid_out([nodes[card] for card in cards], between, ports, rankdir)
        size, frames = (graph.width, graph.height), graph.frames
        for card, (x, y) in graph.centres.items():
            boxes[card] = _placed(nodes[card], x - nodes[card].width / 2, y)
        rooms = [_room_of(nodes[card], box) for card, box in boxes.items()]
        detours = Detours(rooms)
        for number, line in between.items():
            path = detours.led(_path(line, graph.paths[number], nodes, boxes, ports))
            paths[number] = path[::-1] if line.turned else path
    else:
        (card,) = cards
        size = nodes[card].width, nodes[card].box.height
        boxes[card] = _placed(nodes[card], 0, size[1] / 2)
    whole = _whole(size, boxes, paths | _loops(lines, boxes, ports))
    return replace(whole, frames=frames)


def _whole(size: Point, boxes: Mapping[int, Box], paths: Mapping[int, Path]) -> _Part:
    """A part that is as large as Graphviz says, or larger where a line was led around its cards."""
    xs = [0.0, size[0], *(x for path in paths.values() for x, _ in path)]
    ys = [0.0, size[1], *(y for path in paths.values() for _, y in path)]
    return _Part(min(xs), min(ys), (max(xs) - min(xs), max(ys) - min(ys)), boxes, paths, {})


def _placed(node: Node, left: float, middle: float) -> Box:
    return replace(node.box, left=left + node.left, top=middle - node.box.height / 2)


def _room_of(node: Node, box: Box) -> Room:
    return Room(box.left - node.left, box.top, box.right + node.right, box.top + box.height)


def _path(
    line: Line, path: Path, nodes: Sequence[Node], boxes: Mapping[int, Box], ports: Ports
) -> Path:
    """A path as Graphviz has it, and straight through the room for marks at its ends."""
    start, end = (_border(end, boxes, ports) for end in line.ends)
    leaving, arriving = (_outside(end, boxes, nodes, ports) for end in line.ends)
    return start, leaving, *path[1:-1], arriving, end


def _outside(end: End, boxes: Mapping[int, Box], nodes: Sequence[Node], ports: Ports) -> Point:
    """Where a line leaves the room for marks beside its card."""
    x, y = _border(end, boxes, ports)
    node = nodes[end.card]
    return x + node.right if end.side == "e" else x - node.left, y


def _loops(lines: Mapping[int, Line], boxes: Mapping[int, Box], ports: Ports) -> dict[int, Path]:
    own: dict[int, list[int]] = {}
    for number, line in lines.items():
        if line.is_loop:
            own.setdefault(line.parent.card, []).append(number)
    found = {}
    for numbers in own.values():
        ends = [_border(lines[n].parent, boxes, ports) for n in numbers]
        targets = [_border(lines[n].child, boxes, ports)[1] for n in numbers]
        spans = [(y, target) for (_, y), target in zip(ends, targets, strict=True)]
        for number, (x, _), span, out in zip(numbers, ends, spans, loops.lanes(spans), strict=True):
            found[number] = loops.loop(x, *span, out)
    return found


def _border(end: End, boxes: Mapping[int, Box], ports: Ports) -> Point:
    """Where a line meets the border of its card."""
    box = boxes[end.card]
    top = box.top if end.row == TITLE_ROW else box.row_top(end.row)
    return box.right if end.side == "e" else box.left, top + ports.place(end, _height(end))[0]


def _room(end: End, ports: Ports) -> int:
    return ports.place(end, _height(end))[1]


def _height(end: End) -> int:
    return HEAD_HEIGHT if end.row == TITLE_ROW else ROW_HEIGHT
