"""The process that reads models of Django: an order comes in, an answer goes out.

What the user's code prints goes to standard error; what it starts ends with the process.
"""

import gc
import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from nexus.core.errors import MachineError, NexusError
from nexus.schema.model import Schema
from nexus.sources import namesake
from nexus.sources.django.finder import Finder
from nexus.sources.django.order import Answer, Order
from nexus.sources.django.standins import Lacking
from nexus.sources.errors import Failure
from nexus.sources.inputs import Inputs, noted


def main() -> None:
    """Read an order from standard input, and write the answer to standard output."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # The process ends before there is anything to collect, and looking for it takes a tenth of its time.
    gc.disable()
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    answer = answered(order)
    out.write(msgspec.json.encode(answer))
    out.close()
    sys.stdout.flush()
    sys.stderr.flush()
    # What the user's code has started, such as a scheduler's thread, is not waited for.
    os._exit(0)


def answered(order: Order) -> Answer:
    """Return what an order asks for, or the failure of the user's code in its place."""
    inputs, answer = Inputs(own=set(order.own)), Answer()
    # An app may be called as a module of Python's: only what manage.py would find comes first.
    is_first = order.settings or not _holds(order.folders[0], order.files)
    first = order.folders[:1] if is_first else ()
    sys.path[:] = dict.fromkeys([*first, *sys.path, *order.folders])
    for folder in order.folders:
        namesake.share(Path(folder))
    warnings.simplefilter("ignore")
    try:
        with noted(inputs):
            _read(order, inputs, answer)
    except NexusError as error:
        answer.failure = Failure.of(error)
    files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    inputs.paths |= {str(file) for file in files if file and inputs.is_own(str(file))}
    answer.paths, answer.variables = sorted(inputs.paths), sorted(inputs.variables)
    answer.complete = inputs.complete
    return answer


def _holds(folder: str, files: Sequence[str]) -> bool:
    """Whether a module without settings lies in a folder itself, which is no package's."""
    return any(Path(file).parent == Path(folder) for file in files)


def _read(order: Order, inputs: Inputs, answer: Answer) -> None:
    try:
        import django  # noqa: F401 (asked for here, so that its absence is told well)
    except ModuleNotFoundError:
        hint = "pip install 'project-nexus[django]'"
        raise MachineError("models of Django need the package django", hint=hint) from None
    from nexus.sources.django import bare, project, settings
    from nexus.sources.django.gis import Libraries
    from nexus.sources.django.passing import Passing

    finder = Finder(inputs.is_own, order.folders)
    sys.meta_path.append(finder)
    sys.meta_path.insert(0, Libraries())
    passing = Passing(inputs.is_own, finder.lacking)
    modules = known = None
    if order.settings:
        try:
            known = settings.configure(project.settings(order), passing, inputs.is_own)
        except NexusError as error:
            order = project.without(order)
            if not order.files:
                raise
            answer.warnings.append(f"not read: the settings ({error})")
    if known is None:
        modules = bare.Modules([Path(file) for file in order.files], Path(order.path))
        known = settings.apply(bare.defaults(modules))
    with finder.lacking.lent():
        models = _models(order, known, modules, inputs, answer)
    answer.notes += [f"not run: a statement at {where} ({told})" for where, told in passing.passed]
    _tell(models, finder.lacking, answer)


def _models(order: Order, known: Any, modules: Any, inputs: Inputs, answer: Answer) -> list[Any]:
    """Import what is asked for, and return its models."""
    from django.utils import translation

    from nexus.sources.django import bare, connection, scope
    from nexus.sources.django.registry import Registry

    connection.block()
    scope.know_user()
    translation.deactivate_all()
    registry = Registry(inputs)
    if modules is None:
        registry.fill(known["INSTALLED_APPS"])
        if not any(scope.is_below(model, order) for model in scope.every()):
            # It is no app of the settings, and meant all the same.
            modules = bare.Modules([Path(file) for file in order.files], Path(order.path))
    if modules is not None:
        _take(modules, registry)
    scope.invent()
    registry.close()
    answer.warnings += registry.warnings
    answer.notes += registry.notes
    return scope.chosen(order)


def _take(modules: Any, registry: Any) -> None:
    """Import modules that no settings name."""
    from nexus.sources.django import scope

    registry.serve(modules)
    known = len(registry.errors)
    taken = [registry.take(name, file) for file, name in modules.names.items()]
    if registry.errors[known:] and not any(taken):
        raise registry.errors[known]
    scope.complete(registry)


def _tell(models: Sequence[Any], lacking: Lacking, answer: Answer) -> None:
    from nexus.sources.django import migrations
    from nexus.sources.django.connection import Editor
    from nexus.sources.django.tables import Tables

    migrations.key(models)
    tables = Tables(Editor(), lacking)
    held = tables.read(models)
    answer.schema = Schema("", held)
    answer.warnings += tables.warnings
    answer.warnings += [
        f"taken for 0: {path}, which is not known here ({where})"
        for where, path in lacking.numbers.items()
    ]
    files = (table.source.file for table in held if table.source and not table.external)
    answer.modules = list(dict.fromkeys(files))


if __name__ == "__main__":
    main()
