"""The marks of composite keys: which rows they join, on which side, and where none is needed."""

import xml.etree.ElementTree as ET

from nexus.erd.brackets import Bracket, brackets
from nexus.erd.drawing import draw
from nexus.erd.options import Options
from nexus.schema.model import (
    Column,
    ForeignKey,
    Key,
    Schema,
    Table,
)

PLACE = Table("place", columns=(Column("x", "integer"), Column("y", "integer")), primary_key=Key(None, ("x", "y")))  # fmt: skip


def to_place(*columns: str) -> ForeignKey:
    """A key of these columns to the place."""
    return ForeignKey(None, columns, "place", ("x", "y"))


def stay(*keys: ForeignKey, columns: str = "abcd") -> Schema:
    """A table with columns of one letter and these keys to the place."""
    made = tuple(Column(name, "integer") for name in columns)
    return Schema("s", (PLACE, Table("stay", columns=made, foreign_keys=keys)))


def marks(schema: Schema, options: Options = Options()) -> list[Bracket]:  # noqa: B008
    """The marks in the diagram of a schema."""
    return list(brackets(draw(schema, options).layout))


def test_each_end_of_a_composite_key_joins_its_rows() -> None:
    """On the left of the child and on the right of the parent, with a row for each column."""
    layout = draw(stay(to_place("b", "d"))).layout
    child, parent = brackets(layout)
    boxes = {box.card.table: box for box in layout.boxes}
    assert (child.edge, child.border, child.tick) == (0, boxes["stay"].left, 3)
    assert (parent.edge, parent.border, parent.tick) == (0, boxes["place"].right, -3)
    assert child.rows == tuple(boxes["stay"].row_top(number) + 11 for number in (1, 3))
    assert boxes["stay"].left < child.line < boxes["stay"].text_left
    assert layout.edges[0].points[-1][1] == child.joint == child.rows[0]


def test_a_key_of_one_column_has_no_mark() -> None:
    """Nor has a composite key whose columns are not shown."""
    one = ForeignKey(None, ("a",), "place", ("x",))
    assert marks(stay(one)) == []
    assert marks(stay(to_place("a", "b")), Options(columns="none")) == []


def test_lines_beside_the_same_rows_stand_apart() -> None:
    """Keys that overlap do not share a line; those to the same columns do, and those further down."""
    apart = [mark.line for mark in marks(stay(to_place("a", "c"), to_place("b", "d")))]
    assert apart[0] != apart[2]
    assert apart[1] == apart[3]
    below = [mark.line for mark in marks(stay(to_place("a", "b"), to_place("c", "d")))]
    assert below[0] == below[2]


def test_marks_are_drawn_over_the_cards() -> None:
    """Each names its edge, and is a line with a tick at each row."""
    root = ET.fromstring(draw(stay(to_place("a", "c"))).inline())
    drawn = [part for part in root if part.get("class") in {"table", "bracket"}]
    assert [part.get("class") for part in drawn] == ["table", "table", "bracket", "bracket"]
    assert [part.get("data-edge") for part in drawn[2:]] == ["0", "0"]
    path = drawn[2].find("path")
    assert path is not None
    assert path.get("d", "").count("h3") == 2
