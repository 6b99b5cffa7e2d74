"""Tables that only join two others become one relation; every other table stays."""

import pytest
from nexus.schema.many_to_many import joined
from nexus.schema.model import Column, Key, Schema, Table

from tests.helpers import schema, table, to

COURSE, STUDENT = table("course"), table("student")
KEYS = (to("course", "course_id"), to("student", "student_id"))
PAIR = tuple(Column(name, "integer", nullable=False) for name in ("course_id", "student_id"))
PURE = Table("taken", None, PAIR, Key(None, ("course_id", "student_id")), KEYS)


def lines(drawn: Schema) -> list[str]:
    """The tables that are left, and the relations in words."""
    rest, relations = joined(drawn)
    words = (f"{r.sentence} ({r.child_end.value}{r.parent_end.value})" for r in relations)
    return [*rest.by_id, *words]


@pytest.mark.parametrize(
    "link",
    [
        pytest.param(PURE, id="both keys are the primary key"),
        pytest.param(table("taken", "course_id", "student_id", foreign_keys=KEYS), id="as Django's"),
    ],
)  # fmt: skip
def test_a_table_that_only_joins_two_is_one_relation(link: Table) -> None:
    """Many to many, with the name of that table."""
    assert lines(schema(COURSE, STUDENT, link)) == [
        "course",
        "student",
        "taken joins course and student (**)",
    ]


def test_a_table_may_join_another_to_itself() -> None:
    """Friends of a user."""
    keys = (to("student", "course_id"), to("student", "student_id"))
    friends = Table("friend", None, PAIR, Key(None, ("course_id", "student_id")), keys)
    assert lines(schema(STUDENT, friends)) == ["student", "friend joins student and student (**)"]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param((table("taken", "course_id", "student_id", "mark", foreign_keys=KEYS),), id="it says more"),
        pytest.param((PURE, table("note", "taken_id", foreign_keys=(to("taken", "taken_id"),))), id="it is referred to"),
        pytest.param((table("taken", "course_id", foreign_keys=KEYS[:1]),), id="it has one key"),
    ],
)  # fmt: skip
def test_every_other_table_stays(other: tuple[Table, ...]) -> None:
    """With its own relations."""
    drawn = schema(COURSE, STUDENT, *other)
    assert joined(drawn) == (drawn, drawn.relations)
