"""Keys, rules and indexes as PostgreSQL spells them: the words that several formats quote.

A constraint without a name gets the one that PostgreSQL would give it, so that formats which tell
constraints apart by name keep them all.
"""

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256

from nexus.exports.quoting import quoted
from nexus.schema.joins.deletes import columns_set, listed
from nexus.schema.model import (
    Check,
    Column,
    ForeignKey,
    Index,
    Key,
    Table,
)
from nexus.schema.reserved import RESERVED

# How long PostgreSQL's names and the values of its enums may be.
MOST_BYTES = 63


def held_name(name: str) -> str:
    """Return a name as PostgreSQL can hold it: itself, or one like it if it is too long or odd."""
    text = name.encode("utf-8", "replace").decode().replace("\0", "?")
    if text == name and 0 < len(text.encode()) <= MOST_BYTES:
        return name
    digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{text.encode()[: MOST_BYTES - 9].decode('utf-8', 'ignore')}_{digest}"


def identifier(name: str) -> str:
    """Return a name as SQL, in double quotes unless it is plain, lower case and no reserved word."""
    held = held_name(name)
    if re.fullmatch(r"[a-z_][a-z0-9_]*", held) and held not in RESERVED:
        return held
    return quoted(held, '"')


def literal(text: str) -> str:
    """Return a text as SQL, in single quotes; none of PostgreSQL's can hold the character NUL."""
    return quoted(text.replace("\0", "?"), "'")


def qualified(name: str, schema: str | None) -> str:
    """Return a name as SQL text, qualified by its schema if it has one."""
    return f"{identifier(schema)}.{identifier(name)}" if schema else identifier(name)


def table_name(table: Table) -> str:
    """Return a table's name as SQL text, qualified by its schema if it has one."""
    return qualified(table.name, table.schema)


def key_clause(kind: str, key: Key) -> str:
    """Return a key as SQL text, e.g. `PRIMARY KEY (order_id, line)`."""
    parts = [
        kind,
        "NULLS NOT DISTINCT" if key.nulls_not_distinct else "",
        f"({_list(key.columns)})",
        f"INCLUDE ({_list(key.include)})" if key.include else "",
        _timing(key),
    ]
    return " ".join(filter(None, parts))


def check_clause(check: Check) -> str:
    """Return a check constraint as SQL text."""
    return f"CHECK ({check.expression})"


def foreign_key_clause(key: ForeignKey, target: Table) -> str:
    """Return a foreign key as SQL text, with its actions and when it is checked."""
    parts = [
        f"FOREIGN KEY ({_list(key.columns)})",
        f"REFERENCES {table_name(target)}({_list(key.target_columns)})",
        f"MATCH {key.match.upper()}" if key.match else "",
        f"ON UPDATE {_action(key, key.on_update)}" if key.on_update else "",
        f"ON DELETE {_action(key, key.on_delete)}" if key.on_delete else "",
        _timing(key),
    ]
    return " ".join(filter(None, parts))


def _action(key: ForeignKey, action: str) -> str:
    """What is done, in capitals, with the columns in brackets: as they are if they are not the key's."""
    words, bracket, columns = action.partition("(")
    if not bracket or not listed(action) <= set(key.columns):
        return f"{words.upper()}{bracket}{columns}"
    return f"{words.strip().upper()} ({_list(columns_set(key, action))})"


def _timing(key: Key | ForeignKey) -> str:
    words = {None: "", True: "DEFERRABLE", False: "NOT DEFERRABLE"}[key.deferrable]
    return f"{words} INITIALLY {key.initially.upper()}".strip() if key.initially else words


def index_clause(index: Index, name: str | None, table: Table) -> str:
    """Return the statement that makes an index; PostgreSQL names it where it has no name."""
    own = {column.name for column in table.columns}
    listed = ", ".join(identifier(part) if part in own else part for part in index.parts)
    parts = [
        "CREATE UNIQUE INDEX" if index.unique else "CREATE INDEX",
        identifier(name) if name is not None else "",
        f"ON {table_name(table)}",
        f"USING {index.method or 'btree'} ({listed})",
        f"INCLUDE ({_list(index.include)})" if index.include else "",
        "NULLS NOT DISTINCT" if index.nulls_not_distinct else "",
        f"WITH ({index.storage})" if index.storage else "",
        f"WHERE {index.predicate}" if index.predicate else "",
    ]
    return " ".join(filter(None, parts))


def generation(column: Column) -> str:
    """Return what makes the values of a column: computed, an identity, set somehow, or nothing."""
    if column.computed is not None:
        kept = {True: " STORED", False: " VIRTUAL", None: ""}[column.persisted]
        return f"GENERATED ALWAYS AS ({column.computed}){kept}"
    return column.identity or ("set by the database" if column.is_fetched else "")


class Names:
    """The names of one table's constraints and indexes: given ones, or PostgreSQL's own."""

    def __init__(self, table: Table) -> None:
        self._table = table.name
        self._taken = set(_given(table))

    def name(self, given: str | None, columns: Iterable[str], ending: str) -> str:
        """Return the name, or one made of the table, the columns and `ending`, used only here."""
        if given is not None:
            return given
        plain = "_".join([self._table, *columns, ending])
        name, number = plain, 1
        while name in self._taken:
            name, number = f"{plain}{number}", number + 1
        self._taken.add(name)
        return name


def _given(table: Table) -> Iterator[str]:
    held = (table.foreign_keys, table.uniques, table.checks, table.exclusions, table.indexes)
    for item in (table.primary_key, *(item for items in held for item in items)):
        if item.name is not None:
            yield item.name


def _list(names: Iterable[str]) -> str:
    return ", ".join(map(identifier, names))
