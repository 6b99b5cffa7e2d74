"""The highest normal form of a table, computed from functional dependencies.

The closure of a set of attributes gives the candidate keys, and these give the normal form: the
closure is algorithm 1 of C. Beeri and P. A. Bernstein, "Computational problems related to the
design of normal form relational schemas", ACM TODS 4 (1979); the forms are E. F. Codd's (1971) and
the Boyce-Codd form (1974). Dependencies between attributes of several tables count for each table
as far as they hold between its own columns (their projection).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

from nexus.core.errors import NexusError

Attributes = frozenset[str]
# Every subset of a table's columns is looked at: 2 ** 16 is a tenth of a second.
_MOST_COLUMNS = 16
_DEPENDENCY = re.compile(r"^ *([\w, ]+?) *-> *([\w, ]+?) *$", re.MULTILINE)


@dataclass(frozen=True)
class Dependency:
    """A functional dependency: who knows `left` knows one value of each of `right`."""

    left: Attributes
    right: Attributes

    def __str__(self) -> str:
        return f"{', '.join(sorted(self.left))} -> {', '.join(sorted(self.right))}"


@dataclass(frozen=True)
class Verdict:
    """What was computed for a table.

    `form` is 0 (a cell holds a list), 1, 2, 3, or 4 for the Boyce-Codd form; `against` is a
    dependency that the next form forbids, and `lists` are the columns that hold lists.
    """

    table: str
    keys: tuple[Attributes, ...]
    form: int
    against: Dependency | None = None
    lists: tuple[str, ...] = ()


def dependencies(text: str) -> list[Dependency]:
    """Return the lines `a, b -> c, d` of a text; those with another arrow are not functional."""
    return [Dependency(_names(left), _names(right)) for left, right in _DEPENDENCY.findall(text)]


def _names(text: str) -> Attributes:
    return frozenset(name.strip() for name in text.split(","))


def closure(attributes: Attributes, given: Iterable[Dependency]) -> Attributes:
    """Return all attributes that some attributes determine, themselves among them."""
    waiting, known = list(given), attributes
    while found := [dependency for dependency in waiting if dependency.left <= known]:
        waiting = [dependency for dependency in waiting if not dependency.left <= known]
        known = known.union(*(dependency.right for dependency in found))
    return known


def judge(
    table: str, columns: Sequence[str], given: Sequence[Dependency], lists: Iterable[str] = ()
) -> Verdict:
    """Return the candidate keys and the highest normal form of a table with those columns.

    `lists` are columns whose cells hold many values. Raises NexusError where there are too many
    columns to look at every set of them.
    """
    if len(columns) > _MOST_COLUMNS:
        what = f"the table {table!r} has more than {_MOST_COLUMNS} columns"
        raise NexusError(f"no normal form can be computed: {what}")
    held = [column for column in columns if column in set(lists)]
    known = {subset: closure(subset, given) & frozenset(columns) for subset in _subsets(columns)}
    keys = tuple(_minimal(subset for subset, found in known.items() if len(found) == len(columns)))
    if held:
        return Verdict(table, keys, 0, lists=tuple(held))
    prime = frozenset(chain.from_iterable(keys))
    for form, allowed in enumerate((_second, _third, _boyce_codd), start=1):
        for left, found in known.items():
            if forbidden := allowed(left, found - left, keys, prime):
                return Verdict(table, keys, form, Dependency(left, forbidden))
    return Verdict(table, keys, 4)


def _subsets(columns: Sequence[str]) -> Iterator[Attributes]:
    """Every set of columns, small ones first."""
    for size in range(len(columns) + 1):
        yield from map(frozenset, combinations(columns, size))


def _minimal(sets: Iterable[Attributes]) -> Iterator[Attributes]:
    """Those sets, given small ones first, that hold no other of them."""
    found: list[Attributes] = []
    for candidate in sets:
        if not any(smaller <= candidate for smaller in found):
            found.append(candidate)
            yield candidate


def _second(
    left: Attributes, right: Attributes, keys: Sequence[Attributes], prime: Attributes
) -> Attributes:
    """What hangs on a part of a key, and is in no key."""
    return right - prime if any(left < key for key in keys) else frozenset()


def _third(
    left: Attributes, right: Attributes, keys: Sequence[Attributes], prime: Attributes
) -> Attributes:
    """What hangs on something that is no key, and is in no key."""
    return _boyce_codd(left, right, keys, prime) - prime


def _boyce_codd(
    left: Attributes, right: Attributes, keys: Sequence[Attributes], _prime: Attributes
) -> Attributes:
    """What hangs on something that is no key."""
    return frozenset() if any(key <= left for key in keys) else right
