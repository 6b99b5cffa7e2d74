"""Projects as people lay them out: the site and the commands find the same models in them."""

import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from nexus.cli.main import main
from nexus.core.cache import Cache
from nexus.core.errors import NexusError
from nexus.sources import catalog, dispatch, inputs, target
from nexus.sources.catalog import Catalog
from nexus.sources.inputs import Inputs
from nexus.sources.sqlalchemy import importer

from tests.helpers import run_python

BASE = "from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase): pass\n"
POST = """
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column
class Post(Base):
    __tablename__ = "post"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
"""
USER = """
from sqlalchemy.orm import Mapped, mapped_column
class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
"""
CORE = "from sqlalchemy import Column, Integer, MetaData, Table\n"
TWO = f"""{CORE}main, log = MetaData(), MetaData()
Table("a", main, Column("id", Integer, primary_key=True))
Table("b", log, Column("id", Integer, primary_key=True))
"""
ITEM = f"{CORE}Table('{{}}', MetaData(), Column('id', Integer))\n"
# What Flask-SQLAlchemy's `db` is, seen from outside: a MetaData for each key of a database.
FLASK = f"""{CORE}
class SQLAlchemy:
    def __init__(self): self.metadatas = {{None: MetaData()}}
    @property
    def metadata(self): return self.metadatas[None]
db = SQLAlchemy()
"""
FLASK_MODELS = f"""from . import db
{CORE}Table("user", db.metadata, Column("id", Integer))
Table("audit", db.metadatas.setdefault("log-2", MetaData()), Column("id", Integer))
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder to work in; what was imported from it is forgotten afterwards."""
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    importer.forget(importer._last)


def write(**files: str) -> None:
    """Writes modules; two underscores in a name lead into a folder."""
    for name, text in files.items():
        file = Path(f"{name.replace('__', '/')}.py".replace("/init.py", "/__init__.py"))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def site(*models: str, strict: bool = False) -> Catalog:
    """The catalog of a site with these settings."""
    return catalog.read(Path.cwd(), models or ("models",), Cache(Path(".cache")), strict=strict)


def tables(*models: str) -> dict[str, list[str]]:
    """The tables of each schema of a site."""
    return {name: list(schema.by_id) for name, schema in site(*models).items()}


def export(capfd: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """The tables that `nexus export` finds, or the lines that it says instead."""
    try:
        main(["export", *arguments, "--format", "dbml"])
    except SystemExit:
        return capfd.readouterr().err.splitlines()
    return re.findall(r'^Table "(\w+)"', capfd.readouterr().out, re.MULTILINE)


@pytest.mark.parametrize("models", ["models", "models/", "models/__init__.py"])
def test_a_package_of_models_is_one_schema(capfd: pytest.CaptureFixture[str], models: str) -> None:
    """Its modules share a base; the package has its name."""
    post, user = (f"from .base import Base\n{text}" for text in (POST, USER))
    every = "from .post import Post\nfrom .user import User\n"
    write(models__init=every, models__base=BASE, models__post=post, models__user=user)
    assert tables(models) == {"models": ["post", "user"]}
    assert export(capfd, models) == ["post", "user"]


@pytest.mark.parametrize(
    "start",
    [
        "from models.base import",
        "from .base import",
        "from base import",
        "from models import *\nfrom models.base import",
    ],
    ids=["absolute", "relative", "bare", "both"],
)
@pytest.mark.parametrize("models", ["models", "models/", "models/post.py"])
def test_a_folder_of_models_is_one_schema(
    capfd: pytest.CaptureFixture[str], models: str, start: str
) -> None:
    """However its modules import each other, be they packages or not; each is imported once."""
    base = f"{BASE}{USER}"
    write(models__base=base, models__post=f"{start} Base\n{POST}", models__types=f"{start} Base\n")
    (name, found), *others = tables(models).items()
    assert (sorted(found), others) == (["post", "user"], [])
    assert name == ("post" if models.endswith(".py") else "models")
    assert export(capfd, models) == found


def test_a_module_of_a_folder_names_its_schema_in_a_fence() -> None:
    """As an author of one module expects it."""
    write(models__base=BASE, models__post=f"from base import Base\n{POST}")
    write(models__user=f"from base import Base\n{USER}")
    assert site()["post"] is site()["user"] or site()["post"] == site()["user"]
    assert site()["post"].name == "models"


def test_folders_of_the_same_name_do_not_mix() -> None:
    """Each has a module `base` that the others call so; a folder may also be called as in Python."""
    for folder in ("blog__models", "shop__models", "shop__types"):
        text = f"from base import Base\n{USER}".replace('"user"', repr(folder))
        write(**{f"{folder}__base": BASE, f"{folder}__all": text})
    assert tables("blog/models", "shop/models/all.py", "shop/types") == {
        "blog.models.all": ["blog__models"],
        "shop.models.all": ["shop__models"],
        "shop.types.all": ["shop__types"],
    }


def test_a_metadata_that_several_entries_hold_is_one_schema() -> None:
    """It has the name of what they have in common."""
    write(app__init="", app__db=BASE, app__blog__init="", app__shop__init="")
    write(app__blog__models=f"from app.db import Base\n{POST}")
    write(app__shop__models=f"from app.db import Base\n{USER}")
    assert tables("app.blog.models", "app/shop/models.py") == {"app": ["post", "user"]}


def test_tables_of_a_library_are_no_schema_of_the_user(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Though a module may import them; but they are when nothing else is there."""
    text = f"{CORE}queue = Table('task', MetaData(), Column('id', Integer))\n"
    write(lib__worker=text)
    monkeypatch.syspath_prepend(project / "lib")
    installed = (*inputs._installed(), f"{project}/lib/")
    monkeypatch.setattr(inputs, "_installed", lambda: installed)
    own = text.replace("task", "item").replace("queue", "item")
    write(models__shop=f"from worker import queue\n{own}")
    assert tables() == {"shop": ["item"]}
    assert export(capfd, "models") == ["item"]
    write(models__shop="from worker import queue\n")
    assert export(capfd, "models/shop.py") == ["task"]


def test_models_that_are_in_memory_already_keep_their_names(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another plugin may have imported them."""
    one = f"{CORE}metadata = MetaData()\nTable('{{}}', metadata, Column('id', Integer))\n"
    write(models__init="", models__shop=one.format("item"), models__club=one.format("member"))
    monkeypatch.syspath_prepend(project)
    for name in ("models", "models.shop"):
        monkeypatch.setitem(sys.modules, name, None)
        del sys.modules[name]
    importlib.import_module("models.shop")
    assert tables() == {"club": ["member"], "shop": ["item"]}


@pytest.mark.parametrize(
    ("models", "name"),
    [
        ("src", "acme.db.models"),
        ("src/", "acme.db.models"),
        ("src/acme/db/models", "models"),
        ("acme.db.models", "models"),
    ],
)
def test_models_below_src_are_found(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, models: str, name: str
) -> None:
    """By any name of theirs; the settings that they read may come from the environment."""
    write(
        src__acme__init="",
        src__acme__settings="import os\nURL = os.environ['ACME_DB_URL']\n",
        src__acme__db__init="",
        src__acme__db__base=f"from acme.settings import URL\n{BASE}",
        src__acme__db__models__init="from .post import Post\n",
        src__acme__db__models__post=f"from ..base import Base\nfrom .user import User\n{POST}",
        src__acme__db__models__user=f"from acme.db.base import Base\n{USER}",
    )
    monkeypatch.setenv("ACME_DB_URL", "sqlite://")
    assert {n: sorted(found) for n, found in tables(models).items()} == {name: ["post", "user"]}
    assert sorted(export(capfd, models)) == ["post", "user"]
    monkeypatch.delenv("ACME_DB_URL")
    (line,) = export(capfd, models)
    assert (
        "KeyError: 'ACME_DB_URL'; src/acme/settings.py:2; set in the environment: ACME_DB_URL"
        in line
    )


@pytest.mark.parametrize("models", ["models", "models/", "models.db", "models/db.py"])
def test_two_metadata_of_a_module_are_chosen_by_name(
    capfd: pytest.CaptureFixture[str], models: str
) -> None:
    """Each name that an error offers is accepted, by a command and in the settings."""
    write(models__db=TWO)
    assert tables(models) == {"db.main": ["a"], "db.log": ["b"]}
    (line,) = export(capfd, models)
    offered = line.partition("choose from: ")[2].split(", ")
    assert [export(capfd, choice) for choice in offered] == [["a"], ["b"]]
    assert [tables(choice) for choice in offered] == [{"db": ["a"]}, {"db": ["b"]}]
    assert tables(*offered) == tables(models)


@pytest.mark.parametrize("models", ["shop", "shop/", "shop.models", "shop/models.py"])
def test_the_databases_of_flask_are_chosen_by_name(
    capfd: pytest.CaptureFixture[str], models: str
) -> None:
    """Though `db` has no table yet where it is declared, and a key need be no name in Python."""
    write(shop__init=FLASK, shop__models=FLASK_MODELS)
    assert tables(models) == {"models.db": ["user"], "models.log-2": ["audit"]}
    (line,) = export(capfd, models)
    offered = line.partition("choose from: ")[2].split(", ")
    assert [export(capfd, choice) for choice in offered] == [["user"], ["audit"]]
    assert tables(*reversed(offered)) == {"models.log-2": ["audit"], "models.db": ["user"]}


def test_a_module_that_cannot_be_imported_is_left_out_once(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """It is named, and not what it imports; strictly it is an error. Revisions are no models."""
    write(
        shop__changes__versions__one=f"{CORE}old = MetaData()\nTable('old', old, Column('id'))\n",
        shop__init="",
        shop__meta="from sqlalchemy import MetaData\nmetadata = MetaData()\n",
        shop__helpers="import nowhere\n",
        shop__item=f"from shop.meta import metadata\n{CORE}Table('item', metadata, Column('id', Integer))\n",
        shop__sale=f"from shop.helpers import x\n{CORE}",
    )
    Path("shop/changes/script.py.mako").touch()
    why = "ModuleNotFoundError: No module named 'nowhere'; shop/helpers.py:1"
    found = site("shop")
    assert (list(found), found.warnings) == (["item"], (f"left out: shop.sale ({why})",))
    main(["export", "shop", "--format", "dbml"])
    assert capfd.readouterr().err == f"warning: left out: shop.sale ({why})\n"
    told = f"cannot import shop.sale: {why}; install the package that has it, then try again"
    assert export(capfd, "shop", "--strict") == [f"error: {told}"]
    with pytest.raises(NexusError, match=re.escape(told)):
        site("shop", strict=True)


def test_a_package_that_fails_is_imported_once(capfd: pytest.CaptureFixture[str]) -> None:
    """All of its modules are left out in one line."""
    broken = "import sqlalchemy\nprint('once')\n1 / 0\n"
    write(
        models__init="",
        models__sub__init=broken,
        models__sub__a=CORE,
        models__sub__b=CORE,
        models__db=TWO,
    )
    found = site()
    why = "ZeroDivisionError: division by zero; models/sub/__init__.py:3"
    assert found.warnings == (f"left out: models.sub, models.sub.a, models.sub.b ({why})",)
    assert (list(found), capfd.readouterr().err) == (["db.main", "db.log"], "once\n")


SETTINGS = f"""from pydantic import BaseModel
class BaseSettings(BaseModel):
    def __init__(self, **given): super().__init__(**given)
class Settings(BaseSettings):
    model_config = {{"env_prefix": "shop_"}}
    database_url: str
    port: int
Settings(port="none")
{CORE}"""


def test_settings_that_are_missing_in_the_environment_are_named(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """With the variables to set, as pydantic's settings are called there."""
    write(models=SETTINGS)
    (line,) = export(capfd, "models.py")
    told = "database_url: Field required, port: Input should be a valid integer"
    assert line.startswith(f"error: ValidationError: {told}")
    assert line.endswith("; models.py:3; set in the environment: SHOP_DATABASE_URL")
    with pytest.raises(NexusError, match=re.escape(line.removeprefix("error: "))):
        site("models.py")


def test_a_folder_of_other_models_is_left_alone(capfd: pytest.CaptureFixture[str]) -> None:
    """Nothing of it runs, also by a command, but what is named; the site says so in one line."""
    train = "from models import nets\nfrom .nets import layers\nraise SystemExit('trained')\n"
    write(models__train=train, models__nets__layers="import numpy, models.train\n")
    for _ in range(2):
        found = site()
        assert (dict(found), found.warnings) == ({}, ())
        assert found.notes == ("models/ holds no SQLAlchemy models",)
    assert export(capfd, "models")[0].startswith(
        "error: no MetaData with tables; models; no module in it imports SQLAlchemy or has "
    )
    assert export(capfd, "models/train.py")[0].startswith(
        "error: SystemExit: trained; models/train.py:3"
    )


def test_queries_of_others_are_left_alone(capfd: pytest.CaptureFixture[str]) -> None:
    """A module that loads its rows by SQLAlchemy has no models, and SQL need not be PostgreSQL's.

    By its name, each is what it is.
    """
    load = "import torch\nfrom sqlalchemy import create_engine, text\ncreate_engine('sqlite://')\n"
    write(models__train=load, models__report="import sqlalchemy as sa\nsa.text(torch)\n")
    found = site()
    assert (dict(found), found.warnings) == ({}, ())
    assert found.notes == ("models/ holds no SQLAlchemy models",)
    assert "'torch'" in export(capfd, "models/train.py")[0]
    for file in Path("models").glob("*.py"):
        file.unlink()
    Path("models", "customers.sql").write_text("select * from {{ ref('raw') }}\n")
    hint = "to read its SQL, write `models: models/`"
    assert site().notes == (f"models/ holds no SQLAlchemy models; {hint}",)


@pytest.mark.parametrize("entries", [(), ("models",)], ids=["missing", "other"])
def test_sqlalchemy_is_not_imported_without_models(project: Path, entries: tuple[str, ...]) -> None:
    """A site that has none is built as fast as before, and nothing is written into it."""
    for entry in entries:
        write(**{f"{entry}__train": "import numpy\n"})
    program = (
        "import os, sys; from pathlib import Path; from nexus.core.cache import Cache\n"
        f"from nexus.sources import catalog; os.chdir({str(project)!r})\n"
        "catalog.read(Path(), ['models'], Cache(Path('.cache')))\n"
        "print('sqlalchemy' in sys.modules, Path('.cache').exists())\n"
    )
    assert run_python(program) == "False False\n"


def test_a_model_file_that_cannot_be_read_is_one_line() -> None:
    """A link that leads nowhere, and what is no text; the others are read."""
    write(models__db=TWO)
    Path("models", "gone.py").symlink_to("nowhere.py")
    Path("models", "shop.py").write_bytes(b"from sqlalchemy import Table\nname = '\xff'\n")
    found = site()
    gone, shop = found.warnings
    assert list(found) == ["db.main", "db.log"]
    assert (
        gone
        == "left out: models.gone (cannot read the module: No such file or directory; models/nowhere.py)"
    )
    assert re.fullmatch(r"left out: models.shop \(SyntaxError: .*; models/shop.py:2\)", shop)


def test_a_module_that_is_a_link_names_its_schema() -> None:
    """As a file of its folder, wherever the link leads."""
    write(elsewhere__thing=ITEM.format("item"), models__other=ITEM.format("more"))
    Path("models", "shop.py").symlink_to("../elsewhere/thing.py")
    assert tables() == {"other": ["more"], "shop": ["item"]}


def test_a_package_may_be_called_as_this_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its modules find each other, and the program finds its own afterwards."""
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "__init__": "",
        "base": "from sqlalchemy import MetaData\nmetadata = MetaData()\n",
        "models": "from nexus.base import metadata\nfrom sqlalchemy import Column, Integer, Table\n"
        "Table('t', metadata, Column('id', Integer, primary_key=True))\n",
    }.items():
        Path("nexus").mkdir(exist_ok=True)
        Path("nexus", f"{name}.py").write_text(text)
    for models in ("nexus", "nexus.models", "nexus/models.py"):
        assert list(dispatch.one(models, Inputs())[0].schema.by_id) == ["t"]
    import nexus

    assert len(nexus.__path__) == 1


def test_a_name_may_stand_behind_the_folder_itself(tmp_path: Path) -> None:
    """As behind any other; a drive of Windows is none."""
    assert target.split(".:shop", tmp_path) == (".", "shop")
    assert target.split("C:shop", tmp_path) == ("C:shop", "")
