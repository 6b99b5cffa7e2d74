"""The order in which sessions are given to workers: side by side, but for those that measure.

A worker makes a database before its first session there, which may take longer than all sessions of
it: making is a turn of its own, and another worker makes it too only where that takes less time than
what waits for it. What measures runs when nothing else does, where its database is made.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from statistics import fmean
from typing import NamedTuple

from nexus.examples.store import Session


class Turn(NamedTuple):
    """What a worker is to do: run a session, or only make the database of one that it `makes`.

    `worker` is who had best do it, empty where anybody may.
    """

    name: str
    session: Session
    worker: str
    makes: bool


@dataclass
class _Database:
    """Sessions on one database: those that wait, and those that measure; and who has made it.

    It is being made `making` times. The others are seconds: what it took to make it, and what each of
    its sessions took.
    """

    waiting: list[Session] = field(default_factory=list)
    measuring: list[Session] = field(default_factory=list)
    workers: list[str] = field(default_factory=list)
    making: int = 0
    cost: float = 0.0
    times: list[float] = field(default_factory=list)

    @property
    def left(self) -> int:
        """Return how many sessions have not begun."""
        return len(self.waiting) + len(self.measuring)

    @property
    def is_worth_more(self) -> bool:
        """Tell whether what waits takes longer than to make it once more."""
        if self.making or not self.times:
            return False
        return len(self.waiting) * fmean(self.times) > self.cost


class Queue(Iterator[Turn | None]):
    """Gives turns, and None where none can begin before another one of the `running` has ended."""

    def __init__(self, sessions: Iterable[Session]) -> None:
        self._databases: dict[str, _Database] = {}
        self.running: dict[str, Turn] = {}
        self._free: list[str] = []
        self._names = count()
        for session in sessions:
            database = self._databases.setdefault(_name(session), _Database())
            (database.measuring if session.measures else database.waiting).append(session)
        if "" in self._databases:  # there is nothing to make
            self._databases[""].workers.append("")

    def __next__(self) -> Turn | None:
        """Give the next turn, of what is best for the worker that was free last."""
        if not any(database.left for database in self._databases.values()):
            raise StopIteration
        if any(turn.session.measures and not turn.makes for turn in self.running.values()):
            return None
        worker = self._free.pop() if self._free else ""
        turn = self._best(worker)
        if turn is None:
            self._free.append(worker)
            return None
        self.running[turn.name] = turn
        return turn

    def _best(self, worker: str) -> Turn | None:
        databases = sorted(self._databases.values(), key=lambda each: -each.left)
        for database in databases:
            if database.waiting and worker and worker in database.workers:
                return self._turn(database.waiting.pop(0), worker)
        for database in databases:
            if database.left and not database.workers and not database.making:
                return self._make(database, worker)
        alone = self._databases.get("", _Database())
        if alone.waiting:
            return self._turn(alone.waiting.pop(0), worker)
        for database in databases:
            if database.waiting and database.is_worth_more:
                return self._make(database, worker)
        return None if self.running else self._last(databases)

    def _last(self, databases: Iterable[_Database]) -> Turn:
        """Give a turn where nothing runs: what measures, or what waits for a worker that was lost."""
        database = next(each for each in databases if each.left)
        session = (database.waiting or database.measuring).pop(0)
        return self._turn(session, database.workers[0] if database.workers else "")

    def _make(self, database: _Database, worker: str) -> Turn:
        database.making += 1
        return self._turn((database.waiting or database.measuring)[0], worker, makes=True)

    def _turn(self, session: Session, worker: str, *, makes: bool = False) -> Turn:
        return Turn(str(next(self._names)), session, worker, makes)

    def end(self, name: str, worker: str, seconds: float, *, failed: bool) -> None:
        """Take note that a worker has ended a turn.

        Where a database could not be made, none of its sessions begins.
        """
        turn = self.running.pop(name)
        self._free.append(worker)
        database = self._databases[_name(turn.session)]
        if not turn.makes:
            database.times.append(seconds)
            return
        database.making -= 1
        if not failed:
            database.workers.append(worker)
            database.cost = seconds
        elif not database.workers:
            database.waiting.clear()
            database.measuring.clear()


def _name(session: Session) -> str:
    return session.fixture.name if session.fixture else ""
