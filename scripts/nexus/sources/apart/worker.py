"""The process that reads MODELS: an order comes in, an answer goes out.

What the user's code prints goes to standard error; what it starts ends with the process.
"""

import os
import sys
from importlib import import_module

import msgspec

from nexus.core import failure, processes
from nexus.core.errors import Errors
from nexus.sources import dispatch
from nexus.sources.apart.order import Answer, Order
from nexus.sources.errors import Failure
from nexus.sources.inputs import Inputs


def main() -> None:
    """Read an order from standard input, and write the answer to standard output."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    processes.obey_signals()
    try:
        order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
        out.write(msgspec.json.encode(answered(order)))
        out.close()
    except processes.ENDS:
        os._exit(processes.INTERRUPTED)  # the process that asked says so
    sys.stdout.flush()
    sys.stderr.flush()
    # What the user's code has started, such as a scheduler's thread, is not waited for.
    os._exit(0)


def answered(order: Order) -> Answer:
    """Return what an order asks for, or why it cannot be had."""
    try:
        return _read(order)
    except Errors as errors:
        return Answer(failures=[*map(Failure.of, errors.errors)])
    except Exception as error:
        whole = "nexus --verbose export, of the same MODELS, shows all of it"
        return Answer(failures=[Failure.of(failure.told(error, whole))])


def _read(order: Order) -> Answer:
    module, _, name = order.engine.partition(":")
    engine = getattr(import_module(module), name)
    inputs = Inputs()
    read, found = dispatch.one(order.models, inputs, strict=order.strict, engine=engine)
    warnings = [*found.warnings, *read.schema.warnings]
    sources = sorted(inputs.paths), sorted(inputs.variables), inputs.complete
    return Answer(read.schema, warnings, found.notes, [], *sources)
