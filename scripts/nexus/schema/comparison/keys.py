"""What a changed key, rule or index may do to a table with rows in it, as PostgreSQL behaves."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from nexus.schema.comparison import clauses, rows
from nexus.schema.comparison.change import Change, Kind
from nexus.schema.comparison.rows import Pair
from nexus.schema.comparison.wordings import is_named
from nexus.schema.model import Check, ForeignKey, Table

# What may have an answer other than NULL where all that it asks about is NULL.
_ANSWERS_NULL = re.compile(
    r"\b(?:is|isnull|notnull|null|nullif|coalesce|case|row|overlaps|num_n\w+|concat\w*|format"
    r"|quote_nullable|array\w*|jsonb?_\w+|\w+range)\b",
    re.IGNORECASE,
)
_STRING = re.compile(r"'(?:[^']|'')*'")


def _unique(change: Change, tables: Pair) -> Iterator[str]:
    yield "key-blocks-table"
    if _may_repeat(change, tables):
        yield "add-unique"


def _primary_key(change: Change, tables: Pair) -> Iterator[str]:
    yield "key-blocks-table"
    is_told_apart = tables.old.is_unique(change.columns) or _is_counted(change, tables)
    can_be_null = any(c.nullable for c in tables.old.columns if c.name in change.columns)
    if can_be_null or not is_told_apart:
        yield "add-primary-key"


def _is_counted(change: Change, tables: Pair) -> bool:
    return any(map(rows.is_counted, tables.fresh(change.columns)))


def _may_repeat(change: Change, tables: Pair) -> bool:
    """Whether two rows can have the same values in the columns that are to be unique."""
    if "nulls not distinct" in change.new:
        return "nulls not distinct" not in change.old
    is_told_apart = (
        tables.old.is_unique(change.columns)
        or _is_counted(change, tables)
        or tables.is_empty(change.columns)
    )
    return not (change.columns and is_told_apart)


def _index(change: Change, tables: Pair) -> Iterator[str]:
    yield "index-blocks-writes"
    if change.new.startswith("unique ") and _may_repeat(change, tables):
        yield "add-unique"


def _check(change: Change, tables: Pair) -> Iterator[str]:
    new = _rule(tables.new, change.new)
    old = _rule(tables.old, change.old) if change.old else None
    if new is None or new.not_valid:
        return
    # To validate a rule lets others write.
    if old is None or clauses.rule(old.expression) != clauses.rule(new.expression):
        yield "constraint-scans-table"
    if not _is_about_nothing(new, tables):
        yield "add-check"


def _rule(table: Table, words: str) -> Check | None:
    return next((each for each in table.checks if clauses.of_check(each) == words), None)


def _is_about_nothing(check: Check, tables: Pair) -> bool:
    """Whether all columns of a rule are new and have no value in any row: then no row breaks it."""
    text = _STRING.sub("", check.expression)
    named = {name for name in tables.names if is_named(name, text)}
    fresh = {column.name for column in tables.empty}
    return bool(named) and named <= fresh and not answers_null(text)


def answers_null(rule: str) -> bool:
    """Tell whether a rule may have an answer where all that it asks about is NULL."""
    return bool(_ANSWERS_NULL.search(_STRING.sub("", rule)))


def _exclusion(_: Change, __: Pair) -> Iterator[str]:
    yield from ("add-exclusion", "key-blocks-table")


def _foreign_key(change: Change, tables: Pair) -> Iterator[str]:
    new = _reference(tables.new, change.new)
    old = _reference(tables.old, change.old) if change.old else None
    if new is None or new.not_valid:
        return
    if old and old.not_valid:
        yield "add-foreign-key"
    # When it is checked can be altered in place, and to validate it lets others write.
    if old is None or _acts(old) != _acts(new):
        yield "constraint-scans-table"
    # A key that refers as before and only does something else on delete has no row against it.
    is_stricter = old is not None and new.match != old.match and len(new.columns) > 1
    if is_stricter or (old is None and not tables.is_empty(change.columns)):
        yield "add-foreign-key"


def _reference(table: Table, words: str) -> ForeignKey | None:
    found = table.foreign_keys
    return next((each for each in found if clauses.of_foreign_key(each) == words), None)


def _acts(key: ForeignKey) -> str:
    """What a key does, whenever that is."""
    return clauses.of_foreign_key(replace(key, deferrable=None, not_valid=False))


# What is asked of a key, a rule or an index that was added or changed.
RULES: Mapping[Kind, Callable[[Change, Pair], Iterator[str]]] = {
    "unique": _unique,
    "primary key": _primary_key,
    "index": _index,
    "check": _check,
    "exclusion": _exclusion,
    "foreign key": _foreign_key,
}
