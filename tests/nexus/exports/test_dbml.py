"""DBML as @dbml/core parses it: complete, with both ends of each reference."""

from typing import Any

import pytest
from hypothesis import given
from nexus.exports import dbml_syntax
from nexus.exports.dbml import dbml
from nexus.schema.model import (
    Check,
    Column,
    Enum,
    ForeignKey,
    Index,
    Key,
    Schema,
    Table,
)
from nexus.sources.sqlalchemy import loader, reader

from tests.helpers import chain, schema, table, to
from tests.nexus.exports.conftest import Parse
from tests.nexus.exports.hostile import schemas
from tests.nexus.shapes import SHAPES, Shape
from tests.projects import MODELS

ENDS = {"*": "0..*", "?": "0..1", "1": "1"}


def line(text: str, start: str) -> str:
    """The one line of a text that starts so, without its indent."""
    (found,) = [row.strip() for row in text.splitlines() if row.strip().startswith(start)]
    return found


def test_a_module_of_models_is_parsed(parse: Parse) -> None:
    """The shop keeps its tables, enums and references."""
    parsed = parse("dbml", dbml(reader.read(loader.load(str(MODELS)))))
    assert [name for (name,), _ in parsed["tables"]] == [
        *("user", "product", "price", "order", "order_line", "refund")
    ]
    assert dict(parsed["enums"])["order_state"] == ["open", "sent", "closed"]
    assert len(parsed["relations"]) == 6


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_both_ends_of_every_reference_are_right(parse: Parse, shape: Shape) -> None:
    """A reference that DBML refuses, from columns to themselves or back, is a comment."""
    text = dbml(reader.read(loader.Models("shape", shape.metadata())))
    found = [
        (
            ".".join(child["table"]),
            tuple(child["columns"]),
            child["relation"],
            parent["relation"],
            ".".join(parent["table"]),
        )
        for child, parent in parse("dbml", text)["relations"]
    ]
    expected = [
        (right.child, right.columns, ENDS[right.child_end], ENDS[right.parent_end], right.parent)
        for right in shape.expected
    ]
    assert len(found) + text.count("// Ref") == len(expected)
    assert set(found) <= set(expected)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (Column("a", "integer"), '"a" integer'),
        (Column("a", "numeric(10, 2)"), '"a" "numeric(10, 2)"'),
        (Column("a", "text", nullable=False), '"a" text [not null]'),
        (Column("a", "text", server_default="'it''s'"), "\"a\" text [default: 'it\\'s']"),
        (Column("a", "integer", server_default="-1.5"), '"a" integer [default: -1.5]'),
        (Column("a", "date", server_default="now()"), '"a" date [default: `now()`]'),
        (Column("a", "date", server_default="`b`"), "\"a\" date [note: 'Default: `b`']"),
        (Column("a", "text", comment="one\ntwo"), "\"a\" text [note: 'one\\ntwo']"),
        (Column("a", "size", enum="size"), '"a" size'),
        (Column("a", "size[]", enum="shop.size (2)"), '"a" "shop.size (2)[]"'),
        (Column("a", "varchar(5)", enum="size"), "\"a\" varchar(5) [note: 'Enum: size']"),
        (Column("a", "integer", computed="1", persisted=True), '"a" integer [note: '),
        (Column("a", "integer", is_fetched=True), "\"a\" integer [note: 'set by the database']"),
    ],
)
def test_a_column_is_a_line(column: Column, expected: str) -> None:
    """Names are in quotes, types where they must be, and what DBML has no word for in the note."""
    assert line(dbml(schema(Table("t", columns=(column,)))), '"a"').startswith(expected)


def test_keys_indexes_and_checks_have_their_blocks(parse: Parse) -> None:
    """A partial index is not unique in DBML, and its note is the whole statement."""
    shop = table(
        "line",
        "sale_id",
        "place",
        primary_key=Key("line_pk", ("sale_id", "place")),
        uniques=(Key(None, ("place", "id")), Key(None, ("id",))),
        indexes=(Index("open", ("place",), ("place",), unique=True, predicate="place > 0"),),
        checks=(Check("positive", "place > 0"),),
    )
    text = dbml(schema(shop))
    parse("dbml", text)
    assert line(text, '("sale_id", "place")') == '("sale_id", "place") [pk, name: \'line_pk\']'
    assert line(text, '("place", "id")') == '("place", "id") [unique]'
    assert line(text, '"id"') == '"id" integer [unique, not null]'
    assert line(text, '("place") ') == (
        "(\"place\") [name: 'open', "
        "note: 'CREATE UNIQUE INDEX open ON line USING btree (place) WHERE place > 0']"
    )
    assert line(text, "`place") == "`place > 0` [name: 'positive']"


def test_what_is_said_of_a_table_and_its_indexes_is_a_note(parse: Parse) -> None:
    """Of an index that DBML has a word for, the comment alone."""
    known = table(
        *("t", "a", "b"),
        comment="A table.",
        indexes=(
            Index("one", ("a",), ("a",), method="hash", comment="An index."),
            Index("two", ("b",), ("b",), method="gin", comment="Another."),
            Index("three", ("b",), ("b",), method="btree"),
        ),
    )
    text = dbml(schema(known))
    parse("dbml", text)
    assert line(text, "Note: ") == "Note: 'A table.'"
    assert line(text, '("a")') == "(\"a\") [name: 'one', type: hash, note: 'An index.']"
    two = "CREATE INDEX two ON t USING gin (b)"
    assert line(text, '("b") [name: \'two') == f"(\"b\") [name: 'two', note: 'Another.\\n{two}']"
    assert line(text, '("b") [name: \'three') == "(\"b\") [name: 'three', type: btree]"


def test_a_reference_has_its_actions() -> None:
    """An action that DBML does not know is in a note."""
    key = to("user", "user_id", on_delete="CASCADE", on_update="SET NULL (a)")
    text = dbml(schema(table("user"), table("booking", "user_id", foreign_keys=(key,))))
    assert line(text, "Ref") == 'Ref: "booking"."user_id" ?> "user"."id" [delete: cascade]'


def test_what_dbml_has_no_words_for_is_in_the_notes(parse: Parse) -> None:
    """The whole clause of a key, and the whole statement of an index."""
    keys = (to("user", "a", deferrable=True), to("user", "b", on_delete="SET NULL (b)"))
    rare = table(
        *("rare", "a", "b"),
        uniques=(Key("once", ("a",), nulls_not_distinct=True), Key(None, ("b",))),
        foreign_keys=(
            *keys,
            to("user", "id", on_delete="CASCADE"),
            to("user", "b", match="full"),
            to("user", "a", deferrable=True, initially="deferred"),
        ),
        indexes=(Index("i", ("a",), ("a",), nulls_not_distinct=True),),
    )
    text = dbml(schema(table("user"), rare))
    parse("dbml", text)
    assert line(text, "Note: ") == (
        "Note: 'once: UNIQUE NULLS NOT DISTINCT (a)\\n"
        'FOREIGN KEY (a) REFERENCES "user"(id) DEFERRABLE\\n'
        'FOREIGN KEY (b) REFERENCES "user"(id) ON DELETE SET NULL (b)\\n'
        'FOREIGN KEY (b) REFERENCES "user"(id) MATCH FULL\\n'
        'FOREIGN KEY (a) REFERENCES "user"(id) DEFERRABLE INITIALLY DEFERRED\''
    )
    assert "note: 'CREATE INDEX i ON rare USING btree (a) NULLS NOT DISTINCT'" in text


def test_what_dbml_refuses_is_a_comment(parse: Parse) -> None:
    """A table without columns, an enum without values, and a reference back are not lost."""
    back = ForeignKey(None, ("id",), "b", ("id",))
    there = ForeignKey(None, ("id",), "a", ("id",))
    shop = Schema(
        "shop",
        (Table("empty"), table("a", foreign_keys=(back,)), table("b", foreign_keys=(there,))),
        (Enum("none", ()),),
    )
    text = dbml(shop)
    assert line(text, "// Table") == '// Table "empty" has no columns'
    assert line(text, "// Enum") == '// Enum "none" has no values'
    assert line(text, "// Ref") == '// Ref: "b"."id" ?- "a"."id"'
    assert len(parse("dbml", text)["relations"]) == 1


def test_a_comment_is_one_line_that_can_be_seen() -> None:
    """Whatever the name of what it is about holds."""
    assert dbml_syntax.remark("a\n} b\u2028c\x1b[2J\u202e") == "// a } b c\u241b[2J\ufffd"


def test_a_check_that_dbml_cannot_quote_is_in_the_notes(parse: Parse) -> None:
    """The others have a block of their own, and are told once."""
    checks = (Check("odd", "id <> '`'"), Check("plain", "id > 0"))
    text = dbml(schema(table("a", checks=checks)))
    parse("dbml", text)
    note = next(row for row in text.splitlines() if "odd" in row)
    assert "CHECK" in note
    assert "plain" not in note
    assert text.count("id > 0") == 1


def test_groups_and_kinds_are_told(parse: Parse) -> None:
    """A group is a TableGroup; views and tables outside the models say so in their notes."""
    columns = (Column("id", "integer"),)
    text = dbml(
        schema(
            Table("a", columns=columns, group="Sales"),
            Table("b", columns=columns, kind="view"),
            Table("c", columns=columns, kind="stub"),
        )
    )
    parse("dbml", text)
    assert 'TableGroup "Sales" {\n  "a"\n}' in text
    assert "Note: 'A view.'" in text
    assert "Note: 'Outside the models: only" in text


def test_a_table_without_schema_is_no_twin_of_one_in_public(parse: Parse) -> None:
    """DBML would take both for the same table."""
    columns = (Column("id", "integer"),)
    name = "the user"
    text = dbml(schema(Table(name, columns=columns), Table(name, "public", columns=columns)))
    names = [name for name, _ in parse("dbml", text)["tables"]]
    assert sorted(names) == [["(no schema)", name], [name]]


@given(schemas())
def test_hostile_schemas_are_parsed_and_complete(parse: Parse, shop: Schema) -> None:
    """Every table and column is there once with its own name, and every reference."""
    text = dbml(shop)
    parsed = parse("dbml", text)
    assert sorted((name[-1], names) for name, names in parsed["tables"]) == sorted(
        (found.name, [column.name for column in found.columns]) for found in shop.tables
    )
    said = [row for row in text.splitlines() if row.startswith("// Ref")]
    assert len(parsed["relations"]) + len(said) == len(shop.relations)
    assert dict(parsed["enums"]) == enums(shop)


def enums(shop: Schema) -> dict[str, Any]:
    """The enums that have values."""
    return {enum.name: list(enum.values) for enum in shop.enums if enum.values}


def test_a_chain_has_one_reference_for_each_key(parse: Parse) -> None:
    """Tables that refer to the one before them."""
    parsed = parse("dbml", dbml(chain("user", "booking", "payment")))
    assert [child["table"] for child, _ in parsed["relations"]] == [["booking"], ["payment"]]
