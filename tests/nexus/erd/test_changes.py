"""The diagram of what changed: only that and its neighbours, told by signs and words too."""

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from nexus.erd import changes
from nexus.schema.comparison import compare
from nexus.schema.model import Column, Enum, Schema

from tests.helpers import EVIL, HOSTILE_NAMES, schema, table, to

SVG = "{http://www.w3.org/2000/svg}"
ROOM = table("room", "title", "note")
OLD = schema(
    table("guest", "email"),
    ROOM,
    table("stay", "guest_id", "room_id", foreign_keys=(to("guest", "guest_id"),)),
    table("log", "room_id", foreign_keys=(to("room", "room_id"),)),
    table("far", "guest_id", foreign_keys=(to("guest", "guest_id"),)),
    table("alone"),
)
NEW = schema(
    table("client", "email"),
    table("room", "title", "size"),
    table("stay", "guest_id", "room_id", foreign_keys=(to("client", "guest_id"),)),
    table("bill", "stay_id", foreign_keys=(to("stay", "stay_id"),)),
    table("far", "guest_id", foreign_keys=(to("client", "guest_id"),)),
    table("alone"),
)  # fmt: skip


def drawn(old: Schema, new: Schema, *renames: str) -> ET.Element:
    """The diagram as a tree of elements."""
    return ET.fromstring(changes.file(compare(old, new, renames)))


def cards(root: ET.Element) -> dict[str, tuple[str, list[str]]]:
    """The class of each card, and its texts."""
    groups = [group for group in root.iter(f"{SVG}g") if "data-table" in group.attrib]
    return {
        group.attrib["data-table"]: (
            group.attrib["class"],
            ["".join(text.itertext()) for text in group.iter(f"{SVG}text")],
        )
        for group in groups
    }


def test_what_changed_is_drawn_with_its_neighbours() -> None:
    """The neighbours by name alone, a table that changed with the columns that did."""
    shown = cards(drawn(OLD, NEW, "guest=client", "room.note="))
    assert shown == {
        "client": ("table renamed", ["> client (was guest)"]),
        "room": (
            "table changed",
            [
                *("~ room (changed)", "+ size", "text, added"),
                *("- note", "text, removed"),
            ],
        ),
        "stay": ("table", ["stay"]),
        "bill": ("table added", ["+ bill (added)", "PK", "id", "integer", "FK", *BILL]),
        "far": ("table", ["far"]),
        "log": ("table removed", ["- log (removed)", "PK", "id", "integer", "FK", *LOG]),
    }


BILL = ("stay_id", "text")
LOG = ("room_id", "text")


def test_relations_say_what_was_done_to_them() -> None:
    """Those of tables that came or went; the others are as ever."""
    root = drawn(OLD, NEW, "guest=client")
    edges = [group for group in root.iter(f"{SVG}g") if "data-child" in group.attrib]
    assert {(e.attrib["data-child"], e.attrib["class"]) for e in edges} == {
        ("stay", "edge"),
        ("far", "edge"),
        ("bill", "edge added"),
        ("log", "edge removed"),
    }
    told = {edge.attrib["data-child"]: edge.findtext(f"{SVG}title") or "" for edge in edges}
    assert told["bill"].endswith(", added")
    assert told["log"].endswith(", removed")


def test_of_many_changes_only_these_are_drawn() -> None:
    """There is no room for their neighbours."""
    names = [f"t{number}" for number in range(60)]
    links = [table(name, "p_id", foreign_keys=(to("hub", "p_id"),)) for name in names]
    more = [replace(each, columns=(*each.columns, Column("x", "text"))) for each in links]
    root = drawn(schema(table("hub"), *links), schema(table("hub"), *more))
    assert set(cards(root)) == set(names)


def test_a_picture_of_no_change_says_so() -> None:
    """In words, where a card would stand."""
    assert [texts for _, texts in cards(drawn(OLD, OLD)).values()] == [["nothing changed"]]


@pytest.mark.parametrize("name", [*HOSTILE_NAMES.values(), EVIL])
def test_no_name_becomes_markup(name: str) -> None:
    """Of a table, a column, an enum or a default."""
    old = schema(table("t"), table("s"))
    column = Column(name, name, enum=name, server_default=name)
    new = schema(replace(old.tables[0], columns=(*old.tables[0].columns, column)), table(name))
    root = drawn(old, replace(new, enums=(Enum(name, (name,)),)), "s=")
    kinds = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert kinds <= {
        *("svg", "title", "desc", "style", "rect", "g", "path", "text", "tspan", "circle")
    }
    assert not any(key.startswith("on") for each in root.iter() for key in each.attrib)
