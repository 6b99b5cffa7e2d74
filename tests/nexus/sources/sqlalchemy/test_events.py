"""What models run themselves when their tables are made: as statements and views of the schema."""

import sys
from collections.abc import Callable
from typing import Any

import pytest
from nexus.exports.postgresql import postgresql
from nexus.schema.model import Column as Read
from nexus.schema.model import Schema
from nexus.sources.sqlalchemy import reader
from nexus.sources.sqlalchemy.loader import Models
from sqlalchemy import (
    DDL,
    Column,
    Enum,
    ForeignKey,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    event,
    select,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import ExecutableDDLElement


def shop() -> MetaData:
    """Sales of items, of which the child is declared first; a sale has an enum."""
    metadata = MetaData()
    state = Column("state", Enum("open", "shut", name="state"))
    Table("sale", metadata, Column("item_id", ForeignKey("item.id")), state)
    Table("item", metadata, Column("id", Integer, primary_key=True), Column("name", String(9)))
    return metadata


def read(metadata: MetaData) -> Schema:
    """The schema of a MetaData."""
    return reader.read(Models("shop", metadata))


def test_statements_stand_where_they_run() -> None:
    """Before all tables, behind their own, or at the end; those for other databases nowhere."""
    metadata = shop()
    sale = metadata.tables["sale"]
    event.listen(metadata, "before_create", DDL("CREATE EXTENSION citext;"))
    event.listen(sale, "before_create", DDL("SELECT '%%', %(fullname)s"))
    event.listen(sale, "after_create", DDL("SELECT 1").execute_if(dialect="postgresql"))
    event.listen(metadata, "after_create", DDL("VACUUM").execute_if(dialect="sqlite"))
    event.listen(metadata, "after_create", lambda *a, **_: a[1].exec_driver_sql("SELECT 2"))
    found = read(metadata)
    assert found.before == ("CREATE EXTENSION citext", "SELECT '%', sale")
    assert [table.after for table in found.tables] == [("SELECT 1",), ()]
    assert (found.after, found.remarks) == (("SELECT 2",), ())


@pytest.mark.parametrize(
    ("fail", "reason"),
    [
        (lambda c: c.execute(text("SELECT 1")).scalar(), "AttributeError: 'NoneType' object has"),
        (lambda _: sys.exit(3), "SystemExit: 3"),
    ],
    ids=["asks the database", "leaves Python"],
)
def test_a_listener_that_raises_is_left_out_alone(fail: Callable[[Any], Any], reason: str) -> None:
    """With all that it had run; the order of tables, types and other listeners stay."""
    metadata = shop()

    @event.listens_for(metadata.tables["sale"], "after_create")
    def old(_: Table, connection: Any, **__: Any) -> None:
        connection.execute(text("SELECT 'lost'"))
        fail(connection)

    event.listen(metadata.tables["sale"], "after_create", DDL("SELECT 'kept'"))
    found = read(metadata)
    assert found.tables[0].after == ("SELECT 'kept'",)
    (remark,) = found.remarks
    assert remark.startswith(f"sale: the listener old is left out: it raises {reason}")
    text_of_it = postgresql(found)
    places = [
        text_of_it.index(part) for part in ("-- sale", "TYPE state", "TABLE item", "TABLE sale")
    ]
    assert places == sorted(places)


class CreateView(ExecutableDDLElement):
    """A statement for a view, as sqlalchemy_utils has it."""

    def __init__(self, name: str, selectable: Select[Any], *, materialized: bool = False) -> None:
        self.name, self.selectable, self.materialized = name, selectable, materialized


@compiles(CreateView)
def _create_view(*_: object, **__: object) -> str:
    return "CREATE VIEW"


@pytest.mark.parametrize("is_materialized", [True, False])
def test_a_view_that_a_listener_makes_is_a_view(is_materialized: bool) -> None:
    """It has the columns of what it selects, and its statement is no other one's."""
    metadata = shop()
    named = select(metadata.tables["item"]).where(text("name <> ''"))
    event.listen(metadata, "after_create", CreateView("named", named, materialized=is_materialized))
    found = read(metadata)
    view = found.find("named")
    assert (view.kind, view.is_materialized, found.after) == ("view", is_materialized, ())
    assert view.columns == (Read("id", "integer"), Read("name", "varchar(9)"))
    kind = "MATERIALIZED VIEW" if is_materialized else "VIEW"
    assert f"CREATE {kind} named AS\nSELECT item.id, item.name" in postgresql(found)
    assert "CREATE TABLE named" not in postgresql(found)


def test_a_table_that_a_listener_makes_a_view_of_is_no_table() -> None:
    """It keeps what is declared of its columns."""
    metadata = shop()
    column = Column("id", Integer, comment="The item's.")
    Table("named", metadata, column)
    event.listen(metadata, "after_create", CreateView("named", select(text("1 AS id"))))
    view = read(metadata).find("named")
    assert (view.kind, view.definition, view.columns[0].comment) == (
        "view",
        "SELECT 1 AS id",
        "The item's.",
    )
