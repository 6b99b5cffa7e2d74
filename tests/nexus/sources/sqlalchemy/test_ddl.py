"""DDL: what SQLAlchemy would run, executed by SQLite here, and what it leaves out, with reasons."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nexus.core.errors import UsageError
from nexus.sources.sqlalchemy import loader
from nexus.sources.sqlalchemy.ddl.script import SHOWN, ddl
from sqlalchemy import (
    DDL,
    CheckConstraint,
    Column,
    Computed,
    Enum,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Sequence,
    String,
    Table,
    UniqueConstraint,
    create_engine,
    event,
    func,
    inspect,
    text,
    types,
)
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.schema import ForeignKeyConstraint, SchemaItem

from tests.helpers import ROOT, run_python
from tests.nexus.exports.hostile import texts
from tests.nexus.shapes import SHAPES, Shape


def database(statements: str) -> sqlite3.Connection:
    """An SQLite that has run the statements."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(statements)
    return connection


def tables(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """The columns of each table, as SQLite knows them."""
    names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    return {
        name: [row[1] for row in connection.execute("SELECT * FROM pragma_table_xinfo(?)", [name])]
        for (name,) in names
    }


def remarks(statements: str) -> list[str]:
    """The comments at the top."""
    return [line[3:] for line in statements.splitlines() if line.startswith("-- ")]


def shop(*columns: SchemaItem, **options: object) -> MetaData:
    """One table with a key and these columns."""
    metadata = MetaData()
    Table("shop", metadata, Column("id", Integer, primary_key=True), *columns, **options)
    return metadata


def test_the_models_of_this_project_run_on_sqlite() -> None:
    """The AirBnB schema has all of its tables there; what it lacks is said."""
    metadata = loader.load(str(ROOT / "models/airbnb.py")).metadata
    statements = ddl(metadata, "sqlite")
    assert list(tables(database(statements))) == [
        *("user", "property", "message", "booking", "review", "payment")
    ]
    assert [remark.partition(":")[0] for remark in remarks(statements)] == [
        "left out",
        "not checked",
        "not in sqlite",
        "left out",
        *["not meant for sqlite"] * 3,
    ]


def test_postgresql_gets_the_events_of_the_models_and_its_types() -> None:
    """Types come first, then the extension, the function, and after its table the trigger."""
    statements = ddl(loader.load(str(ROOT / "models/airbnb.py")).metadata, "postgresql")
    wanted = [
        "CREATE TYPE user_role AS ENUM ('guest', 'host', 'admin');",
        "CREATE EXTENSION IF NOT EXISTS btree_gist;",
        "CREATE OR REPLACE FUNCTION set_updated_at()",
        "CREATE TABLE property (",
        "CREATE INDEX ix_property_host_id ON property (host_id);",
        "COMMENT ON COLUMN property.name IS 'Title of the listing.';",
        "CREATE TRIGGER property_updated",
        "EXCLUDE USING gist",
    ]
    places = [statements.index(part) for part in wanted]
    assert places == sorted(places)
    assert not remarks(statements)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_every_shape_of_keys_runs_on_sqlite(shape: Shape) -> None:
    """Tables come in an order that works, and cycles of keys stay inside their tables."""
    metadata = shape.metadata()
    statements = ddl(metadata, "sqlite")
    made = set(tables(database(statements)))
    for table in metadata.tables.values():
        said = f"left out: Table {table.fullname}: " in statements
        assert table.schema or said != (table.name in made)


@pytest.mark.parametrize("dialect", [*SHOWN, "mariadb", "mssql", "oracle"])
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_no_dialect_fails(shape: Shape, dialect: str) -> None:
    """Each table is made, or said to be left out."""
    metadata = shape.metadata()
    statements = ddl(metadata, dialect)
    said = [remark for remark in remarks(statements) if remark.startswith("left out: Table ")]
    assert statements.count("CREATE TABLE ") + len(said) == len(metadata.tables)


def test_an_unknown_dialect_is_a_usage_error() -> None:
    """It is told with a choice."""
    for wrong in ("postgres9", "", "a://b", "no such"):
        with pytest.raises(UsageError, match="choose from: postgresql, mysql, sqlite"):
            ddl(MetaData(), wrong)


def test_a_cycle_is_closed_by_alter_table_where_the_dialect_can() -> None:
    """The models are as they were afterwards: SQLite's statements still hold both keys."""
    metadata = MetaData()
    for name, other in (("hen", "egg"), ("egg", "hen")):
        key = ForeignKey(f"{other}.id", name=f"of_{other}")
        Table(name, metadata, Column("id", Integer, primary_key=True), Column("of", Integer, key))
    before = ddl(metadata, "sqlite")
    assert "ALTER TABLE egg ADD CONSTRAINT of_hen FOREIGN KEY" in ddl(metadata, "postgresql")
    assert ddl(metadata, "sqlite") == before
    assert before.count("FOREIGN KEY") == 2


def test_what_depends_on_a_column_of_no_known_type_is_left_out_with_it() -> None:
    """Its type is that of a table that is not there. Its comment goes too; the rest stays."""
    other = Column("other", ForeignKey("outside.id", name="to_outside"), comment="Left out.")
    metadata = shop(other, Column("name", String(9)))
    Index("by_other", other)
    metadata.tables["shop"].append_constraint(UniqueConstraint("other", "name", name="once"))
    statements = ddl(metadata, "mysql")
    assert remarks(statements) == [
        "left out: Column shop.other: its type is not known",
        "left out: ForeignKeyConstraint to_outside of shop: its column other is left out",
        "left out: Index by_other of shop: its column other is left out",
        "left out: UniqueConstraint once of shop: its column other is left out",
    ]
    assert "name VARCHAR(9)" in statements
    assert "COMMENT" not in ddl(metadata, "postgresql")


def test_another_type_stands_for_one_that_a_dialect_lacks() -> None:
    """A generic type if there is one, else text; one of limited length where it is in a key."""
    metadata = shop(
        Column("tags", postgresql.ARRAY(String), unique=True),
        Column("address", postgresql.INET, server_default=text("'::1'::inet")),
        Column("data", postgresql.JSONB),
    )
    statements = ddl(metadata, "mysql")
    why = "there is no form for INET; it is made as TEXT"
    assert remarks(statements) == [
        "left out: the type of shop.tags: there is no form for ARRAY; it is made as VARCHAR(255)",
        f"left out: the type and the default of shop.address: {why}",
        "left out: the type of shop.data: there is no form for JSONB; it is made as JSON",
    ]
    assert "tags VARCHAR(255),\n    address TEXT,\n    data JSON" in statements
    assert "UNIQUE (tags)" in statements
    assert not remarks(ddl(metadata, "postgresql"))
    assert "address INET DEFAULT '::1'::inet" in ddl(metadata, "postgresql")


def test_an_index_that_would_become_another_one_is_left_out() -> None:
    """Without its condition, a unique index would forbid more."""
    metadata = shop(Column("name", String(9)))
    name = metadata.tables["shop"].c.name
    Index("one_open", name, unique=True, postgresql_where=text("name <> ''"))
    Index("search", name, postgresql_using="gin")
    Index("plain", name, postgresql_using="btree")
    assert remarks(ddl(metadata, "sqlite")) == [
        "left out: Index one_open of shop: its WHERE is for postgresql only",
        "left out: Index search of shop: its USING is for postgresql only",
    ]
    assert not remarks(ddl(metadata, "postgresql"))


def test_keys_to_what_is_not_there_are_left_out() -> None:
    """A table outside the models, a column that a table does not have, and no key at all."""
    metadata = shop(
        Column("a", Integer, ForeignKey("outside.id", name="to_table")),
        Column("b", Integer, ForeignKey("shop.nothing", name="to_column")),
        Column("c", Integer, ForeignKey("shop.a", name="to_any")),
    )
    statements = ddl(metadata, "postgresql")
    assert remarks(statements) == [
        "left out: ForeignKeyConstraint to_any of shop: what it refers to is not unique",
        "left out: ForeignKeyConstraint to_column of shop: shop has no column nothing",
        "left out: ForeignKeyConstraint to_table of shop: outside is not in the models",
    ]
    assert "CREATE TABLE shop" in statements
    assert len(metadata.tables["shop"].foreign_keys) == 3


def test_what_sqlite_refuses_is_left_out_with_its_own_words() -> None:
    """A default and a check in the words of another database."""
    metadata = shop(
        Column("made", mysql.TIMESTAMP, server_default=text("current_timestamp()")),
        Column("name", String(9), CheckConstraint("name ~ '^a'")),
        Column("size", Integer, Computed("id * 2")),
        CheckConstraint("size ~ 1", name="odd"),
    )
    statements = ddl(metadata, "sqlite")
    assert remarks(statements) == [
        'left out: the default of shop.made: SQLite refuses it: near "(": syntax error',
        'left out: the checks of shop.name: SQLite refuses it: near "~": syntax error',
        'left out: CheckConstraint odd of shop: SQLite refuses it: near "~": syntax error',
    ]
    assert tables(database(statements)) == {"shop": ["id", "made", "name", "size"]}
    assert metadata.tables["shop"].c.made.server_default is not None


def test_names_that_differ_in_case_only_are_one_name_in_sqlite() -> None:
    """The first one is made, the other is said."""
    metadata = shop(Column("ID", Integer))
    Table("Shop", metadata, Column("id", Integer))
    statements = ddl(metadata, "sqlite")
    why = "its name differs from another one in case only"
    assert remarks(statements) == [
        f"left out: Column shop.ID: {why}",
        f"left out: Table Shop: {why}",
    ]
    assert tables(database(statements)) == {"shop": ["id"]}
    assert not remarks(ddl(metadata, "postgresql"))


def test_only_the_twin_of_a_name_is_left_out_in_sqlite() -> None:
    """Its other columns are judged without it, also where a table is judged piece by piece."""
    metadata = shop(
        *(Column("A", Integer), Column("a", Integer), Column("b", String(9))),
        CheckConstraint("b ~ 1", name="odd"),
    )
    statements = ddl(metadata, "sqlite")
    assert tables(database(statements)) == {"shop": ["id", "A", "b"]}
    assert [remark.partition(": ")[2] for remark in remarks(statements)] == [
        "Column shop.a: its name differs from another one in case only",
        'CheckConstraint odd of shop: SQLite refuses it: near "~": syntax error',
    ]


def test_a_column_that_the_database_has_by_itself_is_not_made() -> None:
    """Nor is it said to be left out."""
    metadata = shop(Column("xmin", Integer, system=True), CheckConstraint("id ~ 1", name="odd"))
    statements = ddl(metadata, "sqlite")
    assert tables(database(statements)) == {"shop": ["id"]}
    assert len(remarks(statements)) == 1


def test_a_foreign_key_without_columns_is_left_out() -> None:
    """SQLAlchemy lets it be declared."""
    metadata = shop(ForeignKeyConstraint([], [], name="none"))
    for dialect in SHOWN:
        assert remarks(ddl(metadata, dialect)) == [
            "left out: ForeignKeyConstraint none of shop: it has no columns"
        ]


def test_a_name_that_is_too_long_is_left_out() -> None:
    """PostgreSQL takes 63 characters."""
    metadata = MetaData()
    Table("x" * 500, metadata, Column("id", Integer))
    (remark,) = remarks(ddl(metadata, "postgresql"))
    assert remark.endswith("exceeds maximum length of 63 characters")


def test_schemas_are_made_first() -> None:
    """SQLite attaches a database under the name of each."""
    metadata = MetaData()
    Table("user", metadata, Column("id", Integer), schema="people")
    assert ddl(metadata, "postgresql").startswith("CREATE SCHEMA IF NOT EXISTS people;\n")
    statements = ddl(metadata, "sqlite")
    assert database(statements).execute('SELECT * FROM people."user"').fetchall() == []


def test_schemas_of_types_and_sequences_are_made() -> None:
    """No table need be in them."""
    metadata = shop(Column("size", Enum("s", name="size", schema="types")))
    Sequence("number", metadata=metadata, schema="numbers")
    assert ddl(metadata, "postgresql").splitlines()[:4] == [
        "CREATE SCHEMA IF NOT EXISTS types;",
        "CREATE SCHEMA IF NOT EXISTS numbers;",
        "CREATE TYPE types.size AS ENUM ('s');",
        "CREATE SEQUENCE numbers.number;",
    ]
    assert "SCHEMA" not in ddl(metadata, "mysql")


def test_a_percent_sign_stays_one() -> None:
    """Nothing is escaped for a driver that will never see it."""
    metadata = shop(Column("50%", Integer, server_default=text("5 % 3")))
    for dialect in SHOWN:
        assert "%%" not in ddl(metadata, dialect)


def test_quoted_text_keeps_its_blanks() -> None:
    """Only SQLAlchemy's own layout is tidied."""
    metadata = shop(Column("a", String(9), server_default="one \n\ttwo"), comment="a \n\tb")
    assert "'one \n\ttwo'" in ddl(metadata, "mysql")
    assert "COMMENT='a \n\tb'" in ddl(metadata, "mysql")


def test_an_event_that_asks_the_database_is_said() -> None:
    """Tables and indexes are made without the events of the models."""
    metadata = shop(Column("name", String(9), index=True))

    @event.listens_for(metadata, "before_create")
    def ask(_: MetaData, connection: object, **__: object) -> None:
        connection.execute(text("SELECT 1")).scalar()  # type: ignore[attr-defined]

    statements = ddl(metadata, "sqlite")
    assert remarks(statements)[0].startswith("left out: events of the models, and types they make")
    assert tables(database(statements)) == {"shop": ["id", "name"]}
    assert "CREATE INDEX ix_shop_name" in statements


def test_conditions_of_the_models_are_kept_and_said() -> None:
    """An index and a statement that are meant for one dialect."""
    metadata = shop(Column("name", String(9)))
    Index("by_name", metadata.tables["shop"].c.name).ddl_if(dialect="mysql")
    vacuum = DDL("VACUUM")
    event.listen(metadata, "after_create", vacuum.execute_if(dialect="sqlite"))
    assert remarks(ddl(metadata, "sqlite")) == [
        "left out: Index by_name of shop: it is not meant for sqlite"
    ]
    assert remarks(ddl(metadata, "mysql")) == ["not meant for mysql: VACUUM"]
    assert "VACUUM;" in ddl(metadata, "sqlite")


def test_values_that_nothing_checks_are_said() -> None:
    """A dialect without enums holds text."""
    metadata = shop(Column("size", Enum("s", "m", name="size")))
    assert remarks(ddl(metadata, "sqlite")) == ["not checked: the values of shop.size"]
    assert not remarks(ddl(metadata, "mysql"))


INDEXES = """
from sqlalchemy import Column, Index, Integer, MetaData, Table
from nexus.sources.sqlalchemy.ddl.script import ddl
metadata = MetaData()
Table("t", metadata, *(Column(f"c{n}", Integer, index=True, unique=n % 2 == 0) for n in range(20)))
print(ddl(metadata, "postgresql"), ddl(metadata, "sqlite"))
"""


def test_sets_of_sqlalchemy_are_put_in_order() -> None:
    """Twenty indexes of one table come in the same order in every run."""
    assert len({run_python(INDEXES, PYTHONHASHSEED=str(seed)) for seed in range(5)}) == 1


CYCLES = """
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table
from nexus.sources.sqlalchemy.ddl.script import ddl
metadata = MetaData()
for n in range(6):
    keys = (Column(f"c{m}", ForeignKey(f"t{m}.id")) for m in range(6))
    Table(f"t{n}", metadata, Column("id", Integer, primary_key=True), *keys)
print(ddl(metadata, "postgresql"))
"""


def test_keys_that_close_cycles_are_put_in_order() -> None:
    """They come by table and columns where they have no names."""
    (made,) = {run_python(CYCLES, PYTHONHASHSEED=str(seed)) for seed in range(5)}
    keys = [line.split()[2:8] for line in made.splitlines() if line.startswith("ALTER")]
    assert len(keys) == 36
    assert keys == sorted(keys)


names = st.lists(
    texts.filter(lambda name: "\0" not in name and not name.startswith("sqlite_")),
    min_size=1,
    max_size=4,
    unique_by=str.lower,
)


@given(st.dictionaries(texts.filter(lambda n: "\0" not in n), names, min_size=1, max_size=3))
def test_hostile_names_run_on_sqlite(declared: dict[str, list[str]]) -> None:
    """Every table and column is there with its own name, unless a remark leaves it out."""
    metadata = MetaData()
    for table, columns in declared.items():
        made = [Column(name, Integer, comment=name) for name in columns]
        Table(table, metadata, *made, Index(f"ix_{table}", *made), comment=table)
    statements = ddl(metadata, "sqlite")
    folded = {table.lower(): table for table in reversed(declared)}
    assert tables(database(statements)) == {
        table: columns for table, columns in declared.items() if table in folded.values()
    }


@given(st.dictionaries(texts, names, min_size=1, max_size=3))
def test_hostile_names_fail_in_no_dialect(declared: dict[str, list[str]]) -> None:
    """Whatever a table, a column, a comment or a default is called."""
    metadata = MetaData()
    for table, columns in declared.items():
        made = [Column(name, String(9), comment=name, server_default=name) for name in columns]
        Table(table, metadata, *made, comment=table)
    for dialect in SHOWN:
        assert ddl(metadata, dialect)


def test_functions_as_defaults_are_kept() -> None:
    """Each dialect spells a function its own way."""
    metadata = shop(Column("made", String(40), server_default=func.now()))
    assert "DEFAULT CURRENT_TIMESTAMP" in ddl(metadata, "sqlite")
    assert "DEFAULT now()" in ddl(metadata, "postgresql")


def test_the_statements_make_what_create_all_makes() -> None:
    """SQLite run by hand and by SQLAlchemy end with the same tables."""
    metadata = loader.load("optuna.storages._rdb.models").metadata
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    known = inspect(engine)
    made = {name: [c["name"] for c in known.get_columns(name)] for name in known.get_table_names()}
    engine.dispose()
    assert tables(database(ddl(metadata, "sqlite"))) == made


def test_words_of_mysql_that_sqlalchemy_keeps_are_left_out_in_postgresql() -> None:
    """A type and a default that only MySQL takes."""
    metadata = shop(
        Column("code", types.BINARY(16)),
        Column("made", types.TIMESTAMP, server_default=text("current_timestamp()")),
        Column("note", types.Double, server_default="current_timestamp()"),
    )
    statements = ddl(metadata, "postgresql")
    assert remarks(statements) == [
        "left out: the type of shop.code: PostgreSQL refuses BINARY; it is made as BYTEA",
        "left out: the default of shop.made: PostgreSQL refuses current_timestamp()",
    ]
    assert "note DOUBLE PRECISION DEFAULT 'current_timestamp()'" in statements
