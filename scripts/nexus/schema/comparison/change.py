"""One change between two schemas, and all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from nexus.core.text import counted
from nexus.schema.model import Schema

Action = Literal["added", "removed", "changed", "renamed"]
Kind = Literal[
    "table",
    "view",
    "column",
    "type",
    "nullability",
    "default",
    "computed",
    "identity",
    "primary key",
    "unique",
    "foreign key",
    "check",
    "exclusion",
    "index",
    "comment",
    "options",
    "statement",
    "enum",
    "enum value",
    "domain",
    "composite type",
    "sequence",
    "extension",
]
SIGNS: Mapping[Action, str] = {"added": "+", "removed": "-", "changed": "~", "renamed": ">"}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: what was done to a thing of some kind, and how it was and is.

    `owner` is the id of the table, view or enum that it is about, under its new name; `name` is
    what differs in it, such as a column, and empty where that is the owner itself. `columns` are
    those of a key, a rule or an index. A rename that was only told by likeness has a `score`
    between 0 and 1; one that somebody declared has none.
    """

    action: Action
    kind: Kind
    owner: str = ""
    name: str = ""
    old: str = ""
    new: str = ""
    columns: tuple[str, ...] = ()
    score: float | None = None

    @property
    def place(self) -> str:
        """Where it is, as an exception names it: `booking.note`."""
        return ".".join(filter(None, (self.owner, self.name)))


@dataclass(frozen=True)
class Comparison:
    """Two schemas and the changes from one to the other; `old` has its things under new names.

    `unused` are the declared renames that met nothing.
    """

    old: Schema
    new: Schema
    changes: tuple[Change, ...] = ()
    unused: tuple[str, ...] = ()

    @cached_property
    def counts(self) -> dict[Action, int]:
        """How many changes there are of each action."""
        return {action: self._count(action) for action in SIGNS}

    def _count(self, action: Action) -> int:
        return sum(change.action == action for change in self.changes)

    @property
    def summary(self) -> str:
        """Say how much changed: `3 changes: 2 added, 1 removed`."""
        if not self.changes:
            return "nothing changed"
        parts = (f"{number} {action}" for action, number in self.counts.items() if number)
        return f"{counted(len(self.changes), 'change')}: {', '.join(parts)}"

    @cached_property
    def touched(self) -> Mapping[str, tuple[Change, ...]]:
        """The changes of each table and view that has any, under its id."""
        known = {**self.old.by_id, **self.new.by_id}
        return _grouped(change for change in self.changes if change.owner in known)


def _grouped(changes: Iterable[Change]) -> dict[str, tuple[Change, ...]]:
    groups: dict[str, tuple[Change, ...]] = {}
    for change in changes:
        groups[change.owner] = (*groups.get(change.owner, ()), change)
    return groups
