"""Columns, and the enums that are their types, as PostgreSQL can have them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from nexus.exports.clauses import MOST_BYTES, held_name
from nexus.exports.fitting import expressions
from nexus.exports.fitting.types import BUILT_IN, EXTENSIONS, base, translate
from nexus.schema.model import Column, Enum, ForeignKey, Key, Named, Schema, Sequence, Table
from nexus.schema.statements import Remarks

# Columns that every table has by itself.
_SYSTEM = {"tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"}
_PART = r'(\w+|"(?:[^"]|"")+")'
_NEXTVAL = re.compile(rf"nextval\('(?:{_PART}\.)?{_PART}'(?:::regclass)?\)", re.IGNORECASE)
# The schema of what is in none.
DEFAULT = "public"
# What says that a default is of the enum, whatever that is called.
_CAST = re.compile(r"::[\w.\"]+$")
# What the definition of a domain says behind its type.
_RULES = re.compile(
    r"\s+(?:DEFAULT|NOT\s+NULL|NULL|CONSTRAINT|CHECK|COLLATE)\b.*", re.IGNORECASE | re.DOTALL
)
_COUNTS = {"smallint", "integer", "bigint"}


class Columns:
    """The columns of a schema; `remarks` gets a remark on whatever is changed.

    `sequences` are those that defaults count with, and that the schema does not tell.
    """

    def __init__(self, schema: Schema, remarks: Remarks) -> None:
        self._schema, self._remarks = schema, remarks
        self._statements = "\n".join(schema.before)
        named: tuple[Named, ...] = (*schema.domains, *schema.composites)
        self._named = {kind.id for kind in named}
        self._domains = {each.id: _RULES.sub("", each.definition) for each in schema.domains}
        self.sequences: list[Sequence] = []
        # Many columns are of few types.
        self._translated: dict[str, tuple[str, str]] = {}
        # What PostgreSQL calls the sequences that it makes by itself.
        serial = ((t, c) for t in schema.tables for c in t.columns if c.is_serial)
        self._serials = {f"{table.name}_{column.name}_seq" for table, column in serial}
        self._enums = {enum.id: self._enum(enum) for enum in self._made_enums()}

    @property
    def enums(self) -> tuple[Enum, ...]:
        """The enums that are types in the database."""
        return tuple(enum for enum in self._enums.values() if enum)

    def fitted(self, table: Table) -> Table:
        """Return the table with columns that it can have."""
        columns = (fitted for column in table.columns for fitted in self._fitted(column, table))
        return replace(table, columns=tuple(columns))

    def _fitted(self, column: Column, table: Table) -> Iterator[Column]:
        if column.name in _SYSTEM:
            words = "the column is left out, as PostgreSQL has its own of that name"
            self._remarks.add(words, table.id, column.name)
            return
        if held_name(column.name) != column.name:
            words = f"its name is written as {held_name(column.name)}"
            self._remarks.add(words, table.id, column.name)
        yield self._column(column, table)

    # Enums

    def _made_enums(self) -> Iterator[Enum]:
        """Those that are types in the database: not those whose columns are mere text."""
        columns = [column for table in self._schema.tables for column in table.columns]
        used = {column.enum for column in columns}
        made = {column.enum for column in columns if _is_native(column)}
        yield from (e for e in self._schema.enums if e.id in made or e.id not in used)

    def _enum(self, enum: Enum) -> Enum | None:
        if any("\0" in value or len(value.encode()) > MOST_BYTES for value in enum.values):
            words = f"the enum {enum.id} is written as text: one of its values is too long"
            self._remarks.add(words)
            return None
        is_taken = names([enum]) <= names((*self._schema.tables, *self._schema.domains))
        if not is_taken and enum.name not in BUILT_IN:
            return enum
        free = replace(enum, name=f"{enum.name}_enum")
        what = "table" if is_taken else "type"
        self._remarks.add(f"the enum {enum.id} is called {free.id}: a {what} has its name")
        return free

    # Columns

    def _column(self, column: Column, table: Table) -> Column:
        enum = self._enums.get(column.enum or "")
        kind, words = self._type(column, enum)
        counts = column.is_serial or column.identity is not None
        if counts and base(kind) not in _COUNTS:
            kind, words = "bigint", f"{column.type} is written as bigint, as it counts"
        self._remarks.add(words, table.id, column.name)
        if column.is_fetched:
            words = "the database sets it, and the models do not say how"
            self._remarks.add(words, table.id, column.name)
        if column.persisted is False and _is_held(column, table):
            self._remarks.add("it is stored, as a key or an index holds it", table.id, column.name)
            column = replace(column, persisted=True)
        return replace(
            column,
            type=kind,
            enum=enum.id if enum else None,
            nullable=column.nullable and not counts,
            server_default=self._default(column, kind, enum, table),
            computed=self._computed(column, table),
        )

    def _type(self, column: Column, enum: Enum | None) -> tuple[str, str]:
        if _is_native(column):
            brackets = column.type[len(column.type.rstrip("[]")) :]
            return (enum.id if enum else "text") + brackets, ""
        if column.type not in self._translated:
            self._translated[column.type] = self._translation(column.type)
        return self._translated[column.type]

    def _translation(self, kind: str) -> tuple[str, str]:
        if not expressions.is_whole(kind):
            return "text", "a type that is no SQL is written as text"
        return translate(kind, self._is_known)

    def _is_known(self, kind: str) -> bool:
        """Whether the models make a type, or an extension does."""
        if kind in self._named or base(kind) in EXTENSIONS:
            return True
        name = re.escape(base(kind).rpartition(".")[2].strip('"'))
        return bool(name and re.search(rf"\b{name}\b", self._statements, re.IGNORECASE))

    def _default(self, column: Column, kind: str, enum: Enum | None, table: Table) -> str | None:
        if column.server_default is None:
            return None
        values = enum.values if enum and kind == enum.id else None
        given = column.server_default
        if enum and enum.id != column.enum:
            given = _CAST.sub("", given)
        text, words = expressions.default(given, self._plain(kind), values)
        self._remarks.add(words, table.id, column.name)
        self._count(text or "", table)
        return text

    def _plain(self, kind: str) -> str:
        """Return the type that a domain is of, or the type itself."""
        for _ in self._domains:
            kind = self._domains.get(kind, kind)
        return kind

    def _count(self, default: str, table: Table) -> None:
        """Add the sequence that a default counts with, if nothing else makes it.

        A table that inherits a column counts with the sequence of the one that it has it from.
        """
        found = _NEXTVAL.fullmatch(default)
        if found is None:
            return
        schema, name = (part and _bare(part) for part in found.groups())
        sequence = Sequence(name, schema=schema)
        if table.options and name in self._serials:
            return
        if sequence.id not in {known.id for known in (*self._schema.sequences, *self.sequences)}:
            self.sequences.append(sequence)

    def _computed(self, column: Column, table: Table) -> str | None:
        if column.computed is None:
            return None
        text, words = expressions.expression(column.computed)
        self._remarks.add(
            words and f"how it is computed is left out: {words}", table.id, column.name
        )
        return text


def names(items: Iterable[Named]) -> set[tuple[str, str]]:
    """Return the schema and the name of each item, for all that must not have the same."""
    return {(item.schema or DEFAULT, item.name) for item in items}


def _bare(name: str) -> str:
    """A name without its quotes; one that has none means its small letters."""
    return name[1:-1].replace('""', '"') if name.startswith('"') else name.lower()


def _is_held(column: Column, table: Table) -> bool:
    """Whether a key or an index holds a column, which PostgreSQL then does not compute anew."""
    keys: tuple[Key | ForeignKey, ...] = (table.primary_key, *table.uniques, *table.foreign_keys)
    held = (key.columns for key in keys), (index.parts for index in table.indexes)
    return any(column.name in names for names in chain(*held))


def _is_native(column: Column) -> bool:
    """Whether the type of a column is an enum, and no text that holds the values of one."""
    item = column.type.rstrip("[]")
    return column.enum is not None and (item == column.enum or base(item) == "enum")
