"""What an author leaves out of a diagram: tables, columns, and the keys of these columns."""

import pytest
from nexus.core.errors import NexusError
from nexus.schema.exclusion import without
from nexus.schema.model import Schema, Table

from tests.helpers import schema, table, to

OWNED = schema(
    table("user"),
    table("booking", "user_id", "note", foreign_keys=(to("user", "user_id"),)),
    table("payment", "user_id", "booking_id", foreign_keys=(to("user", "user_id"), to("booking", "booking_id"))),
    Table("log", "audit", table("log", "note").columns),
)  # fmt: skip


def said(cut: Schema) -> dict[str, str]:
    """The columns of each table, and what it refers to."""
    return {
        each.id: " ".join(
            [*(c.name for c in each.columns), *(f"->{k.target}" for k in each.foreign_keys)]
        )
        for each in cut.tables
    }


@pytest.mark.parametrize(
    ("names", "changed"),
    [
        (["user"], {"user": None}),
        (["log"], {"audit.log": None}),
        (["audit.log"], {"audit.log": None}),
        (["audit.*"], {"audit.log": None}),
        (["booking.note"], {"booking": "id user_id ->user"}),
        (["log.note"], {"audit.log": "id"}),
        (["audit.log.note"], {"audit.log": "id"}),
        (["note"], {"booking": "id user_id ->user", "audit.log": "id"}),
        (["user_id"], {"booking": "id note", "payment": "id booking_id ->booking"}),
        (["*_id"], {"booking": "id note", "payment": "id"}),
    ],
)
def test_a_name_leaves_out_a_table_or_else_columns(
    names: list[str], changed: dict[str, str | None]
) -> None:
    """A column takes its keys with it; everything else stays."""
    expected = {**said(OWNED), **changed}
    assert said(without(OWNED, names)) == {k: v for k, v in expected.items() if v is not None}


def test_nothing_left_out_is_the_same_schema() -> None:
    """And no copy of it."""
    assert without(OWNED, []) is OWNED


@pytest.mark.parametrize("name", ["nothing", "user.note", "a.b", "*x", ""])
def test_a_name_of_nothing_is_an_error(name: str) -> None:
    """It would leave out nothing without a word."""
    with pytest.raises(NexusError, match="has nothing called"):
        without(OWNED, [name])
