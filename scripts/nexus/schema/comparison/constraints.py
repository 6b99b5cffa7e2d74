"""What changed in the keys, rules and indexes of a table.

Two of them are the same where they do the same; what they are called counts after that, and only
where both have a name: a source that leaves a name to the database changes nothing.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, NamedTuple

from nexus.schema.comparison import clauses
from nexus.schema.comparison.change import Change, Kind
from nexus.schema.model import Check, ForeignKey, Index, Key, Table


class _Family(NamedTuple):
    """A kind of them: its things in a table, their words, and what makes two of them the same."""

    kind: Kind
    of: Callable[[Table], Sequence[Any]]
    words: Callable[[Any], str]
    same: Callable[[Any], Hashable]
    # What is alike enough to be the same thing, changed.
    like: Callable[[Any], Hashable]


def _name(thing: Check | Index) -> Hashable:
    return thing.name


def _reference(key: ForeignKey) -> Hashable:
    return frozenset(zip(key.columns, key.target_columns, strict=False)), key.target


def _acting(key: ForeignKey) -> Hashable:
    """What a key says, in whatever order its columns are named."""
    pairs = sorted(zip(key.columns, key.target_columns, strict=False))
    if len(pairs) != len(key.columns):
        return clauses.of_foreign_key(key)
    own, others = (tuple(pair[place] for pair in pairs) for place in (0, 1))
    return clauses.of_foreign_key(replace(key, columns=own, target_columns=others))


def _index(index: Index) -> Hashable:
    return clauses.rule(clauses.of_index(index))


def _columns(key: Key) -> Hashable:
    return frozenset(key.columns)


def _rule(check: Check) -> Hashable:
    return clauses.rule(check.expression), check.not_valid


_FAMILIES = (
    _Family(
        "primary key",
        lambda table: [table.primary_key] if table.primary_key.columns else [],
        clauses.of_key,
        clauses.of_key,
        lambda _: True,
    ),
    _Family("unique", lambda table: table.uniques, clauses.of_key, clauses.of_key, _columns),
    _Family(
        "foreign key",
        lambda table: table.foreign_keys,
        clauses.of_foreign_key,
        _acting,
        _reference,
    ),
    _Family("check", lambda table: table.checks, clauses.of_check, _rule, _name),
    _Family("exclusion", lambda table: table.exclusions, clauses.of_check, _rule, _name),
    _Family("index", lambda table: table.indexes, clauses.of_index, _index, _name),
)


def changes(old: Table, new: Table) -> Iterator[Change]:
    """Yield the changes of keys, rules and indexes between two tables of the same columns' names."""
    for family in _FAMILIES:
        yield from _of(family, new.id, list(family.of(old)), list(family.of(new)))


def _of(family: _Family, table: str, old: list[Any], new: list[Any]) -> Iterator[Change]:
    words = family.words

    def same_and_so_called(thing: Any) -> Hashable:
        return family.same(thing), thing.name

    # Of several that do the same, those of one name belong together.
    for before, after in chain(_pairs(old, new, same_and_so_called), _pairs(old, new, family.same)):
        if before.name and after.name and before.name != after.name:
            yield Change(
                "renamed", family.kind, table, after.name, before.name, after.name, _held(after)
            )
        yield from _comment(table, before, after, words)
    for before, after in _pairs(old, new, family.like):
        name, held = _called(after, words), _held(after)
        yield Change("changed", family.kind, table, name, words(before), words(after), held)
        yield from _comment(table, before, after, words)
    for gone in old:
        name, held = _called(gone, words), _held(gone)
        yield Change("removed", family.kind, table, name, old=words(gone), columns=held)
    for come in new:
        name, held = _called(come, words), _held(come)
        yield Change("added", family.kind, table, name, new=words(come), columns=held)


def _pairs(
    old: list[Any], new: list[Any], same: Callable[[Any], Hashable]
) -> Iterator[tuple[Any, Any]]:
    """Take what is the same out of both lists, in pairs."""
    waiting: dict[Hashable, list[Any]] = {}
    for thing in new:
        waiting.setdefault(same(thing), []).append(thing)
    for thing in [*old]:
        key = same(thing)
        if key is None or not waiting.get(key):
            continue
        other = waiting[key].pop(0)
        # Equal things may stand there twice: each is taken out itself.
        del old[next(place for place, each in enumerate(old) if each is thing)]
        del new[next(place for place, each in enumerate(new) if each is other)]
        yield thing, other


def _comment(table: str, old: Any, new: Any, words: Callable[[Any], str]) -> Iterator[Change]:
    if old.comment != new.comment:
        told = old.comment or "", new.comment or ""
        yield Change("changed", "comment", table, _called(new, words), *told)


def _called(thing: Any, words: Callable[[Any], str]) -> str:
    """Its name, or else its columns, or what it says."""
    return thing.name or ", ".join(_held(thing)) or words(thing)


def _held(thing: Any) -> tuple[str, ...]:
    return getattr(thing, "columns", ())
