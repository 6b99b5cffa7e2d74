"""tbls JSON: valid by the schema of tbls, filled as tbls fills it, and complete."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from nexus.exports.tbls import tbls
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
from tests.nexus.exports.hostile import schemas
from tests.nexus.shapes import SHAPES, Shape
from tests.projects import MODELS

VALIDATOR = Draft202012Validator(
    json.loads(Path(__file__).with_name("tbls.schema.json").read_text())
)
ENDS = {"*": "zero_or_more", "?": "zero_or_one", "1": "exactly_one"}


def exported(shop: Schema) -> dict[str, Any]:
    """The JSON of a schema, which is valid."""
    document = json.loads(tbls(shop))
    VALIDATOR.validate(document)
    return document


def only(shop: Table) -> dict[str, Any]:
    """The JSON of a table that is alone in its schema."""
    return exported(schema(shop))["tables"][0]


def test_a_module_of_models_is_valid() -> None:
    """The shop has its tables, relations and enums, in the order of its file."""
    document = exported(reader.read(loader.load(str(MODELS))))
    names = [found["name"] for found in document["tables"]]
    assert names == ["user", "product", "price", "order", "order_line", "refund"]
    assert len(document["relations"]) == 6
    assert [found["name"] for found in document["enums"]] == ["order_state"]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_both_ends_of_every_relation_are_right(shape: Shape) -> None:
    """`cardinality` is the child's end and `parent_cardinality` the parent's, in tbls's words."""
    document = exported(reader.read(loader.Models("shape", shape.metadata())))
    found = [
        (
            relation["table"],
            tuple(relation["columns"]),
            relation["cardinality"],
            relation["parent_cardinality"],
            relation["parent_table"],
        )
        for relation in document["relations"]
    ]
    assert sorted(found) == sorted(
        (right.child, right.columns, ENDS[right.child_end], ENDS[right.parent_end], right.parent)
        for right in shape.expected
    )


def test_a_column_says_all_that_tbls_can_hold() -> None:
    """A computed value or an identity is an extra definition, not a default."""
    columns = (
        Column("id", "integer", nullable=False, identity="GENERATED ALWAYS AS IDENTITY"),
        Column("net", "numeric(10, 2)", server_default="0", comment="Before tax."),
        Column("tax", "numeric(10, 2)", computed="net * 0.2", persisted=True),
        Column("rank", "integer", is_fetched=True),
    )
    assert only(Table("sale", columns=columns))["columns"] == [
        {
            "name": "id",
            "type": "integer",
            "nullable": False,
            "extra_def": "GENERATED ALWAYS AS IDENTITY",
        },
        {
            "name": "net",
            "type": "numeric(10, 2)",
            "nullable": True,
            "default": "0",
            "comment": "Before tax.",
        },
        {
            "name": "tax",
            "type": "numeric(10, 2)",
            "nullable": True,
            "extra_def": "GENERATED ALWAYS AS (net * 0.2) STORED",
        },
        {"name": "rank", "type": "integer", "nullable": True, "extra_def": "set by the database"},
    ]


def test_constraints_have_definitions_and_names() -> None:
    """Without a name, a constraint has the one that PostgreSQL would give it."""
    booking = table(
        "booking",
        "user_id",
        "nights",
        uniques=(Key(None, ("user_id", "nights")),),
        foreign_keys=(to("user", "user_id", on_delete="CASCADE", deferrable=True),),
        checks=(Check(None, "nights > 0"), Check(None, "nights < 90", "Not for ever.")),
        exclusions=(Check("no_overlap", "EXCLUDE USING gist (stay WITH &&)"),),
    )
    found = exported(schema(table("user"), booking))["tables"][1]["constraints"]
    assert [(rule["name"], rule["type"], rule["def"]) for rule in found] == [
        ("booking_pkey", "PRIMARY KEY", "PRIMARY KEY (id)"),
        ("booking_user_id_nights_key", "UNIQUE", "UNIQUE (user_id, nights)"),
        (
            "booking_user_id_fkey",
            "FOREIGN KEY",
            'FOREIGN KEY (user_id) REFERENCES "user"(id) ON DELETE CASCADE DEFERRABLE',
        ),
        ("booking_check", "CHECK", "CHECK (nights > 0)"),
        ("booking_check1", "CHECK", "CHECK (nights < 90)"),
        ("no_overlap", "EXCLUDE", "EXCLUDE USING gist (stay WITH &&)"),
    ]


def test_an_index_is_a_statement_and_its_plain_columns() -> None:
    """Readers of tbls take uniqueness and method from the definition."""
    index = Index(
        "latest",
        ("user_id", "lower(name)"),
        unique=True,
        predicate="name <> ''",
        method="gist",
        include=("id",),
    )
    assert only(table("user", "user_id", "name", indexes=(index,)))["indexes"] == [
        {
            "name": "latest",
            "def": 'CREATE UNIQUE INDEX latest ON "user" USING gist (user_id, lower(name)) '
            "INCLUDE (id) WHERE name <> ''",
            "table": "user",
            "columns": ["user_id"],
        }
    ]


def test_rare_words_of_keys_and_indexes_are_kept() -> None:
    """As PostgreSQL writes them; columns stay as they are spelt."""
    facts = {"deferrable": True, "initially": "deferred"}
    more = table(
        *("more", "user_id", "Code"),
        uniques=(Key("u", ("Code",), ("user_id",), nulls_not_distinct=True, **facts),),
        foreign_keys=(to("user", "user_id", match="full", on_delete='set null ("Code")'),),
        indexes=(Index("i", ("Code text_ops",), ("Code",), nulls_not_distinct=True),),
    )
    found = exported(schema(table("user"), more))["tables"][1]
    assert [rule["def"] for rule in found["constraints"][1:]] == [
        'UNIQUE NULLS NOT DISTINCT ("Code") INCLUDE (user_id) DEFERRABLE INITIALLY DEFERRED',
        'FOREIGN KEY (user_id) REFERENCES "user"(id) MATCH FULL ON DELETE SET NULL ("Code")',
    ]
    (index,) = found["indexes"]
    assert index["def"] == ("CREATE INDEX i ON more USING btree (Code text_ops) NULLS NOT DISTINCT")


def test_views_stubs_and_groups_are_told() -> None:
    """A view and a table outside the models have types of their own; a group is a label."""
    kinds = [
        Table("a", kind="table", group="Sales"),
        Table("b", kind="view"),
        Table("c", kind="stub"),
    ]
    document = exported(schema(*kinds))
    assert [found["type"] for found in document["tables"]] == ["BASE TABLE", "VIEW", "EXTERNAL"]
    assert document["tables"][0]["labels"] == [{"name": "Sales"}]


def test_a_key_declared_twice_is_one_relation_and_two_constraints() -> None:
    """The picture has one line where the database has two constraints."""
    shop = chain("user", "booking")
    key = ForeignKey("again", ("before_id",), "user", ("id",))
    booking = table("booking", "before_id", foreign_keys=(*shop.tables[1].foreign_keys, key))
    document = exported(schema(shop.tables[0], booking))
    assert len(document["relations"]) == 1
    assert [rule["type"] for rule in document["tables"][1]["constraints"]].count("FOREIGN KEY") == 2


def test_enums_keep_the_order_of_their_values() -> None:
    """The order of an enum's values is their order in the database."""
    shop = Schema("shop", enums=(Enum("size", ("small", "large", "huge")),))
    assert exported(shop)["enums"] == [{"name": "size", "values": ["small", "large", "huge"]}]


@given(schemas())
def test_hostile_schemas_are_valid_and_complete(shop: Schema) -> None:
    """Every table, column, relation and constraint is there once, in order, with its own name."""
    document = exported(shop)
    assert [
        (found["name"], [column["name"] for column in found["columns"]])
        for found in document["tables"]
    ] == [(found.id, [column.name for column in found.columns]) for found in shop.tables]
    assert len(document["relations"]) == len(shop.relations)
    for made, found in zip(document["tables"], shop.tables, strict=True):
        held = (found.uniques, found.foreign_keys, found.checks)
        own = sum(map(len, held)) + bool(found.primary_key.columns)
        assert len(made["constraints"]) == own
