"""What a column may be changed in, so that a dialect can make it: the mildest change comes first.

First it does without its default or its checks. If that does not help, its type is one that the
dialect lacks: a generic type of SQLAlchemy stands for it, and a default or check that is written
for the real type goes too.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from sqlalchemy import JSON, Column, LargeBinary, String, Text
from sqlalchemy.types import NullType, TypeEngine

# What stands for an attribute that is left out.
_NOTHING: Mapping[str, object] = {"server_default": None, "constraints": frozenset()}
_WORDS = {"server_default": "the default", "constraints": "the checks", "type": "the type"}

# An attribute of a column, and what stands for it.
Change = dict[str, Any]


def changes(column: Column[Any]) -> Iterator[Change]:
    """Each change to try."""
    held = [name for name in _NOTHING if getattr(column, name)]
    for names in (*combinations(held, 1), *combinations(held, 2)):
        yield {name: _NOTHING[name] for name in names}
    for kind in _types(column):
        yield {"type": kind, **{name: _NOTHING[name] for name in held}}


def words(change: Change) -> str:
    """What a change leaves out."""
    return " and ".join(_WORDS[name] for name in change)


def _types(column: Column[Any]) -> Iterator[TypeEngine[Any]]:
    # Nothing is known of a column whose type comes from a table that is not there.
    if isinstance(column.type, NullType):
        return
    try:
        generic = column.type.as_generic()
    except Exception:  # a type of PostgreSQL's alone, or of the models' own
        generic = Text()
    # Dialects without a type for it take no unlimited text or document into a key.
    is_short = _is_in_key(column) and isinstance(generic, Text | JSON | LargeBinary)
    yield String(255) if is_short else generic
    yield String(255) if _is_in_key(column) else Text()


def _is_in_key(column: Column[Any]) -> bool:
    rules: list[Any] = [*column.table.constraints, *column.table.indexes]
    return any(column in rule.columns.values() for rule in rules if hasattr(rule, "columns"))
