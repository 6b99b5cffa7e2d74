"""A database schema as plain facts: the waist of the generator.

Each source gives a `Schema`; diagrams, reference and exports are made from it and know nothing
else. Everything here is frozen, ordered as declared, and comparable, so
that two equal schemas always give equal output.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from nexus.core.errors import NexusError
from nexus.schema.table import (
    Check,
    Column,
    Composite,
    Domain,
    Enum,
    ForeignKey,
    Index,
    Key,
    Named,
    Sequence,
    Source,
    Table,
    TableKind,
)

__all__ = [
    "Cardinality",
    "Check",
    "Column",
    "Composite",
    "Domain",
    "Enum",
    "ForeignKey",
    "Index",
    "Key",
    "Named",
    "Relation",
    "Schema",
    "Sequence",
    "Source",
    "Table",
    "TableKind",
]


_DATABASES = {
    "": "PostgreSQL",
    "mariadb": "MariaDB",
    "mssql": "SQL Server",
    "mysql": "MySQL",
    "oracle": "Oracle",
    "sqlite": "SQLite",
}


class Cardinality(StrEnum):
    """How many rows may stand at one end of a relation, in eralchemy2's symbols."""

    EXACTLY_ONE = "1"
    ZERO_OR_ONE = "?"
    ZERO_OR_MORE = "*"

    @property
    def words(self) -> str:
        """The cardinality as a reader says it, e.g. `zero or more`."""
        return self.name.lower().replace("_", " ")


@dataclass(frozen=True, slots=True)
class Relation:
    """A foreign key seen as a line between two tables, with the cardinality at both ends.

    `child` holds the key, `parent` is what it refers to (both as table ids). `child_end` says how
    many children one parent may have, `parent_end` how many parents one child has. It is `enforced`
    where the database keeps it, and goes `through` a table, by its id, where that only joins two.
    """

    child: str
    parent: str
    foreign_key: ForeignKey
    child_end: Cardinality
    parent_end: Cardinality
    enforced: bool = True
    through: str = ""

    @property
    def sentence(self) -> str:
        """The relation in words: `message.sender_id references user.user_id`."""
        if self.through:
            return f"{self.through} joins {self.child} and {self.parent}"
        own = _columns(self.child, self.foreign_key.columns)
        return f"{own} references {_columns(self.parent, self.foreign_key.target_columns)}"


def _columns(table: str, names: tuple[str, ...]) -> str:
    return f"{table}.{names[0]}" if len(names) == 1 else f"{table}.({', '.join(names)})"


@dataclass(frozen=True)
class Schema:
    """All tables and named types of one module of models, in the order in which they are declared.

    `left_out` has a sentence for each thing of the models that no schema can hold. `before` and
    `after` are SQL statements of the models' own, to run before the first table is made (such as
    a function) and after the last; `remarks` say which of their statements cannot be told. Of
    `extensions` it has those that are known to be needed. `dialect` is the database whose types
    and expressions it has, as SQLAlchemy calls it, and empty for PostgreSQL.
    """

    name: str
    tables: tuple[Table, ...] = ()
    enums: tuple[Enum, ...] = ()
    description: str = ""
    left_out: tuple[str, ...] = ()
    domains: tuple[Domain, ...] = ()
    sequences: tuple[Sequence, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    composites: tuple[Composite, ...] = ()
    extensions: tuple[str, ...] = ()
    dialect: str = ""

    @property
    def database(self) -> str:
        """What the database calls itself."""
        return _DATABASES.get(self.dialect, self.dialect)

    @cached_property
    def by_id(self) -> dict[str, Table]:
        """Each table under its `id`."""
        return {table.id: table for table in self.tables}

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """One relation per foreign key or link between tables of this schema, as columns stand.

        A key that the models declare twice (the same columns to the same columns) is one relation.
        What a partition refers to is said by the table that it belongs to.
        """
        distinct: dict[tuple[object, ...], Relation] = {}
        for table in self.tables:
            keys = [(key, True) for key in table.foreign_keys if not table.partition_of]
            for key, enforced in (*keys, *((link, False) for link in table.links)):
                if key.target in self.by_id:
                    pairs = frozenset(zip(key.columns, key.target_columns, strict=True))
                    same = (table.id, key.target, pairs)
                    distinct.setdefault(same, _relation(table, key, enforced=enforced))
        return tuple(sorted(distinct.values(), key=self._position))

    @cached_property
    def referring(self) -> dict[str, tuple[Relation, ...]]:
        """For each table's id, the relations by which tables refer to it, in order."""
        found: dict[str, list[Relation]] = {table.id: [] for table in self.tables}
        for relation in self.relations:
            found[relation.parent].append(relation)
        return {table: tuple(relations) for table, relations in found.items()}

    def _position(self, relation: Relation) -> tuple[int, tuple[int, ...], str]:
        table = self.by_id[relation.child]
        order = {column.name: place for place, column in enumerate(table.columns)}
        return (
            self.order[relation.child],
            tuple(order.get(name, len(order)) for name in relation.foreign_key.columns),
            relation.parent,
        )

    @cached_property
    def order(self) -> dict[str, int]:
        """The place of each table, by id."""
        return {table.id: place for place, table in enumerate(self.tables)}

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What is left out, and each foreign key to what the models do not define, in sentences."""
        missing = (
            f"the models have no {missing}; {relation.sentence}; {advice}"
            for relation in self.relations
            for missing, advice in self._missing(relation)
        )
        return (*self.left_out, *missing)

    def _missing(self, relation: Relation) -> Iterator[tuple[str, str]]:
        parent = self.by_id[relation.parent]
        if parent.kind == "stub":
            yield (
                f"table {parent.id}",
                "it is shown as a stub: add the module, app or file that defines it",
            )
            return
        known = {column.name for column in parent.columns}
        for name in relation.foreign_key.target_columns:
            if name not in known:
                yield f"column {parent.id}.{name}", "correct the foreign key"

    @cached_property
    def neighbours(self) -> dict[str, tuple[str, ...]]:
        """For each table's id, the ids of the tables that a relation joins it to, in order."""
        joined: dict[str, set[str]] = {table.id: set() for table in self.tables}
        for relation in self.relations:
            if relation.child != relation.parent:
                joined[relation.child].add(relation.parent)
                joined[relation.parent].add(relation.child)
        return {
            table: tuple(sorted(others, key=self.order.__getitem__))
            for table, others in joined.items()
        }

    def find(self, name: str) -> Table:
        """Return the table with that id, or with that name if only one has it.

        Raises NexusError, naming near misses, where there is none or more than one.
        """
        if name in self.by_id:
            return self.by_id[name]
        named = [table for table in self.tables if table.name == name]
        if len(named) == 1:
            return named[0]
        offered = [table.id for table in named] or list(self.by_id)
        what = "several tables are called" if named else "there is no table"
        raise NexusError(f"{what} {name!r} in schema {self.name!r}", hint=_offer(offered))

    def select(self, names: Iterable[str], depth: int = 0) -> "Schema":
        """Return the part that holds the named tables and what lies `depth` relations away.

        Raises NexusError for an unknown name.
        """
        chosen = {self.find(name).id for name in names}
        for _ in range(depth):
            chosen |= {near for table in chosen for near in self.neighbours[table]}
        return self.part(chosen)

    def part(self, tables: Iterable[str]) -> "Schema":
        """Return the schema of these tables alone, by id, and of the relations between them."""
        chosen = sorted(tables, key=self.order.__getitem__)
        return replace(self, tables=tuple(self.by_id[table] for table in chosen))


def _relation(table: Table, key: ForeignKey, *, enforced: bool) -> Relation:
    # Nothing keeps a row of the other table there where the database does not.
    optional = not enforced or any(table.column(name).nullable for name in key.columns)
    return Relation(
        child=table.id,
        parent=key.target,
        foreign_key=key,
        child_end=(
            Cardinality.ZERO_OR_ONE if table.is_unique(key.columns) else Cardinality.ZERO_OR_MORE
        ),
        parent_end=Cardinality.ZERO_OR_ONE if optional else Cardinality.EXACTLY_ONE,
        enforced=enforced,
    )


def _offer(names: list[str], most: int = 12) -> str:
    shown = ", ".join(names[:most])
    return f"choose from: {shown}" + (f" and {len(names) - most} more" if names[most:] else "")
