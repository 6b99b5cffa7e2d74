"""Starts processes that read MODELS, several at once, and hears their answers."""

import subprocess
import sys
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from pathlib import Path

import msgspec

from nexus.core import leases
from nexus.core.errors import Errors, NexusError
from nexus.core.processes import bound
from nexus.sources.apart import revision
from nexus.sources.apart.order import Answer, Order
from nexus.sources.apart.revision import Place
from nexus.sources.errors import Failure

_START = "import sys; sys.path[:] = {path!r}; from nexus.sources.apart.worker import main; main()"


def read(given: Iterable[str], root: Path, engine: str, *, strict: bool = False) -> list[Answer]:
    """Return an answer for each MODELS, as typed in a folder; all are read at the same time.

    `engine` names what starts a PostgreSQL, as `module:function`. Raises NexusError where one of
    them cannot be read.
    """
    with ExitStack() as stack:
        # All folders first: where a revision is not there, nothing is started.
        places = [(models, _place(models, root, stack)) for models in given]
        started = [
            (models, _started(Order(place.models, engine, strict), place, stack))
            for models, place in places
        ]
        return [_answer(models, process) for models, process in started]


def _place(models: str, root: Path, stack: ExitStack) -> Place:
    if not revision.is_named(models):
        return Place(models, root)
    return revision.place(models, root, stack.enter_context(leases.folder()))


def _started(order: Order, place: Place, stack: ExitStack) -> "subprocess.Popen[bytes]":
    """A process with its order; it hears Ctrl-C as this one does, and may not outlive it."""
    path = [each for each in sys.path if each and not place.hides(Path(each))]
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", _START.format(path=path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=place.folder,
        preexec_fn=bound(),  # noqa: PLW1509
    )
    stack.enter_context(process)
    stack.callback(process.kill)
    if process.stdin is not None:
        with suppress(BrokenPipeError), process.stdin as line:  # it says nothing then
            line.write(msgspec.json.encode(order))
    return process


def _answer(models: str, process: "subprocess.Popen[bytes]") -> Answer:
    given = process.stdout.read() if process.stdout else b""
    if not given:
        what = f"reading the models ended without an answer (exit code {process.wait()})"
        raise NexusError(what, models, "look at what they do when imported")
    answer = msgspec.json.decode(given, type=Answer)
    if answer.failures:
        errors = [_error(failure, models) for failure in answer.failures]
        raise Errors(errors) if errors[1:] else errors[0]
    return answer


def _error(failure: Failure, models: str) -> NexusError:
    where = f"{models}, {failure.where}" if failure.where not in {"", models} else models
    return failure.error(where)
