"""Sessions that run on other machines: what is to run is collected, sent, and checked when it is back.

A worker sees the project under the same path, as a folder that machines share, and has a PostgreSQL of
its own, which it keeps from one session to the next; the workers of this machine share one. What comes
back is a record; it is kept if it is of the session that was asked for, and if this machine answers all
that the program asked as the worker did. Otherwise the session runs again at the next build, here.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import msgspec

from nexus.cluster import work
from nexus.cluster.work import Cluster, Outcome, Piece
from nexus.core import leases
from nexus.core.cache import Cache
from nexus.core.errors import MachineError, NexusError
from nexus.core.progress import Progress
from nexus.examples.example import WAITING, Kept
from nexus.examples.fixtures import Fixtures
from nexus.examples.media import Folder
from nexus.examples.postgres import databases
from nexus.examples.postgres.databases import Databases
from nexus.examples.postgres.fixture import Fixture
from nexus.examples.queue import Queue, Turn
from nexus.examples.records import Record, Records
from nexus.examples.runner import Runner
from nexus.examples.store import Session, Store
from nexus.sources.catalog import Catalog


@dataclass(frozen=True)
class Collector(Runner):
    """A runner that runs nothing: what would have to run is in `sessions`, and `found` is told of it."""

    found: Callable[[Session], None]
    sessions: list[Session] = field(default_factory=list)

    @classmethod
    def of(cls, runner: Runner, found: Callable[[Session], None] = lambda _: None) -> "Collector":
        """Collect what a runner would run."""
        return cls(runner.fixtures, runner.store, runner.databases, runner.progress, found)

    def run(self, session: Session) -> list[Kept]:
        """Take note of a session; its examples stay waiting."""
        self.sessions.append(session)
        self.found(session)
        return [WAITING] * len(session.requests)


@dataclass(frozen=True)
class Order:
    """A session to run for the project below `root`, whose page has the digest `page`.

    Or only its database is to be made, for those that follow.
    """

    root: Path
    session: Session
    page: str
    makes: bool = False

    @classmethod
    def of(cls, turn: Turn, root: Path) -> "Order":
        """Order what a turn is for."""
        page = _digest(turn.session.requests[0].page)
        return cls(root, turn.session, page, turn.makes)


class Ran(msgspec.Struct, frozen=True):
    """What came of a session: its record, or the error of its page; and why nothing is kept."""

    record: Record | None = None
    error: tuple[str, str, str] | None = None
    notes: tuple[str, ...] = ()


class _Taken(Records):
    """Records that go back instead of being kept."""

    def __init__(self, folder: Path) -> None:
        super().__init__(Folder(folder), lambda _: None)
        self.taken: list[Record] = []

    def of(self, key: str) -> Iterator[Record]:
        """Have none: what was asked for is to run."""
        del key
        return iter(())

    def add(self, record: Record) -> None:
        """Take a record."""
        self.taken.append(record)


def run(order: Order) -> bytes:
    """Run a session on a worker; returns `Ran` as MessagePack. Raises MachineError."""
    page = order.session.requests[0].page
    if _digest(page) != order.page:
        what = "a worker does not see the project as it is"
        raise MachineError(what, str(page), "let all machines share its folder, at the same path")
    notes: list[str] = []
    with leases.folder() as folder:
        taken = _Taken(folder)
        store = Store(order.root, Cache(folder), _databases().identity, taken, notes.append)
        fixtures = Fixtures(Catalog({}), order.root)
        runner = Runner(fixtures, store, _databases(), Progress("", lambda _: None))
        try:
            if not order.makes:
                runner.run(order.session)
            elif order.session.fixture:
                _databases().make(order.session.fixture)
        except MachineError:
            raise
        except NexusError as error:
            return msgspec.msgpack.encode(Ran(error=(error.what, error.where, error.hint)))
    record = taken.taken[0] if taken.taken else None
    return msgspec.msgpack.encode(Ran(record, notes=tuple(notes)))


@cache
def _databases() -> Databases:
    """The databases of this process, whose workers share them, for as long as it works."""
    return Databases(databases.address(os.environ))


def _digest(page: Path) -> str:
    try:
        return hashlib.sha256(page.read_bytes()).hexdigest()
    except OSError:
        return ""


@contextmanager
def preparing(scheduler: str, count: int) -> Iterator[Callable[[Session], None]]:
    """Make databases for workers of this machine, as the sessions that need them are found.

    As many are made at the same time as there are workers, or processors if `count` is 0. One that
    cannot be made is made again for its session, which tells why. Nothing is made here for the workers
    of a scheduler.
    """
    begun = set[Fixture]()
    with ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(count or os.cpu_count()))
        stack.enter_context(closing(_databases()))
        stack.callback(pool.shutdown, wait=False, cancel_futures=True)

        def prepare(session: Session) -> None:
            if session.fixture and session.fixture not in begun and not scheduler:
                begun.add(session.fixture)
                pool.submit(_databases().make, session.fixture)

        yield prepare


@contextmanager
def workers(scheduler: str, count: int) -> Iterator[Cluster]:
    """Reach the workers of a scheduler, or make some of this machine, which share one PostgreSQL.

    `count` is how many, or 0 for one for each processor. Raises MachineError and UsageError as
    `cluster` does.
    """
    # The databases end first: whoever waits for one has to hear of it.
    with work.cluster(scheduler, count, processes=False) as cluster, closing(_databases()):
        yield cluster


def run_all(
    collector: Collector, cluster: Cluster, progress: Progress, report: Callable[[str], None]
) -> Iterator[NexusError]:
    """Run what was collected on the workers of a cluster, and keep it; yields the errors.

    What is timed runs when nothing else does. `progress` is told of each session, `report` is given a
    line about what is not kept.
    """
    store = collector.store
    queue, root = Queue(collector.sessions), store.root.resolve()
    progress.expect(len(collector.sessions))

    def pieces() -> Iterator[Piece | None]:
        for turn in queue:
            yield turn and Piece(turn.name, Order.of(turn, root), turn.worker)

    for outcome in cluster.outcomes(run, pieces()):
        turn = queue.running[outcome.name]
        errors = list(_taken(outcome, turn.session, store, report))
        queue.end(outcome.name, outcome.worker, outcome.seconds, failed=bool(errors))
        if not turn.makes:
            progress.begin(turn.session.requests[0].place)
            progress.advance()
        yield from errors


def _taken(
    outcome: Outcome, session: Session, store: Store, report: Callable[[str], None]
) -> Iterator[NexusError]:
    """Keep what came of a session; yields its error if it has one."""
    place = session.requests[0].place
    if outcome.failure:
        yield MachineError(outcome.failure, place)
        return
    try:
        ran = msgspec.msgpack.decode(outcome.result, type=Ran)
    except (msgspec.DecodeError, TypeError):
        yield MachineError("a worker gave back something else than a result", place)
        return
    for note in ran.notes:
        report(note)
    if ran.error:
        yield NexusError(*ran.error)
    elif ran.record and not store.take(session, ran.record):
        report(f"not kept, as this machine differs from the worker that ran it: {place}")
