"""What changed between two schemas: each kind of change by a small example, and what always holds."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nexus.core.errors import UsageError
from nexus.schema.comparison import Change, compare
from nexus.schema.comparison.accepted import judged
from nexus.schema.comparison.risks import of_change
from nexus.schema.comparison.spelling import expression, type_name
from nexus.schema.model import (
    Check,
    Column,
    Composite,
    Domain,
    Enum,
    ForeignKey,
    Index,
    Key,
    Schema,
    Sequence,
    Table,
)

ID = Column("id", "integer", nullable=False)


def table(name: str = "t", *columns: Column, **facts: Any) -> Table:
    """A table with a primary key and more columns."""
    return Table(name, columns=(ID, *columns), primary_key=Key(None, ("id",)), **facts)


def shop(*tables: Table, **facts: Any) -> Schema:
    """A schema of these tables."""
    return Schema("shop", tables, **facts)


def told(old: Schema, new: Schema, *declared: str) -> list[str]:
    """The changes, a line each: sign, kind, place, and how it was and is."""
    return [_line(change) for change in compare(old, new, declared).changes]


def _line(change: Change) -> str:
    score = "" if change.score is None else f" {change.score:.2f}"
    values = " -> ".join(filter(None, (change.old, change.new)))
    return f"{change.action} {change.kind} {change.place}: {values}{score}"


A = Column("a", "varchar(20)")
PLAIN = table("t", A)
KEY = ForeignKey(None, ("a",), "u", ("id",))
CASCADES = "(a) references u (id) on delete cascade"
ONE_TABLE: list[tuple[Table, Table, list[str]]] = [
    (PLAIN, table("t", A, Column("b", "text")), ["added column t.b: text"]),
    (
        table("t", A, Column("b", "text", nullable=False, server_default="''")),
        PLAIN,
        ["removed column t.b: text not null default ''"],
    ),
    (PLAIN, table("t", replace(A, type="text")), ["changed type t.a: varchar(20) -> text"]),
    (PLAIN, table("t", replace(A, nullable=False)), ["changed nullability t.a: null -> not null"]),
    (PLAIN, table("t", replace(A, server_default="'x'")), ["changed default t.a: 'x'"]),
    (
        table("t", replace(A, computed="id + 1", persisted=True)),
        table("t", replace(A, computed="id + 2", persisted=True)),
        ["changed computed t.a: as (id + 1) stored -> as (id + 2) stored"],
    ),
    (PLAIN, table("t", replace(A, is_serial=True)), ["changed identity t.a: serial"]),
    (PLAIN, table("t", replace(A, comment="An a.")), ["changed comment t.a: An a."]),
    (PLAIN, replace(PLAIN, comment="A t."), ["changed comment t: A t."]),
    (
        PLAIN,
        replace(PLAIN, primary_key=Key(None, ("id", "a"))),
        ["changed primary key t.id, a: (id) -> (id, a)"],
    ),
    (
        PLAIN,
        replace(PLAIN, uniques=(Key("u", ("a",)),)),
        ["added unique t.u: (a)"],
    ),
    (
        replace(PLAIN, uniques=(Key("u", ("a",)),)),
        replace(PLAIN, uniques=(Key("w", ("a",)),)),
        ["renamed unique t.w: u -> w"],
    ),
    (
        replace(PLAIN, uniques=(Key("u", ("a",)),)),
        replace(PLAIN, uniques=(Key("u", ("a",), nulls_not_distinct=True),)),
        ["changed unique t.u: (a) -> (a) nulls not distinct"],
    ),
    (PLAIN, replace(PLAIN, checks=(Check("c", "a <> ''"),)), ["added check t.c: a <> ''"]),
    (
        replace(PLAIN, checks=(Check("c", "id > 0"),)),
        replace(PLAIN, checks=(Check("c", "id > 1"),)),
        ["changed check t.c: id > 0 -> id > 1"],
    ),
    (
        replace(PLAIN, exclusions=(Check(None, "USING gist (a WITH =)"),)),
        PLAIN,
        ["removed exclusion t.USING gist (a WITH =): USING gist (a WITH =)"],
    ),
    (
        PLAIN,
        replace(PLAIN, indexes=(Index("i", ("a",), ("a",), predicate="id > 5"),)),
        ["added index t.i: (a) where id > 5"],
    ),
    (
        replace(PLAIN, indexes=(Index("i", ("a",), ("a",)),)),
        replace(PLAIN, indexes=(Index("i", ("a",), ("a",), unique=True),)),
        ["changed index t.i: (a) -> unique (a)"],
    ),
    (
        replace(PLAIN, indexes=(Index("first", ("a",), ("a",)), Index("i", ("a",), ("a",)))),
        replace(PLAIN, indexes=(Index("i", ("a",), ("a",)), Index(None, ("a",), ("a",)))),
        [],
    ),
    (
        replace(PLAIN, indexes=(Index("first", ("a",), ("a",)), Index("i", ("a",), ("a",)))),
        replace(PLAIN, indexes=(Index("i", ("a",), ("a",)), Index("other", ("a",), ("a",)))),
        ["renamed index t.other: first -> other"],
    ),
    (
        replace(PLAIN, foreign_keys=(KEY,)),
        replace(PLAIN, foreign_keys=(replace(KEY, on_delete="CASCADE"),)),
        [f"changed foreign key t.a: (a) references u (id) -> {CASCADES}"],
    ),
    (
        PLAIN,
        replace(PLAIN, options="PARTITION BY RANGE (id)"),
        ["changed options t: PARTITION BY RANGE (id)"],
    ),
    (
        PLAIN,
        replace(PLAIN, after=("CREATE TRIGGER x",)),
        ["added statement t.TRIGGER x: CREATE TRIGGER x"],
    ),
    (
        Table("v", kind="view", definition="SELECT 1"),
        Table("v", kind="view", definition="SELECT 2"),
        ["changed view v: SELECT 1 -> SELECT 2"],
    ),
    (
        Table("v", kind="view", definition="SELECT 1"),
        Table("v", kind="view", definition="SELECT 1", is_materialized=True),
        ["changed view v: SELECT 1 -> materialized SELECT 1"],
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), ONE_TABLE)
def test_a_change_of_a_table_is_told(old: Table, new: Table, expected: list[str]) -> None:
    """With what it is about, how that was, and how it is; and nothing else is told."""
    assert told(shop(old), shop(new)) == expected


MOOD = Enum("mood", ("ok", "sad"))
WHOLE: list[tuple[Schema, Schema, list[str]]] = [
    (shop(), shop(PLAIN), ["added table t: (id, a)"]),
    (shop(PLAIN), shop(), ["removed table t: (id, a)"]),
    (
        shop(PLAIN),
        shop(replace(PLAIN, kind="view")),
        ["removed table t: (id, a)", "added view t: (id, a)"],
    ),
    (shop(), shop(enums=(MOOD,)), ["added enum mood: ok, sad"]),
    (
        shop(enums=(MOOD,)),
        shop(enums=(Enum("mood", ("ok", "glad")),)),
        ["removed enum value mood.sad: sad", "added enum value mood.glad: glad"],
    ),
    (
        shop(enums=(MOOD,)),
        shop(enums=(Enum("mood", ("sad", "ok")),)),
        ["changed enum mood: ok, sad -> sad, ok"],
    ),
    (
        shop(domains=(Domain("d", "integer"),)),
        shop(domains=(Domain("d", "bigint"),)),
        ["changed domain d: integer -> bigint"],
    ),
    (shop(), shop(sequences=(Sequence("s", "START 5"),)), ["added sequence s: START 5"]),
    (shop(composites=(Composite("c", "(a text)"),)), shop(), ["removed composite type c: (a text)"]),
    (shop(), shop(extensions=("citext",)), ["added extension citext: citext"]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), WHOLE)
def test_a_change_of_the_schema_is_told(old: Schema, new: Schema, expected: list[str]) -> None:
    """Tables and views, and the named types beside them."""
    assert told(old, new) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (table("t", replace(A, type="CHARACTER VARYING(20)")), PLAIN),
        (table("t", replace(A, server_default="'x'::character varying")), table("t", replace(A, server_default="'x'"))),
        (table("t", replace(A, server_default="CURRENT_TIMESTAMP")), table("t", replace(A, server_default="now()"))),
        (replace(PLAIN, checks=(Check("c", "(id>0)"),)), replace(PLAIN, checks=(Check(None, "id > 0"),))),
        (replace(PLAIN, uniques=(Key("u", ("a",)),)), replace(PLAIN, uniques=(Key(None, ("a",)),))),
        (replace(PLAIN, foreign_keys=(replace(KEY, on_delete="NO ACTION"),)), replace(PLAIN, foreign_keys=(KEY,))),
        (table("t", replace(A, description="Said by the models.")), PLAIN),
        (table("t", Column("n", "integer", server_default="'0'")), table("t", Column("n", "integer", server_default="0"))),
        (table("t", Column("n", "FLOAT(53)")), table("t", Column("n", "double precision"))),
        (Table("t", kind="stub"), Table("s", kind="stub")),
    ],
)  # fmt: skip
def test_two_ways_to_say_the_same_are_no_change(one: Table, other: Table) -> None:
    """Another spelling, a name that is left to the database, what the database does not know."""
    assert told(shop(one), shop(other)) == []


def test_a_number_in_quotation_marks_is_another_default_of_a_text() -> None:
    """Of a number it is the same."""
    texts = (table("t", replace(A, server_default=value)) for value in ("'0'", "0"))
    assert told(*map(shop, texts)) == ["changed default t.a: '0' -> 0"]


# Renames

ROOM = table("room", Column("title", "text"), Column("price", "numeric(10,2)"))
HIRED = replace(
    table("hire", Column("room_id", "integer")),
    foreign_keys=(ForeignKey(None, ("room_id",), "room", ("id",)),),
)


def test_a_table_with_another_name_is_renamed_with_what_refers_to_it() -> None:
    """How alike the two are is said; the keys that lead there have not changed."""
    new = replace(HIRED, foreign_keys=(replace(HIRED.foreign_keys[0], target="chamber"),))
    lines = told(shop(ROOM, HIRED), shop(replace(ROOM, name="chamber"), new))
    assert lines == ["renamed table chamber: room -> chamber 0.67"]


def test_a_column_with_another_name_is_renamed_wherever_it_is_named() -> None:
    """In keys, indexes, rules and conditions, and not in their strings."""

    def guest(name: str) -> Table:
        rule = f"{name} <> 'surname' AND length({name}) > 1"
        index = Index("i", (name,), (name,), predicate=f"{name} IS NOT NULL")
        facts = {"uniques": (Key(None, (name,)),), "checks": (Check("c", rule),)}
        return table("guest", Column(name, "text"), indexes=(index,), **facts)

    lines = told(shop(guest("surname")), shop(guest("last_name")))
    assert lines == ["renamed column guest.last_name: surname -> last_name 0.81"]


def test_of_several_the_most_alike_is_the_renamed_one() -> None:
    """Not the one that was declared first."""
    old = table("guest", Column("given_name", "text"), Column("surname", "text"))
    new = table("guest", Column("surnames", "text"))
    assert told(shop(old), shop(new))[0].startswith("renamed column guest.surnames: surname ->")


@pytest.mark.parametrize("pair", ["enabled disabled", "opt_in opt_out", "paid unpaid"])
def test_a_value_is_not_taken_for_its_opposite(pair: str) -> None:
    """However much they look alike: a rename would hide what is lost."""
    old, new = pair.split()
    lines = told(*(shop(enums=(Enum("mood", (value,)),)) for value in (old, new)))
    assert lines == [f"removed enum value mood.{old}: {old}", f"added enum value mood.{new}: {new}"]


def test_a_rule_is_about_a_column_in_whatever_case() -> None:
    """One with values breaks a rule that is about a new one, too."""
    price = Column("price", "integer")
    old = table("t", price)
    rule = Check("c", "PRICE > 0 AND discount > 0")
    new = table("t", price, Column("discount", "integer"), checks=(rule,))
    found = compare(shop(old), shop(new))
    risks = {risk.id for change in found.changes for risk in of_change(change, found)}
    assert risks == {"add-check", "constraint-scans-table"}


def test_an_enum_with_another_name_is_renamed_with_its_columns() -> None:
    """The type of its columns has not changed."""

    def moody(name: str) -> Schema:
        return shop(table("t", Column("m", name, enum=name)), enums=(Enum(name, MOOD.values),))

    assert told(moody("mood"), moody("temper")) == ["renamed enum temper: mood -> temper 0.76"]


def test_a_declared_rename_has_no_score_and_need_not_look_like_one() -> None:
    """Of a table, and of a column by the old name of its table."""
    old, new = shop(table("t", A)), shop(table("wholly", Column("other", "bytea")))
    assert told(old, new, "t=wholly", "t.a=other") == [
        "renamed table wholly: t -> wholly",
        "renamed column wholly.other: a -> other",
        "changed type wholly.other: varchar(20) -> bytea",
    ]


def test_what_is_declared_as_dropped_is_no_rename() -> None:
    """However much the new one looks like it."""
    lines = told(shop(ROOM), shop(replace(ROOM, name="rooms")), "room=")
    assert [line.split(":")[0] for line in lines] == ["removed table room", "added table rooms"]


def test_tables_that_share_an_id_alone_are_two_tables() -> None:
    """A drop that is taken for a rename would hide what is lost."""
    assert len(told(shop(table("cat")), shop(table("dog")))) == 2


@pytest.mark.parametrize("declared", ["room", "=x", ""])
def test_a_declaration_that_is_none_is_refused(declared: str) -> None:
    """With how to write one."""
    with pytest.raises(UsageError, match="declares no rename"):
        compare(shop(), shop(), [declared])


def test_two_declarations_of_one_thing_are_refused() -> None:
    """It has one new name."""
    with pytest.raises(UsageError, match="two renames"):
        compare(shop(), shop(), ["a=b", "a=c"])


def test_a_declaration_of_nothing_is_named() -> None:
    """It may be a slip of the pen."""
    assert compare(shop(PLAIN), shop(PLAIN), ["s=t"]).unused == ("s=t",)


# What always holds

_NAMES = st.sampled_from(["id", "a", "b", "user", "users", "note", "<b>", "a;b", "\n", "é", ""])
_TYPES = st.sampled_from(["integer", "text", "varchar(20)", "timestamp with time zone"])
_OPTIONAL = st.none() | st.sampled_from(["1", "now()", "'x'"])
_COLUMNS = st.builds(
    Column,
    _NAMES,
    _TYPES,
    nullable=st.booleans(),
    server_default=_OPTIONAL,
    comment=_OPTIONAL,
)


@st.composite
def tables(draw: st.DrawFn, name: str) -> Table:
    """A table with keys, rules and indexes on its columns."""
    columns = draw(st.lists(_COLUMNS, max_size=5, unique_by=lambda column: column.name))
    names = st.sampled_from([column.name for column in columns] or ["id"]).map(lambda n: (n,))
    constraint = st.none() | _NAMES
    key = st.builds(Key, constraint, names, nulls_not_distinct=st.booleans())
    target = st.builds(ForeignKey, constraint, names, _NAMES, st.just(("id",)), _OPTIONAL)
    index = st.builds(Index, constraint, names, names, st.booleans(), _OPTIONAL)
    return Table(
        name,
        columns=tuple(columns),
        primary_key=Key(None, draw(names)),
        uniques=tuple(draw(st.lists(key, max_size=2))),
        foreign_keys=tuple(draw(st.lists(target, max_size=2))),
        checks=tuple(draw(st.lists(st.builds(Check, constraint, _NAMES), max_size=2))),
        indexes=tuple(draw(st.lists(index, max_size=2))),
        comment=draw(_OPTIONAL),
        kind=draw(st.sampled_from(["table", "table", "view", "stub"])),
    )


@st.composite
def schemas(draw: st.DrawFn) -> Schema:
    """A schema of a few tables and an enum."""
    names = draw(st.lists(_NAMES, max_size=4, unique=True))
    values = draw(st.lists(_NAMES, max_size=4, unique=True))
    enum = Enum(draw(_NAMES), tuple(values))
    return Schema("s", tuple(draw(tables(name)) for name in names), (enum,))


@settings(max_examples=40, deadline=None)
@given(schemas())
def test_a_schema_is_the_same_as_itself(one: Schema) -> None:
    """Nothing is told where nothing changed."""
    assert compare(one, one).changes == ()


_OTHER_WAY = {"added": "removed", "removed": "added", "changed": "changed", "renamed": "renamed"}


@settings(max_examples=40, deadline=None)
@given(schemas(), schemas())
def test_the_other_way_round_added_is_removed(one: Schema, other: Schema) -> None:
    """A rename is one in both directions, as alike; what changed did so both ways."""

    def counted(old: Schema, new: Schema, actions: dict[str, str]) -> Counter[Any]:
        changes = compare(old, new).changes
        return Counter((actions[c.action], c.kind, c.score) for c in changes)

    same = {action: action for action in _OTHER_WAY}
    assert counted(one, other, same) == counted(other, one, _OTHER_WAY)


@settings(max_examples=40, deadline=None)
@given(schemas(), schemas())
def test_any_change_has_its_risks(one: Schema, other: Schema) -> None:
    """Also of keys to columns that are not there; a schema that is not changed has none."""
    found = judged(compare(one, other))
    assert len(found.dangers) == len(found.comparison.changes)
    drops = [change for change in found.comparison.changes if change.action == "removed"]
    lost = [danger.risk.id for each in found.dangers for danger in each]
    assert lost.count("drop-table") == sum(change.kind == "table" for change in drops)


@settings(max_examples=40, deadline=None)
@given(schemas(), schemas())
def test_what_is_added_and_removed_makes_the_new_counts(one: Schema, other: Schema) -> None:
    """Of tables and views, of the columns of tables in both, and of values of enums in both."""
    comparison = compare(one, other)

    def gained(kinds: set[str], owner: str | None = None) -> int:
        found = [c for c in comparison.changes if c.kind in kinds]
        return sum(
            (c.action == "added") - (c.action == "removed")
            for c in found
            if owner is None or c.owner == owner
        )

    def real(whole: Schema) -> list[Table]:
        return [each for each in whole.tables if each.kind != "stub"]

    whole = [c for c in comparison.changes if c.kind in {"table", "view"} and not c.name]
    grown = sum((c.action == "added") - (c.action == "removed") for c in whole)
    assert len(real(one)) + grown == len(real(other))
    for was in real(comparison.old):
        now = other.by_id.get(was.id)
        if now is not None and now.kind == was.kind == "table":
            assert len(was.columns) + gained({"column"}, now.id) == len(now.columns)
    old, new = comparison.old.enums[0], other.enums[0]
    if old.id == new.id:
        assert len(old.values) + gained({"enum value"}) == len(new.values)


@pytest.mark.parametrize(
    ("written", "spelt"),
    [
        ("CHARACTER VARYING (20)", "varchar(20)"),
        ("DECIMAL(8)", "numeric(8,0)"),
        ("float(24)", "real"),
        ("timestamptz", "timestamp with time zone"),
        ("TIMESTAMP(3)", "timestamp without time zone(3)"),
        ("timestamp(3) with time zone", "timestamp with time zone(3)"),
        ("int4[]", "integer[]"),
        ('"Mood"', '"Mood"'),
        ("geometry(Point, 4326)", "geometry(point,4326)"),
    ],
)
def test_types_are_compared_in_one_spelling(written: str, spelt: str) -> None:
    """What is in quotation marks stays as it is."""
    assert type_name(written) == spelt


@pytest.mark.parametrize(
    ("written", "spelt"),
    [
        ("((a > 0))", "a>0"),
        ("(a + c) + (b)", "(a + c)+ b"),
        ('"a" > ("b") OR "C" = f("a")', 'a>b or "C"=f(a)'),
        ("'(a)'", "'(a)'"),
        ("'A  b'::text", "'A  b'"),
        ("lower('X')", "lower('X')"),
        ("a >= (0)::numeric AND b", "a>=0 and b"),
        ("a > '1 day'::interval AND b", "a>'1 day' and b"),
        ("a = 'x'::character varying(5) OR b", "a='x' or b"),
        (None, ""),
    ],
)
def test_expressions_are_compared_in_one_spelling(written: str | None, spelt: str) -> None:
    """Brackets around all of it or a name, needless quotes, casts of values and case say nothing."""
    assert expression(written) == spelt


def test_the_columns_that_are_set_are_equal_with_and_without_quotes() -> None:
    """All of them are as good as none that are named."""
    key = ForeignKey(None, ("a", "b"), "u", ("x", "y"), on_delete="SET NULL (b)")
    plain = table("t", A, Column("b", "text"), foreign_keys=(key,))

    def other(action: str) -> list[str]:
        new = replace(plain, foreign_keys=(replace(key, on_delete=action),))
        return told(shop(plain), shop(new))

    assert other('set null ("b")') == other("SET NULL(b)") == []
    (line,) = other('SET NULL ("a", b)')
    assert line.endswith("on delete set null (b) -> (a, b) references u (x, y) on delete set null")
