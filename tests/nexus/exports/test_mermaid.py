"""Mermaid as `mermaid.parse` reads it: plain where it can be, complete where it cannot."""

import re
from typing import Any

import pytest
from hypothesis import given
from nexus.exports.mermaid import mermaid
from nexus.schema.model import (
    Column,
    Key,
    Schema,
    Table,
)
from nexus.sources.sqlalchemy import loader, reader

from tests.helpers import chain, schema, table
from tests.nexus.exports.conftest import Parse
from tests.nexus.exports.hostile import schemas
from tests.nexus.shapes import SHAPES, Shape
from tests.projects import MODELS

ENDS = {"*": "ZERO_OR_MORE", "?": "ZERO_OR_ONE", "1": "ONLY_ONE"}


def real_name(column: dict[str, Any]) -> str:
    """The name of a column: what its comment says first, or else what Mermaid shows."""
    said = re.match(r"name: ([^;]*)", column["comment"])
    return decoded(said[1]) if said else column["name"]


def decoded(text: str) -> str:
    """A text in which Mermaid keeps each code, such as `#59;`, in a form of its own."""
    return re.sub(r"\ufb02\xb0\xb0(\d+)\xb6\xdf", lambda code: chr(int(code[1])), text)


def test_plain_names_stay_as_they_are() -> None:
    """The text of an ordinary schema is as a person would write it."""
    user = table("user", Column("email", "varchar(255)", nullable=False, comment="To sign in."))
    text = mermaid(schema(*chain("user", "booking").tables[1:], user))
    assert text == (
        "erDiagram\n"
        '    user ||--o{ booking : "before_id"\n'
        "    booking {\n"
        "        integer id PK\n"
        "        text before_id FK\n"
        "    }\n"
        "    user {\n"
        "        integer id PK\n"
        '        varchar(255) email "To sign in."\n'
        "    }\n"
    )


@pytest.mark.parametrize(
    ("columns", "shown"),
    [("all", ["id", "before_id", "note"]), ("keys", ["id", "before_id"]), ("none", [])],
)
def test_columns_can_be_left_out(parse: Parse, columns: Any, shown: list[str]) -> None:
    """All of them, those in keys, or none; tables and relations stay."""
    first, second = chain("user", "booking").tables
    second = table("booking", "before_id", "note", foreign_keys=second.foreign_keys)
    parsed = parse("mermaid", mermaid(schema(first, second), columns))
    assert [column["name"] for column in dict(parsed["tables"])["booking"]] == shown
    assert len(parsed["relations"]) == 1


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("total", "text total"),
        ("_hidden", "text _hidden"),
        ("__init__", 'text init "name: #95;#95;init#95;#95;"'),
        ("()", 'text column "name: ()"'),
        ("COUNT(*)", 'text COUNT "name: COUNT(#42;)"'),
        ("pk", 'text _pk "name: pk"'),
        ("2fa", 'text _2fa "name: 2fa"'),
        ("a;b", 'text a_b "name: a#59;b"'),
        ("caf\xe9", 'text caf "name: caf\xe9"'),
    ],
)
def test_a_name_that_mermaid_cannot_read_is_said_in_the_comment(name: str, line: str) -> None:
    """The column stands under a plain name."""
    text = mermaid(schema(Table("t", columns=(Column(name, "text"),))))
    assert text.splitlines()[2].strip() == line


def test_plain_names_that_come_to_the_same_are_told_apart() -> None:
    """A column that needs no other name keeps its own."""
    columns = (Column("a b", "text"), Column("a_b", "text"), Column("a-b", "text"))
    names = [
        row.split()[1] for row in mermaid(schema(Table("t", columns=columns))).splitlines()[2:5]
    ]
    assert names == ["a_b_2", "a_b", "a_b_3"]


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("timestamp with time zone", "timestamptz"),
        ("numeric(10, 2)", "numeric(10_2)"),
        ("text[]", "text[]"),
        ("interval year to month", "interval_year_to_month"),
        ('"char"', "char"),
        ("pk", "_pk"),
        ("", "_"),
    ],
)
def test_a_type_is_one_word(parse: Parse, kind: str, word: str) -> None:
    """It reads like the type, in characters that every version of Mermaid takes."""
    parsed = parse("mermaid", mermaid(schema(Table("t", columns=(Column("a", kind),)))))
    assert parsed["tables"][0][1][0]["type"] == word


def test_marks_tell_keys(parse: Parse) -> None:
    """PK, FK and UK stand beside the columns; only a key of one column makes that one unique."""
    keys = chain("user", "booking").tables[1].foreign_keys
    unique = (Key(None, ("before_id",)), Key(None, ("code", "place")))
    booking = table("booking", "before_id", "code", "place", foreign_keys=keys, uniques=unique)
    parsed = parse("mermaid", mermaid(schema(table("user"), booking)))
    marks = {column["name"]: column["keys"] for column in dict(parsed["tables"])["booking"]}
    assert marks == {"id": ["PK"], "before_id": ["FK", "UK"], "code": [], "place": []}


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_both_ends_of_every_relation_are_right(parse: Parse, shape: Shape) -> None:
    """One line for each foreign key, labelled with its columns."""
    parsed = parse("mermaid", mermaid(reader.read(loader.Models("shape", shape.metadata()))))
    found = [
        (line["child"], line["label"], line["childEnd"], line["parentEnd"], line["parent"])
        for line in parsed["relations"]
    ]
    assert sorted(found) == sorted(
        (
            right.child,
            ", ".join(right.columns),
            ENDS[right.child_end],
            ENDS[right.parent_end],
            right.parent,
        )
        for right in shape.expected
    )


def test_a_module_of_models_is_parsed(parse: Parse) -> None:
    """The shop keeps every table, column and relation."""
    shop = reader.read(loader.load(str(MODELS)))
    parsed = parse("mermaid", mermaid(shop))
    assert {name: len(columns) for name, columns in parsed["tables"]} == {
        found.name: len(found.columns) for found in shop.tables
    }
    assert len(parsed["relations"]) == 6


@given(schemas())
def test_hostile_schemas_are_parsed_and_complete(parse: Parse, shop: Schema) -> None:
    """Every table and column is there once; its real name can be read back from the text."""
    text = mermaid(shop)
    parsed = parse("mermaid", text)
    assert sorted(name for name, _ in parsed["tables"]) == sorted(shop.by_id)
    for found in shop.tables:
        columns = dict(parsed["tables"])[found.id]
        assert [real_name(column) for column in columns] == [c.name for c in found.columns]
        assert len({column["name"] for column in columns}) == len(columns)
    assert [line["label"] for line in parsed["relations"]] == [
        ", ".join(relation.foreign_key.columns) for relation in shop.relations
    ]


@pytest.mark.parametrize("name", ["CLASS", "Title", "Subgraph", "PK", "Fk", "UK"])
def test_words_of_mermaid_are_names_in_any_case(parse: Parse, name: str) -> None:
    """Of a table, and of a column."""
    parsed = parse("mermaid", mermaid(schema(table(name, name))))
    ((found, columns),) = parsed["tables"]
    assert found == name
    assert [real_name(column) for column in columns] == ["id", name]
