"""PostgreSQL's DDL, executed by a real one: what its catalog holds then is what the schema says."""

import warnings
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from nexus.examples.postgres.server import Server
from nexus.exports.clauses import held_name
from nexus.exports.fitting import extensions, fit
from nexus.exports.postgresql import postgresql, statements
from nexus.schema.model import (
    Check,
    Column,
    Domain,
    Enum,
    Index,
    Key,
    Schema,
    Sequence,
    Table,
)
from nexus.sources.sqlalchemy import loader, reader
from nexus.sources.sqlalchemy.loader import Models
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from tests.helpers import Golden, schema, table, to
from tests.nexus.exports.catalog import Rows, catalog, make
from tests.nexus.exports.hostile import schemas, several, texts
from tests.nexus.shapes import SHAPES, Shape
from tests.projects import SHOP

OWN = [str(SHOP / "models" / f"{name}.py") for name in ("shop", "stages/split")]
PUBLISHED = ["optuna.storages._rdb.models", "buildbot.db.model", "ispyb.models"]


@pytest.fixture(scope="module")
def database(server: Server) -> Iterator[Connection]:
    """A connection to an empty database."""
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        yield connection


def held(database: Connection, given: Schema) -> dict[str, Rows]:
    """What the database holds when it has run the DDL."""
    with database.transaction(force_rollback=True):
        database.execute(postgresql(given).encode())
        return catalog(database)


def said(database: Connection, given: Schema) -> dict[str, Rows]:
    """What the database holds when each fact of a schema was said to it by itself."""
    with database.transaction(force_rollback=True):
        for name in extensions.needed(given):
            database.execute(SQL("CREATE EXTENSION {}").format(Identifier(name)))
        make(database, given)
        return catalog(database)


def remarks(given: Schema) -> list[str]:
    """The comments at the top."""
    lines = postgresql(given).splitlines()
    return [line.removeprefix("-- ") for line in lines if line.startswith("-- ")]


def load(models: str) -> Models:
    """Some models, by the path of a file or the name of a module."""
    with warnings.catch_warnings():
        # ispyb uses SQLAlchemy as its first version was.
        warnings.simplefilter("ignore")
        return loader.load(models)


# What is made


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_every_shape_is_made_as_its_schema_says(database: Connection, shape: Shape) -> None:
    """Tables, columns, types, nulls, defaults, keys, rules, indexes, enums and comments."""
    read = reader.read(Models("shape", shape.metadata()))
    assert held(database, read) == said(database, fit(read).schema)


def test_what_cannot_be_seen_is_spelt_and_stays_the_same(database: Connection) -> None:
    """In a name, a comment, a value and a default, with the signs by which it is spelt beside it."""
    odd = "a\\ '\"\x1b[31m\x9b\x7f\x07\u202e"
    kind = Enum(f"k{odd}", (odd, "b"))
    default = "'" + odd.replace("'", "''") + "'"
    column = Column("c", "text", server_default=default, comment=odd)
    made = Table(odd, columns=(column, Column(odd, "text")), comment=odd)
    given = Schema("s", (made,), (kind,))
    assert held(database, given) == said(database, fit(given).schema)
    assert "\x1b" not in postgresql(given)


@pytest.mark.parametrize("models", [*OWN, *PUBLISHED])
def test_models_are_made_as_their_schema_says(database: Connection, models: str) -> None:
    """Also those that were written for MySQL: nothing but types, defaults and checks is cut."""
    read = reader.read(load(models))
    fitted = fit(read).schema
    assert held(database, read) == said(database, fitted)
    for before, after in zip(read.tables, fitted.tables, strict=True):
        kept = replace(in_order(before), columns=after.columns, checks=after.checks)
        assert in_order(after) == kept
        assert [c.name for c in after.columns] == [c.name for c in before.columns]


@pytest.mark.parametrize("models", [*OWN, "optuna.storages._rdb.models", "buildbot.db.model"])
def test_models_are_made_as_sqlalchemy_makes_them(
    database: Connection, server: Server, models: str
) -> None:
    """`create_all` leaves the same rows in the catalog, triggers and extensions aside."""
    loaded = load(models)
    assert not remarks(reader.read(loaded))
    engine = sa.create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(server.dsn())
    )
    with engine.connect() as connection:
        loaded.metadata.create_all(connection)
        made = catalog(connection.connection.driver_connection)
        connection.rollback()
    engine.dispose()
    assert held(database, reader.read(loaded)) == made


def everything() -> Schema:
    """A schema with one of each thing that it can say."""
    people = Table(
        "person",
        "crm",
        (
            Column("id", "bigint", nullable=False, identity="GENERATED ALWAYS AS IDENTITY"),
            Column("name", "varchar(40)", nullable=False, comment="Who's who."),
            Column("role", "crm.role", enum="crm.role", server_default="'host'"),
            Column("age", "age"),
            Column("number", "integer", server_default="nextval('ticket')"),
            Column("initial", "text", computed="left(name, 1)"),
            Column("tags", "text[]", server_default="'{}'"),
        ),
        Key("pk_person", ("id",)),
        uniques=(Key(None, ("name", "role"), nulls_not_distinct=True),),
        checks=(Check("named", "name <> ''", comment="Nobody is nameless."),),
        indexes=(Index("by_name", ("lower(name)", "role DESC"), predicate="age > 17"),),
        comment="People.",
        after=("INSERT INTO crm.person (name) VALUES ('Ada; Lovelace')",),
    )
    stay = Table(
        "stay",
        columns=(
            Column("id", "integer", nullable=False, is_serial=True),
            Column("person_id", "bigint", nullable=False),
            Column("during", "daterange", nullable=False),
            Column("next_id", "integer"),
        ),
        primary_key=Key(None, ("id",), include=("during",)),
        foreign_keys=(
            to("crm.person", "person_id", on_delete="CASCADE", deferrable=True),
            to("stay", "next_id"),
        ),
        exclusions=(Check("free", "EXCLUDE USING gist (person_id WITH =, during WITH &&)"),),
        indexes=(
            Index("by_day", ("during",), ("during",), method="gist", storage="fillfactor = 90"),
        ),
    )
    view = Table("adult", kind="view", definition="SELECT id FROM crm.person WHERE age > 17")
    return Schema(
        "shop",
        (view, stay, people),
        (Enum("role", ("guest", "host"), "crm"),),
        domains=(Domain("age", "integer CHECK (VALUE >= 0)"),),
        sequences=(Sequence("ticket", "START WITH 100"),),
        before=("CREATE FUNCTION one() RETURNS integer LANGUAGE SQL AS 'SELECT 1;'",),
        after=("ANALYZE crm.person",),
    )


def test_the_statements_of_a_schema_are_those_that_were_reviewed(golden: Golden) -> None:
    """Parents come first, whatever the order in which tables are declared."""
    golden.check("shop.sql", postgresql(everything()))


def test_everything_is_made_as_it_is_said(database: Connection) -> None:
    """With no remark: PostgreSQL can have all of it."""
    assert not remarks(everything())
    assert held(database, everything()) == said(database, everything())


def test_keys_that_close_a_cycle_come_when_both_tables_are_there(database: Connection) -> None:
    """A child of a table in a cycle keeps its own key in its table, as does one that is its own."""
    given = schema(
        table("chick", "egg_id", foreign_keys=(to("egg", "egg_id"),)),
        table("egg", "hen_id", foreign_keys=(to("hen", "hen_id"),)),
        table("hen", "egg_id", "of", foreign_keys=(to("egg", "egg_id"), to("hen", "of"))),
    )
    columns = tuple(replace(c, type="integer") for c in given.tables[0].columns)
    given = schema(
        *(replace(t, columns=(*columns, *map(number, ("hen_id", "of")))) for t in given.tables)
    )
    assert postgresql(given).count("ALTER TABLE") == 1
    assert held(database, given) == said(database, given)


def number(name: str) -> Column:
    """A column of whole numbers."""
    return Column(name, "integer")


# Names


@st.composite
def sound(draw: st.DrawFn) -> Schema:
    """A schema with hostile names and comments, whose expressions are SQL."""
    drawn = draw(schemas())
    return replace(drawn, tables=tuple(map(with_sound_sql, drawn.tables)))


def with_sound_sql(drawn: Table) -> Table:
    """A table with defaults, checks and conditions that PostgreSQL takes, and no key twice.

    Of two keys of the same columns in one statement, PostgreSQL makes one.
    """
    keys = {drawn.primary_key.columns: drawn.primary_key}
    return replace(
        drawn,
        uniques=tuple(k for k in drawn.uniques if keys.setdefault(k.columns, k) is k),
        columns=tuple(replace(c, server_default=c.server_default and "'x'") for c in drawn.columns),
        checks=tuple(
            replace(check, expression="1 > 0", comment=check.name and check.comment)
            for check in drawn.checks
        ),
        indexes=tuple(with_own_parts(index, drawn) for index in drawn.indexes),
    )


def with_own_parts(drawn: Index, owner: Table) -> Index:
    """An index on columns of its table."""
    names = tuple(c.name for c in owner.columns if c.name in drawn.parts)
    predicate = drawn.predicate and "1 > 0"
    return replace(drawn, parts=names, columns=names, predicate=predicate, method=None)


@settings(max_examples=80)
@given(given=sound())
def test_hostile_names_are_made_as_they_are(database: Connection, given: Schema) -> None:
    """Every table and column has its own name, and a table without a remark lacks nothing."""
    fitted = fit(given)
    made = held(database, given)
    assert made == said(database, fitted.schema)
    assert {(row[0], row[1], row[3]) for row in made["columns"]} == {
        (held_name(t.schema or "public"), held_name(t.name), held_name(c.name))
        for t in given.tables
        for c in t.columns
    }
    told = {remark.table for remark in fitted.remarks}
    for before in given.tables:
        after = fitted.schema.by_id[before.id]
        assert before.id in told or in_order(after) == in_order(before)


def in_order(given: Table) -> Table:
    """A table whose rules with a name come before those that PostgreSQL gives one."""
    kinds = ("uniques", "foreign_keys", "checks", "exclusions", "indexes")
    rules = {
        kind: sorted(getattr(given, kind), key=lambda rule: rule.name is None) for kind in kinds
    }
    return replace(given, **{kind: tuple(named) for kind, named in rules.items()})


@settings(max_examples=40)
@given(several(texts, least=1), texts, st.none() | texts)
def test_statements_of_a_table_alone_run(
    database: Connection, columns: tuple[str, ...], name: str, comment: str | None
) -> None:
    """As a reader copies them from its page."""
    made = tuple(Column(column, "text", comment=comment) for column in columns)
    given = schema(Table(name, columns=made, comment=comment))
    with database.transaction(force_rollback=True):
        database.execute(statements(given)[name].sql.encode())
        alone = catalog(database)
    assert alone == held(database, given)


def test_names_that_are_taken_are_changed_and_told(database: Connection) -> None:
    """An enum beside a table or a type of its name, and an index beside another one."""
    indexes = (Index("by", ("id",), ("id",)), Index("size", ("id",), ("id",)))
    kinds = (
        Column("a", "size", enum="size", server_default="'s'::size"),
        Column("b", "date", enum="date"),
    )
    given = Schema(
        "shop",
        (table("size", *kinds, indexes=indexes[:1]), table("other", indexes=indexes)),
        (Enum("size", ("s", "m")), Enum("date", ("today",))),
    )
    assert remarks(given) == [
        "the enum size is called size_enum: a table has its name",
        "the enum date is called date_enum: a type has its name",
        "other: by is called by_2, as its name is taken",
        "other: size is called size_2, as its name is taken",
    ]
    assert held(database, given) == said(database, fit(given).schema)


def test_names_that_are_too_long_stay_apart(database: Connection) -> None:
    """PostgreSQL would cut both to the same 63 bytes."""
    names = [f"{'x' * 70}{number}" for number in range(2)]
    made = held(database, schema(table(names[0], *names), table(names[1])))
    assert len({row[1] for row in made["tables"]}) == 2
    assert len({row[3] for row in made["columns"]}) == 3


# What PostgreSQL lacks


TYPES = [
    ("varchar(16777215)", "text"),
    ("tinyint(1)", "smallint"),
    ("integer unsigned", "bigint"),
    ("bigint unsigned", "bigint"),
    ("datetime(3)", "timestamp(3) without time zone"),
    ("datetime2(7)", "timestamp(6) without time zone"),
    ("datetimeoffset(2)", "timestamp(2) with time zone"),
    ("double(10, 3)", "double precision"),
    ("float(126)", "double precision"),
    ("set('a','b)')", "text"),
    ("year", "smallint"),
    ("longtext character set utf8mb4 collate utf8mb4_bin", "text"),
    ("varbinary(max)", "bytea"),
    ("nvarchar(20)", "character varying(20)"),
    ("varchar(max)", "text"),
    ("uniqueidentifier", "uuid"),
    ("number(10, 0)", "bigint"),
    ("number(30)", "numeric(30,0)"),
    ("number(10, 2)", "numeric(10,2)"),
    ("varchar2(20 char)", "character varying(20)"),
    ("interval day(2) to second(6)", "interval"),
    ("NullType", "text"),
    ("x); DROP TABLE t; --", "text"),
]
KEPT = [
    *("integer[]", "numeric(10,2)", "timestamp(6) with time zone", "interval day to second(3)"),
    *("bit varying(8)", "double precision", "jsonb", "int4range", "citext", "hstore"),
]


def test_types_of_other_databases_are_translated(database: Connection) -> None:
    """Each with a remark; PostgreSQL's own, and those of its extensions, stay without one."""
    pairs = [*TYPES, *((kind, kind) for kind in KEPT)]
    columns = (Column(str(place), kind) for place, (kind, _) in enumerate(pairs))
    given = schema(Table("t", columns=tuple(columns)))
    made = held(database, given)["columns"]
    assert {int(row[3]): row[4] for row in made} == dict(enumerate(own for _, own in pairs))
    assert len(remarks(given)) == len(TYPES)


DEFAULTS = [
    ("timestamp", "CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP"),
    ("timestamp", "current_timestamp()", "CURRENT_TIMESTAMP"),
    ("timestamp", "'0000-00-00 00:00:00'", None),
    ("timestamp", "0", None),
    ("date", "getdate()", "CURRENT_TIMESTAMP"),
    ("uuid", "newsequentialid()", "gen_random_uuid()"),
    ("boolean", "((1))", "true"),
    ("boolean", "'f'", "false"),
    ("smallint", "true", "1"),
    ("integer", "''", None),
    ("integer", "'7'", "7"),
    ("numeric", "'a'", None),
    ("jsonb", "'{'", None),
    ("jsonb", "'{}'", "'{}'::jsonb"),
    ("text[]", "'a'", None),
    ("text", "'it''s; -- fine'", "'it''s; -- fine'::text"),
    ("text", "unquoted", None),
    ("text", "'open", None),
    ("text", "lower('A') -- not B", "lower('A'::text)"),
    ("text", "1); DROP TABLE t; --", None),
    ("kind", "'small'", "'small'::kind"),
    ("kind", "'large'", None),
]


def test_defaults_that_postgresql_refuses_are_translated_or_left_out(database: Connection) -> None:
    """By the type of their column; those that are left out are told."""
    columns = [
        Column(str(place), kind, enum="kind" if kind == "kind" else None, server_default=default)
        for place, (kind, default, _) in enumerate(DEFAULTS)
    ]
    given = Schema("shop", (Table("t", columns=tuple(columns)),), (Enum("kind", ("small",)),))
    made = {int(row[3]): row[10] for row in held(database, given)["columns"]}
    assert made == {place: own for place, (_, _, own) in enumerate(DEFAULTS)}
    told = {remark.partition(":")[0] for remark in remarks(given) if "is left out" in remark}
    assert told == {f"t.{place}" for place, own in made.items() if own is None} | {"t.0"}


def test_a_computed_column_in_a_key_is_stored(database: Connection) -> None:
    """PostgreSQL indexes nothing that it computes when it is asked for."""
    virtual = [Column(name, "integer", computed="id * 2", persisted=False) for name in "ab"]
    given = schema(table("t", *virtual, uniques=(Key(None, ("b",)),)))
    assert remarks(given) == ["t.b: it is stored, as a key or an index holds it"]
    made = {row[3]: row[7] for row in held(database, given)["columns"]}
    assert made == {"id": "", "a": "v", "b": "s"}


def test_a_sequence_that_a_default_counts_with_is_made(database: Connection) -> None:
    """Once, and under the name that the default means; one that is told is not made again."""
    names = ("t_id_seq", "public.Numbers", '"Odd one"', "told")
    defaults = [f"nextval('{name}'::regclass)" for name in (*names, "t_id_seq")]
    columns = tuple(
        Column(str(place), "integer", server_default=default)
        for place, default in enumerate(defaults)
    )
    given = Schema("shop", (Table("t", columns=columns),), sequences=(Sequence("told"),))
    made = [row[1] for row in held(database, given)["sequences"]]
    assert sorted(made) == ["Odd one", "numbers", "t_id_seq", "told"]


def test_a_table_that_inherits_counts_as_the_one_that_it_inherits_from(
    database: Connection,
) -> None:
    """With its sequence, of which there is one."""
    own = (Column("id", "integer", nullable=False, is_serial=True),)
    heir = (replace(own[0], is_serial=False, server_default="nextval('note_id_seq'::regclass)"),)
    given = schema(
        Table("eca_note", columns=heir, options="INHERITS (note)"), Table("note", columns=own)
    )
    made = held(database, given)
    assert [row[1] for row in made["sequences"]] == ["note_id_seq"]


def test_rules_that_postgresql_refuses_are_left_out_and_told(database: Connection) -> None:
    """Each with the reason; all others are there."""
    other = table(
        "other",
        Column("code", "text"),
        Column("day", "date"),
        uniques=(Key(None, ("code",), deferrable=True),),
    )
    given = table(
        "t",
        *(Column("a", "json"), Column("b", "text"), Column("xmin", "integer")),
        uniques=(Key("none", ()), Key("same", ("a",))),
        checks=(
            Check("right", "b <> ';'"),
            Check("open", "(b"),
            Check("odd", "b REGEXP 'a'"),
            Check("two", "b = 'x'; DROP TABLE t"),
        ),
        exclusions=(Check("never", "b WITH ="),),
        indexes=(
            Index("words", ("b",), ("b",), method="fulltext"),
            Index("only", ("b",), ("b",), method="gin", unique=True),
            Index("void", ()),
        ),
        foreign_keys=(
            to("gone", "b"),
            to("v", "b"),
            replace(to("other", "b"), target_columns=("day",)),
            replace(to("other", "b"), target_columns=("code",)),
            to("other", "b"),
            replace(to("other", "id"), on_delete="EXPLODE"),
        ),
    )
    view = Table("v", columns=(Column("id", "text"),), kind="view")
    shop = schema(given, other, view)
    assert remarks(shop) == [
        "t.xmin: the column is left out, as PostgreSQL has its own of that name",
        "t: the unique constraint none is left out: it has no columns",
        "t: the unique constraint same is left out: PostgreSQL cannot compare json",
        "t: the exclusion constraint never is left out: PostgreSQL does not know such a constraint",
        "t: the check open is left out: it is not one whole expression",
        "t: the check odd is left out: PostgreSQL has no REGEXP",
        "t: the check two is left out: it is not one whole expression",
        "v: the view is left out: the models do not say what it selects",
        "t: the index words is left out: PostgreSQL has no fulltext index",
        "t: the index only is left out: a gin index keeps nothing unique",
        "t: the index void is left out: it has no columns",
        "t.b: the foreign key to gone is left out: the models do not define that table",
        "t.b: the foreign key to v is left out: the models do not define that table",
        "t.b: the foreign key to other is left out: nothing keeps day unique there",
        "t.b: the foreign key to other is left out: nothing keeps code unique there",
        "t.b: the foreign key to other is left out: text and integer cannot be compared",
        "t.id: the foreign key to other is left out: PostgreSQL has no ON DELETE EXPLODE",
    ]
    made = held(database, shop)
    assert [row[2] for row in made["constraints"] if row[1] == "t"] == ["right", "t_pkey"]


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (table("t", Column("a", "vector(3)"), Column("b", "geometry(point, 4326)")), ["postgis", "vector"]),
        (table("t", Column("a", "uuid", server_default="uuid_generate_v4()")), ["uuid-ossp"]),
        (table("t", Column("a", "text"), indexes=(Index("i", ("a gin_trgm_ops",), ("a",), method="gin"),)), ["pg_trgm"]),
        (table("t", Column("a", "jsonb"), indexes=(Index("i", ("a",), ("a",), method="gin"),)), []),
        (table("t", Column("a", "date"), indexes=(Index("i", ("a",), ("a",), method="gin"),)), ["btree_gin"]),
    ],
    ids=["types", "function", "class", "none", "scalar"],
)  # fmt: skip
def test_the_extensions_that_a_schema_needs_are_made(given: Table, names: list[str]) -> None:
    """But for those that the models make themselves."""
    text = postgresql(schema(given))
    lines = [
        f"CREATE EXTENSION IF NOT EXISTS {name if '-' not in name else f'{chr(34)}{name}{chr(34)}'};"
        for name in names
    ]
    assert [line for line in text.splitlines() if "EXTENSION" in line] == lines
    own = replace(schema(given), before=tuple(f"CREATE EXTENSION {name}" for name in names))
    assert "IF NOT EXISTS" not in postgresql(own)
