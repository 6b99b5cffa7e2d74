"""The picture itself: its golden file, its marks, its links, and names that mean harm."""

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nexus.core.text import printable
from nexus.erd import svg
from nexus.erd.drawing import draw
from nexus.erd.options import Options
from nexus.schema.model import (
    Column,
    ForeignKey,
    Key,
    Schema,
    Table,
)

from tests.helpers import HOSTILE_NAMES, Golden, schema, table, to

SHOP = schema(
    table("user", Column("email", "character varying(320)"), uniques=(Key(None, ("email",)),)),
    table("booking", Column("user_id", "integer"), "note", foreign_keys=(to("user", "user_id"),)),
)


def indented(text: str) -> str:
    """A picture with an element a line, for reading."""
    root = ET.fromstring(text)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def parsed(drawn: Schema, **links: str) -> ET.Element:
    """The inline picture of a schema, as XML."""
    return ET.fromstring(draw(drawn).inline(links))


def test_the_picture_for_a_page_is_the_golden_one(golden: Golden) -> None:
    """Two tables and a relation, with links, in the page's colours."""
    links = {"user": "../schema/shop/user/", "booking": "#booking"}
    golden.check("shop.inline.svg", indented(draw(SHOP).inline(links)))


def test_the_picture_of_a_file_is_the_golden_one(golden: Golden) -> None:
    """The same with a style sheet, a ground and a size of its own."""
    ET.register_namespace("", "http://www.w3.org/2000/svg")
    golden.check("shop.file.svg", indented(draw(SHOP).file()))


def test_words_of_a_file_keep_their_room_in_letters_of_another_font() -> None:
    """A file brings no font; what the fonts here lack is as wide as it comes."""
    drawing = draw(schema(table("guest_of_the_house"), table("\u5bb6")))
    texts = list(ET.fromstring(drawing.file()).iter("{http://www.w3.org/2000/svg}text"))
    titles = {text.text: text.get("textLength") for text in texts if text.get("class") == "title"}
    (box,) = (box for box in drawing.layout.boxes if box.card.title == "guest_of_the_house")
    assert 0.8 * box.width < float(titles["guest_of_the_house"] or 0) < box.width
    assert titles["\u5bb6"] is None


def test_a_picture_has_a_name_a_description_and_its_size() -> None:
    """The accessible name comes first; the natural size is known before drawing."""
    drawing = draw(SHOP)
    root = ET.fromstring(drawing.inline())
    width, height = svg.size(drawing.layout)
    assert [root[0].tag, root[1].tag] == ["title", "desc"]
    assert (root[0].text, root[1].text) == (drawing.title, drawing.description)
    shape = "/".join((root.get("viewBox") or "").split()[2:])
    assert root.get("style") == f"--erd-width:{round(width, 2):g}px;aspect-ratio:{shape}"
    assert f'height="{round(height, 2):g}"' in drawing.file()


def test_only_tables_with_an_address_are_links() -> None:
    """The table's title leads to its documentation."""
    links = parsed(SHOP, user="../user/").findall(".//a")
    assert [(a.get("href"), "".join(a.itertext())) for a in links] == [("../user/", "user")]


@pytest.mark.parametrize(
    ("nullable", "unique", "words", "marks"),
    [
        (False, False, "zero or more to exactly one", ["bars", "foot and ring"]),
        (True, False, "zero or more to zero or one", ["bar and ring", "foot and ring"]),
        (False, True, "zero or one to exactly one", ["bars", "bar and ring"]),
        (True, True, "zero or one to zero or one", ["bar and ring", "bar and ring"]),
    ],
)
def test_each_cardinality_has_its_mark_at_its_end(
    nullable: bool, unique: bool, words: str, marks: list[str]
) -> None:
    """A crow's foot is many, a bar is one, a ring is zero; the parent's end comes first."""
    column = Column("user_id", "integer", nullable=nullable)
    rules = {"uniques": (Key(None, ("user_id",)),)} if unique else {}
    child = table("booking", column, foreign_keys=(to("user", "user_id"),), **rules)
    edge = parsed(schema(table("user"), child)).find("g[@class='edge']")
    assert edge is not None
    assert edge.findtext("title") == f"booking.user_id references user.id: {words}"
    _line, *ends = [element for element in edge if element.tag != "title"]
    assert [mark(ends, number) for number in (0, 1)] == marks


def mark(ends: list[ET.Element], number: int) -> str:
    """What is drawn at an end: each is a path, and perhaps a circle behind it."""
    places = [i for i, element in enumerate(ends) if element.tag == "path"]
    path = ends[places[number]].get("d", "")
    ring = ends[places[number] + 1 : places[number] + 2]
    lines = {1: "bar", 2: "bars"}.get(path.count("v10"), "foot")
    return f"{lines} and ring" if ring and ring[0].tag == "circle" else lines


@pytest.mark.parametrize("kind", ["table", "view", "stub"])
def test_a_card_says_what_kind_of_table_it_is(kind: str) -> None:
    """Views and tables from elsewhere are drawn otherwise."""
    card = parsed(Schema("shop", (Table("t", kind=kind),))).find("g[@data-table='t']")
    assert card is not None
    assert card.get("class") == kind


def hostile_schema(name: str) -> Schema:
    """A table, a column, an enum type and a relation that all have that name."""
    own = Column(name, name, nullable=False)
    parent = Table(name, columns=(own,), primary_key=Key(name, (name,)), comment=name)
    child = table("child", "x", foreign_keys=(ForeignKey(name, ("x",), name, (name,)),))
    return Schema(name, (parent, child))


@pytest.mark.parametrize("name", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
@pytest.mark.parametrize("form", ["inline", "file"])
def test_a_hostile_name_is_text_and_nothing_else(name: str, form: str) -> None:
    """The picture parses, the name is there exactly once as a table and once as a column."""
    drawing = draw(hostile_schema(name))
    text = drawing.file() if form == "file" else drawing.inline({name: f"./{name!r}"})
    root = ET.fromstring(text)
    shown = printable(name)
    elements = list(root.iter())
    assert [e.get("data-table") for e in elements].count(shown) == 1
    assert [e.get("data-column") for e in elements].count(shown) == 1
    known = {"svg", "title", "desc", "style", "rect", "g", "a", "path", "circle", "text", "tspan"}
    assert {re.sub(r"\{.*\}", "", e.tag) for e in elements} <= known
    assert not any(a.startswith("on") for e in elements for a in e.attrib)


@settings(max_examples=25)
@given(st.text(max_size=30))
def test_any_name_can_be_drawn(name: str) -> None:
    """Whatever it is, the picture is XML that says the name."""
    assert ET.fromstring(draw(hostile_schema(name)).inline()).find(".//*[@data-table]") is not None


def two_groups(odd: str = "") -> Schema:
    """Enough tables for a map, in two groups that relations join; `odd` stands in their names."""
    one = [table(f"a{odd}{n}", group=f"one{odd}") for n in range(40)]
    two = [
        table(f"b{n}", "a_id", group="two", foreign_keys=(to(f"a{odd}{n}", "a_id"),))
        for n in range(40)
    ]
    return Schema("s", (*one, *two))


def test_a_map_names_its_tables_and_draws_what_joins_its_groups() -> None:
    """Each table by a text, and all relations between two groups by one line."""
    drawn = draw(two_groups()).file()
    assert len(re.findall(r">(?:a|b)\d+</text>", drawn)) == 80
    assert drawn.count('class="edge strand"') == 1
    assert "40 relations join two to one" in drawn


@pytest.mark.parametrize(
    "odd",
    [
        two_groups("\x01"),
        Schema("s", (table("a\x01"), table("b\x01", "a", foreign_keys=(to("a\x01", "a"),)))),
    ],
    ids=["map", "tables"],
)
def test_names_with_characters_that_xml_cannot_hold_are_drawn(odd: Schema) -> None:
    """Tables, groups, and both ends of a relation."""
    root = ET.fromstring(draw(odd).file())
    assert len(root.findall(".//*[@data-table]")) == len(odd.tables)


def test_a_map_of_odd_names_is_valid_and_names_every_table() -> None:
    """Characters that XML cannot hold are in the names of its tables and of its groups."""
    one = [table(f"a\x01{n}", group="g\x01") for n in range(40)]
    links = [to(f"a\x01{n}", "a_id") for n in range(40)]
    two = [table(f"b{n}", "a_id", group="two", foreign_keys=(links[n],)) for n in range(40)]
    drawn = ET.fromstring(draw(schema(*one, *two)).file())
    assert len(drawn.findall(".//*[@data-table]")) == 80


def test_both_ends_of_a_relation_may_have_odd_names() -> None:
    """The picture can be parsed, and says the relation."""
    odd = (table("a\x01"), table("b\x01", "a_id", foreign_keys=(to("a\x01", "a_id"),)))
    drawn = ET.fromstring(draw(schema(*odd)).file())
    assert [
        title.text
        for title in drawn.iter("{http://www.w3.org/2000/svg}title")
        if "references" in str(title.text)
    ]


def test_a_box_around_a_group_of_an_odd_name_is_valid() -> None:
    """In its frame and in its name."""
    shop = schema(table("a", group="g\x01"), table("b", group="two"))
    drawn = ET.fromstring(draw(shop, Options(boxes=True)).file())
    framed = [each.get("data-frame") for each in drawn.iter() if "data-frame" in each.attrib]
    assert set(framed) == {printable("g\x01"), "two"}
    assert len(framed) == 4
