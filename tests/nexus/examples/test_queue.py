"""The order of sessions: side by side, each database made once, and alone for those that are timed."""

import heapq
from collections import Counter
from itertools import count
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from nexus.examples.postgres.fixture import Fixture
from nexus.examples.queue import Queue, Turn
from nexus.examples.request import Request
from nexus.examples.store import Session

NUMBERS = count()


def session(database: str = "", *, timed: bool = False) -> Session:
    """A session of one example."""
    page, number = Path("page.md"), next(NUMBERS)
    plan = "true" if timed else ""
    request = Request("sql", "SELECT 1", database, page, number, page, 1, plan=plan)
    return Session((request,), Fixture(database) if database else None, (str(number),))


class Workers:
    """Workers that take the turns of a queue; `lost` are new ones after a few turns, each once.

    What one of them has all have, if it `shares`.
    """

    def __init__(
        self, workers: int, made_in: float = 5.0, lost: int = 0, *, shares: bool = False
    ) -> None:
        self._idle, self._made_in, self._shares = [f"w{n}" for n in range(workers)], made_in, shares
        self._lost, self._now = lost, 0.0
        self.begun: list[tuple[float, float, str, Turn]] = []

    def run(self, queue: Queue) -> float:
        """Take all turns, and return the time of the last one's end."""
        waiting: list[tuple[float, int, str, Turn]] = []
        while True:
            while self._idle:
                turn = next(queue, None)
                if turn is None:
                    break
                best = turn.worker if turn.worker in self._idle else self._idle[0]
                self._idle.remove(best)
                end = self._now + (self._made_in if turn.makes else 1.0)
                self.begun.append((self._now, end, best, turn))
                heapq.heappush(waiting, (end, len(self.begun), best, turn))
            if not waiting:
                return self._now
            self._now, _, worker, turn = heapq.heappop(waiting)
            if self._lost and len(self.begun) % 3 == 0:
                self._lost, worker = self._lost - 1, f"new{self._lost}"
            took = self._made_in if turn.makes else 1.0
            queue.end(turn.name, "" if self._shares else worker, took, failed=False)
            self._idle.append(worker)

    @property
    def made(self) -> Counter[str]:
        """How often each database was made for others."""
        return Counter(_database(turn.session) for *_, turn in self.begun if turn.makes)


def _database(session: Session) -> str:
    return session.fixture.name if session.fixture else ""


SESSIONS = st.lists(
    st.builds(session, st.sampled_from(["", "a", "b", "c"]), timed=st.booleans()), max_size=30
)


@given(SESSIONS, st.integers(1, 4), st.integers(0, 3))
def test_each_session_runs_once(sessions: list[Session], workers: int, lost: int) -> None:
    """Whoever is lost; and nothing runs beside one that is timed."""
    at_work = Workers(workers, lost=lost)
    at_work.run(Queue(sessions))
    ran = [turn.session for *_, turn in at_work.begun if not turn.makes]
    assert Counter(each.place for each in ran) == Counter(each.place for each in sessions)
    for start, end, _, turn in at_work.begun:
        if turn.session.is_timed and not turn.makes:
            others = [one for one in at_work.begun if one[3] is not turn]
            assert all(until <= start or begin >= end for begin, until, *_ in others)


def test_a_database_is_made_once_for_few_sessions() -> None:
    """By the worker that then runs them, while another one runs the rest."""
    sessions = [session("a") for _ in range(4)] + [session() for _ in range(9)]
    at_work = Workers(2)
    assert at_work.run(Queue(sessions)) == 9
    assert at_work.made == {"a": 1}
    assert len({worker for *_, worker, turn in at_work.begun if turn.session.fixture}) == 1


def test_a_database_is_made_again_for_many_sessions() -> None:
    """Where to wait for the worker that has it would take longer."""
    at_work = Workers(2)
    assert at_work.run(Queue([session("a") for _ in range(30)])) < 35
    assert at_work.made == {"a": 2}


def test_a_database_that_is_shared_is_made_once() -> None:
    """For any number of sessions, which all workers then run."""
    sessions = [session("a") for _ in range(30)] + [session() for _ in range(5)]
    at_work = Workers(2, shares=True)
    assert at_work.run(Queue(sessions)) == 20
    assert at_work.made == {"a": 1}


def test_what_is_timed_runs_where_its_database_is() -> None:
    """It is made while others run."""
    timed = [session("a", timed=True) for _ in range(3)]
    at_work = Workers(2)
    assert at_work.run(Queue([*timed, *(session() for _ in range(5))])) == 8
    assert at_work.made == {"a": 1}
    assert len({worker for *_, worker, turn in at_work.begun if turn.session.fixture}) == 1


def test_what_cannot_be_made_is_told_once() -> None:
    """None of its sessions begins."""
    queue = Queue([session("a"), session("a", timed=True), session("b")])
    turns = [next(queue), next(queue)]
    for turn in turns:
        assert turn
        assert turn.makes
        queue.end(turn.name, "w", 1.0, failed=_database(turn.session) == "a")
    left = [turn for turn in queue if turn]
    assert [_database(turn.session) for turn in left] == ["b"]


def test_who_cannot_make_a_database_again_is_asked_once() -> None:
    """The worker that has it goes on alone, and no session is lost."""
    queue = Queue([session("a") for _ in range(30)])
    made = next(queue)
    assert made
    queue.end(made.name, "w", 1.0, failed=False)
    failures = runs = 0
    while True:
        turns = [turn for turn in (next(queue, None), next(queue, None)) if turn]
        if not turns:
            break
        for turn in turns:
            failures, runs = failures + turn.makes, runs + (not turn.makes)
            queue.end(turn.name, "v" if turn.makes else "w", 1.0, failed=turn.makes)
    assert (failures, runs) == (1, 30)
