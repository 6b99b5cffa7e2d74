"""The statements of a way in SQLAlchemy and in Django's ORM: they give the rows that the SQL gives."""

import json
import re
import subprocess
import sys
from itertools import permutations
from pathlib import Path
from typing import Any

import psycopg
import pytest
from nexus.core.errors import NexusError
from nexus.examples.postgres.server import Server
from nexus.exports.joins.graph import graph
from nexus.exports.joins.spoken import spoken
from nexus.schema.joins.search import ways
from nexus.schema.model import Schema
from nexus.sources import dispatch
from nexus.sources.inputs import Inputs
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from tests.nexus.sources.django import oracle

SQLALCHEMY = """
from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Person(Base):
    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    boss: Mapped[int | None] = mapped_column("boss_id", ForeignKey("person.id"))
    kind: Mapped[str]
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "person"}


class Author(Person):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    __mapper_args__ = {"polymorphic_identity": "author"}


class Outer:
    class Book(Base):
        __tablename__ = "book"
        id: Mapped[int] = mapped_column(primary_key=True)
        part: Mapped[int] = mapped_column(primary_key=True)
        writer: Mapped[int] = mapped_column("author id", ForeignKey("author.id"))


class Copy(Base):
    __tablename__ = "copy"
    id: Mapped[int] = mapped_column(primary_key=True)
    book: Mapped[int]
    part: Mapped[int]
    __table_args__ = (ForeignKeyConstraint(["book", "part"], ["book.id", "book.part"]),)


reader = Table(
    "reader",
    Base.metadata,
    Column("copy_id", ForeignKey("copy.id")),
    Column("person_id", ForeignKey("person.id")),
)
"""
ROWS = """
INSERT INTO person VALUES (1, NULL, 'author'), (2, 1, 'person'), (3, 1, 'author');
INSERT INTO author VALUES (1), (3);
INSERT INTO book VALUES (1, 1, 1), (1, 2, 3), (2, 1, 1);
INSERT INTO copy VALUES (1, 1, 1), (2, 1, 1), (3, 2, 1);
INSERT INTO reader VALUES (1, 2), (3, 2), (2, 3);
"""
DJANGO = """
from django.db import models


class Author(models.Model):
    mentor = models.ForeignKey("self", models.CASCADE, null=True)


class Tag(models.Model):
    pass


class Book(models.Model):
    author = models.ForeignKey(Author, models.CASCADE, related_name="books")
    editor = models.ForeignKey(Author, models.CASCADE, related_name="+", null=True)
    tags = models.ManyToManyField(Tag, related_query_name="written")


class Copy(models.Model):
    book = models.OneToOneField(Book, models.CASCADE)
    seen = models.ManyToManyField(Author, related_name="+")
"""
FILLED = """
INSERT INTO app_author VALUES (1, NULL), (2, 1), (3, 1); INSERT INTO app_tag VALUES (1), (2);
INSERT INTO app_book VALUES (1, 1, 2), (2, 1, NULL), (3, 2, 1);
INSERT INTO app_book_tags (book_id, tag_id) VALUES (1, 1), (1, 2), (2, 1);
INSERT INTO app_copy VALUES (1, 1), (2, 3);
INSERT INTO app_copy_seen (copy_id, author_id) VALUES (1, 3), (2, 1), (2, 2);
"""
RUN = """
import json, sys
import django
from django.conf import settings
settings.configure(**json.loads(sys.argv[1]))
django.setup()
for text in json.load(sys.stdin):
    names = {}
    exec(text, names)
    print(json.dumps(sorted(list(row.values()) for row in names["rows"])))
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with models."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def statements(found: Schema) -> list[dict[str, str]]:
    """The statements of all ways between each two tables, and of each table to itself."""
    pieces, every = graph(found), []
    pairs = [*permutations(found.by_id, 2), *((table, table) for table in found.by_id)]
    for first, last in pairs:
        try:
            told = ways(found, first, last)
        except NexusError:
            continue
        every += [spoken(way, found, pieces) for way in (*told.shortest, *told.longer)]
    return [dict(said.statements) for said in every]


def rows(session: "psycopg.Connection[Any]", text: str) -> list[Any]:
    """What a SELECT gives, in an order of its own."""
    return sorted(session.execute(text.encode()).fetchall(), key=str)


def test_sqlalchemy_gives_what_the_sql_gives(folder: Path, server: Server) -> None:
    """With inheritance, nested classes, keys of two columns, and tables without a class."""
    (folder / "library.py").write_text(SQLALCHEMY)
    reading, _ = dispatch.one("library.py", Inputs())
    library: dict[str, Any] = {}
    exec("import library; metadata = library.Base.metadata", library)
    with oracle.database(server.dsn(), "joins_a") as dsn, psycopg.connect(dsn) as session:
        engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(dsn))
        library["metadata"].create_all(engine)
        session.execute(ROWS)
        session.commit()
        done, every = 0, statements(reading.schema)
        assert any("from library import Copy, reader\n" in said["SQLAlchemy"] for said in every)
        for said in every:
            names: dict[str, Any] = {}
            exec(said["SQLAlchemy"], names)
            with Session(engine) as opened:
                given = opened.execute(names["statement"]).all()
            expected = rows(session, said["SQL"])
            assert len(given) == len(expected), said
            done += len(given)
        engine.dispose()
    assert done > 50


def test_django_gives_what_the_sql_gives(folder: Path, server: Server) -> None:
    """Over tables that only join two as well; a name that is hidden is in no statement."""
    (folder / "app").mkdir()
    (folder / "app" / "__init__.py").touch()
    (folder / "app" / "models.py").write_text(DJANGO)
    reading, _ = dispatch.one("app/models.py", Inputs())
    every = statements(reading.schema)
    with oracle.database(server.dsn(), "joins_b") as dsn, psycopg.connect(dsn) as session:
        told = psycopg.conninfo.conninfo_to_dict(dsn)
        keys = {
            "HOST": "host",
            "PORT": "port",
            "NAME": "dbname",
            "USER": "user",
            "PASSWORD": "password",
        }
        own = {name: told[key] for name, key in keys.items()}
        oracle.migrated(dsn, folder, [], INSTALLED_APPS=["app"])
        session.execute(FILLED)
        session.commit()
        given = {"ENGINE": "django.db.backends.postgresql", **own}
        config = json.dumps({"DATABASES": {"default": given}, "INSTALLED_APPS": ["app"]})
        asked = [said for said in every if "Django" in said]
        done = subprocess.run(
            [sys.executable, "-c", RUN, config],
            input=json.dumps([said["Django"] for said in asked]),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        for said, line in zip(asked, done.stdout.splitlines(), strict=True):
            keys_only = re.sub(r"SELECT (\S+)\.\*, (\S+)\.\*", r"SELECT \1.id, \2.id", said["SQL"])
            expected = sorted(list(row) for row in rows(session, keys_only))
            assert json.loads(line) == expected, said
    assert len(asked) > 30
    assert not any("+" in said.get("Django", "") for said in every)
