"""The schemas of a project: what they are called, how they are found, and what is kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from nexus.core.cache import Cache
from nexus.core.errors import NexusError, UsageError
from nexus.sources import catalog
from nexus.sources.catalog import Catalog
from nexus.sources.sqlalchemy import importer

from tests.helpers import schema

MODEL = """\
from sqlalchemy import Column, Integer, MetaData, Table
metadata = MetaData()
Table("{table}", metadata, Column("id", Integer, primary_key=True))
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty project; what was imported from it is forgotten afterwards."""
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    importer.forget(importer._last)


def write(**tables: str) -> None:
    """Writes modules of models/ with a table each; two underscores lead into a package."""
    for name, table in tables.items():
        file = Path("models", f"{name.replace('__', '/')}.py")
        file.parent.mkdir(exist_ok=True, parents=True)
        for folder in (Path("models"), file.parent):
            (folder / "__init__.py").touch()
        file.write_text(MODEL.format(table=table))


def read(*models: str, strict: bool = False) -> Catalog:
    """The catalog of the working directory, with the cache of the project."""
    return catalog.read(Path.cwd(), models or ("models",), Cache(Path("cache")), strict=strict)


def tables(*models: str) -> dict[str, list[str]]:
    """The tables of each schema."""
    return {name: list(drawn.by_id) for name, drawn in read(*models).items()}


@pytest.fixture
def imported(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The modules that are imported, in order."""
    names: list[str] = []
    load = importer._imported

    def recorded(file: Path, name: str, inputs: object) -> object:
        names.append(name)
        return load(file, name, inputs)  # type: ignore[arg-type]

    monkeypatch.setattr(importer, "_imported", recorded)
    return names


def test_each_metadata_is_a_schema(root: Path) -> None:
    """Its name is that of its module, dotted below models/; a module without tables is none."""
    write(shop="item", stages__second="b", stages__first="a")
    (root / "models" / "tools.py").write_text("NUMBER = 1\n")
    assert tables() == {"shop": ["item"], "stages.first": ["a"], "stages.second": ["b"]}


def test_a_package_may_hold_tables_itself(root: Path) -> None:
    """Its name is that of its folder, and models/ itself has one too."""
    write(stages__first="a")
    (root / "models" / "stages" / "__init__.py").write_text(MODEL.format(table="whole"))
    (root / "models" / "__init__.py").write_text(MODEL.format(table="all"))
    assert tables() == {"models": ["all"], "stages": ["whole"], "stages.first": ["a"]}


def test_two_schemas_of_one_name_are_told_apart_by_where_they_lie(root: Path) -> None:
    """Whichever of the entries of the settings they come from."""
    write(models="item")
    (root / "club").mkdir()
    (root / "models" / "models.py").rename(root / "club" / "models.py")
    write(models="member")
    assert tables("club/models.py", "models/models.py") == {
        "club.models": ["item"],
        "models.models": ["member"],
    }


def test_a_name_is_fit_for_an_address(root: Path) -> None:
    """Letters of any language, figures and dots stay; the rest becomes a hyphen."""
    write(shop="item")
    (root / "models" / "shop.py").rename(root / "models" / "my shop (2) é.py")
    assert list(read()) == ["my-shop-2-é"]


@pytest.mark.parametrize("exists", [True, False])
def test_no_model_is_no_schema(root: Path, exists: bool) -> None:
    """A project may start without models, or without their folder."""
    if exists:
        (root / "models").mkdir()
    assert tables() == {}
    assert read().watched == ((root / "models",) if exists else ())


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("nowhere", "there is no module called 'nowhere'"),
        ("nowhere/shop.py", "there is no such file; nowhere/shop.py"),
        ("empty", "no MetaData with tables; empty"),
        ("models/shop.py:other", "'other' is no MetaData and has none; models/shop.py; names"),
    ],
)
def test_what_the_settings_name_must_be_there(root: Path, entry: str, told: str) -> None:
    """Only the folder that is looked for anyway may hold no models."""
    write(shop="item")
    (root / "empty").mkdir()
    with pytest.raises(UsageError) as raised:
        read(entry)
    assert str(raised.value).startswith(told)


def test_models_are_imported_only_when_something_changed(root: Path, imported: list[str]) -> None:
    """What was read is kept, also of modules that use no SQLAlchemy and were not imported."""
    write(shop="item", club="member")
    (root / "models" / "tools.py").write_text("NUMBER = 1\n")
    first = tables()
    assert imported == ["models.club", "models.shop"]
    imported.clear()
    assert tables() == first
    assert imported == []
    write(shop="article")
    assert tables() == {**first, "shop": ["article"]}
    write(tools="tool", more__inner="part")
    assert tables() == {
        "club": ["member"],
        "shop": ["article"],
        "tools": ["tool"],
        "more.inner": ["part"],
    }


@pytest.mark.parametrize(
    "name",
    [
        "__import__('names').NAME",
        "__import__('os').environ['TABLE']",
        "__import__('pathlib').Path(__file__).with_suffix('.txt').read_text()",
    ],
)
def test_what_a_module_asks_for_is_seen_when_it_changes(
    root: Path, monkeypatch: pytest.MonkeyPatch, imported: list[str], name: str
) -> None:
    """Code from elsewhere, the environment and a file of data; the first two kept in between."""
    write(other="first")
    (root / "models" / "other.py").write_text(MODEL.replace('"{table}"', name))
    for table in ("first", "second", "second"):
        monkeypatch.setenv("TABLE", table)
        (root / "models" / "other.txt").write_text(table)
        (root / "names.py").write_text(f"NAME = {table!r}\n")
        assert tables() == {"other": [table]}
    assert imported == ["models.other"] * 2


def test_what_a_preview_must_watch_is_told(root: Path) -> None:
    """The folder of models, and each file elsewhere that they were read from."""
    write(other="first")
    (root / "models" / "other.py").write_text(f"import names\n{MODEL.format(table='a')}")
    (root / "names.py").write_text("open('data.csv').close()\n")
    (root / "data.csv").touch()
    watched = (root / "models", root / "data.csv", root / "names.py")
    assert read().watched == read().watched == watched


def test_a_broken_model_is_told_with_its_line(root: Path) -> None:
    """Strictly that is an error, else a warning; and it is read when it is fixed."""
    write(shop="item", club="member")
    file = root / "models" / "shop.py"
    sound = file.read_text()
    file.write_text(f"{sound}Tabel()\n")
    told = "NameError: name 'Tabel' is not defined; models/shop.py:4"
    for _ in range(2):
        with pytest.raises(NexusError, match=f"cannot import models.shop: {told}; fix the model"):
            read(strict=True)
        assert read().warnings == (f"left out: models.shop ({told})",)
    assert list(read()) == ["club"]
    with pytest.raises(NexusError, match=f"choose from: club; left out: models.shop \\({told}"):
        read()["shop"]
    file.write_text(sound)
    assert tables() == {"club": ["member"], "shop": ["item"]}
    assert read(strict=True).warnings == ()


def test_a_schema_is_found_by_the_names_of_its_modules_as_well(root: Path) -> None:
    """Unless several schemas have such a module, or one has that very name."""
    write(stages__first="a", stages__second="b", club="member")
    file = root / "models" / "stages" / "second.py"
    file.write_text(
        file.read_text().replace(
            "MetaData()", "__import__('models.stages.first').stages.first.metadata"
        )
    )
    found = read()
    assert list(found) == ["club", "stages"]
    assert found["second"] is found["stages.first"] is found["stages"]
    assert "second" in found
    assert found.source("second") == root / "models" / "stages"
    assert found.source("club") == root / "models" / "club.py"
    with pytest.raises(NexusError, match="there is no schema 'third'; choose from: club, stages"):
        found.source("third")


def test_the_words_of_a_schema_are_those_of_its_module_or_package(root: Path) -> None:
    """Where a folder says nothing, its modules do."""
    write(shop="item")
    file = root / "models" / "shop.py"
    file.write_text(f'"""A shop.\n\n    a -> b\n\nThat is all.\n"""\n{file.read_text()}')
    assert read().docstring("shop") == "A shop.\n\n    a -> b\n\nThat is all."
    assert read()["shop"].description == "A shop."
    second = "from models.shop import *\nTable('b', metadata, Column('id', Integer))\n"
    (root / "models" / "second.py").write_text(f'"""More."""\n{second}')
    assert read().docstring("models") == ""
    (root / "models" / "__init__.py").write_text('"""All of it."""\n')
    assert read().docstring("models") == "All of it."
    (root / "models" / "__init__.py").unlink()
    assert read().docstring("models") == "A shop.\n\n    a -> b\n\nThat is all.\n\nMore."


def test_a_catalog_is_a_mapping_that_offers_its_names() -> None:
    """An unknown schema is an error with a choice."""
    both = Catalog({"airbnb": schema(), "shop": schema()})
    assert (len(both), list(both)) == (2, ["airbnb", "shop"])
    with pytest.raises(NexusError) as error:
        both["aribnb"]
    assert str(error.value) == "there is no schema 'aribnb'; choose from: airbnb, shop"
    with pytest.raises(NexusError, match="choose from: none: there is no model with tables"):
        Catalog({})["airbnb"]


@pytest.mark.usefixtures("root", "other_disk")
def test_tables_are_in_the_order_of_their_files() -> None:
    """On every disk."""
    base = "from sqlalchemy import MetaData\nmetadata = MetaData()\n"
    Path("models").mkdir()
    Path("models", "__init__.py").touch()
    Path("models", "a_base.py").write_text(base)
    for name in ("b_first", "c_second", "d_third"):
        text = MODEL.format(table=name).replace("metadata = MetaData()", "")
        Path("models", f"{name}.py").write_text(f"from .a_base import metadata\n{text}")
    assert tables() == {"models": ["b_first", "c_second", "d_third"]}
