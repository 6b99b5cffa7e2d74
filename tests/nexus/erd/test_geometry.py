"""Pictures that are right to the eye: nothing meets that should not, and every line can be followed.

`geometry` reads the SVG alone. Here it counts in small pictures of every shape and in two published
schemas; `make trials` counts in many hundreds of published tables.
"""

import random
from collections import Counter
from dataclasses import replace
from itertools import product

import pytest
from nexus.core.choices import COLUMN_CHOICES, Columns, Direction
from nexus.erd import svg
from nexus.erd.drawing import draw
from nexus.erd.layout import Layout
from nexus.erd.notation import card
from nexus.erd.options import Options
from nexus.erd.placement import place
from nexus.schema.model import Column, ForeignKey, Key, Schema, Table
from nexus.sources.sqlalchemy import loader, reader

from tests.helpers import chain, schema, table, to
from tests.nexus.erd.geometry import KINDS, faults


def picture(drawn: Schema, columns: Columns = "all", direction: Direction = "right") -> str:
    """The picture of a schema, however large it is."""
    return svg.file(placed(drawn, columns, direction), svg.Caption("A title", "A description"))


def placed(drawn: Schema, columns: Columns = "all", direction: Direction = "right") -> Layout:
    """The layout of a schema."""
    return place(tuple(card(each, columns) for each in drawn.tables), drawn.relations, direction)


def wrong(text: str) -> dict[str, list[str]]:
    """What is wrong with a picture, if anything is."""
    return {kind: found for kind, found in faults(text).items() if found}


def optional(name: str) -> Column:
    """A column that may be null."""
    return Column(name, "integer")


PERSON = table("person", optional("boss_id"), foreign_keys=(to("person", "boss_id"),))
FAMILY = schema(
    PERSON,
    table("letter", "from_id", optional("to_id"), foreign_keys=(to("person", "from_id"), to("person", "to_id"))),
    table("badge", "person_id", foreign_keys=(to("person", "person_id"),), uniques=(Key(None, ("person_id",)),)),
    table("seat", optional("person_id"), foreign_keys=(to("person", "person_id"),), uniques=(Key(None, ("person_id",)),)),
)  # fmt: skip
TREE = schema(
    table("zone", *(f"c{n}" for n in range(15)), optional("parent_id"), optional("root_id"), "end",
          foreign_keys=(to("zone", "parent_id"), to("zone", "root_id"))),
    *(table(f"child{n}", "zone_id", foreign_keys=(to("zone", "zone_id"),)) for n in range(4)),
)  # fmt: skip
ITSELF = schema(table("node", foreign_keys=(to("node", "id"),)))
CIRCLE = schema(
    table("a", "c_id", foreign_keys=(to("c", "c_id"),)),
    table("b", "a_id", foreign_keys=(to("a", "a_id"),)),
    table("c", "b_id", "a_id", foreign_keys=(to("b", "b_id"), to("a", "a_id"))),
)
SHARED = schema(
    table("home", "owner_id", "owner_two", foreign_keys=(to("owner", "owner_id"), to("owner", "owner_id", "owner_two"))),
    table("owner", "key_owner_id", "key_owner_two"),
    table("other", foreign_keys=(to("owner", "id"), to("home", "id"))),
)  # fmt: skip
SHAPES = {
    "one of everything": FAMILY,
    "a tree": TREE,
    "a row that refers to itself": ITSELF,
    "a circle": CIRCLE,
    "a column of two keys": SHARED,
    "a chain": chain(*(f"t{number}" for number in range(12))),
    "no table": schema(),
    "alone": schema(*(table(f"t{number}", "note") for number in range(9))),
}


@pytest.mark.parametrize("direction", ["right", "down"])
@pytest.mark.parametrize("columns", COLUMN_CHOICES)
@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_is_wrong_with_a_shape(shape: str, columns: Columns, direction: Direction) -> None:
    """In both directions, with all columns, those in keys, and none."""
    assert wrong(picture(SHAPES[shape], columns, direction)) == {}


def tangled(seed: int) -> Schema:
    """Tables with keys in every direction: to themselves, in circles, several at a column."""
    rnd = random.Random(seed)
    count = rnd.choice([2, 5, 8, 15, 30])
    return Schema("s", tuple(_tangled(number, count, rnd) for number in range(count)))


def _tangled(number: int, count: int, rnd: random.Random) -> Table:
    names = ["id", *(f"column_{k}" * rnd.choice([1, 3]) for k in range(rnd.choice([1, 3, 12])))]
    columns = tuple(Column(name, "integer", nullable=rnd.random() < 0.4) for name in names)
    keys = []
    for _ in range(rnd.choice([0, 1, 2, 4])):
        own = tuple(dict.fromkeys(rnd.choices(names, k=rnd.choice([1, 1, 2]))))
        target = rnd.choice([number, rnd.randrange(count), rnd.randrange(count)])
        keys.append(ForeignKey(None, own, f"t{target}", ("id", names[-1])[: len(own)]))
    once = tuple(Key(None, (name,)) for name in rnd.sample(names, k=rnd.choice([0, 1])))
    primary = Key(None, ("id",))
    return Table(f"t{number}", None, columns, primary, tuple(keys), once)


@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_wrong_with_a_tangle(seed: int) -> None:
    """Whatever refers to whatever."""
    pictures = (
        picture(tangled(seed), c, d) for c, d in product(("all", "none"), ("right", "down"))
    )  # type: ignore[arg-type]
    assert [wrong(text) for text in pictures] == [{}] * 4


@pytest.mark.parametrize(("seed", "direction"), list(product(range(4), ("right", "down"))))
def test_boxes_hold_their_tables_and_no_others(seed: int, direction: Direction) -> None:
    """Each box all of its group, joined or not, with its name above; some tables are in none."""
    tables = tangled(seed).tables
    named = [replace(t, group=("", "a", "b<i>")[place % 3]) for place, t in enumerate(tables)]
    alone = [Table(f"alone{n}", group="a" if n % 2 else "c") for n in range(7)]
    drawing = draw(Schema("s", (*named, *alone)), Options(boxes=True, direction=direction))
    assert wrong(drawing.file()) == {}
    cards = {box.card.table: box for box in drawing.layout.boxes}
    frames = {frame.name: frame for frame in drawing.layout.frames}
    assert set(frames) == {t.group for t in drawing.schema.tables if t.group}
    for own in drawing.schema.tables:
        box = cards[own.id]
        holding = [
            name
            for name, frame in frames.items()
            if frame.left < box.left < frame.left + frame.width
            and frame.top < box.top < frame.top + frame.height
        ]
        assert holding == ([own.group] if own.group else [])


@pytest.mark.parametrize("module", ["optuna.storages._rdb.models", "buildbot.db.model"])
def test_nothing_is_wrong_with_a_published_schema(module: str) -> None:
    """Each in one picture, though one of them has more tables than a page shows at once."""
    assert wrong(picture(reader.read(loader.load(module)))) == {}


def test_nothing_is_wrong_with_a_map() -> None:
    """The lines between groups run around the groups, also where these refer to each other."""
    names = [(group, number) for group in "xyz" for number in range(20)]
    after = {"x": "y", "y": "z", "z": "x"}
    tables = [
        table(f"{g}{n}", "up", group=g, foreign_keys=(to(f"{after[g]}{n}", "up"),))
        for g, n in names
    ]
    drawing = draw(schema(*tables))
    assert len(drawing.layout.strands) == 3
    assert wrong(drawing.file()) == {}


def test_ends_of_one_kind_share_a_place_and_others_stand_apart() -> None:
    """Of the five relations of a person two are needed, and three are not."""
    layout = placed(FAMILY)
    at = Counter(edge.points[0] for edge in layout.edges)
    assert sorted(at.values()) == [2, 3]
    (_, above), (_, below) = at
    assert abs(above - below) == 11


def test_a_loop_stays_on_one_side_of_its_card() -> None:
    """Both of its ends are on the right, and the shorter loop lies within the longer one."""
    layout = placed(TREE)
    (zone, *_) = layout.boxes
    loops = [e for e in layout.edges if e.relation.parent == e.relation.child]
    assert {e.points[place][0] for e in loops for place in (0, -1)} == {zone.right}
    short, long = (max(x for x, _ in edge.points) for edge in loops)
    assert zone.right + 16 < short < long


def test_a_circle_is_drawn_with_one_line_backwards() -> None:
    """A parent that stands right of its child has its end on its left."""
    layout = placed(CIRCLE)
    boxes = {box.card.table: box for box in layout.boxes}
    backwards = [
        e.relation.sentence for e in layout.edges if e.points[0][0] == boxes[e.relation.parent].left
    ]
    assert len(backwards) == 1


def test_parts_that_nothing_joins_fill_a_page() -> None:
    """Thirty tables in ten islands are about as wide, for their height, as a page."""
    islands = [
        each
        for n in range(10)
        for each in (
            table(f"p{n}", *"abcdef"),
            table(f"q{n}", "p_id", foreign_keys=(to(f"p{n}", "p_id"),)),
            table(f"r{n}", *"abc"),
        )
    ]
    layout = placed(schema(*islands))
    assert 1.1 < layout.width / layout.height < 2.2
    filled = sum(box.width * box.height for box in layout.boxes)
    assert filled > 0.35 * layout.width * layout.height


BAD = """<svg viewBox="0 0 400 200">
<g class="edge" data-child="b" data-parent="a"><path d="M100 50L116 50C200 50 200 50 284 50L300 50"/>
{marks}</g>
<g class="edge" data-child="b" data-parent="a"><path d="M100 60L116 60C200 60 200 60 284 60L300 60"/>
<path d="M104 58v4M108 58v4"/><path d="M296 58v4M292 58v4"/></g>
<g data-table="a"><rect class="card" x="0" y="0" width="100" height="100"/>{texts}</g>
<g data-table="b"><rect class="card" x="300" y="0" width="{width}" height="100"/></g>{more}</svg>"""
GOOD = {
    "marks": '<path d="M104 48v4M108 48v4"/><path d="M296 48v4M292 48v4"/>',
    "texts": '<text class="name" x="10" y="20">id</text>',
    "width": "100",
    "more": "",
}


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("marks", {"marks": '<path d="M104 48v14M108 48v14"/><path d="M296 48v4M292 48v4"/>'}),
        ("loose", {"marks": '<path d="M104 40v4M108 40v4"/><path d="M296 48v4M292 48v4"/>'}),
        ("texts", {"texts": '<text class="name" x="10" y="20">as long as no card is wide</text>'}),
        ("texts", {"texts": GOOD["texts"] + '<text class="name" x="14" y="22">id</text>'}),
        ("outside", {"width": "120"}),
        ("crossings", {"more": '<g data-table="c"><rect class="card" x="180" y="40" width="40" height="40"/></g>'}),
        ("cards", {"more": '<g data-table="c"><rect class="card" x="50" y="90" width="40" height="40"/></g>'}),
    ],
)  # fmt: skip
def test_every_kind_of_fault_is_found(kind: str, part: dict[str, str]) -> None:
    """In a picture that is right but for that."""
    assert wrong(BAD.format(**GOOD)) == {}
    assert kind in wrong(BAD.format(**{**GOOD, **part}))
    assert kind in KINDS
