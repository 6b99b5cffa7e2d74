"""What mapped classes say of their tables is read: words, relations, tables that mappers make."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from nexus.schema.model import Schema
from nexus.sources.sqlalchemy import importer, loader, reader

HEAD = """
from sqlalchemy import Column, ForeignKey, Integer, Table, event
from sqlalchemy.orm import (
    DeclarativeBase, Mapped, Mapper, MappedAsDataclass, mapped_column, relationship
)

class Base(DeclarativeBase):
    pass
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The working directory; what was imported from it is forgotten afterwards."""
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    importer.forget(importer._last)


def read(text: str) -> Schema:
    """The schema of a module."""
    Path("library.py").write_text(HEAD + text)
    return reader.read(loader.load("library.py"))


def test_words_of_a_class_describe_its_table(folder: Path) -> None:
    """Its docstring; for a column `doc=`, or the text below; a comment comes first."""
    schema = read('''
class Named:
    name: Mapped[str] = mapped_column()
    """What it is
    called.

    And more."""

class Author(Named, Base):
    """Who writes.

    And lives."""
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True, doc="Its number")
    born: Mapped[int] = mapped_column(comment="A year")
    """Not this."""

class Plain(MappedAsDataclass, Base):
    __tablename__ = "plain"
    id: Mapped[int] = mapped_column(primary_key=True)
''')
    author, plain = schema.tables
    assert (author.comment, author.about) == (None, "Who writes.")
    assert author.column("id").about == "Its number"
    assert author.column("name").about == "What it is called."
    assert author.column("born").about == "A year"
    assert (plain.about, plain.column("id").about) == (None, None)


def test_a_relation_that_no_key_keeps_is_a_link(folder: Path) -> None:
    """Once, whichever side declares it; one that a key keeps is only that key."""
    schema = read("""
class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship(
        back_populates="author", primaryjoin="Author.id == foreign(Book.author_id)")

class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int]
    next_id: Mapped[int] = mapped_column(ForeignKey("book.id"))
    author: Mapped[Author] = relationship(
        back_populates="books", primaryjoin="Author.id == foreign(Book.author_id)")
    after: Mapped["Book"] = relationship(remote_side="Book.id")
""")
    found = {(r.sentence, r.enforced, str(r.parent_end)) for r in schema.relations}
    assert found == {
        ("book.author_id references author.id", False, "?"),
        ("book.next_id references book.id", True, "1"),
    }


def test_tables_that_mappers_make_are_there(folder: Path) -> None:
    """As extensions for versions make them when mappers are configured."""
    schema = read("""
class Article(Base):
    __tablename__ = "article"
    id: Mapped[int] = mapped_column(primary_key=True)

@event.listens_for(Mapper, "after_configured", once=True)
def make_versions():
    Table("article_version", Base.metadata, Column("id", Integer, primary_key=True))
""")
    assert list(schema.by_id) == ["article", "article_version"]


def test_mappers_that_cannot_be_configured_stop_nothing(folder: Path) -> None:
    """Such as one that refers to a class which is nowhere."""
    schema = read('''
class Author(Base):
    """Who writes."""
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Nobody"]] = relationship(primaryjoin="Author.id == Nobody.id")
''')
    assert schema.by_id["author"].about == "Who writes."
