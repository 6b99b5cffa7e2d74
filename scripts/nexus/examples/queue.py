"""The order in which sessions are given to workers: side by side, but for those that are timed.

A worker makes a database before its first session there, which may take longer than all sessions of
it: making is a turn of its own, and another worker makes it too only where that takes less time than
what waits for it, and never where workers share theirs. What is timed runs when nothing else does, where
its database is made.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from statistics import fmean
from typing import NamedTuple

from nexus.examples.store import Session

# The worker who had best do what anybody may do, and the database of a session that asks for none.
_ANYBODY, _NONE = "", ""


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
    """Sessions on one database: those that wait, and those that are timed; and who has made it.

    It is being made `making` times. The others are seconds: what it took to make it, and what each of
    its sessions took.
    """

    waiting: list[Session] = field(default_factory=list)
    timed: list[Session] = field(default_factory=list)
    workers: list[str] = field(default_factory=list)
    making: int = 0
    cost: float = 0.0
    times: list[float] = field(default_factory=list)

    @property
    def left(self) -> int:
        """Return how many sessions have not begun."""
        return len(self.waiting) + len(self.timed)

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
        # The workers that are known to have nothing to do, as a set that keeps its order.
        self._free: dict[str, None] = {}
        self._names = count()
        for session in sessions:
            database = self._databases.setdefault(_name(session), _Database())
            (database.timed if session.is_timed else database.waiting).append(session)
        if _NONE in self._databases:
            self._databases[_NONE].workers.append(_ANYBODY)

    def __next__(self) -> Turn | None:
        """Give the next turn, best one for which a worker is free that has its database."""
        if not any(database.left for database in self._databases.values()):
            raise StopIteration
        if any(turn.session.is_timed and not turn.makes for turn in self.running.values()):
            return None
        turn = self._best()
        if turn:
            self.running[turn.name] = turn
            self._free.pop(turn.worker, None)
        return turn

    def _best(self) -> Turn | None:
        databases = sorted(self._databases.values(), key=lambda each: -each.left)
        waiting = [database for database in databases if database.waiting]
        for database in waiting:
            if has := [worker for worker in database.workers if worker in self._free]:
                return self._turn(database.waiting.pop(0), has[0])
        worker = next(iter(self._free), _ANYBODY)
        for database in databases:
            if database.left and not database.workers and not database.making:
                return self._make(database, worker)
        for database in waiting:
            if _ANYBODY in database.workers:
                return self._turn(database.waiting.pop(0), worker)
            if database.is_worth_more:
                return self._make(database, worker)
        return None if self.running else self._last(databases)

    def _last(self, databases: Iterable[_Database]) -> Turn:
        """Give a turn where nothing runs: what is timed, or what waits for a worker that was lost."""
        database = next(each for each in databases if each.left)
        session = (database.waiting or database.timed).pop(0)
        return self._turn(session, database.workers[0] if database.workers else _ANYBODY)

    def _make(self, database: _Database, worker: str) -> Turn:
        database.making += 1
        return self._turn((database.waiting or database.timed)[0], worker, makes=True)

    def _turn(self, session: Session, worker: str, *, makes: bool = False) -> Turn:
        return Turn(str(next(self._names)), session, worker, makes)

    def end(self, name: str, worker: str, seconds: float, *, failed: bool) -> None:
        """Take note that a worker has ended a turn.

        Where a database could not be made, none of its sessions begins.
        """
        turn = self.running.pop(name)
        if worker:
            self._free[worker] = None
        database = self._databases[_name(turn.session)]
        if not failed and not {_ANYBODY, worker} & set(database.workers):
            database.workers.append(worker)
        if not turn.makes:
            database.times.append(seconds)
            return
        database.making -= 1
        # Who could not make it once more is not asked again and again.
        database.cost = math.inf if failed else seconds
        if failed and not database.workers:
            database.waiting.clear()
            database.timed.clear()


def _name(session: Session) -> str:
    return session.fixture.name if session.fixture else _NONE
