"""From what a user types to one MetaData, and what is said where that cannot be."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from nexus.core.errors import NexusError, UsageError
from nexus.sources.sqlalchemy import importer, loader
from sqlalchemy import MetaData

TABLE = "from sqlalchemy import Column, Integer, MetaData, Table\n"
ITEM = f"{TABLE}metadata = MetaData()\nTable('item', metadata, Column('id', Integer))\n"
BASE = (
    "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n"
    "class Base(DeclarativeBase): pass\n"
)
USER = "class User(Base):\n    __tablename__ = 'user'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
REGISTRY = (
    f"{TABLE}from sqlalchemy.orm import registry\nreg = registry()\n"
    "Table('item', reg.metadata, Column('id', Integer))\n"
)
EXTENSION = f"{ITEM}class Extension: pass\ndb = Extension()\ndb.metadata = metadata\ndel metadata\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder to work in; what was imported from it is forgotten afterwards."""
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    importer.forget(importer._last)


def write(folder: Path, **files: str) -> None:
    """Writes modules; two underscores in a name lead into a folder."""
    for name, source in files.items():
        file = folder / f"{name.replace('__', '/')}.py".replace("/init.py", "/__init__.py")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source, encoding="utf-8")


def tables(models: str) -> list[str]:
    """The tables that `models` names."""
    return list(loader.load(models).metadata.tables)


@pytest.mark.parametrize(
    "models",
    ["shop", "shop:metadata", "shop.py", "shop.py:metadata", "./shop.py", "shop:holder.metadata"],
)
def test_a_module_or_a_file_is_found_with_or_without_a_name(project: Path, models: str) -> None:
    """The name may be left out where there is only one."""
    write(project, shop=f"{ITEM}class holder: metadata = metadata\n")
    assert tables(models) == ["item"]


@pytest.mark.parametrize("models", ["app.models", "app/models.py", "app", "app/"])
def test_a_package_is_found_by_name_and_by_path(project: Path, models: str) -> None:
    """A module in a package may import its neighbours; a package stands for its modules."""
    write(
        project,
        app__init="",
        app__base=BASE,
        app__models=f"from app.base import *\nfrom sqlalchemy.orm import *\n{USER}",
    )
    assert tables(models) == ["user"]


def test_a_package_is_imported_whole(project: Path) -> None:
    """Also what it does not import itself, or only lazily; but no module without SQLAlchemy."""
    lazy = f"{ITEM}def __getattr__(name): raise AttributeError(name)\n"
    more = "from app import metadata, Column, Integer, Table\nTable('more', metadata, Column('id', Integer))\n"
    write(project, app__init=lazy, app__more=more, app__other="raise RuntimeError\n")
    assert tables("app") == ["item", "more"]
    assert loader.load("app").warnings == ()


def test_folders_of_a_package_need_not_be_packages(project: Path) -> None:
    """Their modules are among those of the package; a link that leads back is not followed."""
    more = f"{TABLE}from app.sub.base import metadata\nTable('more', metadata, Column('id', Integer))\n"
    write(project, app__init="", app__sub__base=ITEM, app__sub__deep__more=more)
    (project / "app" / "sub" / "again").symlink_to(project / "app")
    assert tables("app") == tables("app/") == ["item", "more"]


@pytest.mark.parametrize(
    "models", ["app/sub/user.py", "app.sub.user", "app/sub/", "app/sub/deep/more.py"]
)
def test_a_file_below_a_package_may_import_from_it(project: Path, models: str) -> None:
    """Though its own folder has no `__init__.py`."""
    user = f"from app.base import *\nfrom sqlalchemy.orm import *\n{USER}"
    write(project, app__init="", app__base=BASE, app__sub__user=user, app__sub__deep__more=user)
    assert tables(models) == ["user"]


@pytest.mark.parametrize("models", ["app/sub", "app.sub", "app/sub/user.py"])
def test_a_module_may_import_from_the_folder_above(project: Path, models: str) -> None:
    """By a relative name, though no folder has an `__init__.py`."""
    user = f"from ..base import *\nfrom sqlalchemy.orm import *\n{USER}"
    write(project, app__base=BASE, app__sub__user=user, app__sub__more="from .user import *\n")
    assert tables(models) == ["user"]


@pytest.mark.parametrize(
    "code",
    [
        "logging.config.dictConfig({'version': 1})",
        "logging.disable()",
        "logging.getLogger('heard').propagate = False",
        "logging.basicConfig(level=logging.DEBUG, force=True)",
        "os.chdir('/')",
        "os.environ['SITE_URL'] = 'https://shop.test/'",
    ],
)
def test_models_change_nothing_of_this_program(
    project: Path, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Who hears its messages, and from which level on; where it works, and with which variables."""
    write(project, shop=f"import logging.config, os\n{code}\n{ITEM}")
    heard, before = logging.getLogger("heard"), dict(os.environ)
    assert tables("shop") == ["item"]
    heard.debug("a detail")
    heard.warning("a warning")
    assert caplog.messages == ["a warning"]
    assert (Path.cwd(), dict(os.environ)) == (project, before)


def test_a_package_that_fails_is_told_though_its_folders_were_imported(project: Path) -> None:
    """Python forgets the package and not the folder."""
    write(project, app__init="import app.sub.base\n1 / 0\n", app__sub__base=BASE)
    for _ in range(2):
        with pytest.raises(NexusError, match="ZeroDivisionError: division by zero; app/__init__"):
            loader.load("app")


def test_a_file_below_a_package_may_import_its_neighbours(project: Path) -> None:
    """By their bare names, or relative to its folder."""
    user = "from base import *\nfrom . import base\nfrom sqlalchemy.orm import *\n"
    write(project, app__init="", app__sub__base=BASE, app__sub__user=user + USER)
    assert tables("app/sub/user.py") == ["user"]


def test_what_cannot_be_imported_from_a_package_is_told(project: Path) -> None:
    """The rest is used; tests and migrations are not imported at all."""
    broken = "import nowhere, sqlalchemy\n"
    write(
        project,
        app__init="",
        app__a=broken,
        app__b=ITEM,
        app__tests__init=broken,
        app__migrations__init=broken,
    )
    models = loader.load("app")
    assert list(models.metadata.tables) == ["item"]
    assert models.warnings == (
        "left out: app.a (ModuleNotFoundError: No module named 'nowhere'; app/a.py:1)",
    )


def test_a_folder_stands_for_its_files(project: Path) -> None:
    """The files may call each other by their bare names or with the folder's name in front."""
    for start in ("base", "store.base"):
        write(
            project,
            store__base=BASE,
            store__user=f"from {start} import *\nfrom sqlalchemy.orm import *\n{USER}",
        )
        assert tables("store/") == ["user"]


def test_modules_that_only_gather_models_are_enough(project: Path) -> None:
    """The MetaData may have no name in the module."""
    write(project, app__init="", app__shop=ITEM, gather="import app.shop\n")
    assert tables("gather") == ["item"]


def test_a_name_in_a_package_finds_the_tables_of_its_modules(project: Path) -> None:
    """A base may be there before the modules that use it."""
    write(
        project,
        app__init=BASE,
        app__user=f"from app import *\nfrom sqlalchemy.orm import *\n{USER}",
    )
    assert tables("app:Base") == ["user"]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (f"{TABLE}item = Table('item', MetaData(), Column('id', Integer))\n", "item"),
        (REGISTRY, "reg"),
        (EXTENSION, "db"),
        (BASE + USER.replace("'user'", "'item'"), "Base"),
    ],
    ids=["table", "registry", "extension", "class"],
)
def test_anything_that_has_the_metadata_names_it(project: Path, source: str, name: str) -> None:
    """A table, a registry, the `db` of an extension, a declarative class."""
    write(project, shop=source)
    assert tables("shop") == tables(f"shop:{name}") == ["item"]


def test_the_choice_is_offered_as_it_is_to_be_typed(project: Path) -> None:
    """Each name is that of the base itself, in the module that defines it."""
    second = BASE.replace("Base(", "Other(") + USER.replace("(Base)", "(Other)").replace(
        "User", "Guest"
    )
    write(project, app__init="", app__a="from app.b import *\n", app__b=BASE + USER, app__c=second)
    with pytest.raises(UsageError) as raised:
        loader.load("app")
    assert raised.value.hint == "choose from: app.b:Base, app.c:Other"
    assert tables("app.b:Base") == tables("app.c:Other") == ["user"]
    with pytest.raises(UsageError, match=r"choose from: app/b.py:Base, app/c.py:Other"):
        loader.load("app/")


def test_what_refuses_to_be_asked_is_passed_over(project: Path) -> None:
    """A module or an object that raises whatever it is asked for."""
    refusing = (
        "def __getattr__(name): raise ValueError(name)\n"
        "class Holder:\n    @property\n    def metadata(self): raise SystemExit\n"
        "holder = Holder()\n"
    )
    write(project, shop=ITEM + refusing)
    assert tables("shop") == ["item"]
    with pytest.raises(UsageError, match="'nothing' is no MetaData"):
        loader.load("shop:nothing")


def test_each_bind_of_flask_sqlalchemy_is_offered(project: Path) -> None:
    """`db.metadatas` holds a MetaData for each database."""
    source = (
        f"{ITEM}logs = MetaData()\nTable('log', logs, Column('id', Integer))\n"
        "class Extension: pass\ndb = Extension()\ndb.metadata = metadata\n"
        "db.metadatas = {None: metadata, 'logs': logs}\ndel metadata, logs\n"
    )
    write(project, shop=source)
    with pytest.raises(UsageError, match=r"choose from: shop:db, shop:db.metadatas.logs"):
        loader.load("shop")
    assert tables("shop:db.metadatas.logs") == ["log"]


def test_an_edit_is_seen_by_the_next_load(project: Path) -> None:
    """Even one of the same length within the same second, in a module that is imported."""
    write(project, shop="from stock import *\n", stock=ITEM)
    assert tables("shop") == ["item"]
    write(project, stock=ITEM.replace("'item'", "'part'"))
    assert tables("shop") == ["part"]


def test_a_metadata_that_outlives_the_models_is_cleared(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An installed package may hold the MetaData, as SQLModel does."""

    class Installed:
        metadata = MetaData()

    monkeypatch.setattr(pytest, "Installed", Installed, raising=False)
    write(
        project,
        shop=f"{TABLE}import pytest\nmetadata = pytest.Installed.metadata\n"
        "Table('item', metadata, Column('id', Integer))\n",
    )
    assert tables("shop") == ["item"]
    assert tables("shop") == ["item"]


def test_each_table_knows_its_line(project: Path) -> None:
    """A class counts from its first line, also where a base makes the table in a hook."""
    hook = (
        "class Base(DeclarativeBase):\n"
        "    def __init_subclass__(cls, **kw):\n        super().__init_subclass__(**kw)\n"
    )
    write(project, base=BASE.splitlines()[0] + "\n" + hook, shop=f"from base import *\n{USER}")
    models = loader.load("shop")
    (source,) = models.sources.values()
    assert (Path(source.file).name, source.line) == ("shop.py", 2)
    assert {Path(path).name for path in models.inputs.paths} >= {"base.py", "shop.py"}


MUTE = "class Mute(Exception):\n    def __str__(self): raise ValueError\nraise Mute\n"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("x = 1\ny = unknown\n", "NameError: name 'unknown' is not defined; shop.py:2; "),
        ("x = (\n", "SyntaxError: '(' was never closed; shop.py:1; "),
        ("import nowhere\n", "ModuleNotFoundError: No module named 'nowhere'; shop.py:1; "),
        ("raise SystemExit('no settings')\n", "SystemExit: no settings; shop.py:1; "),
        (f"{TABLE}MetaData(7, 8, 9, 10, 11, 12)\n", "TypeError: "),
        ("raise BaseException('base')\n", "BaseException: base; shop.py:1; "),
        (MUTE, "Mute: no message; shop.py:3; "),
    ],
    ids=["name", "syntax", "import", "exit", "library", "base", "mute"],
)
def test_an_error_names_the_users_own_line(project: Path, source: str, told: str) -> None:
    """Also where it was raised in a library."""
    write(project, shop=source)
    for models in ("shop", "shop.py"):
        with pytest.raises(NexusError) as raised:
            loader.load(models)
        assert str(raised.value).startswith(told)
        assert raised.value.where.startswith("shop.py:")


@pytest.mark.parametrize(
    ("models", "told"),
    [
        ("nowhere", "there is no module called 'nowhere'"),
        ("shop.nowhere", "there is no module called 'shop.nowhere'"),
        ("nowhere.py", "there is no such file; nowhere.py"),
        (".shop", "'.shop' is no name of a module; give a module"),
        ("/", "this is no folder of models; /; name the folder"),
        (
            "shop:nothing",
            "'nothing' is no MetaData and has none; shop; names that would do: shop:metadata",
        ),
        ("empty", "no MetaData with tables; empty"),
        ("empty:metadata", "no MetaData with tables; empty:metadata"),
    ],
)
def test_what_is_not_there_is_told(project: Path, models: str, told: str) -> None:
    """It is an error of usage."""
    write(project, shop=ITEM, empty="from sqlalchemy import MetaData\nmetadata = MetaData()\n")
    with pytest.raises(UsageError) as raised:
        loader.load(models)
    assert str(raised.value).startswith(told)


def test_the_first_error_is_told_where_nothing_could_be_imported(project: Path) -> None:
    """Otherwise nobody would know why there is no table."""
    write(project, app__init="", app__models="import nowhere, sqlalchemy\n")
    with pytest.raises(
        NexusError, match=r"no MetaData with tables; app; left out: app\.models .*app/models.py:1"
    ):
        loader.load("app")


def test_what_models_print_goes_to_standard_error(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Standard output belongs to the command's own result."""
    write(project, shop=f"print('loading')\n{ITEM}")
    loader.load("shop")
    assert capsys.readouterr() == ("", "loading\n")


def test_a_lone_file_may_be_called_like_a_module_of_python(project: Path) -> None:
    """A module that is in memory keeps its name."""
    write(project, types=ITEM)
    assert tables("types.py") == ["item"]


def test_an_installed_package_is_the_users_own_when_it_is_asked_for(tmp_path: Path) -> None:
    """Its tables know their lines, and its errors name them."""
    installed = tmp_path / "lib" / "site-packages"
    write(
        installed,
        shop__init="",
        shop__models=ITEM,
        shop__broken="import shop.worse\n",
        shop__worse="1 / 0\n",
    )
    program = (
        "import sys, sysconfig\n"
        f"installed = {str(installed)!r}\n"
        "sys.path.insert(0, installed)\n"
        "real = sysconfig.get_path\n"
        "sysconfig.get_path = lambda name: installed if name == 'purelib' else real(name)\n"
        "from nexus.sources.sqlalchemy import loader\n"
        "print([s.line for s in loader.load('shop.models').sources.values()])\n"
        "print([s.line for s in loader.load('shop.models').sources.values()])\n"
        "try:\n    loader.load('shop.broken')\n"
        "except Exception as error:\n    print(error.where)\n"
    )
    command = [sys.executable, "-c", program]
    environment = {"PYTHONPATH": str(Path(loader.__file__).parents[3])}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.splitlines() == ["[3]", "[3]", f"{installed}/shop/worse.py:1"]


LAZY = """
class Lazy:
    def __init__(self, text): self.text = text
    def __str__(self): return self.text or 1 / 0
metadata = MetaData()
id = Column("id", Integer, primary_key=True, comment=Lazy("Its number."))
item = Table("item", metadata, id, comment=Lazy(""))
"""


def test_a_comment_that_is_text_only_when_shown_is_text(project: Path) -> None:
    """Such as a translation; one that cannot be shown is told by the name of its class."""
    write(project, shop=TABLE + LAZY)
    (item,) = loader.load("shop").metadata.tables.values()
    assert (item.comment, item.c.id.comment) == ("Lazy", "Its number.")


def test_what_models_read_while_they_are_imported_is_noted(project: Path) -> None:
    """Beside modules; a database that is asked has no answer for ever."""
    reading = "import os, pathlib\nname = os.environ.get('NAME') or pathlib.Path('names.txt').read_text()\n"
    asking = "from sqlalchemy import create_engine\ncreate_engine('sqlite://').connect()\n"
    (project / "names.txt").write_text("a")
    write(project, shop=f"{ITEM}{reading}", club=f"{ITEM}{asking}")
    inputs = loader.load("shop").inputs
    assert (str(project / "names.txt") in inputs.paths, inputs.variables) == (True, {"NAME"})
    assert inputs.complete
    assert not loader.load("club").inputs.complete
