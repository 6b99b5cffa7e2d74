"""Models as projects have them: one MetaData is one schema, in the site as in the commands."""

import re
from pathlib import Path

import pytest
from nexus.cli.main import main

from tests.strangers.builders import DIAGRAM, Builder, Built, Site

BASE = "from sqlalchemy.orm import DeclarativeBase\n\n\nclass Base(DeclarativeBase):\n    pass\n"
USER = """from sqlalchemy.orm import Mapped, mapped_column
from {base} import Base


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
"""
POST = """from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship
from {base} import Base
{user}

class Post(Base):
    __tablename__ = "post"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
"""
ENGINE = """import os

from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase

print("loading settings")


class Base(DeclarativeBase):
    pass


engine = create_engine(os.environ["ACME_DB_URL"])
"""
FLASK = """from flask import Flask
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


def create_app():
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    db.init_app(app)
    from . import models
    return app
"""
FLASK_MODELS = """from . import db


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.ForeignKey(User.id), nullable=False)


class Audit(db.Model):
    __bind_key__ = "log"
    id = db.Column(db.Integer, primary_key=True)
"""


def package(folder: str, base: str, **files: str) -> dict[str, str]:
    """A package with a base, a user and a post."""
    return {
        f"{folder}/base.py": BASE,
        f"{folder}/user.py": USER.format(base=base),
        f"{folder}/post.py": POST.format(base=base, user=""),
        **files,
    }


# Each with the option, the files, and the argument of a command that means the same.
LAYOUTS = {
    "package": ("models", package("models", ".base", **{"models/__init__.py": ""})),
    "package that imports all": (
        "models",
        package("models", ".base", **{"models/__init__.py": "from .post import Post\n"}),
    ),
    "folder, absolute": ("models", package("models", "models.base")),
    "folder, bare": ("models", package("models", "base")),
    "src": (
        "src",
        {
            "src/acme/__init__.py": "",
            "src/acme/core/__init__.py": "",
            "src/acme/db/__init__.py": "",
            "src/acme/db/base.py": ENGINE,
            "src/acme/db/models/__init__.py": "from .user import User\nfrom .post import Post\n",
            "src/acme/db/models/user.py": USER.format(base="..base"),
            "src/acme/db/models/post.py": POST.format(
                base="..base", user="if TYPE_CHECKING:\n    from .user import User\n"
            ),
        },
    ),
}


def tables(built: Built) -> dict[str, set[str]]:
    """The tables of each schema that has pages."""
    found = (re.fullmatch(r"schema/([^/]+)/([^/]+)/index.html", path) for path in built.files)
    told: dict[str, set[str]] = {}
    for page in filter(None, found):
        told.setdefault(page[1], set()).add(page[2])
    return told


@pytest.mark.parametrize("layout", LAYOUTS)
def test_one_metadata_is_one_schema(
    layout: str,
    builder: Builder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """However its modules are laid out and import each other; the commands read the same."""
    models, files = LAYOUTS[layout]
    options = f"nexus: {{models: {models}}}"
    site = Site({"index.md": "# Home\n"}, plugins=("search", options), files=files)
    monkeypatch.setenv("ACME_DB_URL", "sqlite://")
    built = builder.build(site, tmp_path)
    assert built.ok, built.told
    ((name, known),) = tables(built).items()
    assert known == {"user", "post"}

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEXUS_CACHE", str(builder.kept))
    for argument in (models, f"{models}/"):
        main(["export", "--format", "dbml", argument])
        assert set(re.findall(r'(?m)^Table "?(\w+)', capfd.readouterr().out)) == known

    page = f"# Home\n\n{DIAGRAM.replace('shop', name)}"
    built = builder.build(Site({"index.md": page}, plugins=site.plugins, files=files), tmp_path)
    assert built.ok, built.told
    # A schema is found by the name of a module of its, too.
    page = f"# Home\n\n{DIAGRAM.replace('shop', 'post')}"
    built = builder.build(Site({"index.md": page}, plugins=site.plugins, files=files), tmp_path)
    assert built.ok, built.told


TWO = """from sqlalchemy import Column, Integer, MetaData, Table

main = MetaData()
log = MetaData()
Table("a", main, Column("id", Integer, primary_key=True))
Table("b", log, Column("id", Integer, primary_key=True))
"""
APP = {"shop/__init__.py": FLASK, "shop/models.py": FLASK_MODELS}


@pytest.mark.parametrize(
    ("models", "files", "known"),
    [
        ("models", {"models/db.py": TWO}, [{"a"}, {"b"}]),
        ("'models/db.py:log'", {"models/db.py": TWO}, [{"b"}]),
        ("shop", APP, [{"user", "post"}, {"audit"}]),
    ],
    ids=["two", "one of two by name", "Flask"],
)
def test_several_metadata_are_several_schemas(
    models: str, files: dict[str, str], known: list[set[str]], builder: Builder, tmp_path: Path
) -> None:
    """Each has its pages; one is chosen by name in the settings."""
    plugins = ("search", f"nexus: {{models: {models}}}")
    built = builder.build(Site({"index.md": "# Home\n"}, plugins=plugins, files=files), tmp_path)
    assert built.ok, built.told
    assert sorted(tables(built).values(), key=min) == sorted(known, key=min)
    names = list(tables(built))
    page = "# Home\n\n" + "\n".join(DIAGRAM.replace("shop", name) for name in names)
    built = builder.build(Site({"index.md": page}, plugins=plugins, files=files), tmp_path)
    assert built.ok, built.told
    assert built.read("index.html").count('class="erd-figure"') == len(known)


PARTIAL = {
    "shop/__init__.py": "",
    "shop/meta.py": "from sqlalchemy import MetaData\n\nmetadata = MetaData()\n",
    "shop/helpers.py": "import a_package_that_is_not_there\n\nnothing = 1\n",
    "shop/item.py": "from sqlalchemy import Column, Integer, Table\nfrom shop.meta import metadata\n"
    'Table("item", metadata, Column("id", Integer, primary_key=True))\n',
    "shop/sale.py": "from sqlalchemy import Column, Integer, Table\nfrom shop.meta import metadata\n"
    "from shop.helpers import nothing\n"
    'Table("sale", metadata, Column("id", Integer, primary_key=True))\n',
}


def test_a_module_that_is_left_out_is_told(builder: Builder, tmp_path: Path) -> None:
    """Once, with its reason; a strict build fails at it, another goes on with the rest."""
    site = Site(
        {"index.md": "# Home\n"}, plugins=("search", "nexus: {models: shop}"), files=PARTIAL
    )
    built = builder.build(site, tmp_path, strict=False)
    assert built.ok, built.told
    assert list(tables(built).values()) == [{"item"}]
    (told,) = [line for line in built.lines if "a_package_that_is_not_there" in line]
    assert "sale" in told
    built = builder.again(tmp_path)
    assert not built.ok
    assert "a_package_that_is_not_there" in built.told
    assert "Traceback" not in built.told


ENVIRONMENT = {
    "models/shop.py": "import os\n\nfrom sqlalchemy import Column, Integer, MetaData, Table\n\n"
    'URL = os.environ["SHOP_URL"]\nmetadata = MetaData()\n'
    'Table("t", metadata, Column("id", Integer, primary_key=True))\n'
}


def test_what_the_models_need_of_the_environment_is_named(builder: Builder, tmp_path: Path) -> None:
    """In one line with its place."""
    built = builder.build(Site({"index.md": "# Home\n"}, files=ENVIRONMENT), tmp_path)
    assert not built.ok
    (error,) = [line for line in built.lines if "SHOP_URL" in line]
    assert "models/shop.py:5" in error
    assert builder.again(tmp_path, SHOP_URL="sqlite://").ok
