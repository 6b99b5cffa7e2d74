"""Reads models of Django in a process of its own, which ends with what they started."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import msgspec

from nexus.core.errors import NexusError
from nexus.core.processes import bound
from nexus.sources.django.order import Answer, Order
from nexus.sources.inputs import Inputs
from nexus.sources.naming import Home
from nexus.sources.reading import Reading

_START = "import sys; sys.path[:] = {path!r}; from nexus.sources.django.worker import main; main()"


def read(order: Order, typed: str, root: Path, inputs: Inputs) -> Reading:
    """Return what an order asks for; `typed` is what its user typed, in the folder `root`.

    Raises NexusError with `file:line` of the user's own code where nothing can be read.
    """
    answer = _answer(order)
    inputs.paths.update(answer.paths)
    inputs.variables.update(answer.variables)
    inputs.complete &= answer.complete
    if (failure := answer.failure) is not None:
        raise failure.error()
    path = Path(order.path or order.folders[0])
    # A module called `models` is known by its folder.
    short = path.parent.name if path.stem == "models" else path.stem
    home = Home.called(short, path, root, map(Path, answer.modules), order.name)
    schema = replace(answer.schema, name=home.spellings[0])
    warnings, notes = tuple(answer.warnings), tuple(answer.notes)
    return Reading(schema, home, typed, warnings=warnings, notes=notes)


def _answer(order: Order) -> Answer:
    """Return what the process answers; it hears Ctrl-C as this one does, and may not outlive it."""
    command = [sys.executable, "-c", _START.format(path=[*map(str, sys.path)])]
    process = subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        preexec_fn=bound(),  # noqa: PLW1509
    )
    try:
        given, _ = process.communicate(msgspec.json.encode(order))
    finally:
        process.kill()
        process.wait()
    if not given:
        what = f"reading the models ended without an answer (exit code {process.returncode})"
        raise NexusError(what, order.path or order.settings, "look at what they do when imported")
    return msgspec.json.decode(given, type=Answer)
