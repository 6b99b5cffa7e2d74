"""Pieces of work, done by the workers of a Dask cluster; each comes to one outcome, whatever happens.

A cluster is that of an address, or one of this machine that is made for the time of the work, with a
worker for each processor, reached by TLS with keys that nobody else has. A piece whose worker is lost
is given to another one, and to no more than a few: it may be what ends them. Only as many pieces are
on their way as there are workers: each carries what it works on, and one that waited behind another
would be lost with it.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, NamedTuple

from nexus.core import leases
from nexus.core.cache import address
from nexus.core.errors import MachineError, UsageError

# How often a piece is given to another worker when its worker is lost.
_MOST_LOSSES = 3
_SECONDS = 30
# How often it is seen whether there are workers, and how long there may be none, in seconds.
_LOOK, _PATIENCE = 5.0, 120.0
_SETTINGS = {
    "distributed.scheduler.allowed-failures": _MOST_LOSSES,
    # No piece waits at a worker that another one may end: it would count as lost with it.
    "distributed.scheduler.worker-saturation": 1.0,
    # A client has a level of its own: that of others does not hold for it.
    "logging": {"distributed": "critical", "distributed.client": "critical"},
    # Nothing of a cluster of this machine is shown to its other users.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    # What is timed runs beside no profiler.
    "distributed.worker.profile.enabled": False,
    # A piece carries a whole portfolio, and nobody has to be warned of that.
    "distributed.admin.large-graph-warning-threshold": "1TB",
}


class Piece(NamedTuple):
    """A piece of work by its name; `worker` is the address of who had best do it, if one had."""

    name: str
    given: Any
    worker: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a piece: what the work gave, or why it gave nothing.

    `seconds` it was away, with the worker at an address, which is empty if nobody knows it, or if what
    that worker has all of them have.
    """

    name: str
    result: Any
    failure: str
    seconds: float
    worker: str = ""


@dataclass(frozen=True)
class Cluster:
    """The workers of a cluster, each of which does one piece at a time; `keep` replaces lost ones.

    Where they are threads `of_one_process`, what one of them keeps all of them have.
    """

    client: Any
    keep: Callable[[], object] = lambda: None
    of_one_process: bool = False

    @property
    def workers(self) -> int:
        """Return how many pieces can be done at once."""
        return int(sum(self.client.nthreads().values()))

    def outcomes(
        self, work: Callable[[Any], Any], pieces: Iterable[Piece | None]
    ) -> Iterator[Outcome]:
        """Yield the outcome of each piece as it comes; None among them waits for another outcome.

        What `work` raises is a failure of its piece. Raises MachineError where no worker is left, or
        no scheduler.
        """
        waiting = iter(pieces)
        begun: dict[Any, tuple[str, float]] = {}
        while True:
            for piece in islice(waiting, max(self.workers - len(begun), not begun)):
                if piece is None:
                    break
                workers = [piece.worker] if piece.worker else None
                future = self.client.submit(
                    *(_done, work, piece.given),
                    pure=False,
                    workers=workers,
                    allow_other_workers=bool(workers),
                )
                begun[future] = piece.name, time.monotonic()
            if not begun:
                return
            for future in self._done(list(begun)):
                name, start = begun.pop(future)
                outcome = _outcome(name, future, time.monotonic() - start)
                yield replace(outcome, worker="") if self.of_one_process else outcome
                future.release()

    def _done(self, futures: list[Any]) -> set[Any]:
        """Wait until one of some pieces is done, as long as there is somebody to do it."""
        from distributed import wait

        until = time.monotonic() + _PATIENCE
        while True:
            try:
                return set(wait(futures, _LOOK, "FIRST_COMPLETED").done)
            except TimeoutError:
                self.keep()
                if self.workers:
                    until = time.monotonic() + _PATIENCE
                elif time.monotonic() > until:
                    what = "the cluster has lost all of its workers"
                    raise MachineError(what, hint="look at their logs, then try again") from None
            except CancelledError:
                what = "the scheduler of the cluster was lost"
                raise MachineError(what, hint="look at its log, then try again") from None


def _done(work: Callable[[Any], Any], given: Any) -> tuple[str, Any]:
    """Do a piece on a worker, and give the address of that as well."""
    from distributed import get_worker

    return get_worker().address, work(given)


def _outcome(name: str, future: Any, seconds: float) -> Outcome:
    from distributed import KilledWorker

    error = future.exception()
    if error is None:
        worker, result = future.result()
        return Outcome(name, result, "", seconds, worker)
    if isinstance(error, KilledWorker):
        return Outcome(name, None, f"its worker was lost {_MOST_LOSSES + 1} times", seconds)
    return Outcome(name, None, f"{type(error).__name__}: {error}", seconds)


@contextmanager
def cluster(scheduler: str = "", workers: int = 0, *, processes: bool = True) -> Iterator[Cluster]:
    """Reach the cluster of a scheduler's address, or make one of this machine with some workers.

    These are processes, or else threads of this one. Raises MachineError where nobody answers, or a
    worker has another version of this program, and UsageError where the address is none.
    """
    import dask
    import distributed  # noqa: F401 (what it configures itself is to stay where ours is taken back)

    with ExitStack() as resources:
        resources.enter_context(dask.config.set(_SETTINGS))
        if scheduler:
            made = Cluster(_reached(scheduler))
        else:
            folder = str(resources.enter_context(leases.folder()))
            make = _made if processes else _threads
            made = make(workers or os.cpu_count() or 1, folder, resources)
        resources.callback(made.client.close, timeout=_SECONDS)
        _check(made.client, scheduler)
        yield made


def _reached(scheduler: str) -> Any:
    from distributed import Client

    hint = "start one: dask scheduler, and on each machine: dask worker ADDRESS --nthreads 1"
    try:
        return Client(scheduler, timeout=_SECONDS)
    except (OSError, TimeoutError) as error:
        what = f"no scheduler answers: {type(error).__name__}"
        raise MachineError(what, scheduler, hint) from None
    except (ValueError, RuntimeError) as error:
        raise UsageError(f"this is no scheduler's address: {error}", scheduler, hint) from None


def _threads(workers: int, folder: str, resources: ExitStack) -> Cluster:
    from distributed import Client, LocalCluster

    local = LocalCluster(
        n_workers=1,
        threads_per_worker=workers,
        processes=False,  # what they say to each other goes through no socket
        memory_limit=0,
        dashboard_address=None,
        local_directory=folder,
        silence_logs=50,
    )
    resources.callback(local.close, timeout=_SECONDS)
    return Cluster(Client(local), of_one_process=True)


def _made(workers: int, folder: str, resources: ExitStack) -> Cluster:
    from distributed import Client, LocalCluster
    from distributed.security import Security

    local = LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        memory_limit=0,  # each piece has a limit of its own
        host="127.0.0.1",
        protocol="tls://",
        security=Security.temporary(),  # other users of this machine may run nothing here
        dashboard_address="127.0.0.1:0",
        local_directory=folder,
        silence_logs=50,
    )
    resources.callback(local.close, timeout=_SECONDS)
    client = Client(local)
    # One may be late: it takes part when it comes, and whoever counts them should count all.
    with suppress(TimeoutError):
        client.wait_for_workers(workers, timeout=_SECONDS)
    # A worker that could not be started again in its time is asked for anew.
    return Cluster(client, lambda: local.scale(workers))


def _check(client: Any, scheduler: str) -> None:
    """Raise MachineError unless there are workers, all with this very program."""
    if scheduler:
        try:
            client.wait_for_workers(1, timeout=_SECONDS)
        except TimeoutError:
            hint = "start one: dask worker ADDRESS --nthreads 1"
            raise MachineError("the scheduler has no worker", scheduler, hint) from None
    for worker, version in client.run(_version, on_error="return").items():
        if version != _version():
            hint = "install the same version of project-nexus on each machine"
            raise MachineError("a worker has another version of this program", worker, hint)


def _version() -> str:
    return address("version")
