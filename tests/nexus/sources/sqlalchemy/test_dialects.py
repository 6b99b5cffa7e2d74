"""The statements for other databases: what SQLAlchemy compiles, and remarks on what it cannot."""

import sqlite3
from pathlib import Path

import pytest
from nexus.core.errors import UsageError
from nexus.schema.statements import Statements
from nexus.sources import dispatch
from nexus.sources.inputs import Inputs
from nexus.sources.sqlalchemy import loader
from nexus.sources.sqlalchemy.dialects import SHOWN, ddl, statements
from sqlalchemy import (
    DDL,
    CheckConstraint,
    Column,
    Enum,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Uuid,
    event,
    func,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import ForeignKeyConstraint, SchemaItem
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType

from tests.helpers import run_python
from tests.nexus.shapes import SHAPES, Shape
from tests.projects import MODELS


class Unwritable(FunctionElement[int]):
    """A default of the models' own, for which there is no compiler."""

    inherit_cache = True


class Torn(CheckConstraint):
    """A constraint that its own compiler cannot write."""


@compiles(Torn)
def _torn(*_: object, **__: object) -> str:
    raise ZeroDivisionError


def shop(*columns: SchemaItem, **options: object) -> MetaData:
    """One table with a key and these columns."""
    metadata = MetaData()
    Table("shop", metadata, Column("id", Integer, primary_key=True), *columns, **options)
    return metadata


def remarks(metadata: MetaData, dialect: str) -> list[str]:
    """The comments at the top."""
    lines = ddl(metadata, dialect).splitlines()
    return [line.removeprefix("-- ") for line in lines if line.startswith("-- ")]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_every_shape_is_made_and_the_models_stay_as_they_were(shape: Shape) -> None:
    """SQLite runs what is for it, but for schemas, names in two cases, and what it alone lacks."""
    metadata = shape.metadata()
    made = {dialect: ddl(metadata, dialect) for dialect in (*SHOWN, "mariadb", "mssql", "oracle")}
    tables = [t for t in metadata.tables.values() if not t.info.get("is_view")]
    for dialect, text_of_it in made.items():
        assert text_of_it.count("CREATE TABLE ") == len(tables)
        assert ddl(metadata, dialect) == text_of_it
    names = {table.name.lower() for table in tables}
    is_plain = len(names) == len(tables) and not any(table.schema for table in tables)
    if is_plain and shape.name not in {"unique_constraint_deferrable", "unique_index_descending"}:
        with sqlite3.connect(":memory:") as connection:
            connection.executescript(made["sqlite"])
        connection.close()


def test_an_unknown_dialect_is_a_usage_error() -> None:
    """It is told with a choice."""
    for wrong in ("postgres9", "", "a://b", "no such"):
        with pytest.raises(UsageError, match="choose from: postgresql, mysql, sqlite"):
            ddl(MetaData(), wrong)


def test_what_a_dialect_lacks_is_told_in_plain_words() -> None:
    """A plainer type stands for its own, and a default that calls what it lacks stays."""
    metadata = shop(
        Column("tags", postgresql.ARRAY(String), unique=True),
        Column("address", postgresql.INET, server_default=text("'::1'::inet")),
        Column("data", postgresql.TSVECTOR, comment="Anything."),
        Column("own", Integer, server_default=Unwritable()),
        Column("unknown", NullType),
        Column("key", Uuid, server_default=func.gen_random_uuid()),
        Column("size", Enum("s", "m", name="size")),
        Column("number", Integer, Identity(start=5)),
        Torn("id > 0", name="torn"),
        schema="crm",
    )
    event.listen(metadata, "after_create", DDL("VACUUM"))
    assert remarks(metadata, "sqlite") == [
        "what the models run themselves when tables are made is left out",
        "the schema crm must be there already",
        "crm.shop.tags: it is written as string: SQLite has no ARRAY",
        "crm.shop.address: it is written as text: SQLite has no INET",
        "crm.shop.data: it is written as text: SQLite has no TSVECTOR",
        "crm.shop.own: its default is left out: SQLite has no Unwritable",
        "crm.shop.unknown: it is written as text: its type is not known",
        "crm.shop.key: its default calls gen_random_uuid, which SQLite lacks",
        "crm.shop.size: nothing checks its values",
        "crm.shop.number: how it counts is left out",
        "crm.shop: the constraint torn is left out: ZeroDivisionError",
        "crm.shop: the comments are left out: SQLite keeps none",
    ]
    made = ddl(metadata, "mysql")
    assert "tags VARCHAR(255),\n    address TEXT,\n    data TEXT COMMENT 'Anything.'," in made
    assert "size ENUM('s','m')" in made


def test_an_index_that_would_become_another_one_is_left_out() -> None:
    """Without its condition, a unique index would forbid more."""
    metadata = shop(Column("name", String(9)))
    name = metadata.tables["shop"].c.name
    Index("one_open", name, unique=True, postgresql_where=text("name <> ''"))
    Index("search", name, postgresql_using="gin")
    Index("plain", name, postgresql_using="btree")
    Index("other", name).ddl_if(dialect="oracle")
    assert remarks(metadata, "sqlite") == [
        "shop: the index one_open is left out: its WHERE is for postgresql only",
        "shop: the index search is left out: its USING is for postgresql only",
    ]
    assert ddl(metadata, "sqlite").count("INDEX plain") == 1


def test_keys_to_what_is_not_there_are_left_out() -> None:
    """A table outside the models, a column that a table does not have, and no column at all."""
    metadata = shop(
        Column("a", Integer, ForeignKey("outside.id")),
        Column("b", Integer, ForeignKey("shop.nothing")),
        ForeignKeyConstraint([], [], name="none"),
    )
    for dialect in SHOWN:
        assert "FOREIGN KEY" not in ddl(metadata, dialect)
        assert remarks(metadata, dialect) == [
            "shop: the foreign key is left out: what it refers to is not in the models",
            "shop: the foreign key none is left out: it has no columns",
        ]


def test_a_cycle_is_closed_by_alter_table_where_the_dialect_can() -> None:
    """SQLite's statements hold both keys in their tables."""
    metadata = MetaData()
    for name, other in (("hen", "egg"), ("egg", "hen")):
        key = ForeignKey(f"{other}.id", name=f"of_{other}")
        Table(name, metadata, Column("id", Integer, primary_key=True), Column("of", Integer, key))
    assert "ALTER TABLE egg ADD CONSTRAINT of_hen FOREIGN KEY" in ddl(metadata, "mysql")
    assert "ALTER" not in ddl(metadata, "sqlite")
    assert ddl(metadata, "sqlite").count("FOREIGN KEY") == 2


def test_quoted_text_keeps_its_blanks_and_signs() -> None:
    """Only SQLAlchemy's own layout is tidied, and nothing is escaped for a driver."""
    metadata = shop(Column("a", String(9), server_default="one% \n\ttwo"), comment="a \n\tb")
    assert "'one% \n\ttwo'" in ddl(metadata, "mysql")
    assert "COMMENT='a \n\tb'" in ddl(metadata, "mysql")


def test_each_table_has_its_statements_with_its_own_remarks() -> None:
    """In the dialects that the reference shows; a view has none."""
    metadata = shop(Column("size", Enum("s", name="size"), comment="How large."))
    Table("seen", metadata, Column("id", Integer), info={"is_view": True})
    found = statements(metadata)
    assert list(found["shop"]) == ["MySQL", "SQLite"]
    assert found["shop"]["MySQL"].remarks == ()
    assert found["shop"]["SQLite"].sql.startswith("CREATE TABLE shop (\n    id INTEGER NOT NULL,")
    assert found["shop"]["SQLite"].remarks == (
        "shop.size: nothing checks its values",
        "shop: the comments are left out: SQLite keeps none",
    )
    words = "seen: the view is left out: the models do not say what it selects"
    assert found["seen"]["SQLite"] == Statements("", (words,))


def test_a_module_of_models_runs_on_sqlite() -> None:
    """All of its tables are there."""
    metadata = loader.load(str(MODELS)).metadata
    with sqlite3.connect(":memory:") as connection:
        connection.executescript(ddl(metadata, "sqlite"))
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    connection.close()
    assert names >= set(metadata.tables)


ORDER = """
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table
from nexus.sources.sqlalchemy.dialects import ddl
metadata = MetaData()
for n in range(6):
    keys = (Column(f"c{m}", ForeignKey(f"t{m}.id"), index=True) for m in range(6))
    Table(f"t{n}", metadata, Column("id", Integer, primary_key=True), *keys)
print(ddl(metadata, "mysql"))
"""


def test_sets_of_sqlalchemy_are_put_in_order() -> None:
    """Indexes, and keys that close cycles, come in the same order in every run."""
    (text,) = {run_python(ORDER, PYTHONHASHSEED=str(seed)) for seed in range(3)}
    assert text.count("CREATE TABLE") == 6


def test_types_are_spelt_in_the_dialect_that_is_chosen(tmp_path: Path) -> None:
    """With the variants that the models have for it, and only the rules that they mean for it."""
    file = tmp_path / "shop.py"
    file.write_text(
        "from sqlalchemy import *\n"
        "rule = CheckConstraint('b > 0', name='mine').ddl_if('mysql')\n"
        "Table('t', MetaData(), Column('a', Uuid), Column('b', Text().with_variant(Integer, 'mysql')),"
        " Column('c', DateTime(timezone=True)), rule)\n"
    )
    spelt, rules, names = [], [], []
    for dialect in ("", "mysql", "mssql"):
        schema = dispatch.one(str(file), Inputs(), dialect=dialect)[0].schema
        (table,) = schema.tables
        spelt.append([column.type for column in table.columns])
        rules.append(len(table.checks))
        names.append(schema.database)
    assert spelt == [
        ["uuid", "text", "timestamp with time zone"],
        ["char(32)", "integer", "datetime"],
        ["uniqueidentifier", "text", "datetimeoffset"],
    ]
    assert (rules, names) == ([0, 1, 0], ["PostgreSQL", "MySQL", "SQL Server"])
