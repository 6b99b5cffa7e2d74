"""Where rules end: what is much like a fault and is none, and what is one all the same."""

from dataclasses import replace

import pytest
from nexus.core.errors import UsageError
from nexus.exports.findings.text import summary
from nexus.schema.lint.choices import Acceptance, Choices
from nexus.schema.lint.report import lint
from nexus.schema.lint.rules import RULES
from nexus.schema.mapped import Mapped
from nexus.schema.model import Check, Column, Index, Key, Table

from tests.helpers import schema, table, to


def places(rule: str, *tables: Table, dialect: str = "") -> list[str]:
    """Where tables are against a rule."""
    found = lint(replace(schema(*tables), dialect=dialect), Choices(select=(rule,)))
    return [each.place for each in found.findings if each.rule.id == rule]


def pet(column: str, *indexes: Index, **facts: object) -> tuple[Table, Table]:
    """A table that refers to another one by a column, with these indexes."""
    key = to("owner", column)
    made = table("pet", Column(column, "integer"), foreign_keys=(key,), indexes=indexes)
    return table("owner"), replace(made, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("column", "index"),
    [
        ("owner id", Index("i", ("owner id",), ("owner id",))),
        ("owner id", Index("i", ('"owner id" DESC', "lower(name)"))),
        ("bossId", Index("i", ("bossId",), ("bossId",), predicate='"bossId" IS NOT NULL')),
        ("bossId", Index("i", ('"bossId" DESC',), predicate='("bossId" IS NOT NULL)')),
    ],
)
def test_an_index_on_a_quoted_name_serves_its_key(column: str, index: Index) -> None:
    """A name may have blanks and capitals, with an order behind it and in a condition."""
    assert places("foreign-key-without-index", *pet(column)) == [f"pet.{column}"]
    assert places("foreign-key-without-index", *pet(column, index)) == []


def test_an_index_of_other_rows_serves_no_key() -> None:
    """Where the condition is about a column whose name only begins alike."""
    index = Index("i", ("boss_id",), ("boss_id",), predicate="boss IS NOT NULL")
    assert places("foreign-key-without-index", *pet("boss_id", index)) == ["pet.boss_id"]


def test_an_exclusion_of_all_rows_serves_a_key() -> None:
    """It begins with the key's column, and has every row."""
    rule = Check("apart", "EXCLUDE USING gist (owner_id WITH =, during WITH &&)")
    some = replace(rule, expression=f"{rule.expression} WHERE ((id > 5))")
    assert places("foreign-key-without-index", *pet("owner_id", exclusions=(rule,))) == []
    assert places("foreign-key-without-index", *pet("owner_id", exclusions=(some,))) != []


def test_a_rule_is_silent_about_databases_that_do_otherwise() -> None:
    """InnoDB makes an index for each key; SQL Server and Oracle let no rows repeat."""
    seat = table("seat", Column("a", "text"), Column("b", "text"), uniques=(Key("u", ("a", "b")),))
    for dialect, indexes, uniques in (("sqlite", 1, 1), ("mysql", 0, 1), ("mariadb", 0, 1)):
        assert len(places("foreign-key-without-index", *pet("x"), dialect=dialect)) == indexes
        assert len(places("nullable-unique", seat, dialect=dialect)) == uniques
    for dialect in ("mssql", "oracle"):
        assert places("nullable-unique", seat, dialect=dialect) == []


def test_only_a_model_that_refers_to_nothing_may_be_a_view() -> None:
    """A table of a database is one, whatever it is called; what was looked at is counted."""
    flag, key = Column("paid", "boolean"), to("page", "page_id")
    model = Mapped("sqlalchemy", "models", "PageView")
    viewed = table("page_view", flag, "page_id", foreign_keys=(key,), mapped=model)
    alike = table("v_page", flag, mapped=model)
    tables = (table("page"), viewed, table("post_view", flag), alike)
    assert places("nullable-boolean", *tables) == ["page_view.paid", "post_view.paid"]
    assert "looked at 3 tables" in summary(lint(schema(*tables)))


@pytest.mark.parametrize(
    ("default", "is_frozen"),
    [
        ("'now'::timestamp with time zone", True),
        ("'2026-03-01 10:00:00.123456+00'::timestamp with time zone", True),
        ("'2026-03-01 10:00:00.12'::timestamp(2) without time zone", True),
        ("('now'::text)::date", False),
        ("('now'::character varying)::date", False),
        ("'9999-12-31 23:59:59.999999'::timestamp without time zone", False),
        ("'2000-01-01 00:00:00.000'::timestamp without time zone", False),
    ],
)
def test_a_moment_that_is_meant_is_not_frozen(default: str, *, is_frozen: bool) -> None:
    """Nor is one that each row reads anew."""
    event = table("event", Column("at", "timestamptz", server_default=default))
    assert places("frozen-default", event) == ["event.at"] * is_frozen


@pytest.mark.parametrize(
    ("name", "other", "is_money"),
    [
        ("game", "sort_order", False),
        ("game", "account_id", False),
        ("battery", "charge_level", False),
        ("gift", "unit_price", True),
        ("orders", "note", True),
    ],
)
def test_an_amount_is_no_money_by_an_id(name: str, other: str, *, is_money: bool) -> None:
    """But by the name of its table, or by a price beside it."""
    found = places("money-as-float", table(name, Column("total", "real"), other))
    assert found == [f"{name}.total"] * is_money


def test_letters_beyond_ascii_need_no_quotes() -> None:
    """Capitals and blanks do, and a lone column has its verb."""
    assert places("quoted-name", table("straße", "größe", "año")) == []
    odd = table("Straße", "Größe")
    (found,) = [e for e in lint(schema(odd)).findings if e.rule.id == "quoted-name"]
    assert found.words.endswith("and so does 1 column")


def test_of_two_equal_indexes_the_unique_one_stays() -> None:
    """Whichever was made first."""
    plain, unique = Index("plain", ("a",), ("a",)), Index("own", ("a",), ("a",), unique=True)
    assert places("duplicate-index", table("t", "a", indexes=(plain, unique))) == ["t.plain"]
    assert places("duplicate-index", table("t", "a", indexes=(unique, plain))) == ["t.plain"]


def test_a_partial_index_may_fill_the_hole_of_a_key() -> None:
    """Where it has the rows without a value, and the other columns."""
    columns = (Column("cat", "text", nullable=False), Column("parent", "integer"))
    tree = table("tree", *columns, uniques=(Key("u", ("cat", "parent")),))
    filled = Index("i", ("cat",), ("cat",), unique=True, predicate="parent IS NULL")
    assert places("nullable-unique", tree) == ["tree.u"]
    assert places("nullable-unique", replace(tree, indexes=(filled,))) == []
    other = replace(filled, predicate="id IS NULL")
    assert places("nullable-unique", replace(tree, indexes=(other,))) == ["tree.u"]


def test_all_is_no_rule_to_ignore_or_to_accept() -> None:
    """It would ignore nothing; to want all is fine."""
    assert len(lint(schema(), Choices(select=("all",))).rules) == len(RULES)
    for choices in (Choices(ignore=("all",)), Choices(accepted=(Acceptance("all", "*", "no"),))):
        with pytest.raises(UsageError, match="there is no rule called 'all'"):
            lint(schema(), choices)


def test_a_circle_is_no_more_than_it_is() -> None:
    """One statement that inserts into both tables gets in."""
    a = table("a", "b_id", foreign_keys=(to("b", "b_id"),))
    b = table("b", "a_id", foreign_keys=(to("a", "a_id"),))
    (found,) = [e for e in lint(schema(a, b)).findings if e.rule.id == "required-cycle"]
    assert found.words.endswith("no INSERT into one of them alone can be the first")


def test_numbered_columns_are_a_list_in_any_order() -> None:
    """They are told by their numbers, wherever they were declared."""
    made = table("pet", *(Column(f"toy_{number}", "text") for number in (2, 1, 3)))
    found = lint(schema(made), Choices(select=("numbered-columns",))).findings
    assert [each.words for each in found] == ["`toy_1`, `toy_2`, `toy_3` are one list"]


@pytest.mark.parametrize("kind", ["text", "varchar", "varchar(20)"])
def test_a_short_text_cannot_hold_a_longer_key(kind: str) -> None:
    """A type without a length is longer than any; one of another kind is no length."""
    short = table("stay", Column("code", "varchar(10)"), foreign_keys=(to("home", "code"),))
    for other, expected in ((kind, ["stay.code"]), ("varchar(10)", []), ("date", [])):
        home = replace(table("home"), columns=(Column("id", other, nullable=False),))
        assert places("narrow-foreign-key", short, home) == expected
