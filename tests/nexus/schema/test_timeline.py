"""How a schema came to be: since when its columns are there, and what differs from the models."""

from dataclasses import replace

from nexus.project.histories import births
from nexus.schema.model import Column, Key, Schema, Table
from nexus.schema.timeline import Revision, Step, Timeline


def table(name: str, *columns: str) -> Table:
    """A table with these columns of text, the first of which is its key."""
    return Table(
        name,
        columns=tuple(Column(each, "text") for each in columns),
        primary_key=Key(None, columns[:1]),
    )


def history(*schemas: Schema | None, **facts: object) -> Timeline:
    """Revisions that lead to these schemas; None is one that fails."""
    revisions = tuple(
        Revision(f"r{number}", up=Step(schema=each) if each else Step(error="it fails"))
        for number, each in enumerate(schemas)
    )
    return replace(Timeline("shop", "git", revisions), **facts)  # type: ignore[arg-type]


STAY = table("stay", "id", "note", "day")


def test_a_column_is_there_since_it_came() -> None:
    """Also under another name, of it or of its table; what was there before is not known."""
    moved = table("stays", "id", "notes", "day", "price")
    found = history(
        Schema("", (STAY,)),
        Schema("", (replace(STAY, columns=(*STAY.columns, Column("price", "text"))),)),
        None,
        Schema("", (moved, table("log", "id"))),
        before=Schema("", (table("stay", "id"),)),
    )
    assert {place: revision.id for place, revision in found.births.items()} == {
        ("stays", "notes"): "r0",
        ("stays", "day"): "r0",
        ("stays", "price"): "r1",
        ("log", "id"): "r3",
    }


def test_a_history_with_a_failure_has_no_drift() -> None:
    """Its last schema is none that anybody meant."""
    one = Schema("", (STAY,))
    assert history(one, None, models=one).drift is None
    assert history(one, models=None).drift is None


def test_what_stands_apart_is_no_drift() -> None:
    """A table of others is not missing from the models."""
    last = Schema("", (STAY, table("of_others", "id")))
    found = history(last, models=Schema("", (STAY,)), apart=("of_others",)).drift
    assert found is not None
    assert found.comparison.changes == ()


def test_an_executed_history_is_not_that_of_other_tables() -> None:
    """It is that of the only schema, or of the one that has its tables."""
    ran = history(Schema("", (STAY,)), origin="alembic")
    same, other = Schema("hotel", (STAY,)), Schema("crm", (STAY, table("log", "id")))
    timelines = {"revisions": ran}
    known = births(timelines, same, is_only=False)
    assert known == births(timelines, other, is_only=True) == dict.fromkeys(known, "r0")
    assert len(known) == len(STAY.columns)
    assert births(timelines, other, is_only=False) == {}
