"""Executes a history in a process of its own, on a PostgreSQL of its own, and hears what comes of it."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from nexus.core.cache import Cache
from nexus.core.errors import NexusError
from nexus.core.processes import bound
from nexus.history import place
from nexus.history.kept import Kept
from nexus.history.order import End, Failure, Message, Order, Plan, Start
from nexus.schema.timeline import Timeline
from nexus.sources.database.engine import Engine
from nexus.sources.database.owned import owned

_START = "import sys; sys.path[:] = {path!r}; from nexus.history.worker import main; main()"
_DATABASE = "history"

# What is told of each revision: its name, its number from 1, and how many there are.
Report = Callable[[str, int, int], None]


def _silent(*_: object) -> None:
    pass


@dataclass(frozen=True)
class Beside:
    """What a history does not say itself: SQL for what was there before, MODELS to compare with.

    In `cache` is kept what has run.
    """

    base: str = ""
    models: str = ""
    cache: Cache | None = None


_NOTHING = Beside()


def read(
    text: str,
    root: Path,
    engine: Engine,
    beside: Beside = _NOTHING,
    report: Report = _silent,
) -> Timeline:
    """Return the history that a path names, as typed in a folder, after it has been executed.

    `report` is told of each revision before it runs. Raises NexusError where nothing can be
    executed; a revision that fails is told in its place.
    """
    meant = place.order(text, root)
    with (
        engine() as server,
        owned(lambda: nullcontext(server), _DATABASE, may_make_more=True) as (address, _),
    ):
        facts = {"base": beside.base, "models": beside.models}
        order = replace(meant, address=address, database=_DATABASE, **facts)
        with _started(order) as process:
            return _Run(order, process, report, beside.cache, server.programs).timeline()


@contextmanager
def _started(order: Order) -> Iterator["subprocess.Popen[bytes]"]:
    """A process with its order; it hears Ctrl-C as this one does, and may not outlive it."""
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", _START.format(path=[each for each in sys.path if each])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        preexec_fn=bound(),  # noqa: PLW1509
    )
    with process:
        try:
            _say(process, order)
            yield process
        finally:
            process.kill()


def _say(process: "subprocess.Popen[bytes]", message: Order | Start) -> None:
    if process.stdin is not None:
        with suppress(BrokenPipeError):  # it says nothing then
            process.stdin.write(msgspec.json.encode(message) + b"\n")
            process.stdin.flush()


def _messages(process: "subprocess.Popen[bytes]", path: str) -> Iterator[Any]:
    """Yield what the process says, up to its end; raises NexusError for a failure."""
    decoder = msgspec.json.Decoder(Message)
    for line in process.stdout or ():
        message = decoder.decode(line)
        if isinstance(message, Failure):
            raise message.error(message.where or path)
        yield message
        if isinstance(message, End):
            return
    what = f"executing the revisions ended without an answer (exit code {process.wait()})"
    raise NexusError(what, path, "look at what they do")


@dataclass(frozen=True)
class _Run:
    """The run of an order in a process; what is kept of earlier ones need not run."""

    order: Order
    process: "subprocess.Popen[bytes]"
    report: Report
    cache: Cache | None
    programs: Path

    def timeline(self) -> Timeline:
        """Hear of all revisions; raises NexusError where nothing can be executed."""
        messages = _messages(self.process, self.order.path)
        plan: Plan = next(messages)
        kept = Kept(self.cache, self.order, plan.planned, self.programs) if self.cache else None
        known = kept.revisions() if kept else []
        done = kept.restored(len(known)) if kept else 0
        _say(self.process, Start(done, len(known)))
        ran = [*known]
        for number, each in enumerate(plan.planned[len(known) :], len(known)):
            self.report(each.revision.id, number + 1, len(plan.planned))
            ran.append(next(messages).revision)
            if kept:
                kept.put(number, ran[-1])
        end: End = next(messages)
        if kept and not any(revision.up.error for revision in ran) and not kept.has_state():
            kept.put_state()
        name = Path(self.order.folder).resolve().name
        facts = (tuple(ran), plan.before, end.models, end.remarks, end.apart)
        return Timeline(name, self.order.kind, *facts)
