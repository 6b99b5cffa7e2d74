"""Which tables, columns, enums and values of these have another name, told from a drop and an addition.

What a person declares counts first: `booking=stay`, `booking.note=remark`; `booking=` says that it
was dropped, whatever looks like it. The rest is paired by likeness, the most alike first.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from nexus.core.errors import UsageError
from nexus.schema.comparison import likeness
from nexus.schema.model import Column, Schema, Table

_T = TypeVar("_T")


@dataclass
class Renames:
    """New names by the old ones: of tables and enums by id, of what is in them by its owner's new id.

    `scores` has the likeness of what nobody declared, by owner and old name.
    """

    tables: dict[str, str] = field(default_factory=dict)
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    enums: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    scores: dict[tuple[str, str], float] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)


def parse(declared: Iterable[str]) -> dict[str, str]:
    """Return declared renames, `old=new` each; raises UsageError for what is none."""
    found: dict[str, str] = {}
    for each in declared:
        old, sign, new = (part.strip() for part in each.partition("="))
        if not (old and sign):
            hint = "write old=new, table.old=new for a column, or old= for what was dropped"
            raise UsageError("this declares no rename", each, hint)
        if found.setdefault(old, new) != new:
            raise UsageError("two renames are declared of one thing", old, "keep one of them")
    return found


def found(old: Schema, new: Schema, declared: Mapping[str, str]) -> Renames:
    """Return the renames between two schemas."""
    search = _Search(declared)
    before, after = _by_id(old.tables), _by_id(new.tables)
    renames = Renames(search.pairs(before, after, likeness.of_tables))
    renames.tables |= _links(search, before, after, renames.tables)
    enums = {enum.id: enum for enum in old.enums}, {enum.id: enum for enum in new.enums}
    renames.enums = search.pairs(*enums, likeness.of_enums)
    for enum in enums[0].values():
        if other := enums[1].get(renames.enums.get(enum.id, enum.id)):
            values = _placed(enum.values), _placed(other.values)
            owners = (other.id, enum.id, enum.name)
            renames.values[other.id] = search.pairs(*values, likeness.of_values, owners)
    for table in before.values():
        target = after.get(renames.tables.get(table.id, table.id))
        if target is None or target.kind != table.kind:
            continue
        owners = (target.id, table.id, table.name)
        columns = _numbered(table), _numbered(target)
        renames.columns[target.id] = search.pairs(*columns, likeness.of_columns, owners)
    renames.scores = search.scores
    renames.unused = [f"{name}={declared[name]}" for name in declared if name not in search.used]
    return renames


def _by_id(tables: Iterable[Table]) -> dict[str, Table]:
    return {table.id: table for table in tables if table.kind != "stub"}


def _numbered(table: Table) -> dict[str, tuple[int, Column]]:
    return {column.name: (place, column) for place, column in enumerate(table.columns)}


def _links(
    search: "_Search", old: Mapping[str, Table], new: Mapping[str, Table], names: Mapping[str, str]
) -> dict[str, str]:
    """New names of tables that only join others, which may have new names themselves."""
    taken = {*names.values()}
    gone = {name: each for name, each in old.items() if name not in new and name not in names}
    come = {name: each for name, each in new.items() if name not in old and name not in taken}
    return search.pairs(gone, come, lambda a, b: likeness.of_links(a, b, names))


def _placed(values: Sequence[str]) -> dict[str, tuple[int, str]]:
    return {value: (place, value) for place, value in enumerate(values)}


class _Search:
    """Pairs things of two schemas; remembers which declarations it used, and how alike the rest was."""

    def __init__(self, declared: Mapping[str, str]) -> None:
        self._declared = declared
        self.used: set[str] = set()
        self.scores: dict[tuple[str, str], float] = {}

    def pairs(
        self,
        old: Mapping[str, _T],
        new: Mapping[str, _T],
        alike: Callable[[_T, _T], float],
        owners: Sequence[str] = (),
    ) -> dict[str, str]:
        """Return new names by old ones, of what is only in the old and only in the new things.

        Of what is in something, `owners` are the names of that: first the new id, then the old ones.
        """
        gone = [name for name in old if name not in new]
        come = [name for name in new if name not in old]
        chosen: dict[str, str] = {}
        for name in [*gone]:
            told = self._told(name, owners[1:])
            if told in come:
                chosen[name] = told
                come.remove(told)
            elif told != "":
                continue
            gone.remove(name)
        for score, name, other in _ranked(gone, come, lambda a, b: alike(old[a], new[b])):
            if name not in chosen and other not in chosen.values():
                chosen[name] = other
                self.scores["".join(owners[:1]), name] = round(score, 2)
        return chosen

    def _told(self, name: str, owners: Sequence[str]) -> str | None:
        """What is declared of a name; a column's stands behind its table's, also on the right."""
        for key in [f"{owner}.{name}" for owner in owners] if owners else [name]:
            if key in self._declared:
                self.used.add(key)
                told = self._declared[key]
                return told.rpartition(".")[2] if owners else told
        return None


def _ranked(
    gone: Sequence[str], come: Sequence[str], alike: Callable[[str, str], float]
) -> list[tuple[float, str, str]]:
    """The pairs that are alike enough, the most alike first.

    Of equally alike ones both sides prefer the first by name, so that taking one pair after another
    gives the same pairs the other way round.
    """
    scored = ((alike(old, new), old, new) for old in gone for new in come)
    close = [each for each in scored if each[0] >= likeness.LEAST]
    return sorted(close, key=lambda each: (-each[0], each[1:]))
