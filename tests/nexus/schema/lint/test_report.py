"""A report on a schema: which rules look at it, and what is counted."""

from dataclasses import replace

from nexus.schema.lint.choices import Choices
from nexus.schema.lint.report import lint
from nexus.schema.mapped import Mapped
from nexus.schema.model import Column

from tests.helpers import schema, table, to

FLAGS = schema(
    table("guest", Column("paid", "boolean"), Column("at", "timestamp without time zone")),
    table("v_guest", Column("paid", "boolean"), mapped=Mapped("sqlalchemy", "models", "Seen")),
    table("alembic_version", Column("paid", "boolean")),
    table("other", Column("paid", "boolean"), external=True),
    table("part", Column("paid", "boolean"), partition_of="guest"),
    table("seen", Column("paid", "boolean"), kind="view"),
)


def rules(dialect: str) -> set[str]:
    """The rules that find something of a schema, read from a database."""
    return {each.rule.id for each in lint(replace(FLAGS, dialect=dialect)).findings}


def test_rules_about_postgresql_look_at_no_other_database() -> None:
    """SQLite has no time zones, and its integers do not end there."""
    assert rules("") == rules("postgresql") == {"nullable-boolean", "timestamp-without-zone"}
    assert rules("sqlite") == {"nullable-boolean"}


def test_tables_that_nobody_here_makes_are_left_alone() -> None:
    """Views, what is called like one, partitions, and tables of tools and of others."""
    assert {each.table for each in lint(FLAGS).findings} == {"guest"}


def test_what_is_described_is_counted() -> None:
    """By a comment, or by what the models say."""
    told = schema(
        table("a", Column("b", "text", comment="c"), Column("d", "text", description="e"))
    )
    report = lint(told, Choices())
    assert (report.described, report.describable) == (2, 4)


def test_columns_without_a_comment_are_named() -> None:
    """In ticks, one after the other."""
    told = schema(replace(table("a", Column("b", "text"), Column("d", "text")), comment="e"))
    (found,) = lint(told, Choices(select=("missing-comment",))).findings
    assert found.words == "nothing is said of `id`, `b`, `d`"


def test_findings_come_in_the_order_of_the_tables() -> None:
    """So that the same schema gives the same report."""
    found = lint(schema(*(table(name, Column("x", "boolean")) for name in "cab")))
    assert [each.table for each in found.findings] == ["c", "a", "b"]


def test_an_amount_is_money_where_money_is_about() -> None:
    """An amount of flour is none, whatever its type."""
    amount = Column("amount", "double precision", nullable=False)
    tables = (
        table("ingredient", amount, "order", "payload"),
        table("payments", amount),
        table("gift", amount, "currency"),
    )
    found = [e.table for e in lint(schema(*tables)).findings if e.rule.id == "money-as-float"]
    assert found == ["payments", "gift"]


def test_a_key_is_told_by_its_columns() -> None:
    """In the signs of code, as every name."""
    keys = to("guest", "guest_id"), to("guest", "guest_id", on_delete="SET NULL")
    twice = schema(table("guest"), table("stay", "guest_id", foreign_keys=keys))
    words = {each.words for each in lint(twice).findings}
    assert {
        "`guest_id` refers to `guest` in another key already",
        "`guest_id` is NOT NULL, so each DELETE of a `guest` with such rows fails",
    } <= words


def test_columns_that_need_quotation_marks_are_named() -> None:
    """With the table, where that needs them too."""
    (found,) = lint(schema(table("t", Column("A b", "text"), Column("c d", "text")))).findings
    assert found.words == "`A b`, `c d`: quotation marks are needed everywhere"
    (found,) = lint(schema(table("T", Column("A b", "text")))).findings
    assert found.words == "the name needs quotation marks everywhere, and so does 1 column"
