"""Keys, checks and indexes that PostgreSQL can have, under names that are free."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from nexus.exports.fitting import expressions
from nexus.exports.fitting.columns import DEFAULT, names
from nexus.exports.fitting.types import base
from nexus.schema.joins.deletes import listed
from nexus.schema.model import Check, Column, ForeignKey, Index, Key, Schema, Table
from nexus.schema.statements import Remarks

_METHODS = {"btree", "hash", "gin", "gist", "spgist", "brin", "hnsw", "ivfflat", "bloom"}
# Types whose values have no order, nor a test whether two are equal.
_UNEQUAL = {"json", "xml", "point", "line", "lseg", "box", "path", "polygon", "circle"}
_ACTION = re.compile(
    r"no action|restrict|cascade|set (null|default)( ?\((?P<columns>(?:\"[^\"]*\"|[^();\"])*)\))?",
    re.IGNORECASE,
)
_INTEGERS = {"smallint", "integer", "bigint"}
_NUMBERS = {"numeric", "real", "double precision"}
# Types of which a value of one can be compared with one of another, in a foreign key.
_ALIKE = (
    _INTEGERS,
    {"varchar", "char", "text", "name"},
    {"date", "timestamp", "timestamp with time zone"},
)

_Rule = TypeVar("_Rule", Key, ForeignKey, Check, Index)


class Rules:
    """The rules of a schema; `remarks` gets a remark on whatever is left out or renamed."""

    def __init__(self, schema: Schema, remarks: Remarks) -> None:
        self._remarks = remarks
        self._statements = "\n".join(schema.before)
        # No two tables, sequences and indexes of one schema may have one name.
        self._taken = names((*schema.tables, *schema.sequences))

    def keyed(self, table: Table) -> Table:
        """Return the table with the keys and checks that it can have; foreign keys come later."""
        own: set[str] = set()
        primary = [table.primary_key] if table.primary_key.columns else []
        kept = [*self._kept(primary, "primary key", table, _key_refusal)]
        uniques = [*self._kept(table.uniques, "unique constraint", table, _key_refusal)]
        exclusions = self._kept(table.exclusions, "exclusion constraint", table, _exclusion_refusal)
        checks = self._kept(table.checks, "check", table, _check_refusal)
        return replace(
            table,
            primary_key=self._named(kept, table, own, "pkey")[0] if kept else Key(None, ()),
            uniques=self._named(uniques, table, own, "key"),
            exclusions=self._named(map(_cleaned, exclusions), table, own, "excl"),
            checks=self._named(map(_cleaned, checks), table, own, "check"),
            foreign_keys=self._named(table.foreign_keys, table, own, "fkey"),
        )

    def indexed(self, table: Table) -> Table:
        """Return the table with the indexes that it can have; all keys must be named by now."""
        kept = self._kept(table.indexes, "index", table, self._index_refusal)
        return replace(table, indexes=self._named(kept, table, set(), "idx"))

    def referring(self, table: Table, held: Mapping[str, Table]) -> Table:
        """Return the table with those foreign keys whose targets, in `held` by id, allow them."""
        keys = []
        for key in table.foreign_keys:
            if words := _key_to(key, table, held):
                words = f"the foreign key to {key.target} is left out: {words}"
                self._remarks.add(words, table.id, ", ".join(key.columns))
            else:
                keys.append(key)
        return replace(table, foreign_keys=tuple(keys))

    def _kept(
        self,
        rules: Iterable[_Rule],
        what: str,
        table: Table,
        refusal: Callable[[_Rule, Table], str],
    ) -> Iterator[_Rule]:
        for rule in rules:
            if words := refusal(rule, table):
                name = f" {rule.name}" if rule.name else ""
                self._remarks.add(f"the {what}{name} is left out: {words}", table.id)
            else:
                yield rule

    def _named(
        self, rules: Iterable[_Rule], table: Table, own: set[str], ending: str
    ) -> tuple[_Rule, ...]:
        """The rules, of which no two have one name; `ending` is that of PostgreSQL's own names.

        Those with a name come first: PostgreSQL gives the others one that is free by then.
        """
        ordered = sorted(rules, key=lambda rule: rule.name is None)
        return tuple(self._renamed(rule, table, own, ending) for rule in ordered)

    def _renamed(self, rule: _Rule, table: Table, own: set[str], ending: str) -> _Rule:
        columns: tuple[str, ...] = () if ending == "pkey" else getattr(rule, "columns", ())
        given = rule.name if rule.name is not None else "_".join((table.name, *columns, ending))
        # For all others, PostgreSQL makes an index of that name, which the whole schema shares.
        is_shared = ending not in {"check", "fkey"}
        free, number, space = given, 1, table.schema or DEFAULT
        while free in own or (is_shared and (space, free) in self._taken):
            number += 1
            free = f"{given}_{number}"
        if is_shared:
            self._taken.add((space, free))
        own.add(free)
        if rule.name is None and rule.comment is None:
            return rule
        if free != given:
            self._remarks.add(f"{given} is called {free}, as its name is taken", table.id)
        return replace(rule, name=free)

    def _index_refusal(self, index: Index, table: Table) -> str:
        method = index.method or "btree"
        own = {column.name: column for column in table.columns}
        plain = [own[part] for part in index.parts if part in own]
        texts = [part for part in index.parts if part not in own]
        if not index.parts:
            return "it has no columns"
        if method not in _METHODS and not re.search(rf"\b{re.escape(method)}\b", self._statements):
            return f"PostgreSQL has no {method} index"
        if index.unique and method != "btree":
            return f"a {method} index keeps nothing unique"
        if method in {"btree", "hash", "gin"} and (words := _unequal(plain)):
            return words
        given = (*texts, index.predicate, index.storage)
        return next((w for text in given if text and (w := expressions.expression(text).words)), "")


def _key_refusal(key: Key, table: Table) -> str:
    if not key.columns:
        return "it has no columns"
    own = {column.name: column for column in table.columns}
    missing = [name for name in (*key.columns, *key.include) if name not in own]
    return f"there is no column {missing[0]}" if missing else _unequal(own[n] for n in key.columns)


def _unequal(columns: Iterable[Column]) -> str:
    kinds = (base(column.type) for column in columns)
    return next((f"PostgreSQL cannot compare {kind}" for kind in kinds if kind in _UNEQUAL), "")


def _check_refusal(check: Check, _table: Table) -> str:
    return expressions.expression(check.expression).words


def _exclusion_refusal(rule: Check, table: Table) -> str:
    is_one = rule.expression.upper().startswith("EXCLUDE ")
    return _check_refusal(rule, table) if is_one else "PostgreSQL does not know such a constraint"


def _cleaned(rule: Check) -> Check:
    return replace(rule, expression=expressions.expression(rule.expression).text or "")


# Foreign keys


def _key_to(key: ForeignKey, table: Table, held: Mapping[str, Table]) -> str:
    """Why a foreign key cannot be, in words; none if it can."""
    target = held.get(key.target)
    if target is None:
        return "the models do not define that table"
    if target.kind == "view":
        return "that is a view"
    own = {column.name: column for column in table.columns}
    other = {column.name: column for column in target.columns}
    for known, wanted in ((own, key.columns), (other, key.target_columns)):
        if missing := [name for name in wanted if name not in known]:
            return f"there is no column {missing[0]}"
    if not _is_unique(target, frozenset(key.target_columns)):
        return f"nothing keeps {', '.join(key.target_columns)} unique there"
    for name, target_name in zip(key.columns, key.target_columns, strict=True):
        kinds = own[name].type, other[target_name].type
        if not _are_alike(*map(base, kinds)):
            return f"{kinds[0]} and {kinds[1]} cannot be compared"
    return _unknown_words(key)


def _is_unique(table: Table, columns: frozenset[str]) -> bool:
    """Whether a foreign key may refer to these columns: all of a key or of a unique index."""
    keys = (table.primary_key, *table.uniques)
    if any(frozenset(key.columns) == columns and not key.deferrable for key in keys):
        return True
    whole = (index for index in table.indexes if index.unique and index.predicate is None)
    return any(frozenset(index.columns) == columns for index in whole)


def _are_alike(own: str, other: str) -> bool:
    if own == other or (own in _INTEGERS and other in _NUMBERS):
        return True
    return any({own, other} <= kinds for kinds in _ALIKE)


def _unknown_words(key: ForeignKey) -> str:
    for event, action in (("ON DELETE", key.on_delete), ("ON UPDATE", key.on_update)):
        if action and not _is_action(action, key, may_name_columns=event == "ON DELETE"):
            return f"PostgreSQL has no {event} {action}"
    is_known = key.match is None or key.match.upper() in {"FULL", "SIMPLE"}
    return "" if is_known else f"PostgreSQL has no MATCH {key.match}"


def _is_action(action: str, key: ForeignKey, *, may_name_columns: bool) -> bool:
    found = _ACTION.fullmatch(action)
    if found is None or not found["columns"]:
        return found is not None
    return may_name_columns and listed(action) <= set(key.columns)
