"""How a schema came to be, as plain facts: revision by revision, oldest first.

A revision may have been executed (of Alembic, of Django), or only be a version that was read (of git).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from nexus.schema.comparison import compare
from nexus.schema.comparison.accepted import Judged, judged
from nexus.schema.model import Schema

Origin = Literal["alembic", "django", "git"]
_TABLES = {"table", "view"}


@dataclass(frozen=True, slots=True)
class Step:
    """One way of a revision: the statements that ran, the schema after them, or why it failed."""

    sql: tuple[str, ...] = ()
    schema: Schema | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision: what it is called, when it was made, and what came of it.

    `up`, `down` and `again` are the ways that it went, in this order; None where it did not.
    `parents` are the ids of what it builds upon, `file` is where it stands.
    """

    id: str
    title: str = ""
    date: str = ""
    parents: tuple[str, ...] = ()
    file: str = ""
    up: Step = Step()
    down: Step | None = None
    again: Step | None = None


@dataclass(frozen=True)
class Entry:
    """A revision beside the schema that was there before it, as it is told."""

    revision: Revision
    before: Schema

    @property
    def after(self) -> Schema:
        """The schema after it; where it failed, that is the one before."""
        found = self.revision.up.schema
        return self.before if found is None else replace(found, name=self.before.name)

    @cached_property
    def changes(self) -> Judged:
        """What it changed, with the risks."""
        return judged(compare(self.before, self.after))

    @cached_property
    def not_undone(self) -> Judged | None:
        """What is otherwise than before when it went up and down; None where that is not known."""
        down = self.revision.down
        return judged(compare(self.before, down.schema)) if down and down.schema else None

    @cached_property
    def not_repeated(self) -> Judged | None:
        """What is otherwise when it went up again; None where that is not known."""
        again = self.revision.again
        return judged(compare(self.after, again.schema)) if again and again.schema else None


@dataclass(frozen=True)
class Timeline:
    """All revisions of a schema, each after those that it builds upon.

    `before` is the schema that was there before the first one, `models` the schema as the models say
    it, spelt as the database does; `remarks` are sentences about what was not looked at, and why.
    The tables whose ids are `apart` are not held against the models.
    """

    name: str
    origin: Origin
    revisions: tuple[Revision, ...] = ()
    before: Schema = field(default_factory=lambda: Schema(""))
    models: Schema | None = None
    remarks: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Each revision with what was there before it."""
        return tuple(self._entries())

    def _entries(self) -> Iterator[Entry]:
        before = replace(self.before, name=self.name)
        for revision in self.revisions:
            entry = Entry(revision, before)
            yield entry
            before = entry.after

    @cached_property
    def births(self) -> dict[tuple[str, str], Revision]:
        """The revision that each column of the last schema came with, by its table's id and its name.

        Of what was there before the first revision it is not known. A column that was renamed came
        when it came under its old name.
        """
        found: dict[tuple[str, str], Revision] = {}
        for entry in self.entries:
            found = dict(_born(entry, found))
        return found

    @property
    def last(self) -> Schema:
        """The schema after all revisions."""
        return self.entries[-1].after if self.entries else self.before

    @property
    def failed(self) -> tuple[Revision, ...]:
        """The revisions that did not run."""
        return tuple(revision for revision in self.revisions if revision.up.error)

    @cached_property
    def drift(self) -> Judged | None:
        """What would have to change for the last revision to be as the models; None if unknown."""
        if self.models is None or self.failed:
            return None
        kept = tuple(table for table in self.last.tables if table.id not in self.apart)
        last = replace(self.last, name=self.name, tables=kept)
        return judged(compare(last, replace(self.models, name=self.name)))


def _born(
    entry: Entry, before: Mapping[tuple[str, str], Revision]
) -> Iterator[tuple[tuple[str, str], Revision]]:
    """Yield each column after a revision with the one that it came with, where that is known."""
    changes = entry.changes.comparison.changes
    tables = {c.owner: c.old for c in changes if c.action == "renamed" and c.kind in _TABLES}
    columns = {(c.owner, c.name): c.old for c in changes if c.action == "renamed"}
    for table in entry.after.tables:
        old = tables.get(table.id, table.id)
        was = entry.before.by_id.get(old)
        known = {column.name for column in was.columns} if was else set()
        for column in table.columns:
            name = columns.get((table.id, column.name), column.name)
            if name not in known:
                yield (table.id, column.name), entry.revision
            elif (old, name) in before:
                yield (table.id, column.name), before[old, name]
