"""Takes revisions one by one: up, then on trial down and up again.

The catalog is read after each step. What builds upon a revision that failed is not run.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any, Protocol

from nexus.core import processes
from nexus.history import extensions
from nexus.history.copies import Copies
from nexus.schema.model import Schema, Table
from nexus.schema.timeline import Revision, Step
from nexus.sources.database import catalog

_TRIAL = "trial"


class Migrator(Protocol):
    """What executes the revisions of one tool in a database."""

    @property
    def own(self) -> str:
        """The name of the table in which the tool keeps what has run."""

    def connect(self, database: str) -> AbstractContextManager[Any]:
        """Connect `run` to a database, and give psycopg's connection."""

    def trial(self) -> AbstractContextManager[None]:
        """Let nothing last of what runs meanwhile, as of a session that has just begun."""

    def skip(self, revisions: Sequence[str]) -> None:
        """Take these revisions, the first of all, for done."""

    def is_compared(self, table: Table) -> bool:
        """Tell whether a table of the database is held against the models."""

    def is_whole(self, revision: str) -> bool:
        """Tell whether a revision runs in one transaction."""

    def run(self, revision: str, *, upward: bool) -> list[str]:
        """Execute a revision there, and return its statements; raises whatever its code raises."""

    def told(self, error: BaseException, revision: str) -> str:
        """Return why a revision failed, in one line."""


@dataclass(frozen=True)
class Walk:
    """The way through the revisions of a database, of which there may be copies."""

    migrator: Migrator
    copies: Copies
    database: str

    def raise_by(self, revisions: Iterable[Revision]) -> None:
        """Execute revisions that are known, to get where others begin; raises what they raise."""
        for revision in revisions:
            with self.migrator.connect(self.database):
                self.migrator.run(revision.id, upward=True)

    def taken(self, revisions: Iterable[Revision]) -> Iterator[Revision]:
        """Execute revisions in their order, and yield each with its steps."""
        lost: set[str] = set()
        for revision in revisions:
            lacking = next((each for each in revision.parents if each in lost), "")
            failed = Step(error=f"not run: it builds upon {lacking}")
            up, down, again = (failed, None, None) if lacking else self._ran(revision)
            if up.error:
                lost.add(revision.id)
            yield replace(revision, up=up, down=down, again=again)

    def schema(self) -> Schema:
        """Return the schema of the database as it is now."""
        with self.migrator.connect(self.database) as connection:
            return read(connection, self.migrator.own)

    def _ran(self, revision: Revision) -> tuple[Step, Step | None, Step | None]:
        """Go up, and then down and up again, which leaves no trace.

        That is done in one transaction; where that fails, it counts what happens without one.
        """
        with self.migrator.connect(self.database) as connection:
            up = self._went(connection, revision, upward=True)
            if up.error:
                return up, None, None
            if self.migrator.is_whole(revision.id):
                with self.migrator.trial():
                    down, again = self._back(connection, revision)
                if not (down.error or (again and again.error)):
                    return up, down, again
        with (
            self.copies.copied(self.database, _TRIAL),
            self.migrator.connect(_TRIAL) as connection,
        ):
            return up, *self._back(connection, revision)

    def _back(self, connection: Any, revision: Revision) -> tuple[Step, Step | None]:
        down = self._went(connection, revision, upward=False)
        return down, None if down.error else self._went(connection, revision, upward=True)

    def _went(self, connection: Any, revision: Revision, *, upward: bool) -> Step:
        """Execute a revision, and return the step; an error of the revision's is told in it."""
        try:
            statements = self.migrator.run(revision.id, upward=upward)
        except processes.ENDS:
            raise
        except BaseException as error:  # the user's code, which may even leave Python
            return Step(error=self.migrator.told(error, revision.id))
        return Step(tuple(statements), read(connection, self.migrator.own))


def as_new(connection: Any) -> None:
    """Let a session have nothing of what was set in it, until the transaction ends."""
    connection.execute("SET SESSION AUTHORIZATION DEFAULT; RESET ALL; DISCARD TEMP")


def read(connection: Any, own: str) -> Schema:
    """Return the schema of a database, without the table `own`; the session stays as it is."""
    with connection.transaction(force_rollback=True):
        found = extensions.told(catalog.read(connection, ""))
    return replace(found, tables=tuple(each for each in found.tables if each.name != own))
