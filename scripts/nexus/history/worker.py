"""The process that executes revisions: an order comes in, a line for each of them goes out.

What the user's code prints goes to standard error; what it starts ends with the process.
"""

import logging
import logging.config
import os
import sys
import warnings
from collections.abc import Callable
from typing import IO, Any

import msgspec

from nexus.core import failure, processes
from nexus.core.errors import Errors, MachineError
from nexus.history.copies import Copies
from nexus.history.order import End, Failure, Message, Order, Plan, Ran, Start
from nexus.history.walk import Walk
from nexus.sources import bytecode
from nexus.sources.inputs import Inputs


def main() -> None:
    """Read an order from standard input, and write what comes of it to standard output."""
    given, out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # What asks somebody has no answer, and does not wait for one.
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    processes.obey_signals()
    _be_quiet()
    try:
        with bytecode.distrusted(Inputs().is_own):
            _work(given, lambda message: _send(out, message))
    except processes.ENDS:
        os._exit(processes.INTERRUPTED)  # the process that asked says so
    sys.stderr.flush()
    # What the user's code has started, such as a scheduler's thread, is not waited for.
    os._exit(0)


def _be_quiet() -> None:
    """Let no file of a project's set up logs: each revision would be told twice."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    logging.config.fileConfig = lambda *_, **__: None


def _send(out: IO[bytes], message: Message) -> None:
    out.write(msgspec.json.encode(message) + b"\n")
    out.flush()


def _work(given: IO[bytes], send: Callable[[Message], None]) -> None:
    try:
        order = msgspec.json.decode(given.readline(), type=Order)
        copies = Copies(order.address)
        copies.execute(order.database, order.base)
        migrator = _migrator(order, copies)
        # Before the revisions are imported: they may change the models that they import.
        models = migrator.models()
        planned = migrator.plan()
        walk = Walk(migrator, copies, order.database)
        send(Plan(tuple(planned), walk.schema()))
        start = msgspec.json.decode(given.readline() or b"{}", type=Start)
        revisions = [each.revision for each in planned]
        migrator.skip([each.id for each in revisions[: start.done]])
        walk.raise_by(revisions[start.done : start.known])
        for revision in walk.taken(revisions[start.known :]):
            send(Ran(revision))
        last = walk.schema().tables if models else ()
        apart = tuple(table.id for table in last if not migrator.is_compared(table))
        send(End(models, tuple(migrator.remarks), apart))
    except Errors as errors:
        send(Failure.of(errors.errors[0]))
    except Exception as error:
        send(Failure.of(failure.told(error, "nexus --verbose history shows all of it")))


def _migrator(order: Order, copies: Copies) -> Any:
    os.chdir(order.folder)
    if order.kind == "alembic":
        try:
            from nexus.history.alembic import migrator as alembic
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] != "alembic":
                raise
            hint = "pip install 'project-nexus[history]'"
            raise MachineError("the package alembic is not installed", hint=hint) from None

        return alembic.Migrator(order, copies)
    from nexus.history.django import migrator as django

    return django.Migrator(order, copies)
