"""The graph of a diagram: eralchemy2 writes it, Graphviz lays it out, in this process.

eralchemy2's Table, Column and Relation are subclassed, so that its own drawing path is used with
our markup: columns as declared, and an edge per foreign key, from column to column. Texts are
measured before and Graphviz gets only their room: nothing that a user wrote reaches it. Around
each card there is room for the marks of its ends, which no other line can enter.
"""

import json
import math
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import eralchemy2.main as eralchemy2
from eralchemy2 import models
from pygraphviz import AGraph

from nexus.core.font_metrics import width
from nexus.erd.ends import TITLE_ROW, End, Line, Ports, Side, shares
from nexus.erd.layout import (
    FRAME_HEAD,
    FRAME_MARGIN,
    FRAME_SIZE,
    HEAD_HEIGHT,
    ROW_HEIGHT,
    Box,
    Frame,
    Point,
)
from nexus.erd.notation import Row

Rankdir = Literal["LR", "TB"]
_GRAPH = """graph {{
 graph [rankdir={rankdir}, nodesep=0.35, ranksep=0.5, outputorder=edgesfirst]
 node [shape=plain]
 edge [dir=none]
"""
# Between cards with marks, beside the room that these take.
_TABLE = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">'


@dataclass(frozen=True, slots=True)
class Node:
    """A card of a graph by its number, and the room for marks on its left and right.

    `group` is what the box around it is called, and empty if there is none.
    """

    number: int
    box: Box
    left: int
    right: int
    group: str = ""

    @property
    def width(self) -> float:
        """Return the width of the card with that room."""
        return self.left + self.box.width + self.right


@dataclass(frozen=True, slots=True)
class Graph:
    """What Graphviz answered: a size, the cards' middles and the lines' paths, by their numbers.

    `frames` are the boxes of groups by name.

    Heights count downwards. A path begins and ends at the room for marks, where its line is first.
    """

    width: float
    height: float
    centres: Mapping[int, Point]
    paths: Mapping[int, tuple[Point, ...]]
    frames: Mapping[str, Frame]


def laid_out(
    nodes: Sequence[Node], lines: Mapping[int, Line], ports: Ports, rankdir: Rankdir
) -> Graph:
    """Have cards and the lines between them laid out; no line may be a loop."""
    names = list(dict.fromkeys(node.group for node in nodes if node.group))
    tables = [_Table(node, ports, names) for node in nodes]
    relations: list[models.Relation] = [_Relation(n, line, ports) for n, line in lines.items()]
    beside = (_Beside(*pair) for name in names for pair in _rows(name, nodes, lines))
    answer = _graphviz(tables, [*relations, *beside], rankdir)
    right, bottom = _points(answer["bb"])[-1]

    def turned(text: str) -> tuple[Point, ...]:
        return tuple((x, bottom - y) for x, y in _points(text))

    placed = [each for each in answer["objects"] if "pos" in each]
    centres = {int(node["name"][1:]): turned(node["pos"])[0] for node in placed}
    drawn = [edge for edge in answer.get("edges", ()) if "id" in edge]
    paths = {int(edge["id"][1:]): turned(edge["pos"]) for edge in drawn}
    frames = {}
    for each in answer["objects"]:
        if "bb" in each:
            name = names[int(each["name"].removeprefix("cluster"))]
            (left, low), (far, high) = turned(each["bb"])
            frames[name] = Frame(name, left, high, far - left, low - high)
    return Graph(right, bottom, centres, paths, frames)


def _rows(
    group: str, nodes: Sequence[Node], lines: Mapping[int, Line]
) -> Iterator[tuple[int, int]]:
    """Yield pairs of cards of a group that nothing joins and that stand beside each other."""
    joined = {end.card for line in lines.values() for end in line.ends}
    alone = [node.number for node in nodes if node.group == group and node.number not in joined]
    across = math.ceil(math.sqrt(len(alone)))
    for place in range(0, len(alone), across or 1):
        yield from pairwise(alone[place : place + across])


class _Column(models.Column):
    def __init__(self, row: Row, number: int, node: Node, ports: Ports) -> None:
        super().__init__(row.name, row.type, "PK" in row.marks)
        self.number, self.node, self.ports = number, node, ports

    def to_dot(self) -> str:
        return _row(self.node, self.number, ROW_HEIGHT, self.ports)


class _Table(models.Table):
    def __init__(self, node: Node, ports: Ports, names: Sequence[str]) -> None:
        self.names = names
        rows = enumerate(node.box.card.rows[: node.box.card.lines])
        columns: list[models.Column] = [_Column(row, n, node, ports) for n, row in rows]
        super().__init__(node.box.card.title, columns)
        self.node, self.ports = node, ports

    def to_dot(self) -> str:
        node = f"n{self.node.number} [label=<{_TABLE}{''.join(self._cells())}</TABLE>>];"
        if not self.node.group:
            return node
        # What is said of one cluster in several places is put together.
        room = _cell("", width(self.node.group, FRAME_SIZE, "bold"), FRAME_HEAD)
        label = f"label=<{_TABLE}<TR>{room}</TR></TABLE>>; margin={FRAME_MARGIN};"
        return f"subgraph cluster{self.names.index(self.node.group)} {{ {label} {node} }}"

    def _cells(self) -> Iterator[str]:
        """A cell for each row at which a line ends, and one for all rows between two of these."""
        heights = (HEAD_HEIGHT, *([ROW_HEIGHT] * len(self.columns)))
        between = 0
        for row, height in enumerate(heights, start=TITLE_ROW):
            if not self.ports.is_met(self.node.number, row):
                between += height
                continue
            yield _empty(self.node.width, between)
            yield self.columns[row].to_dot() if row >= 0 else _title(self.node, self.ports)
            between = 0
        yield _empty(self.node.width, between)


class _Relation(models.Relation):
    def __init__(self, number: int, line: Line, ports: Ports) -> None:
        # The ends are drawn by `svg`: to eralchemy2 they are of no kind.
        super().__init__("", "", "", "")  # type: ignore[no-untyped-call]
        self.number, self.line, self.ports = number, line, ports

    def to_dot(self) -> str:
        tail, head = self.line.ends
        ports = f', tailport="{self._port(tail)}", headport="{self._port(head)}"'
        return f"n{tail.card} -- n{head.card} [id=e{self.number}{ports if tail.side else ''}];"

    def _port(self, end: End) -> str:
        return f"{_port(end.side, end.row, self.ports.number(end))}:{end.side}"


class _Beside(models.Relation):
    """Two cards that stand beside each other, with no line between them."""

    def __init__(self, one: int, other: int) -> None:
        super().__init__("", "", "", "")  # type: ignore[no-untyped-call]
        self.one, self.other = one, other

    def to_dot(self) -> str:
        return f"n{self.one} -- n{self.other} [style=invis];"


def _row(node: Node, row: int, height: int, ports: Ports) -> str:
    """A row at which lines end: a half for each side, divided where ends of several kinds are there."""
    sides: tuple[Side, ...] = ("w", "e")
    counts = ((side, ports.beside(node.number, row, side)) for side in sides)
    halves = (_half(side, row, shares(height, n), node.width / 2) for side, n in counts)
    return f"<TR>{''.join(halves)}</TR>"


def _half(side: Side, row: int, heights: Sequence[int], across: float) -> str:
    places = enumerate(heights)
    cells = [_cell(_port(side, row, number), across, down) for number, down in places]
    if not cells[1:]:
        return cells[0]
    return f"<TD>{_TABLE}{''.join(f'<TR>{cell}</TR>' for cell in cells)}</TABLE></TD>"


def _port(side: Side, row: int, number: int) -> str:
    return f"{side}{row + 1}p{number}"


def _title(node: Node, ports: Ports) -> str:
    return _row(node, TITLE_ROW, HEAD_HEIGHT, ports)


def _empty(across: float, down: int) -> str:
    return f"<TR>{_cell('', across, down)}</TR>" if down else ""


def _cell(port: str, across: float, down: float) -> str:
    named = f' PORT="{port}"' if port else ' COLSPAN="2"'
    return f'<TD{named} FIXEDSIZE="TRUE" WIDTH="{across:.0f}" HEIGHT="{down}"></TD>'


def _graphviz(
    tables: list[_Table], relations: list[models.Relation], rankdir: Rankdir
) -> dict[str, Any]:
    with tempfile.TemporaryFile("w+", encoding="ascii") as file, _our_graph(rankdir):
        eralchemy2.intermediary_to_dot(tables, relations, os.dup(file.fileno()))
        file.seek(0)
        graph = AGraph(string=file.read())
    # Not into a file: pygraphviz 2.0.4 opens that in a way which fails before Python 3.11.3.
    answer: dict[str, Any] = json.loads(graph.draw(format="json0", prog="dot"))
    return answer


@contextmanager
def _our_graph(rankdir: Rankdir) -> Iterator[None]:
    """eralchemy2's header of a graph, replaced by ours for as long as it draws for us."""
    theirs = eralchemy2.DOT_GRAPH_BEGINNING
    eralchemy2.DOT_GRAPH_BEGINNING = _GRAPH.format(rankdir=rankdir)
    try:
        yield
    finally:
        eralchemy2.DOT_GRAPH_BEGINNING = theirs


def _points(text: str) -> list[Point]:
    numbers = [float(number) for number in text.replace(",", " ").split()]
    return list(zip(numbers[0::2], numbers[1::2], strict=True))
