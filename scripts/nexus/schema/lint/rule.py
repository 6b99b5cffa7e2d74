"""What a rule is: its reason, its examples, and the function that finds what is against it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from nexus.core.text import article
from nexus.schema.lint.choices import DEFAULT, Choices
from nexus.schema.model import Column, Schema, Table
from nexus.schema.table import Key

# Tables that tools keep for themselves.
_TOOLS = {"alembic_version", "django_migrations", "schema_migrations", "spatial_ref_sys"}
# Models that were made from a database often have its views as tables, which refer to nothing.
_VIEW = re.compile(r"(?:v|vw|view)_.*|.*_(?:v|vw|view)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """What is against a rule: in which table (by id), at what of it, and how, in words.

    `name` is that of a column, a constraint or an index, and empty where it is the table itself.
    Names of an author's stand in ticks.
    """

    table: str
    name: str
    words: str


@dataclass(frozen=True)
class Subject:
    """The schema that is looked at, and what somebody chose about it."""

    schema: Schema
    choices: Choices

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """Return the tables that the models make: no views, no partitions, nothing of others'."""
        return tuple(
            table
            for table in self.schema.tables
            if table.kind == "table" and not table.external and table.partition_of is None
            if table.name not in _TOOLS and not _is_view(table)
        )

    @property
    def columns(self) -> Iterator[tuple[Table, Column]]:
        """Give each column of these tables, with its table."""
        return ((table, column) for table in self.tables for column in table.columns)

    def named(self, name: str) -> Table | None:
        """Return the table with that id, or with that name if only one has it."""
        found = [t for t in self.schema.tables if name in {t.id, t.name}]
        return self.schema.by_id.get(name, found[0] if len(found) == 1 else None)


def _is_view(table: Table) -> bool:
    """Whether a table of models is called like a view, and may be one."""
    is_model = table.mapped is not None and not table.foreign_keys
    return is_model and bool(_VIEW.fullmatch(table.name))


Find = Callable[[Subject], Iterator[Found]]


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A rule: its id, why it is one in a sentence, and what finds that it is not kept.

    `wrong` and `right` are SQL that makes tables; `then` is what one does with them, and `gives`
    what PostgreSQL answers, first where it is wrong. A rule that is not `usual` is a matter of
    taste, and asked for by its id. `setting` is what the choices must say for both examples, and
    `then_right` what one does where it is right, if that is something else. A rule that is not for
    `every` database is about what PostgreSQL's own types, names or keys do, and one that is `unlike`
    some is about what these do otherwise.
    """

    id: str
    why: str
    find: Find
    wrong: str
    right: str
    then: str
    gives: tuple[str, str]
    usual: bool = True
    setting: Choices = DEFAULT
    then_right: str = ""
    every: bool = True
    unlike: tuple[str, ...] = ()

    def suits(self, schema: Schema) -> bool:
        """Tell whether a rule is about databases such as the one that a schema was read from."""
        if schema.dialect in self.unlike:
            return False
        return self.every or schema.dialect in {"", "postgresql"}


def one(name: str) -> str:
    """Return a name in ticks, with its article."""
    return article(name, f"`{name}`")


def quoted(names: tuple[str, ...] | list[str]) -> str:
    """Return names in ticks, one after the other."""
    return ", ".join(f"`{name}`" for name in names)


def unique_keys(table: Table) -> Iterator[Key]:
    """Give the keys of a table whose values are distinct, those of whole unique indexes among them."""
    if table.primary_key.columns:
        yield table.primary_key
    yield from table.uniques
    for index in table.indexes:
        if index.unique and index.columns and index.predicate is None:
            yield Key(index.name, index.columns, index.include, index.nulls_not_distinct)
