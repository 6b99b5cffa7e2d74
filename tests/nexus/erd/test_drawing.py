"""One diagram from a schema and options: its title, its words, its parts, and always the same."""

from itertools import combinations, pairwise
from pathlib import Path

import pytest
from nexus.core.cache import Cache
from nexus.core.choices import DIRECTIONS
from nexus.core.errors import NexusError
from nexus.erd import graph, placement
from nexus.erd import map as group_map
from nexus.erd.drawing import draw
from nexus.erd.layout import ROW_HEIGHT, Box
from nexus.erd.notation import group_card
from nexus.erd.options import Options
from nexus.schema.groups import Bundle, Group
from nexus.schema.model import Schema

from tests.helpers import chain, run_python, schema, table, to

SHOP = chain("user", "booking", "payment")


def drawn(options: Options) -> list[str]:
    """The tables that a diagram of the shop shows, each with the number of its rows."""
    boxes = draw(SHOP, options).layout.boxes
    return [f"{box.card.table} {len(box.card.rows)}" for box in boxes]


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        (Options(), ["user 1", "booking 2", "payment 2"]),
        (Options(columns="none"), ["user 0", "booking 0", "payment 0"]),
        (Options(tables=("payment",)), ["payment 2"]),
        (Options(tables=("payment",), depth=1), ["booking 2", "payment 2"]),
        (Options(tables=("payment", "user")), ["user 1", "payment 2"]),
    ],
)
def test_the_options_choose_tables_and_columns(options: Options, shown: list[str]) -> None:
    """Tables stand in the order of the schema, whatever the order of the author's list."""
    assert drawn(options) == shown


def test_an_unknown_table_is_an_error() -> None:
    """It is told with a choice."""
    with pytest.raises(NexusError, match="there is no table 'nobody' in schema 'shop'"):
        draw(SHOP, Options(tables=("nobody",)))


@pytest.mark.parametrize(
    ("options", "title"),
    [
        (Options(), "Entity-relationship diagram of 3 tables of shop"),
        (Options(tables=("user",)), "The table user of the schema shop"),
        (Options(title="Who pays"), "Who pays"),
    ],
)
def test_a_diagram_has_a_title(options: Options, title: str) -> None:
    """The author's, or else one that says what is shown."""
    assert draw(SHOP, options).title == title


def test_a_diagram_is_described_in_words() -> None:
    """For those who do not see it: the counts, and each relation."""
    assert draw(SHOP).description == (
        "3 tables, 2 relations. booking.before_id references user.id."
        " payment.before_id references booking.id."
    )
    assert draw(schema(table("user"))).description == "1 table, 0 relations."


def test_cards_do_not_overlap_and_edges_touch_their_rows() -> None:
    """Parents stand to the left; an edge leads from column to column."""
    layout = draw(SHOP).layout
    left_to_right = [(box.left, box.right) for box in layout.boxes]
    assert all(a[1] < b[0] for a, b in pairwise(left_to_right))
    parent, child = layout.boxes[:2]
    (start_x, start_y), *_, (end_x, end_y) = layout.edges[0].points
    assert (start_x, end_x) == (pytest.approx(parent.right), pytest.approx(child.left))
    assert 0 < start_y - parent.row_top(0) < ROW_HEIGHT
    assert 0 < end_y - child.row_top(1) < ROW_HEIGHT


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param(schema(), id="no table"),
        pytest.param(schema(table("node", "up", foreign_keys=(to("node", "up"),))), id="loop"),
        pytest.param(
            schema(
                table("a", "b_id", foreign_keys=(to("b", "b_id"),)),
                table("b", "a_id", foreign_keys=(to("a", "a_id"),)),
            ),
            id="circle",
        ),
        pytest.param(
            schema(table("user"), table("m", "x", "y", foreign_keys=(to("user", "x"), to("user", "y")))),
            id="two keys to one table",
        ),
    ],
)  # fmt: skip
def test_every_shape_of_schema_can_be_drawn(odd: Schema) -> None:
    """Each relation is one edge, and each table one card."""
    drawing = draw(odd)
    assert len(drawing.layout.boxes) == len(odd.tables)
    assert len(drawing.layout.edges) == len(odd.relations)
    assert drawing.file().startswith("<svg ")


def test_a_layout_is_kept_and_the_picture_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second time Graphviz is not asked, and a damaged entry is placed anew."""
    cache = Cache(tmp_path)
    first = draw(SHOP, cache=cache)
    with monkeypatch.context() as patch:
        patch.delattr(placement, "place")
        assert draw(SHOP, Options(title="Another"), cache).layout == first.layout
    (entry,) = tmp_path.iterdir()
    entry.write_bytes(b"damaged")
    assert draw(SHOP, cache=cache) == first


def test_a_diagram_does_not_depend_on_the_order_of_a_run() -> None:
    """Three runs of Python with other hash seeds draw the same bytes."""
    source = (
        "import hashlib; from pathlib import Path; from nexus.sources.sqlalchemy import loader, reader;"
        "from nexus.erd.drawing import draw; d = draw(reader.read(loader.load('tests/shop/models/shop.py')));"
        "print(hashlib.sha256(d.file().encode() + d.inline().encode() + d.png()).hexdigest())"
    )
    assert len({run_python(source, PYTHONHASHSEED=seed) for seed in ("0", "1", "4242")}) == 1


def test_a_long_group_stands_in_columns() -> None:
    """Its names go down and then across, each in a place of its own, and none is below the card."""
    group = Group("all", tuple(f"t{number}" for number in range(25)))
    box = Box(group_card(group, 12), left=5.0, top=7.0, width=300.0, name_offset=10.0)
    assert (box.card.across, box.card.lines) == (3, 9)
    places = [(box.name_left(number), box.row_top(number)) for number in range(25)]
    assert places == sorted(places)
    assert len(set(places)) == 25
    assert {left for left, _ in places} == {15.0, 115.0, 215.0}
    assert max(top for _, top in places) + ROW_HEIGHT == box.top + box.height


def test_columns_of_cards_are_of_like_height() -> None:
    """The highest are put first; within a column, and across, the order is the given one."""
    assert group_map.balanced([10, 300, 30, 90, 80], 2) == [[0, 2, 3, 4], [1]]
    assert group_map.balanced([5], 3) == [[0]]


MANY = chain(*(f"t{number}" for number in range(45)))


@pytest.mark.parametrize(
    ("options", "cards"),
    [
        (Options(), 0),
        (Options(whole=True), 45),
        (Options(columns="all"), 45),
        (Options(tables=tuple(MANY.by_id)), 45),
        (Options(tables=("t20",), depth=44), 40),
        (Options(tables=("t20",), depth=44, whole=True), 45),
        (Options(exclude=("t4*",)), 39),
    ],
)
def test_what_is_asked_for_is_drawn_however_large(options: Options, cards: int) -> None:
    """Only a diagram that nobody chose the parts of becomes a map."""
    drawing = draw(MANY, options)
    assert sum(box.card.kind != "group" for box in drawing.layout.boxes) == cards


def test_a_chain_that_is_much_too_wide_runs_down() -> None:
    """Unless its author wants it otherwise; one that fits runs to the right."""
    line = chain(*(f"t{number}" for number in range(16)))
    by_direction = {d: draw(line, Options(direction=d)).layout for d in DIRECTIONS}  # type: ignore[arg-type]
    assert by_direction["auto"] == by_direction["down"] != by_direction["right"]
    assert by_direction["down"].width < by_direction["down"].height
    assert draw(SHOP).layout == draw(SHOP, Options(direction="right")).layout


def test_a_line_stands_for_a_table_that_only_joins_two() -> None:
    """On request; the diagram says so in words."""
    keys = (to("user", "one"), to("user", "two"))
    friends = schema(table("user"), table("friend", "one", "two", foreign_keys=keys))
    assert draw(friends).summary == "2 tables, 2 relations"
    drawing = draw(friends, Options(many_to_many=True))
    assert drawing.description == "1 table, 1 relation. friend joins user and user."
    assert "friend joins user and user: zero or more to zero or more" in drawing.file()


def test_a_relation_that_the_database_does_not_keep_is_dashed() -> None:
    """It is told apart by its class."""
    link = table("note", "thing_id", links=(to("user", "thing_id"),))
    assert 'class="edge link"' in draw(schema(table("user"), link)).file()
    assert 'class="edge link"' not in draw(SHOP).file()


def test_a_map_of_very_many_groups_needs_no_graphviz(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would take minutes to place lines that nobody follows."""
    names = [f"g{number}" for number in range(20)]
    groups = [Group(name, (f"t{name}",)) for name in names]
    bundles = [Bundle(a, b, 1) for a, b in combinations(names, 2)]
    monkeypatch.delattr(graph, "_graphviz")
    layout = group_map.place(groups, bundles, 3000)
    assert (len(layout.boxes), layout.strands) == (20, ())
