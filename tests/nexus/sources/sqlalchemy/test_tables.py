"""The statements of each table: what the export of DDL says of it, and what is kept of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from nexus.core.cache import Cache, Pack
from nexus.schema.statements import Statements
from nexus.sources.sqlalchemy import loader, reader
from nexus.sources.sqlalchemy.ddl import tables
from nexus.sources.sqlalchemy.loader import Models
from sqlalchemy import (
    DDL,
    CheckConstraint,
    Column,
    Enum,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Uuid,
    event,
    func,
    text,
    types,
)
from sqlalchemy.dialects.mysql import LONGTEXT
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from tests.helpers import ROOT

Change = Callable[[Table], object]
Made = Callable[[], Column[object]]


class Unwritable(FunctionElement[int]):
    """A default of the models' own, for which there is no compiler."""

    inherit_cache = True


class Money(types.UserDefinedType[int]):
    """A type of the models' own."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """What it is called in any dialect."""
        return "MONEY"


class Tall(types.TypeEngine[str]):
    """A type that only a compiler of the models' own knows how to spell."""

    __visit_name__ = "tall"


@compiles(Tall)
def _tall(*_: object, **__: object) -> str:
    return "TALL"


def shop(*more: Column[object]) -> MetaData:
    """Items, and sales of them."""
    metadata = MetaData()
    Table("item", metadata, Column("id", Integer, primary_key=True), Column("name", String(9)))
    Table("sale", metadata, Column("item_id", ForeignKey("item.id")), *more)
    return metadata


def test_each_table_has_its_own_statements() -> None:
    """Types and comments are with their table, and each dialect has its own spelling."""
    metadata = shop(Column("size", Enum("s", "m", name="size"), comment="How large."))
    found = tables.read(metadata)
    assert list(found) == ["item", "sale"]
    assert list(found["sale"]) == ["PostgreSQL", "MySQL", "SQLite"]
    sql = found["sale"]["PostgreSQL"].sql
    assert sql.startswith("CREATE TYPE size AS ENUM ('s', 'm');\n\nCREATE TABLE sale (")
    assert sql.endswith("COMMENT ON COLUMN sale.size IS 'How large.';")
    assert "size ENUM('s','m') COMMENT 'How large.'" in found["sale"]["MySQL"].sql


def test_what_a_dialect_cannot_express_is_told_at_its_table() -> None:
    """A default that calls a function of PostgreSQL, or that nothing can write."""
    own = Column("own", Integer, server_default=Unwritable())
    key = Column("id", Uuid, primary_key=True, server_default=func.gen_random_uuid())
    metadata = shop(own)
    Table("key", metadata, key)
    found = tables.read(metadata)
    called = "the function gen_random_uuid, which the defaults of key.id call"
    assert found["key"]["SQLite"].remarks == (f"not in sqlite: {called}",)
    assert found["key"]["PostgreSQL"].remarks == ()
    for told in found["sale"].values():
        assert told.remarks[0].startswith("left out: the default of sale.own: there is no form for")
        assert "own INTEGER" in told.sql


def test_a_table_that_cannot_be_made_has_only_remarks() -> None:
    """Each of them with its reason."""
    metadata = MetaData()
    Table("x" * 70, metadata, Column("id", Integer))
    (found,) = tables.read(metadata).values()
    assert found["PostgreSQL"].sql == ""
    assert found["PostgreSQL"].remarks[0].endswith("exceeds maximum length of 63 characters")


def kept(metadata: MetaData, cache: Cache) -> list[str]:
    """Reads through the cache; returns the tables whose statements were there already."""
    pack = Pack(cache, "ddl", dict[str, Statements])
    reused = []
    get = pack.get

    def recorded(name: str, key: object) -> dict[str, Statements] | None:
        found = get(name, key)
        reused.extend([name] if found else [])
        return found

    pack.get = recorded  # type: ignore[method-assign]
    facts = reader.read(Models("shop", metadata))
    assert tables.kept(metadata, facts, pack) == tables.read(metadata)
    pack.save()
    return reused


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """Make an empty cache."""
    return Cache(tmp_path)


def test_statements_of_plain_tables_are_kept(cache: Cache) -> None:
    """A table with plain facts, and one that refers to it."""
    assert kept(shop(), cache) == []
    assert kept(shop(), cache) == ["item", "sale"]


VARIANT = String(9).with_variant(LONGTEXT(), "mysql")


@pytest.mark.parametrize(
    ("column", "changed"),
    [
        (lambda: Column("a", String(9)), lambda: Column("a", String(9), comment="more")),
        (lambda: Column("a", String(9)), lambda: Column("a", VARIANT)),
        (lambda: Column("a", Integer), lambda: Column("a", Integer, autoincrement=False)),
        (lambda: Column("a", String(9), server_default="now()"), lambda: Column("a", String(9), server_default=text("now()"))),
        (lambda: Column("a", String(9), server_default=text("now()")), lambda: Column("a", String(9), server_default=func.now())),
        (lambda: Column("a", Enum("s", "m", name="size")), lambda: Column("a", Enum("s", "l", name="size"))),
        (lambda: Column("a", Enum("s", name="z")), lambda: Column("a", Enum("s", name="z", native_enum=False))),
    ],
    ids=["comment", "variant", "autoincrement", "text", "function", "enum", "how an enum is kept"],
)  # fmt: skip
def test_a_changed_column_is_written_anew(column: Made, changed: Made, cache: Cache) -> None:
    """Also where PostgreSQL spells both alike; the other table's statements are kept."""
    assert kept(shop(column()), cache) == []
    assert kept(shop(changed()), cache) == ["item"]
    assert kept(shop(changed()), cache) == ["item", "sale"]


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table.append_column(Column("own", Money)),
        lambda table: table.append_column(Column("own", Tall)),
        lambda table: table.append_column(Column("own", Integer, server_default=Unwritable())),
        lambda table: table.append_constraint(CheckConstraint(table.c.item_id > 0)),
        lambda table: Index("part", table.c.item_id, postgresql_where=text("true")),
        lambda table: Index("part", table.c.item_id).ddl_if(dialect="mysql"),
        lambda table: table.append_column(Column("own", Integer, quote=True)),
        lambda table: event.listen(table, "after_create", DDL("SELECT 1")),
    ],
    ids=[
        "own type",
        "own spelling",
        "construct",
        "expression",
        "option",
        "condition",
        "quotes",
        "event",
    ],
)
def test_what_does_not_follow_from_plain_facts_is_never_kept(change: Change, cache: Cache) -> None:
    """Only asking SQLAlchemy again tells what it comes to; the other table is kept."""
    for expected in ([], ["item"]):
        metadata = shop()
        change(metadata.tables["sale"])
        assert kept(metadata, cache) == expected


def test_what_refers_to_a_changed_table_is_judged_again(cache: Cache) -> None:
    """A key to what is no longer unique is left out."""
    kept(shop(), cache)
    metadata = MetaData()
    Table("item", metadata, Column("id", Integer), Column("name", String(9)))
    Table("sale", metadata, Column("item_id", ForeignKey("item.id")))
    assert kept(metadata, cache) == []


def test_names_that_stand_in_each_others_way_are_not_kept(cache: Cache) -> None:
    """The second index of a name is left out, whichever table changed."""
    for _ in range(2):
        metadata = shop()
        for table in metadata.tables.values():
            Index("same", next(iter(table.columns)))
        assert kept(metadata, cache) == []


def test_the_models_of_this_project_are_plain_in_part(cache: Cache) -> None:
    """But for what has an event or an exclusion constraint, and what refers to that."""
    metadata = loader.load(str(ROOT / "models/airbnb.py")).metadata
    kept(metadata, cache)
    assert kept(metadata, cache) == ["user", "message"]


def test_a_type_that_a_dialect_lacks_is_told() -> None:
    """With its column, for that dialect only."""
    found = tables.read(shop(Column("data", JSONB)))["sale"]
    assert "data JSONB" in found["PostgreSQL"].sql
    (remark,) = found["MySQL"].remarks
    assert (
        remark == "left out: the type of sale.data: there is no form for JSONB; it is made as JSON"
    )
