"""Places cards and edges: eralchemy2 writes the graph, Graphviz lays it out, in this process.

eralchemy2's Table, Column and Relation are subclassed, so that its own drawing path is used with
our markup: columns as declared, and an edge per foreign key, from column to column. Texts are
measured here and Graphviz is told only their room: nothing that a user wrote reaches it.
"""

import json
import math
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import eralchemy2.main as eralchemy2
from eralchemy2 import models
from pygraphviz import AGraph

from nexus.core.font_metrics import Face, width
from nexus.erd.layout import (
    HEAD_HEIGHT,
    MARK_SIZE,
    NAME_SIZE,
    PADDING,
    ROW_HEIGHT,
    TITLE_SIZE,
    TYPE_SIZE,
    Box,
    Edge,
    Layout,
    Point,
    Strand,
    height,
)
from nexus.erd.notation import Card, Row, group_card
from nexus.schema.groups import Bundle, Group
from nexus.schema.model import Relation

_GAP = 10
_MAP_GAP = 24
# A card of a map that is to stand among strands has at most so many names below each other.
_MAP_LINES = 12
_Port = tuple[int, str]
_GRAPH = """graph {
 graph [rankdir=LR, nodesep=0.35, ranksep=0.75, outputorder=edgesfirst]
 node [shape=plain]
 edge [dir=none]
"""


@dataclass(frozen=True, slots=True)
class _Room:
    """The room that a card takes: its whole width, and where the names start."""

    width: int
    name_offset: float


class _Column(models.Column):
    def __init__(self, row: Row, number: int, room: _Room) -> None:
        super().__init__(row.name, row.type, "PK" in row.marks)
        self.number, self.room = number, room

    def to_dot(self) -> str:
        return _cell(f"c{self.number}", self.room.width, ROW_HEIGHT)


class _Table(models.Table):
    def __init__(self, card: Card, number: int, room: _Room) -> None:
        columns: list[models.Column] = [
            _Column(row, place, room) for place, row in enumerate(card.rows[: card.lines])
        ]
        super().__init__(card.title, columns)
        self.number, self.room = number, room

    def to_dot(self) -> str:
        cells = _cell("head", self.room.width, HEAD_HEIGHT)
        cells += "".join(column.to_dot() for column in self.columns)
        table = f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">{cells}</TABLE>'
        return f"n{self.number} [label=<{table}>];"


class _Relation(models.Relation):
    def __init__(
        self, relation: Relation | Bundle, number: int, parent: _Port, child: _Port
    ) -> None:
        # The ends are drawn by `svg`: to eralchemy2 they are of no kind.
        super().__init__(relation.child, relation.parent, "", "")  # type: ignore[no-untyped-call]
        self.number, self.parent, self.child = number, parent, child

    def to_dot(self) -> str:
        tail, tail_port = self.parent
        head, head_port = self.child
        ports = f'tailport="{tail_port}:e", headport="{head_port}:w"'
        return f"n{tail} -- n{head} [id=e{self.number}, {ports}];"


def _cell(port: str, across: int, down: int) -> str:
    size = f'FIXEDSIZE="TRUE" WIDTH="{across}" HEIGHT="{down}"'
    return f'<TR><TD PORT="{port}" {size}></TD></TR>'


def place(cards: Sequence[Card], relations: Sequence[Relation]) -> Layout:
    """Place the cards and the relations by Graphviz; parents stand left of their children."""
    numbers = {card.table: number for number, card in enumerate(cards)}

    def port(table: str, columns: Sequence[str]) -> _Port:
        number = numbers[table]
        shown = [i for i, row in enumerate(cards[number].rows) if row.column == columns[0]]
        return number, f"c{shown[0]}" if shown else "head"

    rooms = [_room(card) for card in cards]
    tables = [_Table(card, i, rooms[i]) for i, card in enumerate(cards)]
    lines = [
        _Relation(
            relation,
            number,
            parent=port(relation.parent, relation.foreign_key.target_columns),
            child=port(relation.child, relation.foreign_key.columns),
        )
        for number, relation in enumerate(relations)
    ]
    placed = _graphviz(tables, lines)
    paths = _paths(placed)
    edges = [Edge(relation, paths[f"e{i}"]) for i, relation in enumerate(relations)]
    return replace(_read(placed, cards, rooms), edges=tuple(edges))


def place_map(groups: Sequence[Group], bundles: Sequence[Bundle], widest: float) -> Layout:
    """Return where the groups of a map and the bundles between them are put.

    Where Graphviz needs more than `widest` points across or down, the groups stand in columns,
    with no strands between them.
    """
    cards = [group_card(group, _MAP_LINES) for group in groups]
    rooms = [_room(card) for card in cards]
    numbers = {group.name: number for number, group in enumerate(groups)}
    tables = [_Table(card, number, rooms[number]) for number, card in enumerate(cards)]
    lines = [
        _Relation(b, i, (numbers[b.parent], "head"), (numbers[b.child], "head"))
        for i, b in enumerate(bundles)
    ]
    placed = _graphviz(tables, lines)
    layout = _read(placed, cards, rooms)
    if max(layout.width, layout.height) > widest:
        return _in_columns([group_card(group, len(group.tables)) for group in groups], widest)
    paths = _paths(placed)
    strands = tuple(Strand(bundle, paths[f"e{i}"]) for i, bundle in enumerate(bundles))
    return replace(layout, strands=strands)


def _in_columns(cards: Sequence[Card], widest: float) -> Layout:
    """The cards in as many columns of one width as there is room for, all of like height."""
    rooms = [_room(card) for card in cards]
    across = max(room.width for room in rooms) + _MAP_GAP
    # As high as wide, if there is room: a column of cards is read downwards.
    area = sum((height(card) + _MAP_GAP) * across for card in cards)
    count = max(1, min(int(widest // across), math.ceil(math.sqrt(area) / across)))
    boxes: dict[int, Box] = {}
    for place, column in enumerate(_balanced([height(card) for card in cards], count)):
        top = 0.0
        for number in column:
            card, room = cards[number], rooms[number]
            boxes[number] = Box(card, place * across, top, room.width, room.name_offset)
            top += height(card) + _MAP_GAP
    deepest = max(box.top + box.height for box in boxes.values())
    used = 1 + max(box.left for box in boxes.values()) // across
    return Layout(used * across - _MAP_GAP, deepest, tuple(boxes[i] for i in sorted(boxes)))


def _balanced(heights: Sequence[float], count: int) -> list[list[int]]:
    """Which things stand in which of `count` columns of like height: the highest are put first.

    In a column, and from column to column, they stand in the given order.
    """
    columns: list[list[int]] = [[] for _ in range(count)]
    depths = [0.0] * count
    for number in sorted(range(len(heights)), key=lambda n: -heights[n]):
        shortest = depths.index(min(depths))
        columns[shortest].append(number)
        depths[shortest] += heights[number] + _MAP_GAP
    return sorted(sorted(column) for column in columns if column)


def _room(card: Card) -> _Room:
    marks = max((width(" ".join(row.marks), MARK_SIZE, "bold") for row in card.rows), default=0)
    names = max((width(row.name, NAME_SIZE, _face(row)) for row in card.rows), default=0)
    types = max((width(row.type, TYPE_SIZE, "mono") for row in card.rows), default=0)
    name_offset = PADDING + (marks + _GAP if marks else 0)
    title = width(card.title, TITLE_SIZE, "bold") + 2 * PADDING
    wanted = max(title, card.across * (name_offset + names + _GAP + types + PADDING))
    # Graphviz counts from the middle in whole points: an even width keeps edges on the border.
    return _Room(2 * math.ceil(wanted / 2), name_offset)


def _face(row: Row) -> Face:
    return "bold" if "PK" in row.marks else "regular"


def _graphviz(tables: list[_Table], relations: list[_Relation]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder, _our_graph():
        file = Path(folder, "graph.dot")
        eralchemy2.intermediary_to_dot(tables, relations, str(file))
        graph = AGraph(string=file.read_text("ascii"))
    # Not into a file: pygraphviz 2.0.4 opens that in a way which fails before Python 3.11.3.
    placed: dict[str, Any] = json.loads(graph.draw(format="json0", prog="dot"))
    return placed


@contextmanager
def _our_graph() -> Iterator[None]:
    """eralchemy2's header of a graph, replaced by ours for as long as it draws for us."""
    theirs, eralchemy2.DOT_GRAPH_BEGINNING = eralchemy2.DOT_GRAPH_BEGINNING, _GRAPH
    try:
        yield
    finally:
        eralchemy2.DOT_GRAPH_BEGINNING = theirs


def _read(placed: dict[str, Any], cards: Sequence[Card], rooms: Sequence[_Room]) -> Layout:
    """Graphviz's cards, with y counted downwards and from the middle of a card to its corner."""
    right, top = _points(placed["bb"])[-1]
    centres = {node["name"]: _points(node["pos"])[0] for node in placed.get("objects", ())}
    boxes = []
    for number, (card, room) in enumerate(zip(cards, rooms, strict=True)):
        x, y = centres[f"n{number}"]
        left, card_top = x - room.width / 2, top - y - height(card) / 2
        boxes.append(Box(card, left, card_top, room.width, room.name_offset))
    return Layout(right, top, tuple(boxes))


def _paths(placed: dict[str, Any]) -> dict[str, tuple[Point, ...]]:
    """The path of each edge of Graphviz's answer, by the edge's id, with y counted downwards."""
    _, top = _points(placed["bb"])[-1]
    edges = placed.get("edges", ())
    return {edge["id"]: tuple((x, top - y) for x, y in _points(edge["pos"])) for edge in edges}


def _points(text: str) -> list[Point]:
    numbers = [float(number) for number in text.replace(",", " ").split()]
    return list(zip(numbers[0::2], numbers[1::2], strict=True))
