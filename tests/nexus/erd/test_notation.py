"""What a card shows of a table."""

import pytest
from nexus.core.choices import COLUMN_CHOICES, Columns
from nexus.erd.notation import Card, Row, card, group_card, short_type
from nexus.schema.groups import Group
from nexus.schema.model import Column, Index, Key

from tests.helpers import HOSTILE_NAMES, check_printable, table, to

BOOKING = table(
    "booking",
    Column("user_id", "uuid", nullable=False),
    Column("code", "character varying(8)"),
    "note",
    foreign_keys=(to("user", "user_id"),),
    uniques=(Key(None, ("code",)),),
)


def test_a_card_shows_columns_as_declared_with_their_marks() -> None:
    """A primary key, a foreign key, a unique and a nullable column."""
    assert card(BOOKING, "all") == Card(
        "booking",
        "booking",
        "table",
        (
            Row("id", ("PK",), "id", "integer"),
            Row("user_id", ("FK",), "user_id", "uuid"),
            Row("code", ("U",), "code", "character varying(8) null"),
            Row("note", (), "note", "text"),
        ),
    )


@pytest.mark.parametrize(
    ("columns", "shown"),
    [("all", ["id", "user_id", "code", "note"]), ("keys", ["id", "user_id"]), ("none", [])],
)
def test_the_author_chooses_which_columns_are_shown(columns: Columns, shown: list[str]) -> None:
    """All, those in a primary or foreign key, or none."""
    assert [row.name for row in card(BOOKING, columns).rows] == shown
    assert columns in COLUMN_CHOICES


@pytest.mark.parametrize(
    ("facts", "marks"),
    [
        ({"primary_key": Key(None, ("a", "b"))}, ("PK",)),
        ({"primary_key": Key(None, ("a",)), "foreign_keys": (to("x", "a"),)}, ("PK", "FK")),
        ({"foreign_keys": (to("x", "a"),), "uniques": (Key(None, ("a",)),)}, ("FK", "U")),
        ({"foreign_keys": (to("x", "a", "b"),)}, ("FK",)),
        ({"uniques": (Key(None, ("a", "b")),)}, ()),
        ({"uniques": (Key(None, ("a",)),), "primary_key": Key(None, ("a",))}, ("PK",)),
        ({"indexes": (Index("i", ("a",), ("a",), unique=True),)}, ("U",)),
        ({"indexes": (Index("i", ("a",), ("a",), unique=True, predicate="b"),)}, ()),
        ({"indexes": (Index("i", ("a",), ("a",)),)}, ()),
    ],
)
def test_the_marks_of_a_column(facts: dict[str, object], marks: tuple[str, ...]) -> None:
    """`U` says that the column alone is unique, and adds nothing to a primary key."""
    rows = {row.column: row for row in card(table("t", "a", "b", **facts), "all").rows}
    assert rows["a"].marks == marks


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("timestamp without time zone", "timestamp"),
        ("timestamp with time zone", "timestamptz"),
        ("timestamp(3) with time zone", "timestamp(3) with time zone"),
        ("time with time zone", "timetz"),
        ("time without time zone[]", "time[]"),
        ("double precision", "double"),
        ("numeric(10, 2)", "numeric(10,2)"),
        ("user_role", "user_role"),
    ],
)
def test_a_type_is_shortened_as_postgresql_users_write_it(long: str, short: str) -> None:
    """Nothing that tells types apart is lost."""
    assert short_type(long) == short


def test_a_card_tells_all_that_is_written_on_it() -> None:
    """Its title, and the name and the type of each row."""
    assert card(table("t", "a"), "all").texts == ("t", "id", "integer", "a", "text")


@pytest.mark.parametrize("name", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_a_group_may_have_any_name(name: str) -> None:
    """So may its tables: what cannot be shown has a symbol."""
    for text in group_card(Group(name, (name,)), 5).texts:
        check_printable(text)
