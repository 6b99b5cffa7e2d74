"""The shapes of foreign keys as SQL: what SQLAlchemy writes for PostgreSQL, executed and read back."""

import re

import pytest
from nexus.examples.postgres.server import Server
from nexus.schema.model import Schema
from nexus.sources import dispatch
from nexus.sources.inputs import Inputs
from sqlalchemy import MetaData, create_mock_engine
from sqlalchemy.exc import SQLAlchemyError

from tests.nexus.shapes import SHAPES, Relation, Shape
from tests.nexus.sources.database.test_scripts import Borrowed


def statements(metadata: MetaData) -> list[str]:
    """What makes the tables in a PostgreSQL."""
    found: list[str] = []

    def keep(statement: object, *_: object, **__: object) -> None:
        found.append(str(statement.compile(dialect=engine.dialect)).strip())  # type: ignore[attr-defined]

    engine = create_mock_engine("postgresql+psycopg://", keep)
    metadata.create_all(engine, checkfirst=False)
    return found


def script(number: int, shape: Shape) -> str:
    """The statements of a shape, in schemas of its own; none where PostgreSQL cannot have it."""
    metadata = shape.metadata()
    try:
        made = statements(metadata)
    except SQLAlchemyError:
        return ""
    own = f"s{number}"
    for name in {str(table.schema) for table in metadata.tables.values() if table.schema}:
        made = [re.sub(rf"\b{name}\.", f"{own}_{name}.", text) for text in made]
        made.insert(0, f"CREATE SCHEMA {own}_{name}")
    return ";\n".join([f"CREATE SCHEMA {own}", f"SET search_path = {own}, public", *made]) + ";\n"


# A key without columns, and an enum with the name of a table.
REFUSED = {"no_columns", "enum_key"}
SCRIPTS = {
    shape: text
    for n, shape in enumerate(SHAPES)
    if shape.name not in REFUSED and (text := script(n, shape))
}


@pytest.fixture(scope="module")
def schema(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Schema:
    """All shapes, read from one file."""
    file = tmp_path_factory.mktemp("shapes") / "shapes.sql"
    extension = "CREATE EXTENSION btree_gist WITH SCHEMA public;\n"
    file.write_text(extension + "".join(SCRIPTS.values()))
    return dispatch.one(str(file), Inputs(), engine=lambda: Borrowed(server))[0].schema


@pytest.mark.parametrize("shape", SCRIPTS, ids=lambda shape: shape.name)
def test_a_shape_in_sql_has_the_relations_that_are_right(shape: Shape, schema: Schema) -> None:
    """Each once, with its columns and both of its ends."""
    own = f"s{SHAPES.index(shape)}"
    found = [
        Relation(
            r.child.removeprefix(f"{own}.").removeprefix(f"{own}_"),
            r.foreign_key.columns,
            r.child_end.value,
            r.parent_end.value,
            r.parent.removeprefix(f"{own}.").removeprefix(f"{own}_"),
        )
        for r in schema.relations
        if re.match(rf"{own}[._]", r.child)
    ]
    assert sorted(found) == sorted(shape.expected)


def test_nearly_every_shape_is_one_of_postgresql() -> None:
    """All but those that it refuses: keys to what is not there, types of one other database."""
    without = {shape.name for shape in SHAPES} - {shape.name for shape in SCRIPTS}
    assert without - REFUSED == {"missing_table", "missing_column", "type_of_one_dialect"}
