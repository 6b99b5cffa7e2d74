"""Shapes of foreign keys, each with the relations that are right for it, written by hand.

A shape builds its tables into an empty MetaData; what it declares is in its docstring, what follows
from it in its decorator: `booking(user_id) *--1 user` reads "a user has zero or more bookings
(`*`, or `?`: zero or one), a booking has exactly one user (`1`, or `?`: zero or one)".
"""

import re
from collections.abc import Callable
from enum import Enum as PythonEnum
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, registry, relationship


class Relation(NamedTuple):
    """What is right: the two ends are `*`, `?` or `1`, as in `Cardinality`."""

    child: str
    columns: tuple[str, ...]
    child_end: str
    parent_end: str
    parent: str


class Shape(NamedTuple):
    """One row of the table: what to build, and the relations that it has."""

    name: str
    title: str
    build: Callable[[MetaData], object]
    expected: tuple[Relation, ...]

    def metadata(self) -> MetaData:
        """The tables of the shape, built anew."""
        metadata = MetaData()
        built = self.build(metadata)
        return built if isinstance(built, MetaData) else metadata


SHAPES: list[Shape] = []


def relation(written: str) -> Relation:
    """`child(column, column) end--end parent` as its parts."""
    found = re.fullmatch(r"(.+?)\((.+)\) ([*?])--([1?]) (.+)", written)
    assert found, written
    child, columns, child_end, parent_end, parent = found.groups()
    return Relation(child, tuple(columns.split(", ")), child_end, parent_end, parent)


def shape(*relations: str) -> Callable[[Callable[[MetaData], object]], object]:
    """Adds a builder to the table, with the relations that are right for it."""

    def add(build: Callable[[MetaData], object]) -> object:
        name, title = build.__name__.strip("_"), (build.__doc__ or "").rstrip(".")
        SHAPES.append(Shape(name, title, build, tuple(map(relation, relations))))
        return build

    return add


def key(name: str = "id") -> Column[Any]:
    """A primary key of one column."""
    return Column(name, Integer, primary_key=True)


def to(target: str, name: str = "user_id", **options: Any) -> Column[Any]:
    """A column that refers to `target`, and may not be null unless told so."""
    return Column(name, Integer, ForeignKey(target), **({"nullable": False} | options))


def number(name: str, **options: Any) -> Column[Any]:
    """A column that is part of a composite key, and may not be null unless told so."""
    return Column(name, Integer, **({"nullable": False} | options))


def user(metadata: MetaData, **options: Any) -> Table:
    """The usual parent: `user.id`."""
    return Table("user", metadata, key(), **options)


def stay(metadata: MetaData) -> Table:
    """A parent with a primary key of two columns: `stay.room`, `stay.night`."""
    return Table("stay", metadata, key("room"), key("night"))


# One column


@shape("booking(user_id) *--1 user")
def simple(metadata: MetaData) -> None:
    """A column that must be there."""
    user(metadata)
    Table("booking", metadata, key(), to("user.id"))


@shape("booking(user_id) *--? user")
def nullable(metadata: MetaData) -> None:
    """A column that may be null."""
    user(metadata)
    Table("booking", metadata, key(), to("user.id", nullable=True))


@shape("profile(user_id) ?--1 user")
def unique_column(metadata: MetaData) -> None:
    """A unique column."""
    user(metadata)
    Table("profile", metadata, key(), to("user.id", unique=True))


@shape("profile(user_id) ?--? user")
def unique_nullable(metadata: MetaData) -> None:
    """A unique column that may be null."""
    user(metadata)
    Table("profile", metadata, key(), to("user.id", unique=True, nullable=True))


@shape("profile(user_id) ?--1 user")
def unique_constraint(metadata: MetaData) -> None:
    """A unique constraint on the column."""
    user(metadata)
    Table("profile", metadata, key(), to("user.id"), UniqueConstraint("user_id"))


@shape("profile(user_id) ?--? user")
def nulls_not_distinct(metadata: MetaData) -> None:
    """A unique constraint that lets one row be null."""
    user(metadata)
    rule = UniqueConstraint("user_id", postgresql_nulls_not_distinct=True)
    Table("profile", metadata, key(), to("user.id", nullable=True), rule)


@shape("profile(user_id) ?--1 user")
def unique_constraint_deferrable(metadata: MetaData) -> None:
    """A unique constraint that is checked at the end of the transaction."""
    user(metadata)
    rule = UniqueConstraint("user_id", deferrable=True, initially="DEFERRED")
    Table("profile", metadata, key(), to("user.id"), rule)


@shape("profile(user_id) ?--1 user")
def unique_index(metadata: MetaData) -> None:
    """A unique index on the column."""
    user(metadata)
    Table("profile", metadata, key(), to("user.id"), Index("one", "user_id", unique=True))


@shape("profile(user_id) ?--1 user")
def unique_column_index(metadata: MetaData) -> None:
    """A column with a unique index of its own."""
    user(metadata)
    Table("profile", metadata, key(), to("user.id", unique=True, index=True))


@shape("booking(user_id) *--1 user")
def plain_index(metadata: MetaData) -> None:
    """An index that is not unique."""
    user(metadata)
    Table("booking", metadata, key(), to("user.id", index=True))


@shape("booking(user_id) *--1 user")
def unique_index_partial(metadata: MetaData) -> None:
    """A unique index on some of the rows."""
    user(metadata)
    only = Index("one", "user_id", unique=True, postgresql_where=text("id > 0"))
    Table("booking", metadata, key(), to("user.id"), only)


@shape("booking(user_id) *--1 user")
def unique_index_expression(metadata: MetaData) -> None:
    """A unique index on an expression of the column."""
    user(metadata)
    table = Table("booking", metadata, key(), to("user.id"))
    Index("one", func.abs(table.c.user_id), unique=True)


@shape("booking(user_id) *--1 user")
def unique_index_text(metadata: MetaData) -> None:
    """A unique index written as SQL text."""
    user(metadata)
    only = Index("one", text("abs(user_id)"), unique=True)
    Table("booking", metadata, key(), to("user.id"), only)


@shape("profile(user_id) ?--1 user")
def unique_index_descending(metadata: MetaData) -> None:
    """A unique index in descending order."""
    user(metadata)
    table = Table("profile", metadata, key(), to("user.id"))
    Index("one", table.c.user_id.desc().nulls_last(), unique=True)


@shape("profile(user_id) ?--1 user")
def unique_index_include(metadata: MetaData) -> None:
    """A unique index that carries another column along."""
    user(metadata)
    only = Index("one", "user_id", unique=True, postgresql_include=["note"])
    Table("profile", metadata, key(), to("user.id"), Column("note", String), only)


@shape("booking(user_id) *--1 user")
def no_columns(metadata: MetaData) -> None:
    """A unique constraint and a unique index without columns."""
    user(metadata)
    empty = (UniqueConstraint(name="none"), Index("nothing", unique=True))
    Table("booking", metadata, key(), to("user.id"), *empty)


@shape("booking(user_id) *--1 user")
def exclusion(metadata: MetaData) -> None:
    """An exclusion constraint, which is no unique constraint."""
    user(metadata)
    rule = postgresql.ExcludeConstraint(("user_id", "="), where=text("id > 0"))
    Table("booking", metadata, key(), to("user.id"), rule)


@shape("profile(id) ?--1 user")
def primary_key(metadata: MetaData) -> None:
    """A primary key that is the foreign key."""
    user(metadata)
    Table("profile", metadata, to("user.id", "id", primary_key=True))


@shape("profile(id) ?--1 user")
def primary_key_constraint(metadata: MetaData) -> None:
    """A primary key that is declared for the table."""
    user(metadata)
    Table("profile", metadata, to("user.id", "id"), PrimaryKeyConstraint("id"))


# Several columns


@shape("member(user_id) *--1 user", "member(team_id) *--1 team")
def link_table(metadata: MetaData) -> None:
    """A link table: both keys make the primary key."""
    user(metadata)
    Table("team", metadata, key())
    keys = (to("user.id", primary_key=True), to("team.id", "team_id", primary_key=True))
    Table("member", metadata, *keys)


@shape("follow(follower_id) *--1 user", "follow(followed_id) *--1 user")
def link_to_itself(metadata: MetaData) -> None:
    """A link table from a table to itself."""
    user(metadata)
    names = ("follower_id", "followed_id")
    Table("follow", metadata, *(to("user.id", name, primary_key=True) for name in names))


@shape("member(user_id) *--1 user", "member(team_id) *--1 team")
def association_object(metadata: MetaData) -> None:
    """A link with a key of its own; each pair is unique."""
    user(metadata)
    Table("team", metadata, key())
    pair = UniqueConstraint("user_id", "team_id")
    Table("member", metadata, key(), to("user.id"), to("team.id", "team_id"), pair)


@shape("member(user_id) *--? user", "member(team_id) *--? team")
def link_without_key(metadata: MetaData) -> None:
    """A link table without a primary key, whose columns may be null."""
    user(metadata)
    Table("team", metadata, key())
    keys = (to("user.id", nullable=True), to("team.id", "team_id", nullable=True))
    Table("member", metadata, *keys)


@shape("line(order_id) *--1 order")
def weak_entity(metadata: MetaData) -> None:
    """A key that is one of two columns of the primary key."""
    Table("order", metadata, key())
    Table("line", metadata, to("order.id", "order_id", primary_key=True), key("line_no"))


@shape("guest(room, night) *--1 stay")
def composite(metadata: MetaData) -> None:
    """A key of two columns."""
    stay(metadata)
    both = ForeignKeyConstraint(["room", "night"], ["stay.room", "stay.night"])
    Table("guest", metadata, key(), number("room"), number("night"), both)


@shape("guest(room, night) *--? stay")
def composite_nullable(metadata: MetaData) -> None:
    """A key of two columns, one of which may be null."""
    stay(metadata)
    both = ForeignKeyConstraint(["room", "night"], ["stay.room", "stay.night"])
    Table("guest", metadata, key(), number("room"), number("night", nullable=True), both)


@shape("bill(room, night) ?--1 stay")
def composite_primary_key(metadata: MetaData) -> None:
    """A primary key of two columns that is the foreign key."""
    stay(metadata)
    both = ForeignKeyConstraint(["room", "night"], ["stay.room", "stay.night"])
    Table("bill", metadata, key("room"), key("night"), both)


@shape("bill(room, night) ?--1 stay")
def composite_unique(metadata: MetaData) -> None:
    """A key of two columns that are unique together, named in another order."""
    stay(metadata)
    both = ForeignKeyConstraint(["room", "night"], ["stay.room", "stay.night"])
    rule = UniqueConstraint("night", "room")
    Table("bill", metadata, key(), number("room"), number("night"), both, rule)


@shape("bill(room, night) ?--1 stay")
def unique_subset(metadata: MetaData) -> None:
    """A key of two columns, one of which is unique alone."""
    stay(metadata)
    both = ForeignKeyConstraint(["room", "night"], ["stay.room", "stay.night"])
    Table("bill", metadata, key(), number("room", unique=True), number("night"), both)


@shape("booking(user_id) *--1 user")
def unique_superset(metadata: MetaData) -> None:
    """A column that is unique only together with another one."""
    user(metadata)
    rule = UniqueConstraint("user_id", "day")
    Table("booking", metadata, key(), to("user.id"), number("day"), rule)


@shape("bill(room, night) *--1 stay", "bill(room) *--1 room")
def overlapping(metadata: MetaData) -> None:
    """Two keys that share a column."""
    stay(metadata)
    Table("room", metadata, key())
    both = ForeignKeyConstraint(["room", "night"], ["stay.room", "stay.night"])
    one = ForeignKeyConstraint(["room"], ["room.id"])
    Table("bill", metadata, key(), number("room"), number("night"), both, one)


@shape("guest(room, night) *--1 stay", "guest(room, last_night) *--1 stay")
def composite_twice(metadata: MetaData) -> None:
    """Two keys of two columns to one table, sharing a column."""
    stay(metadata)
    keys = (
        ForeignKeyConstraint(["room", name], ["stay.room", "stay.night"])
        for name in ("night", "last_night")
    )
    columns = map(number, ("room", "night", "last_night"))
    Table("guest", metadata, key(), *columns, *keys)


# How tables lie to each other


@shape("employee(boss_id) *--1 employee")
def self_reference(metadata: MetaData) -> None:
    """A table that refers to itself."""
    Table("employee", metadata, key(), to("employee.id", "boss_id"))


@shape("employee(boss_id) *--? employee")
def self_reference_nullable(metadata: MetaData) -> None:
    """A tree: a table that refers to itself, with roots."""
    Table("employee", metadata, key(), to("employee.id", "boss_id", nullable=True))


@shape("page(next_id) ?--? page")
def self_reference_unique(metadata: MetaData) -> None:
    """A chain: each row has at most one successor."""
    Table("page", metadata, key(), to("page.id", "next_id", unique=True, nullable=True))


@shape("node(tree, parent) *--? node")
def self_reference_composite(metadata: MetaData) -> None:
    """A tree within a composite key."""
    up = ForeignKeyConstraint(["tree", "parent"], ["node.tree", "node.id"])
    Table("node", metadata, key("tree"), key(), number("parent", nullable=True), up)


@shape("message(sender_id) *--1 user", "message(reader_id) *--? user")
def two_keys(metadata: MetaData) -> None:
    """Two keys between the same two tables, one of which may be null."""
    user(metadata)
    reader = to("user.id", "reader_id", nullable=True)
    Table("message", metadata, key(), to("user.id", "sender_id"), reader)


@shape("user(home_id) *--? home", "home(owner_id) *--1 user")
def cycle(metadata: MetaData) -> None:
    """Two tables that refer to each other."""
    Table("user", metadata, key(), to("home.id", "home_id", nullable=True))
    later = ForeignKey("user.id", use_alter=True, name="owner")
    Table("home", metadata, key(), Column("owner_id", Integer, later, nullable=False))


@shape("review(user_id) *--1 user", "review(home_id) *--1 home", "review(stay_id) *--? stay")
def three_parents(metadata: MetaData) -> None:
    """Three keys to three tables."""
    for name in ("user", "home", "stay"):
        Table(name, metadata, key())
    last = to("stay.id", "stay_id", nullable=True)
    Table("review", metadata, key(), to("user.id"), to("home.id", "home_id"), last)


@shape("note(subject_id) *--1 user", "note(subject_id) *--1 home")
def column_with_two_keys(metadata: MetaData) -> None:
    """One column with a key to each of two tables."""
    user(metadata)
    Table("home", metadata, key())
    both = (ForeignKey("user.id"), ForeignKey("home.id"))
    Table("note", metadata, key(), Column("subject_id", Integer, *both, nullable=False))


@shape("booking(user_id) *--1 user")
def declared_twice(metadata: MetaData) -> None:
    """One key, declared on the column and again for the table."""
    user(metadata)
    again = ForeignKeyConstraint(["user_id"], ["user.id"], name="again")
    Table("booking", metadata, key(), to("user.id"), again)


@shape("profile(id) ?--1 user", "setting(id) ?--1 profile")
def chain_of_primary_keys(metadata: MetaData) -> None:
    """A primary key that refers to a primary key that refers to a third one."""
    user(metadata)
    Table("profile", metadata, to("user.id", "id", primary_key=True))
    Table("setting", metadata, to("profile.id", "id", primary_key=True))


# Where the parent is, and how it is named


@shape("sales.booking(user_id) *--1 crm.user")
def across_schemas(metadata: MetaData) -> None:
    """A key from one schema to another."""
    user(metadata, schema="crm")
    Table("booking", metadata, key(), to("crm.user.id"), schema="sales")


@shape("log.user(user_id) *--1 crm.user", "crm.user(boss_id) *--? crm.user")
def same_name_in_two_schemas(metadata: MetaData) -> None:
    """Two tables of one name in two schemas."""
    Table("user", metadata, key(), to("crm.user.id", "boss_id", nullable=True), schema="crm")
    Table("user", metadata, key(), to("crm.user.id"), schema="log")


@shape("crm.booking(user_id) *--1 crm.user")
def default_schema(_metadata: MetaData) -> MetaData:
    """A schema that the MetaData gives to every table."""
    metadata = MetaData(schema="crm")
    user(metadata)
    Table("booking", metadata, key(), to("user.id"))
    return metadata


@shape("booking(user_id) *--1 user")
def column_key(metadata: MetaData) -> None:
    """Columns whose names in Python differ from those in the database."""
    Table("user", metadata, Column("id", Integer, key="identifier", primary_key=True))
    column = Column("user_id", Integer, ForeignKey("user.identifier"), key="owner", nullable=False)
    Table("booking", metadata, key(), column)


@shape("profile(user_id) ?--1 user")
def unique_by_key(metadata: MetaData) -> None:
    """A unique constraint that names the column as Python does."""
    user(metadata)
    column = Column("user_id", Integer, ForeignKey("user.id"), key="owner", nullable=False)
    Table("profile", metadata, key(), column, UniqueConstraint("owner"))


@shape("sales.2026.booking(user_id) *--1 crm.user")
def dots_in_names(metadata: MetaData) -> None:
    """Tables with a dot in their names."""
    parent = Table("crm.user", metadata, key())
    owner = Column("user_id", Integer, ForeignKey(parent.c.id), nullable=False)
    Table("sales.2026.booking", metadata, key(), owner)


@shape("booking(user_id) *--1 user")
def by_column(metadata: MetaData) -> None:
    """A key to a Column object."""
    parent = user(metadata)
    owner = Column("user_id", Integer, ForeignKey(parent.c.id), nullable=False)
    Table("booking", metadata, key(), owner)


@shape("booking(id) ?--1 user")
def by_table_name(metadata: MetaData) -> None:
    """A key to a table, whose column has the same name."""
    user(metadata)
    Table("booking", metadata, to("user", "id", primary_key=True))


@shape("booking(email) *--1 user")
def to_unique_column(metadata: MetaData) -> None:
    """A key to a unique column that is not the primary key."""
    Table("user", metadata, key(), Column("email", String, unique=True))
    owner = Column("email", String, ForeignKey("user.email"), nullable=False)
    Table("booking", metadata, key(), owner)


@shape("guest(room, night) *--1 stay")
def to_unique_index(metadata: MetaData) -> None:
    """A key of two columns to a unique index."""
    only = Index("one", "room", "night", unique=True)
    Table("stay", metadata, key(), number("room"), number("night"), only)
    both = ForeignKeyConstraint(["room", "night"], ["stay.room", "stay.night"])
    Table("guest", metadata, key(), number("room"), number("night"), both)


@shape("booking(user_id) *--1 crm.user")
def missing_table(metadata: MetaData) -> None:
    """A key to a table that the models do not define."""
    Table("booking", metadata, key(), to("crm.user.id"))


@shape("booking(user_id) *--1 user")
def missing_column(metadata: MetaData) -> None:
    """A key to a column that its table does not have."""
    user(metadata)
    Table("booking", metadata, key(), to("user.uuid"))


@shape("Booking(User_Id) *--1 User", "booking(user_id) *--? user")
def differing_in_case(metadata: MetaData) -> None:
    """Tables and columns that differ in case only."""
    for table, parent, column, optional in (
        ("Booking", "User", "User_Id", False),
        ("booking", "user", "user_id", True),
    ):
        Table(parent, metadata, key())
        Table(table, metadata, key(), to(f"{parent}.id", column, nullable=optional))


@shape("order(group) *--1 select")
def reserved_words(metadata: MetaData) -> None:
    """Names that are words of SQL."""
    Table("select", metadata, key("from"))
    Table("order", metadata, key("where"), to("select.from", "group"))


@shape("two words(a b) *--1 t$log", "t$log(pk) ?--1 two words")
def odd_names(metadata: MetaData) -> None:
    """Names with a space or a dollar sign, and a column called pk."""
    Table("t$log", metadata, to("two words.COUNT(*)", "pk", primary_key=True))
    Table("two words", metadata, key("COUNT(*)"), to("t$log.pk", "a b"))


# What else a key or its table may say


@shape("booking(user_id) *--? user")
def rules_of_the_key(metadata: MetaData) -> None:
    """A key that says what happens on delete and on update, and is deferred."""
    user(metadata)
    rules = {"ondelete": "SET NULL", "onupdate": "CASCADE"}
    column = ForeignKey("user.id", **rules, deferrable=True, initially="DEFERRED")
    Table("booking", metadata, key(), Column("user_id", Integer, column))


@shape("active_user(user_id) *--? user")
def view(metadata: MetaData) -> None:
    """A view without a primary key."""
    user(metadata)
    owner = Column("user_id", Integer, ForeignKey("user.id"))
    Table("active_user", metadata, owner, info={"is_view": True})


@shape("booking(status) *--1 status")
def enum_key(metadata: MetaData) -> None:
    """A key whose type is an enum."""
    kind = Enum("open", "done", name="status")
    Table("status", metadata, Column("id", kind, primary_key=True))
    Table(
        "booking", metadata, key(), Column("status", kind, ForeignKey("status.id"), nullable=False)
    )


@shape("booking(user_id) *--1 user")
def type_of_one_dialect(metadata: MetaData) -> None:
    """A key whose type only MySQL knows."""
    Table("user", metadata, Column("id", mysql.TINYINT(1, unsigned=True), primary_key=True))
    owner = Column("user_id", mysql.TINYINT(1, unsigned=True), ForeignKey("user.id"))
    owner.nullable = False
    Table("booking", metadata, key(), owner)


@shape("booking(user_id) *--1 user")
def computed_in_unique(metadata: MetaData) -> None:
    """A column that is unique only together with a computed one."""
    user(metadata)
    day = Column("day", Integer, Computed("id / 7", persisted=True))
    rule = UniqueConstraint("user_id", "day")
    Table("booking", metadata, key(), to("user.id"), day, rule)


@shape("booking(user_id) *--1 user")
def not_null_by_check(metadata: MetaData) -> None:
    """A key with a check beside it."""
    user(metadata)
    owner = Column("user_id", Integer, ForeignKey("user.id"), CheckConstraint("user_id > 0"))
    owner.nullable = False
    Table("booking", metadata, key(), owner)


@shape("booking(user_id) ?--1 user")
def nullable_primary_key(metadata: MetaData) -> None:
    """A primary key that is called nullable, which the database does not allow."""
    user(metadata)
    Table("booking", metadata, to("user.id", primary_key=True, nullable=True))


# Mapped classes


@shape("manager(id) ?--1 employee")
def joined_inheritance(metadata: MetaData) -> None:
    """Joined-table inheritance."""
    base = registry(metadata=metadata).generate_base()

    class Employee(base):
        __tablename__ = "employee"
        id: Mapped[int] = mapped_column(primary_key=True)

    class Manager(Employee):
        __tablename__ = "manager"
        id: Mapped[int] = mapped_column(ForeignKey("employee.id"), primary_key=True)


@shape("employee(boss_id) *--? employee")
def single_inheritance(metadata: MetaData) -> None:
    """Single-table inheritance: a subclass adds a key to the one table."""
    base = registry(metadata=metadata).generate_base()

    class Employee(base):
        __tablename__ = "employee"
        id: Mapped[int] = mapped_column(primary_key=True)
        kind: Mapped[str]
        __mapper_args__: ClassVar = {"polymorphic_on": "kind", "polymorphic_identity": "employee"}

    class Engineer(Employee):
        boss_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
        __mapper_args__: ClassVar = {"polymorphic_identity": "engineer"}


@shape("book(author_id) *--1 author", "film(author_id) *--1 author")
def concrete_inheritance(metadata: MetaData) -> None:
    """Concrete inheritance: each class has the key in a table of its own."""
    base = registry(metadata=metadata).generate_base()

    class Author(base):
        __tablename__ = "author"
        id: Mapped[int] = mapped_column(primary_key=True)

    class Book(base):
        __tablename__ = "book"
        id: Mapped[int] = mapped_column(primary_key=True)
        author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))

    class Film(Book):
        __tablename__ = "film"
        id: Mapped[int] = mapped_column(primary_key=True)
        author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
        __mapper_args__: ClassVar = {"concrete": True}


@shape("book(owner_id) *--1 user", "film(owner_id) *--1 user")
def mixin(metadata: MetaData) -> None:
    """A mixin that gives each of its classes a key."""
    base = registry(metadata=metadata).generate_base()
    user(metadata)

    class Owned:
        id: Mapped[int] = mapped_column(primary_key=True)

        @declared_attr
        @classmethod
        def owner_id(cls) -> Mapped[int]:
            return mapped_column(ForeignKey("user.id"))

    class Book(Owned, base):
        __tablename__ = "book"

    class Film(Owned, base):
        __tablename__ = "film"


@shape("home(owner_id) *--? person")
def optional_annotation(metadata: MetaData) -> None:
    """A class whose annotation lets the key be null."""
    base = registry(metadata=metadata).generate_base()

    class Person(base):
        __tablename__ = "person"
        id: Mapped[int] = mapped_column(primary_key=True)

    class Home(base):
        __tablename__ = "home"
        id: Mapped[int] = mapped_column(primary_key=True)
        owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


@shape("passport(person_id) *--1 person")
def scalar_relationship(metadata: MetaData) -> None:
    """A one-to-one that only the ORM knows of: nothing in the database keeps it."""
    base = registry(metadata=metadata).generate_base()

    class Person(base):
        __tablename__ = "person"
        id: Mapped[int] = mapped_column(primary_key=True)
        passport: Mapped["Passport"] = relationship(uselist=False)

    class Passport(base):
        __tablename__ = "passport"
        id: Mapped[int] = mapped_column(primary_key=True)
        person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


@shape("ticket(user_id) *--1 user")
def imperative_mapping(metadata: MetaData) -> None:
    """Tables that classes are mapped to imperatively, one with an enum of Python."""
    color = PythonEnum("color", ["RED", "BLUE"])
    parent = user(metadata)
    ticket = Table("ticket", metadata, key(), to("user.id"), Column("color", Enum(color)))
    mapped = registry(metadata=metadata)
    mapped.map_imperatively(type("User", (), {}), parent)
    mapped.map_imperatively(type("Ticket", (), {}), ticket)


@shape("copied.booking(user_id) *--1 copied.user")
def copied(metadata: MetaData) -> MetaData:
    """Tables that were copied into another schema."""
    user(metadata)
    Table("booking", metadata, key(), to("user.id"))
    other = MetaData()
    for table in metadata.tables.values():
        table.to_metadata(other, schema="copied")
    return other
