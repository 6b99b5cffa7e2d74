"""PlantUML, read back line by line: its own program is no package of this project."""

import re

import pytest
from hypothesis import given
from nexus.exports.plantuml import plantuml
from nexus.schema.model import Column, Enum, Schema
from nexus.sources.sqlalchemy import loader, reader

from tests.helpers import chain, schema, table
from tests.nexus.exports.hostile import schemas
from tests.nexus.shapes import SHAPES, Shape

ENTITY = re.compile(r'entity "([^"]*)" as (\w+) \{\n(.*?)\n?\}\n', re.DOTALL)
COLUMN = re.compile(r"  [* ] (.*?) : ([^<]|<U\+[0-9A-F]+>)*((?: <<(?:PK|FK|UK)>>)*)")
RELATION = re.compile(r"(\w+) (}o|\|o)--(\|\||o\|) (\w+) : (.*)")
ENDS = {"}o": "*", "|o": "?", "||": "1", "o|": "?"}


def decoded(text: str) -> str:
    """A text without its codes, and without the blank that follows a code at the end."""
    whole = text[:-1] if text.endswith("> ") else text
    return re.sub(r"<U\+([0-9A-F]+)>", lambda code: chr(int(code[1], 16)), whole)


def entities(text: str) -> dict[str, tuple[str, list[str]]]:
    """Each entity's name and the names of its columns, under its alias."""
    return {
        alias: (
            decoded(name),
            [decoded(row[1]) for row in map(COLUMN.fullmatch, rows(body)) if row],
        )
        for name, alias, body in ENTITY.findall(text)
    }


def rows(body: str) -> list[str]:
    """The lines of an entity that are columns."""
    return [row for row in body.split("\n") if row not in {"", "  --"}]


def test_the_text_of_a_plain_schema_is_plain() -> None:
    """Keys above the line, a star where a column is never null, enums, and one line for a key."""
    keys = chain("user", "booking").tables[1].foreign_keys
    booking = table("booking", "before_id", Column("size", "size"), foreign_keys=keys)
    shop = Schema("shop", (table("user"), booking), (Enum("size", ("small", "large")),))
    assert plantuml(shop) == (
        "@startuml\n"
        "hide circle\n"
        "hide empty members\n"
        "\n"
        'entity "user" as t_user {\n'
        "  * id : integer <<PK>>\n"
        "  --\n"
        "}\n"
        "\n"
        'entity "booking" as t_booking {\n'
        "  * id : integer <<PK>>\n"
        "  --\n"
        "  * before_id : text <<FK>>\n"
        "    size : size\n"
        "}\n"
        "\n"
        'enum "size" as e_size {\n'
        "  small\n"
        "  large\n"
        "}\n"
        "\n"
        "t_booking }o--|| t_user : before_id\n"
        "@enduml\n"
    )


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("order_line", "order_line"),
        ("a__b", "a_<U+005F>b"),
        ("@enduml", "<U+0040>enduml"),
        ('a"b', "a<U+0022>b"),
        ("a/'b", "a/<U+0027>b"),
        ("list<text>", "list<U+003C>text<U+003E> "),
        ("a\nb", "a<U+000A>b"),
        ("\N{HOT BEVERAGE}", "<U+2615> "),
        ("", " "),
    ],
)
def test_a_name_is_coded_where_plantuml_would_take_it_for_its_own(name: str, written: str) -> None:
    """A code at the end is followed by a blank, or it would be the type of a generic class."""
    assert f'entity "{written}" as' in plantuml(schema(table(name)))


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_both_ends_of_every_relation_are_right(shape: Shape) -> None:
    """One line for each foreign key, in crow's feet."""
    text = plantuml(reader.read(loader.Models("shape", shape.metadata())))
    names = {alias: name for alias, (name, _) in entities(text).items()}
    found = [
        (names[child], decoded(label), ENDS[left], ENDS[right], names[parent])
        for child, left, right, parent, label in map(groups, RELATION.finditer(text))
    ]
    assert sorted(found) == sorted(
        (right.child, ", ".join(right.columns), right.child_end, right.parent_end, right.parent)
        for right in shape.expected
    )


def groups(found: re.Match[str]) -> tuple[str, ...]:
    """The parts of a line."""
    return found.groups()


def test_columns_can_be_left_out() -> None:
    """Those in keys, or none."""
    shop = schema(table("user", "name", "email"))
    assert "name" not in plantuml(shop, "keys")
    assert 'entity "user" as t_user {\n}' in plantuml(shop, "none")


@given(schemas())
def test_hostile_schemas_can_be_read_back(shop: Schema) -> None:
    """Every table, column, enum and relation is there once, and no name breaks a line."""
    text = plantuml(shop)
    found = entities(text)
    assert [(name, sorted(columns)) for name, columns in found.values()] == [
        (table.id, sorted(column.name for column in table.columns)) for table in shop.tables
    ]
    assert len(RELATION.findall(text)) == len(shop.relations)
    assert text.count("\nenum ") == len(shop.enums)
    assert text.count("@") == 2
