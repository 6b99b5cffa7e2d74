"""Examples of a preview, in a thread of their own: a build waits for them a moment, and no longer.

What is done by then is shown at once, and what is not is said to be running; when it is done, the
preview is asked to build again. A session whose code has changed meanwhile is ended.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from nexus.core.errors import MachineError, NexusError
from nexus.examples.example import RUNNING, Kept
from nexus.examples.postgres.databases import Databases
from nexus.examples.preview import UNWANTED, PreviewSession
from nexus.examples.runner import Runner
from nexus.examples.store import Session

# How long a build waits in all for its examples, in seconds.
PATIENCE = 1.0
# How many databases of pages stay open: those of the page that is being written, as a rule.
_OPEN = 2
# How long the end of a preview waits for what runs, in seconds.
_GRACE = 5.0


@dataclass(eq=False)
class _Job:
    """A session to run by a runner, and what came of it; it `is_told` when a build has that."""

    session: Session
    runner: Runner
    done: threading.Event = field(default_factory=threading.Event)
    results: list[Kept] = field(default_factory=list)
    error: Exception | None = None
    is_late: bool = False
    is_told: bool = False
    is_ended: bool = False

    def gives(self, session: Session) -> bool:
        """Tell whether another session would give the same, as far as one can tell before."""
        mine, others = self.session.requests, session.requests
        is_same = [r.asks for r in mine] == [r.asks for r in others]
        # A program may read files, and what failed may do better now.
        is_lasting = self.error is None and mine[0].language == "sql"
        return (
            is_same and self.session.fixture == session.fixture and (is_lasting or not self.is_told)
        )


class Background:
    """Runs the examples of a preview; `notify` is called when something late is done."""

    def __init__(self, databases: Databases, notify: Callable[[], None]) -> None:
        self._databases, self._notify = databases, notify
        self._jobs: dict[tuple[str, ...], _Job] = {}
        self._queue: deque[_Job] = deque()
        self._current: _Job | None = None
        self._known: dict[tuple[str, ...], tuple[Session, list[Kept]]] = {}
        self._live: dict[tuple[str, ...], PreviewSession] = {}
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_closed = False
        self._left = 0.0
        # The databases whose data were not loaded in time, when they last changed.
        self._slow: set[str] = set()

    def begin(self) -> None:
        """Take note that a build begins, which has its patience yet."""
        self._left = PATIENCE

    def attached(self, runner: Runner) -> Runner:
        """Return a runner that asks this one to run what the given one would run."""
        return _Attached(
            runner.fixtures, runner.store, runner.databases, runner.progress, runner, self
        )

    def know(self, session: Session, kept: list[Kept]) -> None:
        """Take note of what a session gives."""
        self._known[session.place] = session, kept

    def finished(self, session: Session) -> list[Kept] | None:
        """Return what a session gave, if it ran here and gives the same again."""
        job = self._jobs.get(session.place)
        is_there = job and job.done.is_set() and job.error is None and job.gives(session)
        return job.results if job and is_there else None

    def ask(self, session: Session, runner: Runner) -> list[Kept]:
        """Return what a session gives, or that it is running; raises what running it raised."""
        with self._changed:
            job = self._jobs.get(session.place)
            if job is None or not job.gives(session):
                job = self._start(_Job(session, runner), job)
        fixture, name = session.fixture, session.requests[0].database
        loads = fixture is not None and not self._databases.has(fixture)
        start = time.monotonic()
        job.done.wait(0 if loads and name in self._slow else max(self._left, 0))
        self._left -= time.monotonic() - start
        with self._changed:
            job.is_told = job.done.is_set()
            job.is_late = not job.is_told
        if loads:
            (self._slow.discard if job.is_told else self._slow.add)(name)
        if job.error is not None:
            raise job.error
        return job.results if job.is_told else [RUNNING] * len(session.requests)

    def drop(self, place: tuple[str, ...]) -> None:
        """End what runs for a place, or waits to: what it gives is known by now."""
        with self._changed:
            if old := self._jobs.pop(place, None):
                self._end(old)

    def _end(self, old: _Job, new: _Job | None = None) -> None:
        """End a job; data that another one needs as well are loaded on."""
        if old in self._queue:
            self._queue.remove(old)
        if old is not self._current:
            return
        # Its database may not be open yet.
        old.is_ended = True
        if live := self._live.get(old.session.place):
            live.cancel()
        fixture = old.session.fixture
        if fixture is not None and (new is None or new.session.fixture != fixture):
            self._databases.cancel(fixture)

    def _start(self, new: _Job, old: _Job | None) -> _Job:
        """Queue a job before all others, as its page was edited last, and in the place of one."""
        self._jobs[new.session.place] = new
        if old is not None:
            self._end(old, new)
        self._queue.appendleft(new)
        self._changed.notify_all()
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="nexus-examples", daemon=True)
            self._thread.start()
        return new

    def _work(self) -> None:
        while (job := self._next()) is not None:
            try:
                job.results = self._results(job)
            except Exception as error:
                job.error = error
                if isinstance(error, MachineError):
                    # The server may have ended: the next example starts another.
                    self._close_live()
                    self._databases.close()
            with self._changed:
                self._current = None
                job.done.set()
                is_wanted = job.is_late and self._jobs.get(job.session.place) is job
            if is_wanted:
                self._notify()
        self._close_live()

    def _next(self) -> _Job | None:
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._is_closed)
            self._current = None if self._is_closed else self._queue.popleft()
            return self._current

    def _results(self, job: _Job) -> list[Kept]:
        session, runner = job.session, job.runner
        if session.fixture is None or session.requests[0].language != "sql":
            return runner.run(session)
        runner.announce(session)
        runner.check(session)
        live = self._opened(session)
        with self._changed:
            if job.is_ended:
                raise NexusError(UNWANTED)
            live.begin()
        kept, is_whole = live.run(session.requests)
        self.know(session, kept)
        if is_whole:  # else it is a preview only: a build runs all of them, in order
            runner.store.put(session, kept)
        return kept

    def _opened(self, session: Session) -> PreviewSession:
        """Return the open database of a session; the one that was used least recently is closed."""
        place, fixture = session.place, session.fixture
        live = self._live.pop(place, None)
        if live is not None and live.fixture != fixture:
            live.close()
            live = None
        if live is None:
            assert fixture is not None  # noqa: S101 (only such sessions come here)
            live = PreviewSession(fixture, self._databases)
            before, kept = self._known.get(place, (session, []))
            if before.fixture == fixture and kept:
                live.remember(before.requests, kept)
        self._live[place] = live
        while len(self._live) > _OPEN:
            self._live.pop(next(iter(self._live))).close()
        return live

    def _close_live(self) -> None:
        while self._live:
            _, live = self._live.popitem()
            with suppress(Exception):
                live.close()

    def close(self) -> None:
        """End what runs, and close its databases."""
        with self._changed:
            self._is_closed = True
            self._queue.clear()
            self._changed.notify_all()
            if self._current is not None:
                self._end(self._current)
        if self._thread is not None:
            self._thread.join(_GRACE)


@dataclass(frozen=True)
class _Attached(Runner):
    """A runner of a preview: what the `plain` one would run, runs in the background."""

    plain: Runner
    background: Background

    def kept(self, session: Session) -> list[Kept] | None:
        """Return what a session gave, if that is kept or was seen in this preview."""
        found = self.store.get(session)
        if found is not None:
            self.background.know(session, found)
            self.background.drop(session.place)
            return found
        return self.background.finished(session)

    def run(self, session: Session) -> list[Kept]:
        """Have a session run; return what it gives, or that it is running."""
        return self.background.ask(session, self.plain)
