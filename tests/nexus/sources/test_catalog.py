"""The schemas of a project: which modules have one, what they are called, and what is kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from nexus.core.cache import Cache
from nexus.core.errors import NexusError
from nexus.sources import catalog
from nexus.sources.catalog import Catalog
from nexus.sources.sqlalchemy import importer, loader

from tests.helpers import schema

MODEL = """\
from sqlalchemy import Column, Integer, MetaData, Table
metadata = MetaData()
Table("{table}", metadata, Column("id", Integer, primary_key=True))
"""


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for models; what was imported from it is forgotten afterwards."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "models").mkdir()
    yield tmp_path / "models"
    importer._forget(importer._last)


def write(models: Path, **tables: str) -> None:
    """Writes modules with a table each; two underscores in a name lead into a package."""
    for name, table in tables.items():
        file = models / f"{name.replace('__', '/')}.py"
        file.parent.mkdir(exist_ok=True)
        for folder in (models, file.parent):
            (folder / "__init__.py").touch()
        file.write_text(MODEL.format(table=table))


def read(models: Path) -> dict[str, list[str]]:
    """The tables of each schema, with the cache of the project."""
    found = catalog.read(models, Cache(models.parent / "cache"))
    return {name: list(drawn.by_id) for name, drawn in found.items()}


@pytest.fixture
def imported(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The modules that are imported, in order."""
    names: list[str] = []
    load = loader.load_file

    def recorded(file: Path) -> loader.Models:
        names.append(file.stem)
        return load(file)

    monkeypatch.setattr(loader, "load_file", recorded)
    return names


def test_each_module_with_tables_is_a_schema(models: Path) -> None:
    """Its name is the dotted path below models/; a module without tables is none."""
    write(models, shop="item", stages__second="b", stages__first="a")
    (models / "tools.py").write_text("NUMBER = 1\n")
    assert read(models) == {"shop": ["item"], "stages.first": ["a"], "stages.second": ["b"]}


def test_a_package_may_hold_tables_itself(models: Path) -> None:
    """Its name is that of its folder."""
    write(models, stages__first="a")
    (models / "stages" / "__init__.py").write_text(MODEL.format(table="whole"))
    assert read(models) == {"stages": ["whole"], "stages.first": ["a"]}


@pytest.mark.parametrize("exists", [True, False])
def test_no_model_is_no_schema(models: Path, exists: bool) -> None:
    """A project may start without models, or without their folder."""
    if not exists:
        models.rmdir()
    assert read(models) == {}


def test_models_are_imported_only_when_one_of_them_changed(
    models: Path, imported: list[str]
) -> None:
    """What was read is kept, also of modules without tables."""
    write(models, shop="item", club="member")
    first = read(models)
    modules = sorted(imported)
    assert modules == ["__init__", "club", "shop"]
    imported.clear()
    assert read(models) == first
    assert imported == []
    write(models, shop="article")
    assert read(models) == {**first, "shop": ["article"]}


def test_a_module_that_uses_code_from_elsewhere_is_read_anew(
    models: Path, imported: list[str]
) -> None:
    """An edit outside models/ would not be seen otherwise."""
    write(models, shop="item")
    (models.parent / "names.py").write_text("NAME = 'first'\n")
    (models / "other.py").write_text(
        "from names import NAME\n" + MODEL.replace('"{table}"', "NAME")
    )
    assert read(models)["other"] == ["first"]
    (models.parent / "names.py").write_text("NAME = 'second'\n")
    imported.clear()
    assert read(models)["other"] == ["second"]
    assert imported == ["other"]


@pytest.mark.parametrize(
    "name",
    [
        "__import__('os').environ['TABLE']",
        "__import__('pathlib').Path(__file__).with_suffix('.txt').read_text()",
    ],
)
def test_a_module_that_asks_for_more_than_code_is_read_anew(
    models: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The environment and a file of data may change without any module."""
    (models / "other.py").write_text(MODEL.replace('"{table}"', name))
    for table in ("first", "second"):
        monkeypatch.setenv("TABLE", table)
        (models / "other.txt").write_text(table)
        assert read(models) == {"other": [table]}


def test_a_broken_model_is_told_with_its_line(models: Path) -> None:
    """And is read when it is fixed."""
    write(models, shop="item")
    sound = (models / "shop.py").read_text()
    (models / "shop.py").write_text(f"{sound}Tabel()\n")
    with pytest.raises(NexusError, match=r"name 'Tabel' is not defined; models/shop\.py:4; "):
        read(models)
    (models / "shop.py").write_text(sound)
    assert read(models) == {"shop": ["item"]}


def test_a_catalog_is_a_mapping_that_offers_its_names() -> None:
    """An unknown schema is an error with a choice."""
    both = Catalog({"airbnb": schema(), "shop": schema()})
    assert (len(both), list(both)) == (2, ["airbnb", "shop"])
    with pytest.raises(NexusError) as error:
        both["aribnb"]
    assert str(error.value) == "there is no schema 'aribnb'; choose from: airbnb, shop"
    with pytest.raises(NexusError, match="choose from: none: there is no model with tables"):
        Catalog({})["airbnb"]
