"""Places cards and edges: eralchemy2 writes the graph, Graphviz lays it out, in this process.

eralchemy2's Table, Column and Relation are subclassed, so that its own drawing path is used with
our markup: columns as declared, and an edge per foreign key, from column to column. Texts are
measured here and Graphviz gets only their room: nothing that a user wrote reaches it.
"""

import json
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import eralchemy2.main as eralchemy2
from eralchemy2 import models
from pygraphviz import AGraph

from nexus.core import leases
from nexus.core.font_metrics import Face, width
from nexus.erd import layout as sizes
from nexus.erd.layout import HEAD_HEIGHT, PADDING, ROW_HEIGHT, Box, Edge, Layout, Point, Strand
from nexus.erd.notation import Card, Row, group_card
from nexus.schema.groups import Bundle, Group
from nexus.schema.model import Relation

_GAP = 10
_MAP_GAP = 24
# With strands around it, a card of a map has at most so many names below each other.
_MAP_LINES = 12
_Port = tuple[int, str]
_GRAPH = """graph {
 graph [rankdir=LR, nodesep=0.35, ranksep=0.75, outputorder=edgesfirst]
 node [shape=plain]
 edge [dir=none]
"""


class _Column(models.Column):
    def __init__(self, row: Row, number: int, width: float) -> None:
        super().__init__(row.name, row.type, "PK" in row.marks)
        self.number, self.width = number, width

    def to_dot(self) -> str:
        return _cell(f"c{self.number}", self.width, ROW_HEIGHT)


class _Table(models.Table):
    def __init__(self, box: Box, number: int) -> None:
        rows = enumerate(box.card.rows[: box.card.lines])
        columns: list[models.Column] = [_Column(row, place, box.width) for place, row in rows]
        super().__init__(box.card.title, columns)
        self.number, self.width = number, box.width

    def to_dot(self) -> str:
        cells = _cell("head", self.width, HEAD_HEIGHT)
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


def _cell(port: str, across: float, down: float) -> str:
    size = f'FIXEDSIZE="TRUE" WIDTH="{across:.0f}" HEIGHT="{down}"'
    return f'<TR><TD PORT="{port}" {size}></TD></TR>'


def place(cards: Sequence[Card], relations: Sequence[Relation]) -> Layout:
    """Place the cards and the relations by Graphviz; parents are left of their children."""
    numbers = {card.table: number for number, card in enumerate(cards)}

    def port(table: str, columns: Sequence[str]) -> _Port:
        number = numbers[table]
        shown = [i for i, row in enumerate(cards[number].rows) if row.column == columns[0]]
        return number, f"c{shown[0]}" if shown else "head"

    lines = [
        _Relation(
            relation,
            number,
            parent=port(relation.parent, relation.foreign_key.target_columns),
            child=port(relation.child, relation.foreign_key.columns),
        )
        for number, relation in enumerate(relations)
    ]
    layout, paths = _placed(cards, lines)
    return replace(layout, edges=tuple(map(Edge, relations, paths)))


def place_map(groups: Sequence[Group], bundles: Sequence[Bundle], widest: float) -> Layout:
    """Place the groups of a map, and the bundles of relations between them.

    Where Graphviz needs more than `widest` points across or down, the groups are put into columns,
    with no strands between them.
    """
    numbers = {group.name: number for number, group in enumerate(groups)}
    lines = [
        _Relation(b, i, (numbers[b.parent], "head"), (numbers[b.child], "head"))
        for i, b in enumerate(bundles)
    ]
    layout, paths = _placed([group_card(group, _MAP_LINES) for group in groups], lines)
    if max(layout.width, layout.height) > widest:
        return _in_columns([group_card(group, len(group.tables)) for group in groups], widest)
    return replace(layout, strands=tuple(map(Strand, bundles, paths)))


def _in_columns(cards: Sequence[Card], widest: float) -> Layout:
    """The cards in as many columns of one width as there is room for, all of like height."""
    boxes = [_box(card) for card in cards]
    across = max(box.width for box in boxes) + _MAP_GAP
    # As high as wide, if there is room: a column of cards is read downwards.
    area = sum((box.height + _MAP_GAP) * across for box in boxes)
    count = max(1, min(int(widest // across), math.ceil(math.sqrt(area) / across)))
    columns = _balanced([box.height for box in boxes], count)
    for place, column in enumerate(columns):
        top = 0.0
        for number in column:
            boxes[number] = replace(boxes[number], left=place * across, top=top)
            top += boxes[number].height + _MAP_GAP
    deepest = max(box.top + box.height for box in boxes)
    return Layout(len(columns) * across - _MAP_GAP, deepest, tuple(boxes))


def _balanced(heights: Sequence[float], count: int) -> list[list[int]]:
    """Share things out to `count` columns of like height, the highest first.

    The given order holds within a column, and for the first things of the columns.
    """
    columns: list[list[int]] = [[] for _ in range(count)]
    depths = [0.0] * count
    for number in sorted(range(len(heights)), key=lambda n: -heights[n]):
        shortest = depths.index(min(depths))
        columns[shortest].append(number)
        depths[shortest] += heights[number] + _MAP_GAP
    return sorted(sorted(column) for column in columns if column)


def _box(card: Card) -> Box:
    """A card that has its width, and no place yet."""
    marks = max((width(" ".join(r.marks), sizes.MARK_SIZE, "bold") for r in card.rows), default=0)
    names = max((width(r.name, sizes.NAME_SIZE, _face(r)) for r in card.rows), default=0)
    types = max((width(r.type, sizes.TYPE_SIZE, "mono") for r in card.rows), default=0)
    name_offset = PADDING + (marks + _GAP if marks else 0)
    title = width(card.title, sizes.TITLE_SIZE, "bold") + 2 * PADDING
    wanted = max(title, card.across * (name_offset + names + _GAP + types + PADDING))
    # Graphviz counts from the middle in whole points: an even width keeps edges on the border.
    return Box(card, 0, 0, 2 * math.ceil(wanted / 2), name_offset)


def _face(row: Row) -> Face:
    return "bold" if "PK" in row.marks else "regular"


def _placed(
    cards: Sequence[Card], relations: list[_Relation]
) -> tuple[Layout, list[tuple[Point, ...]]]:
    """Where Graphviz puts the cards, and the path of each relation, with y counted downwards."""
    boxes = [_box(card) for card in cards]
    answer = _graphviz([_Table(box, number) for number, box in enumerate(boxes)], relations)
    right, bottom = _points(answer["bb"])[-1]
    centres = {node["name"]: _points(node["pos"])[0] for node in answer.get("objects", ())}
    for number, box in enumerate(boxes):
        x, y = centres[f"n{number}"]
        left, top = x - box.width / 2, bottom - y - box.height / 2
        boxes[number] = replace(box, left=left, top=top)
    ends = {edge["id"]: _points(edge["pos"]) for edge in answer.get("edges", ())}
    paths = [ends[f"e{number}"] for number in range(len(relations))]
    turned = [tuple((x, bottom - y) for x, y in path) for path in paths]
    return Layout(right, bottom, tuple(boxes)), turned


def _graphviz(tables: list[_Table], relations: list[_Relation]) -> dict[str, Any]:
    with leases.folder() as folder, _our_graph():
        file = folder / "graph.dot"
        eralchemy2.intermediary_to_dot(tables, relations, str(file))
        graph = AGraph(string=file.read_text("ascii"))
    # Not into a file: pygraphviz 2.0.4 opens that in a way which fails before Python 3.11.3.
    answer: dict[str, Any] = json.loads(graph.draw(format="json0", prog="dot"))
    return answer


@contextmanager
def _our_graph() -> Iterator[None]:
    """eralchemy2's header of a graph, replaced by ours for as long as it draws for us."""
    theirs, eralchemy2.DOT_GRAPH_BEGINNING = eralchemy2.DOT_GRAPH_BEGINNING, _GRAPH
    try:
        yield
    finally:
        eralchemy2.DOT_GRAPH_BEGINNING = theirs


def _points(text: str) -> list[Point]:
    numbers = [float(number) for number in text.replace(",", " ").split()]
    return list(zip(numbers[0::2], numbers[1::2], strict=True))
