"""The parts of a schema: tables with their columns, keys, rules and indexes, and named types.

Names and comments are as declared, types and expressions are SQL text as PostgreSQL spells it, as
far as it can: what it lacks is spelt as its own database does.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, Protocol

from nexus.schema.mapped import Mapped


class Named(Protocol):
    """What has a name in the database, in a schema of it or in the default one."""

    @property
    def name(self) -> str:
        """Its own name."""

    @property
    def schema(self) -> str | None:
        """The name of its schema, or None for the default one."""

    @property
    def id(self) -> str:
        """Its name, qualified by its schema if it has one."""


def _qualified(item: Named) -> str:
    return f"{item.schema}.{item.name}" if item.schema else item.name


@dataclass(frozen=True, slots=True)
class Source:
    """Where a thing is declared: a file as SQLAlchemy's caller named it, and a 1-based line."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `type` in PostgreSQL's spelling, defaults and expressions as SQL text.

    `persisted` tells whether a computed value is stored, where the models say so; `is_fetched` that
    the database sets the column in a way that they do not tell; `is_serial` that it counts the
    values up, by a sequence that belongs to the column. `description` is what the models say of it
    where no comment of the database does: a docstring, a help text, the choices.
    """

    name: str
    type: str
    nullable: bool = True
    enum: str | None = None
    server_default: str | None = None
    client_default: str | None = None
    computed: str | None = None
    identity: str | None = None
    comment: str | None = None
    persisted: bool | None = None
    is_fetched: bool = False
    is_serial: bool = False
    description: str | None = None

    @property
    def about(self) -> str | None:
        """What is said of the column: its comment, or else its description."""
        return self.comment or self.description


@dataclass(frozen=True, slots=True)
class Key:
    """A primary key or a unique constraint: its name, if it has one, and its columns' names.

    `include` are columns that only its index holds.
    """

    name: str | None
    columns: tuple[str, ...]
    include: tuple[str, ...] = ()
    nulls_not_distinct: bool = False
    deferrable: bool | None = None
    initially: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """One foreign-key constraint: `columns` of this table refer to `target_columns` of `target`.

    `target` is a table's `id`; it may name a table that the schema holds only as a stub. Of a key
    that is `not_valid` PostgreSQL has not looked at the rows that were there before.
    """

    name: str | None
    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]
    on_delete: str | None = None
    on_update: str | None = None
    deferrable: bool | None = None
    initially: str | None = None
    comment: str | None = None
    match: str | None = None
    not_valid: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that a row must keep: a check or an exclusion constraint, as SQL text.

    Of one that is `not_valid` PostgreSQL has not looked at the rows that were there before.
    """

    name: str | None
    expression: str
    comment: str | None = None
    not_valid: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """An index: each part is a column's name, or SQL text as it stands in a list of CREATE INDEX.

    That is an expression (in brackets unless it is a call), an order, an operator class.
    `columns` holds the names only where every part is a plain column, in whatever order, and is
    empty otherwise; `predicate` is the condition of a partial index, `method` an access method
    other than B-tree, `storage` what stands in the brackets of WITH.
    """

    name: str | None
    parts: tuple[str, ...]
    columns: tuple[str, ...] = ()
    unique: bool = False
    predicate: str | None = None
    method: str | None = None
    include: tuple[str, ...] = ()
    comment: str | None = None
    nulls_not_distinct: bool = False
    storage: str | None = None


TableKind = Literal["table", "view", "stub"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table, a view, or a stub: a table outside the models that some foreign key refers to.

    `options` is what CREATE TABLE says behind the columns, such as `PARTITION BY RANGE (day)`.
    `definition` is the SELECT of a view, where the models hold it. `after` are SQL statements of
    the models' own that run when the table is there, such as that of a trigger.

    `links` are relations that the models know and the database does not keep; each may lead to
    rows of other tables too. A table that is `external` is read by the models and made by others.
    `partition_of` is the id of the table that a partition belongs to, `description` what the models
    say of the table where no comment of the database does.
    """

    name: str
    schema: str | None = None
    columns: tuple[Column, ...] = ()
    primary_key: Key = Key(None, ())
    foreign_keys: tuple[ForeignKey, ...] = ()
    uniques: tuple[Key, ...] = ()
    checks: tuple[Check, ...] = ()
    exclusions: tuple[Check, ...] = ()
    indexes: tuple[Index, ...] = ()
    comment: str | None = None
    group: str | None = None
    kind: TableKind = "table"
    options: str | None = None
    definition: str | None = None
    is_materialized: bool = False
    after: tuple[str, ...] = ()
    links: tuple[ForeignKey, ...] = ()
    external: bool = False
    partition_of: str | None = None
    description: str | None = None
    # Where it stands in a file is no fact about the schema: two schemas may differ only in it.
    source: Source | None = field(default=None, compare=False)
    # Nor is what the models call it.
    mapped: Mapped | None = field(default=None, compare=False)

    @property
    def id(self) -> str:
        """The table's name, qualified by its schema if it has one; unique within a `Schema`."""
        return _qualified(self)

    @property
    def about(self) -> str | None:
        """What is said of the table: its comment, or else its description."""
        return self.comment or self.description

    def column(self, name: str) -> Column:
        """Return the column of that name; raises KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def unique_sets(self) -> Iterator[frozenset[str]]:
        """Yield each set of columns whose values the database keeps distinct in the whole table.

        Partial and expression indexes are left out: they say nothing about every row.
        """
        for key in (self.primary_key, *self.uniques):
            if key.columns:
                yield frozenset(key.columns)
        for index in self.indexes:
            if index.unique and index.columns and index.predicate is None:
                yield frozenset(index.columns)

    def is_unique(self, columns: Iterable[str]) -> bool:
        """Tell whether no two rows can agree on all of `columns`."""
        chosen = frozenset(columns)
        return any(unique <= chosen for unique in self.unique_sets())

    @property
    def key_columns(self) -> frozenset[str]:
        """The names of the columns in the primary key or in any foreign key."""
        return frozenset(self.primary_key.columns).union(*(k.columns for k in self.foreign_keys))


@dataclass(frozen=True, slots=True)
class Enum:
    """A named list of values that a column may take."""

    name: str
    values: tuple[str, ...]
    schema: str | None = None

    @property
    def id(self) -> str:
        """The enum's name, qualified by its schema if it has one: the type of its columns."""
        return _qualified(self)


@dataclass(frozen=True, slots=True)
class Domain:
    """A named type with rules of its own; `definition` is SQL, e.g. `integer CHECK (VALUE > 0)`."""

    name: str
    definition: str
    schema: str | None = None

    @property
    def id(self) -> str:
        """The domain's name, qualified by its schema if it has one: the type of its columns."""
        return _qualified(self)


@dataclass(frozen=True, slots=True)
class Composite:
    """A named type of the database's own; `definition` is SQL, e.g. `(street text, town text)`.

    It may also be that of a range: `RANGE (subtype = time)`.
    """

    name: str
    definition: str
    schema: str | None = None

    @property
    def id(self) -> str:
        """The type's name, qualified by its schema if it has one: the type of its columns."""
        return _qualified(self)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A counter of its own; `options` is SQL, e.g. `START WITH 5`."""

    name: str
    options: str = ""
    schema: str | None = None

    @property
    def id(self) -> str:
        """The sequence's name, qualified by its schema if it has one."""
        return _qualified(self)
