"""Starts processes that read MODELS, several at once, and hears their answers."""

import subprocess
import sys
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from pathlib import Path

import msgspec

from nexus.core import leases
from nexus.core.cache import Cache
from nexus.core.errors import Errors, NexusError
from nexus.core.processes import bound
from nexus.sources.apart import revision
from nexus.sources.apart.kept import Source
from nexus.sources.apart.order import Answer, Order
from nexus.sources.apart.revision import Place
from nexus.sources.errors import Failure

_START = "import sys; sys.path[:] = {path!r}; from nexus.sources.apart.worker import main; main()"


def read(
    given: Iterable[str],
    root: Path,
    engine: str,
    *,
    strict: bool = False,
    cache: Cache | None = None,
) -> list[Answer]:
    """Return an answer for each MODELS, as typed in a folder; all are read at the same time.

    `engine` names what starts a PostgreSQL, as `module:function`; what is kept in `cache` is not
    read again while nothing has changed that it was read from. Raises NexusError where one of them
    cannot be read.
    """
    with ExitStack() as stack:
        # All folders first: where a revision is not there, nothing is started.
        sources = [_source(models, root, strict=strict) for models in given]
        known = {each: kept for each in sources if cache and (kept := each.recalled(cache))}
        asked = [each for each in dict.fromkeys(sources) if each not in known]
        places = {each: _place(each, stack) for each in asked}
        started = {
            each: _started(Order(place.models, engine, strict), place, stack)
            for each, place in places.items()
        }
        for each, process in started.items():
            known[each] = _answer(each.models, process)
            if cache:
                each.remember(known[each], places[each].tree, cache)
        return [known[each] for each in sources]


def _source(models: str, root: Path, *, strict: bool) -> Source:
    found = revision.found(models, root) if revision.is_named(models) else None
    return Source(models, root, strict, found)


def _place(source: Source, stack: ExitStack) -> Place:
    if source.revision is None:
        return Place(source.models, source.root)
    return revision.place(source.revision, stack.enter_context(leases.folder()))


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
