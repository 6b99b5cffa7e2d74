"""What a database of the examples is made of."""

from pathlib import Path

import pytest
from nexus.core.cache import Cache
from nexus.core.errors import NexusError
from nexus.examples.fixtures import Fixtures, fingerprint
from nexus.sources import catalog

MODEL = """
from sqlalchemy import Column, Integer, MetaData, Table
metadata = MetaData()
Table("{}", metadata, Column("id", Integer, primary_key=True))
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with a schema `shop` that has rows, and a package `stages` of two schemas."""
    for name, table in (("shop", "item"), ("stages/first", "raw"), ("stages/second", "clean")):
        file = tmp_path / "models" / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(MODEL.format(table))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "shop.sql").write_text("INSERT INTO item VALUES (1);")
    return tmp_path


def fixtures(root: Path) -> Fixtures:
    """The fixtures of a project."""
    cache = Cache(root / "cache")
    return Fixtures(catalog.read(root, ["models"], cache), root / "data")


def scripts(root: Path, name: str) -> list[tuple[str, str, str]]:
    """The first line of each script of a database, its PostgreSQL schema and its data set."""
    found = fixtures(root).fixture(name).scripts
    return [(s.text.splitlines()[0], s.schema, s.dataset) for s in found]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("empty", []),
        ("shop:empty", [("CREATE TABLE item (", "", "")]),
        (
            "shop",
            [("CREATE TABLE item (", "", ""), ("INSERT INTO item VALUES (1);", "", "large")],
        ),
        (
            "shop:small",
            [("CREATE TABLE item (", "", ""), ("INSERT INTO item VALUES (1);", "", "small")],
        ),
        (
            "stages",
            [("CREATE TABLE raw (", "first", ""), ("CREATE TABLE clean (", "second", "")],
        ),
        ("stages.first", [("CREATE TABLE raw (", "", "")]),
    ],
)
def test_a_name_gives_tables_and_rows(
    root: Path, name: str, expected: list[tuple[str, str, str]]
) -> None:
    """A package has a PostgreSQL schema for each of its modules."""
    assert scripts(root, name) == expected


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("shops", "there is no database 'shops'; choose from: shop, stages.first, stages.second"),
        ("stages:small", "the database 'stages:small' has no rows; write them into"),
    ],
)
def test_an_unknown_database_is_told_with_what_there_is(
    root: Path, name: str, message: str
) -> None:
    """Before anything runs."""
    with pytest.raises(NexusError) as caught:
        fixtures(root).fixture(name)
    assert message in str(caught.value)


def test_a_database_depends_on_its_tables_and_rows_and_on_nothing_else(root: Path) -> None:
    """A comment in a model changes nothing, a column or a row does."""
    before = fingerprint(fixtures(root).fixture("shop"))
    model = root / "models" / "shop.py"
    model.write_text(f"# A comment.\n{model.read_text()}")
    assert fingerprint(fixtures(root).fixture("shop")) == before
    (root / "data" / "shop.sql").write_text("INSERT INTO item VALUES (2);")
    changed = fingerprint(fixtures(root).fixture("shop"))
    assert changed != before
    model.write_text(model.read_text().replace('"id"', '"item_id"'))
    assert fingerprint(fixtures(root).fixture("shop")) not in (before, changed)
