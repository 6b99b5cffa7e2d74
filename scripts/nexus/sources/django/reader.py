"""Reads models of Django in a process of its own, which ends with what they started."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import msgspec

from nexus.core.errors import Errors, MachineError, NexusError, UsageError
from nexus.sources.django.order import Answer, Failure, Order
from nexus.sources.inputs import Inputs
from nexus.sources.naming import Home
from nexus.sources.reading import Reading

_START = "import sys; sys.path[:] = {path!r}; from nexus.sources.django.worker import main; main()"
_KINDS = {kind.exit_code: kind for kind in (NexusError, UsageError, MachineError)}


def read(order: Order, typed: str, root: Path, inputs: Inputs, *, strict: bool) -> Reading:
    """Return what an order asks for; `typed` is what its user typed, in the folder `root`.

    Raises NexusError with `file:line` of the user's own code where nothing can be read, and Errors
    where anything was left out and it is `strict`.
    """
    answer = _answer(order)
    inputs.paths.update(answer.paths)
    inputs.variables.update(answer.variables)
    inputs.complete &= answer.complete
    if (failure := answer.failure) is not None:
        raise _error(failure)
    if strict and answer.warnings:
        raise Errors(NexusError(line) for line in answer.warnings)
    path = Path(order.path or order.folders[0])
    # A module called `models` is known by its folder.
    short = path.parent.name if path.stem == "models" else path.stem
    home = Home.called(short, path, root, map(Path, answer.modules), order.name)
    schema = replace(answer.schema, name=home.spellings[0])
    warnings, notes = tuple(answer.warnings), tuple(answer.notes)
    return Reading(schema, home, typed, warnings=warnings, notes=notes)


def _error(failure: Failure) -> NexusError:
    return _KINDS[failure.exit_code](failure.what, failure.where, failure.hint)


def _answer(order: Order) -> Answer:
    """Return what the process answers; it hears Ctrl-C as this one does, and may not outlive it."""
    command = [sys.executable, "-c", _START.format(path=[*map(str, sys.path)])]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
    try:
        given, _ = process.communicate(msgspec.json.encode(order))
    finally:
        process.kill()
        process.wait()
    if not given:
        what = f"reading the models ended without an answer (exit code {process.returncode})"
        raise NexusError(what, order.path or order.settings, "look at what they do when imported")
    return msgspec.json.decode(given, type=Answer)
