"""How alike two names, columns, tables or enums are, between 0 and 1: the same in both directions."""

import re
from collections import Counter
from collections.abc import Collection, Hashable, Mapping
from difflib import SequenceMatcher

from nexus.schema.comparison import spelling
from nexus.schema.model import Column, Enum, Table

# What is less alike is something else: found by hand on renames of published migrations.
LEAST = 0.65


def of_names(one: str, other: str) -> float:
    """Return how much of two names is the same letters in the same order."""
    first, second = sorted((one.lower(), other.lower()))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def of_tables(one: Table, other: Table) -> float:
    """Return how alike two tables are: the more columns they have, the less their names count."""
    most = max(len(one.columns), len(other.columns))
    if one.kind != other.kind or not most:
        return 0.0
    names = _shared([c.name for c in one.columns], [c.name for c in other.columns])
    typed = _shared([*map(_typed, one.columns)], [*map(_typed, other.columns)])
    weight = 0.8 * most / (most + 1)
    held = weight * (names + typed) / 2
    if held + 1 - weight < LEAST:  # whatever they are called
        return 0.0
    return held + (1 - weight) * of_names(one.name, other.name)


def of_links(one: Table, other: Table, names: Mapping[str, str]) -> float:
    """Return how alike two tables are that only join others: not at all if those are others.

    `names` are the new ids of tables by the old ones: the columns of such a table are called as they.
    """
    joined = Counter(names.get(key.target, key.target) for key in one.foreign_keys)
    is_same = joined == Counter(key.target for key in other.foreign_keys)
    if not (is_same and _only_joins(one) and _only_joins(other)):
        return 0.0
    return 0.5 + 0.5 * of_names(one.name, other.name)


def _only_joins(table: Table) -> bool:
    others = {column.name for column in table.columns} - table.key_columns
    return table.kind == "table" and len(table.foreign_keys) > 1 and not others


def of_columns(one: tuple[int, Column], other: tuple[int, Column]) -> float:
    """Return how alike two columns are, each with its place in its table."""
    (place, first), (other_place, second) = one, other
    rest = (first.nullable, first.server_default, first.comment)
    is_same = rest == (second.nullable, second.server_default, second.comment)
    return (
        0.5 * of_names(first.name, second.name)
        + 0.3 * (spelling.type_of(first) == spelling.type_of(second))
        + 0.1 * (place == other_place)
        + 0.1 * is_same
    )


def of_enums(one: Enum, other: Enum) -> float:
    """Return how alike two enums are, most of all in their values."""
    return 0.7 * _shared(one.values, other.values) + 0.3 * of_names(one.name, other.name)


def of_values(one: tuple[int, str], other: tuple[int, str]) -> float:
    """Return how alike two values of an enum are, each with its place: not at all in another one.

    A word that begins otherwise may say the opposite: `inactive`, `disabled`, `opt_out`.
    """
    (place, first), (other_place, second) = one, other
    is_alike = place == other_place and _beginnings(first, second)
    return of_names(first, second) if is_alike else 0.0


def _beginnings(one: str, other: str) -> bool:
    """Whether two texts have words that begin the same, or one word each that does."""
    first, second = (re.findall(r"[^\W_]+", text.lower()) for text in (one, other))
    if len(first) != len(second):
        first, second = ["".join(first)], ["".join(second)]
    return all(a[:1] == b[:1] for a, b in zip(first, second, strict=True))


def _typed(column: Column) -> tuple[str, str]:
    return column.name, spelling.type_of(column)


def _shared(one: Collection[Hashable], other: Collection[Hashable]) -> float:
    first, second = {*one}, {*other}
    return len(first & second) / max(len(first | second), 1)
