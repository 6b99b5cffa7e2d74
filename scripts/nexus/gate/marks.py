"""Texts without which no expression can match: `password` before what looks for a password.

The pages of a site have most of their lines in common, so what stands in a line is looked up once.
"""

from collections.abc import Iterable
from functools import lru_cache

# So many lines are remembered, and none that is longer.
MOST_LINES, LONGEST = 100_000, 500


@lru_cache(maxsize=1)
def lines(text: str) -> frozenset[str]:
    """Return the different lines of a text."""
    return frozenset(text.split("\n"))


class Marks:
    """Tells which of some marks, each within one line, stand in a text."""

    def __init__(self, marks: Iterable[str]) -> None:
        self._marks = tuple(dict.fromkeys(marks))
        self._known: set[str] = set()
        self._marked: dict[str, list[str]] = {}

    def within(self, text: str) -> set[str]:
        """Return those that stand in a text."""
        asked = lines(text)
        found = {mark for line in self._marked.keys() & asked for mark in self._marked[line]}
        new = asked - self._known
        whole = "\n".join(new)
        there = [mark for mark in self._marks if mark in whole]
        if len(self._known) < MOST_LINES:
            self._remember([line for line in new if len(line) <= LONGEST], there)
        return found.union(there)

    def _remember(self, new: Iterable[str], there: Iterable[str]) -> None:
        self._known.update(new)
        for mark in there:
            for line in new:
                if mark in line:
                    self._marked.setdefault(line, []).append(mark)
