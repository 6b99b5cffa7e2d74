"""What the reader takes from a MetaData, and that nothing in a MetaData can make it fail."""

from collections.abc import Callable
from datetime import datetime
from enum import Enum as PythonEnum
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from nexus.schema.model import Check, Domain, Schema, Sequence, Table
from nexus.schema.model import Column as Read
from nexus.schema.model import ForeignKey as Key
from nexus.schema.model import Key as Unique
from nexus.sources.sqlalchemy import reader
from nexus.sources.sqlalchemy.loader import Models
from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    Enum,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy import Table as SATable
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine, UserDefinedType


class Role(PythonEnum):
    """An enum whose values differ from its names: the names are stored."""

    GUEST = "g"
    HOST = "h"


class Shade(TypeDecorator[str]):
    """An enum under a type of the project's own."""

    impl = Enum("light", "dark", name="shade")
    cache_ok = True


class Point(UserDefinedType[str]):
    """A type of an extension, which spells itself."""

    def get_col_spec(self, **_: object) -> str:
        """Returns the spelling."""
        return "GEOMETRY(POINT, 4326)"


class Tiny(mysql.TINYINT):
    """A type of MySQL's that the project made its own."""


class Faulty(UserDefinedType[str]):
    """A type that cannot be spelt."""

    def get_col_spec(self, **_: object) -> str:
        """Raises."""
        raise ZeroDivisionError


class Torn(TypeDecorator[str]):
    """A decorator that fails for every dialect."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, _dialect: object) -> Any:
        """Raises."""
        raise RuntimeError


ENDLESS: list[object] = [1]
ENDLESS.append(ENDLESS)


class Shy:
    """A value that refuses to be shown."""

    def __repr__(self) -> str:
        raise ValueError


def schema(*items: Any, **options: Any) -> Schema:
    """The schema of one table `t` with a primary key and these items."""
    metadata = MetaData()
    SATable("t", metadata, Column("id", Integer, primary_key=True), *items, **options)
    return reader.read(Models("shop", metadata))


def table(*items: Any, **options: Any) -> Table:
    """The table `t` of `schema`."""
    return schema(*items, **options).tables[0]


def column(kind: Any = Integer, *items: Any, **options: Any) -> Read:
    """A column `c` of the table `t`."""
    return table(Column("c", kind, *items, **options)).column("c")


@pytest.mark.parametrize(
    ("kind", "spelling"),
    [
        (sa.Numeric(10, 2), "numeric(10, 2)"),
        (sa.DateTime(timezone=True), "timestamp with time zone"),
        (sa.Uuid(), "uuid"),
        (sa.LargeBinary(), "bytea"),
        (String(20, collation="de_DE"), 'varchar(20) collate "de_DE"'),
        (ARRAY(Integer, dimensions=2), "integer[][]"),
        (sa.BigInteger().with_variant(Integer, "sqlite"), "bigint"),
        (postgresql.JSONB(), "jsonb"),
        (Point(), "geometry(point, 4326)"),
        (mysql.TINYINT(1), "tinyint(1)"),
        (mysql.SET("a", "B"), "set('a','B')"),
        (mysql.INTEGER(unsigned=True), "integer unsigned"),
        (mssql.BIT(), "boolean"),
        (mssql.DATETIMEOFFSET(3), "datetimeoffset(3)"),
        (oracle.NUMBER(10, 2), "number(10, 2)"),
        (Tiny(2), "tinyint(2)"),
        (NullType(), "NullType"),
        (Faulty(), "Faulty"),
        (Torn(), "Torn"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_type_is_spelt_as_postgresql_spells_it(kind: TypeEngine[Any], spelling: str) -> None:
    """What PostgreSQL does not know, as its own dialect spells it, or else the name of its class."""
    assert column(kind).type == spelling


@pytest.mark.parametrize(
    ("kind", "spelling", "name", "values"),
    [
        (Enum(Role), "role", "role", ("GUEST", "HOST")),
        (Enum("a", "b", name="ab", schema="s"), "s.ab", "s.ab", ("a", "b")),
        (Enum("a", "bb", name="ab", native_enum=False), "varchar(2)", "ab", ("a", "bb")),
        (Enum("a", "b"), "varchar(1)", "t_c", ("a", "b")),
        (ARRAY(Enum("a", name="ab")), "ab[]", "ab", ("a",)),
        (Shade(), "shade", "shade", ("light", "dark")),
        (String().with_variant(postgresql.ENUM("a", name="ab"), "postgresql"), "ab", "ab", ("a",)),
        (mysql.ENUM("a", "b"), "t_c", "t_c", ("a", "b")),
    ],
    ids=["class", "schema", "not native", "unnamed", "array", "decorated", "variant", "mysql"],
)
def test_an_enum_is_read_with_its_values(
    kind: TypeEngine[Any], spelling: str, name: str, values: tuple[str, ...]
) -> None:
    """An enum without a name is called after its table and column; MySQL's is a type there."""
    read = schema(Column("c", kind))
    assert [(enum.id, enum.values) for enum in read.enums] == [(name, values)]
    assert (read.tables[0].column("c").type, read.tables[0].column("c").enum) == (spelling, name)


def test_enums_of_one_name_and_other_values_are_kept_apart() -> None:
    """The same values under the same name are one enum."""
    kinds = (Enum("a", name="e"), Enum("a", name="e"), Enum("b", name="e"))
    read = schema(*(Column(f"c{number}", kind) for number, kind in enumerate(kinds)))
    assert [(enum.name, enum.values) for enum in read.enums] == [("e", ("a",)), ("e (2)", ("b",))]
    assert [c.enum for c in read.tables[0].columns[1:]] == ["e", "e", "e (2)"]


@pytest.mark.parametrize(
    ("default", "told"),
    [
        (5, "5"),
        ("it's", '"it\'s"'),
        (datetime.now, "now()"),
        (partial(int, "3"), "partial()"),
        (func.now(), "now()"),
        (sa.Sequence("numbers"), "nextval(numbers)"),
        (Role.GUEST, "Role.GUEST"),
        (datetime.fromisoformat("2026-11-23"), "datetime.datetime(2026, 11, 23, 0, 0)"),
        (datetime.fromisoformat("2026-11-23T10:00:00.000007"), "a moment computed at import"),
        (frozenset("abc"), "{'a', 'b', 'c'}"),
        ({"a": [{"y", "x"}], "b": ({1}, set())}, "{'a': [{'x', 'y'}], 'b': ({1}, set())}"),
        (((1,), [Role.HOST]), "((1,), [Role.HOST])"),
        (ENDLESS, "[1, ...]"),
        (Shy(), "Shy()"),
        (MetaData, "MetaData()"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_client_default_is_told_the_same_in_every_run(default: Any, told: str) -> None:
    """Values as Python writes them; callables, and what cannot be shown, by name."""
    assert column(sa.JSON, default=default).client_default == told


def test_an_object_without_a_text_of_its_own_is_told_without_its_address() -> None:
    """The place in memory is no fact about the models."""
    assert column(sa.JSON, default=NullPool()).client_default == "NullPool()"


class NullPool:
    """A class without a `__repr__`."""


@pytest.mark.parametrize(
    ("default", "told"),
    [
        ("5", "'5'"),
        (text("now() + interval '1 day'"), "now() + interval '1 day'"),
        (func.now(), "now()"),
        (sa.true(), "true"),
        (sa.FetchedValue(), None),
        (sa.Sequence("numbers").next_value(), "nextval('numbers')"),
    ],
    ids=["text", "sql", "function", "true", "fetched", "sequence"],
)
def test_a_server_default_is_told_as_sql(default: Any, told: str | None) -> None:
    """As it stands in PostgreSQL's CREATE TABLE; what only the database knows has no text."""
    read = column(server_default=default)
    assert (read.server_default, read.is_fetched) == (told, told is None)


@pytest.mark.parametrize(
    ("made", "is_serial"),
    [
        (lambda: Column("c", Integer, primary_key=True), True),
        (lambda: Column("c", mysql.BIGINT(unsigned=True), primary_key=True), True),
        (lambda: Column("c", Integer, sa.Sequence("n", optional=True), primary_key=True), True),
        (lambda: Column("c", Integer, sa.Sequence("n"), primary_key=True), False),
        (lambda: Column("c", Integer, sa.Identity(), primary_key=True), False),
        (lambda: Column("c", Integer, server_default="1", primary_key=True), False),
        (lambda: Column("c", Integer, primary_key=True, autoincrement=False), False),
        (lambda: Column("c", String, primary_key=True), False),
        (lambda: Column("c", String, primary_key=True, autoincrement=True), False),
        (lambda: Column("c", Integer), False),
    ],
    ids=["key", "mysql", "optional", "own", "identity", "default", "told", "text", "odd", "plain"],
)
def test_a_column_that_the_database_counts_up_is_serial(
    made: Callable[[], Column[Any]], is_serial: bool
) -> None:
    """Where SQLAlchemy makes it SERIAL; a view counts nothing."""
    for kind in ({}, {"is_view": True}):
        metadata = MetaData()
        SATable("t", metadata, made(), info=kind)
        (read,) = reader.read(Models("shop", metadata)).tables
        assert read.column("c").is_serial == (is_serial and not kind)


def test_sequences_and_domains_of_the_models_are_read_once_each() -> None:
    """Also those that only a default counts with; one that PostgreSQL need not have is not read."""
    metadata = MetaData(schema="s")
    age = postgresql.DOMAIN("age", Integer, check=text("VALUE > 0"), schema="s")
    own, free = sa.Sequence("own", start=5, schema="s"), sa.Sequence("free")
    columns = [
        Column("a", age, own),
        Column("b", age, server_default=free.next_value()),
        Column("c", Integer, sa.Sequence("other", optional=True)),
    ]
    SATable("t", metadata, *columns)
    read = reader.read(Models("shop", metadata))
    assert read.domains == (Domain("age", "INTEGER CHECK (VALUE > 0)", "s"),)
    assert read.sequences == (Sequence("own", "START WITH 5", "s"), Sequence("free"))
    assert read.tables[0].column("a").type == "s.age"


def test_a_table_tells_how_it_is_parted_and_what_it_inherits() -> None:
    """As it stands behind the columns."""
    options = {"postgresql_partition_by": "RANGE (id)", "postgresql_inherits": ("Base", "b")}
    assert table(**options).options == 'INHERITS ("Base", b) PARTITION BY RANGE (id)'
    assert table().options is None


def test_rules_for_other_databases_alone_are_not_read() -> None:
    """Nor those whose condition fails; the models say by `ddl_if` whom they mean."""
    for_mysql, for_all = Index("mine", "id").ddl_if(dialect="mysql"), Index("all", "id")
    faulty = CheckConstraint("id > 1", name="odd").ddl_if(callable_=lambda: True)
    meant = CheckConstraint("id > 0", name="own").ddl_if(dialect="postgresql")
    read = table(for_mysql, for_all, faulty, meant)
    assert [index.name for index in read.indexes] == ["all"]
    assert [check.name for check in read.checks] == ["own"]


@pytest.mark.parametrize("persisted", [True, False, None])
def test_a_computed_column_tells_its_expression_and_whether_it_is_stored(
    persisted: bool | None,
) -> None:
    """The expression is no default."""
    read = column(Integer, sa.Computed("id * 2", persisted=persisted))
    assert (read.computed, read.persisted, read.server_default) == ("id * 2", persisted, None)


def test_an_identity_is_told_with_its_options() -> None:
    """The words are PostgreSQL's."""
    read = column(Integer, sa.Identity(always=True, start=5))
    assert read.identity == "GENERATED ALWAYS AS IDENTITY (START WITH 5)"


def test_a_primary_key_is_never_null() -> None:
    """The database refuses a null there, even in a column that is called nullable."""
    assert not column(Integer, primary_key=True, nullable=True).nullable


def test_columns_comments_and_groups_are_kept_as_declared() -> None:
    """The order of the columns is that of the declaration, key or not."""
    read = table(
        Column("z", Integer, comment="Last."),
        Column("a", Integer, key="python_name"),
        comment="A table.",
        info={"group": "sales"},
    )
    assert [c.name for c in read.columns] == ["id", "z", "a"]
    assert (read.comment, read.group, read.column("z").comment) == ("A table.", "sales", "Last.")


def test_a_table_marked_as_a_view_is_a_view() -> None:
    """Before SQLAlchemy 2.1, projects mark their views in `info`."""
    assert table(info={"is_view": True}).kind == "view"
    assert table().kind == "table"


@pytest.mark.skipif(not hasattr(sa, "CreateView"), reason="SQLAlchemy 2.1 has views")
def test_a_view_of_sqlalchemy_is_a_view() -> None:
    """Since SQLAlchemy 2.1 a view is made from a SELECT, whose values are written out."""
    metadata = MetaData()
    sa.CreateView(sa.select(sa.literal("it's").label("one")), "v", metadata=metadata)
    (read,) = reader.read(Models("shop", metadata)).tables
    assert (read.kind, read.definition) == ("view", "SELECT 'it''s' AS one")


def test_a_foreign_key_tells_all_that_it_says() -> None:
    """Its name, columns, target, and what happens on delete and on update."""
    rules = {"ondelete": "CASCADE", "onupdate": "SET NULL", "initially": "DEFERRED"}
    link = ForeignKey("t.id", name="up", deferrable=True, **rules)
    read = table(Column("parent", Integer, link)).foreign_keys
    assert read == (
        Key(
            "up",
            ("parent",),
            "t",
            ("id",),
            "CASCADE",
            "SET NULL",
            deferrable=True,
            initially="DEFERRED",
        ),
    )


def test_a_foreign_key_tells_what_it_matches_and_which_columns_it_sets() -> None:
    """As it is declared."""
    link = ForeignKey("t.id", match="FULL", ondelete="SET NULL (parent)")
    (read,) = table(Column("parent", Integer, link)).foreign_keys
    assert (read.match, read.on_delete) == ("FULL", "SET NULL (parent)")


def test_a_foreign_key_without_columns_is_a_warning() -> None:
    """It refers to nothing."""
    read = schema(sa.ForeignKeyConstraint([], []))
    assert read.tables[0].foreign_keys == ()
    assert read.warnings == ("left out: a foreign key without columns; t; give it columns",)


def test_a_table_of_another_metadata_is_a_stub() -> None:
    """Also where it is called like one of the models' own."""
    other = SATable("t", MetaData(), Column("no", Integer, primary_key=True))
    read = schema(Column("c", ForeignKey(other.c.no)))
    assert [(t.id, t.kind) for t in read.tables] == [
        ("t", "table"),
        ("t (of another MetaData)", "stub"),
    ]
    assert [r.parent for r in read.relations] == ["t (of another MetaData)"]


def test_the_table_keeps_a_key_that_is_declared_twice() -> None:
    """It is one relation, and two constraints in the database."""
    again = sa.ForeignKeyConstraint(["c"], ["t.id"], name="again")
    read = schema(Column("c", Integer, ForeignKey("t.id")), again)
    assert [key.name for key in read.tables[0].foreign_keys] == [None, "again"]
    assert len(read.relations) == 1


def test_keys_that_differ_only_in_what_happens_on_delete_are_in_one_order() -> None:
    """Whatever the order in which SQLAlchemy's set gives them."""
    keys = [sa.ForeignKeyConstraint(["c"], ["t.id"], ondelete=rule) for rule in ("CASCADE", None)]
    for given in (keys, keys[::-1]):
        copies = [sa.ForeignKeyConstraint(["c"], ["t.id"], ondelete=key.ondelete) for key in given]
        read = table(Column("c", Integer), *copies).foreign_keys
        assert [key.on_delete for key in read] == ["CASCADE", None]


def missing(metadata: MetaData) -> Schema:
    """A key to a table `account` that is not in the MetaData."""
    columns = (
        Column("id", Integer, primary_key=True),
        Column("c", sa.Uuid, ForeignKey("account.no")),
    )
    SATable("t", metadata, *columns)
    return reader.read(Models("shop", metadata))


@pytest.mark.parametrize(("default", "stub"), [(None, "account"), ("crm", "crm.account")])
def test_a_table_outside_the_models_is_a_stub(default: str | None, stub: str) -> None:
    """It has the columns that keys refer to, with their types, and is told in a warning."""
    read = missing(MetaData(schema=default))
    assert [(t.id, t.kind) for t in read.tables[1:]] == [(stub, "stub")]
    assert read.by_id[stub].columns == (Read("no", "uuid", nullable=False),)
    (warning,) = read.warnings
    assert warning.startswith(f"the models have no table {stub}; {read.tables[0].id}.c references")


def test_a_key_to_a_missing_column_is_told_in_a_warning() -> None:
    """The relation is kept."""
    read = schema(Column("c", Integer, ForeignKey("t.nothing")))
    (warning,) = read.warnings
    assert (
        warning
        == "the models have no column t.nothing; t.c references t.nothing; correct the foreign key"
    )


def test_checks_of_the_table_and_of_columns_are_read_once_each() -> None:
    """Those without a name are in the order of their text."""
    read = table(
        Column("c", Integer, CheckConstraint("c > 2")),
        CheckConstraint("id > 1"),
        CheckConstraint("id > 0"),
        CheckConstraint(sa.column("id") < 9, name="small"),
    )
    told = [(check.name, check.expression) for check in read.checks]
    assert told == [(None, "id > 0"), (None, "id > 1"), ("small", "id < 9"), (None, "c > 2")]


def test_the_check_of_a_type_is_read_where_postgresql_needs_it() -> None:
    """PostgreSQL has a boolean type, and an enum as text is kept by a check."""
    kinds = (
        sa.Boolean(create_constraint=True, name="flag"),
        Enum("a", "b", name="ab", native_enum=False, create_constraint=True),
        Enum("a", "b", name="native", create_constraint=True),
    )
    read = table(*(Column(f"c{number}", kind) for number, kind in enumerate(kinds)))
    assert read.checks == (Check("ab", "c1 IN ('a', 'b')"),)


def test_an_exclusion_is_told_without_its_name() -> None:
    """Whatever the name is."""
    rule = postgresql.ExcludeConstraint(("id", "="), name="no EXCLUDE USING", where=text("id > 9"))
    (read,) = table(rule).exclusions
    assert read == Check("no EXCLUDE USING", "EXCLUDE USING gist (id WITH =) WHERE (id > 9)")


def test_uniques_name_their_columns_as_the_database_does() -> None:
    """They are in the order of their columns."""
    read = table(
        Column("b", Integer, key="z"),
        Column("a", Integer),
        UniqueConstraint("a"),
        UniqueConstraint("z"),
    )
    assert [key.columns for key in read.uniques] == [("b",), ("a",)]


def test_a_key_tells_what_else_is_said_of_it() -> None:
    """What its index carries, how it takes nulls, when it is checked, and why."""
    options = {"postgresql_nulls_not_distinct": True, "postgresql_include": ["extra"]}
    timing = {"deferrable": True, "initially": "DEFERRED"}
    rule = UniqueConstraint("a", comment="Why.", **timing, **options)
    (read,) = table(Column("a", Integer), Column("x", Integer, key="extra"), rule).uniques
    assert read == Unique(
        *(None, ("a",), ("x",)), nulls_not_distinct=True, comment="Why.", **timing
    )


@pytest.mark.parametrize(
    ("index", "parts", "columns"),
    [
        (lambda t: Index("i", t.c.c), ("c",), ("c",)),
        (lambda t: Index("i", t.c.c.desc().nulls_last()), ("c DESC NULLS LAST",), ("c",)),
        (lambda t: Index("i", t.c.order.desc()), ('"order" DESC',), ("order",)),
        (lambda t: Index("i", t.c.c.collate("C")), ('c COLLATE "C"',), ("c",)),
        (lambda t: Index("i", func.lower(t.c.c), t.c.id), ("lower(c)", "id"), ()),
        (lambda t: Index("i", t.c.c, postgresql_ops={"c": "text_ops"}), ("c text_ops",), ("c",)),
        (
            lambda t: Index("i", func.lower(t.c.c).label("l"), postgresql_ops={"l": "text_ops"}),
            ("lower(c) text_ops",),
            (),
        ),
        (lambda t: Index("i", text("lower(c)"), _table=t), ("lower(c)",), ()),
        (lambda t: Index("i", text("c desc"), t.c.id, _table=t), ("c desc", "id"), ("c", "id")),
        (lambda t: Index("i", t.c.id + 1, (t.c.id * 2).desc()), ("(id + 1)", "(id * 2) DESC"), ()),
        (lambda t: Index("i", _table=t), (), ()),
    ],
    ids=[
        "column",
        "order",
        "word",
        "collation",
        "call",
        "class",
        "label",
        "text",
        "text of a column",
        "expression",
        "empty",
    ],
)
def test_an_index_tells_its_parts(
    index: Callable[[SATable], Index], parts: tuple[str, ...], columns: tuple[str, ...]
) -> None:
    """Its columns are told only where each part is a column."""
    metadata = MetaData()
    owner = SATable("t", metadata, Column("id", Integer), Column("c", String), Column("order"))
    index(owner)
    (read,) = reader.read(Models("shop", metadata)).tables[0].indexes
    assert (read.parts, read.columns) == (parts, columns)


def test_a_long_name_of_a_convention_is_cut_as_sqlalchemy_cuts_it() -> None:
    """Of an index and of a constraint, as in the statements that it sends."""
    named = {kind: f"{kind}_%(table_name)s_%(column_0_name)s" for kind in ("ix", "uq")}
    metadata = MetaData(naming_convention=named)
    long = Column("b" * 30, Integer, index=True)
    made = SATable("a" * 40, metadata, Column("id", Integer), long, UniqueConstraint(long))
    (table,) = reader.read(Models("shop", metadata)).tables
    sent = [CreateTable(made), *map(CreateIndex, made.indexes)]
    words = " ".join(str(each.compile(dialect=postgresql.dialect())) for each in sent).split()
    assert table.uniques[0].name in words
    assert table.indexes[0].name in words


def test_an_index_tells_its_method_its_predicate_and_what_it_carries() -> None:
    """The columns that it carries are named as the database does."""
    options = {"postgresql_using": "GIN", "postgresql_include": ["extra"]}
    options |= {"postgresql_with": {"fillfactor": 50}}
    more = {"postgresql_where": text("c > 0"), "postgresql_nulls_not_distinct": True}
    index = Index("i", "c", unique=True, **more, **options)
    (read,) = table(Column("c", Integer), Column("x", Integer, key="extra"), index).indexes
    assert (read.nulls_not_distinct, read.storage) == (True, "fillfactor = 50")
    assert (read.unique, read.method, read.predicate, read.include) == (
        True,
        "gin",
        "c > 0",
        ("x",),
    )


def test_an_index_that_only_mysql_can_keep_tells_how() -> None:
    """PostgreSQL would make another index of it without a word."""
    index = Index("i", "c", mysql_prefix="FULLTEXT")
    assert table(Column("c", String), index).indexes[0].method == "fulltext"


def test_an_index_that_is_partial_in_another_dialect_is_partial() -> None:
    """It makes nothing unique in a database that knows the condition."""
    index = Index("i", "c", unique=True, sqlite_where=text("c > 0"))
    read = table(Column("c", Integer), index)
    assert read.indexes[0].predicate == "c > 0"
    assert not read.is_unique(["c"])


def test_a_percent_sign_is_read_as_it_is_written() -> None:
    """Not doubled, as a driver's parameters would want it."""
    rule = CheckConstraint("name LIKE 'a%'")
    (read,) = schema(Column("name", String, rule, server_default=sa.text("'5%'"))).tables
    assert [check.expression for check in read.checks] == ["name LIKE 'a%'"]
    assert read.column("name").server_default == "'5%'"


def test_checks_of_one_column_are_in_one_order() -> None:
    """SQLAlchemy keeps them as a set."""
    metadata = MetaData()
    rules = (CheckConstraint("a > 1"), CheckConstraint("a < 9"), CheckConstraint("a <> 5"))
    SATable("t", metadata, Column("a", Integer, *rules, primary_key=True))
    (read,) = reader.read(Models("m", metadata)).tables
    told = [check.expression for check in read.checks]
    assert told == sorted(told)
    assert len(told) == 3
