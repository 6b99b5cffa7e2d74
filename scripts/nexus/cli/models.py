"""The schema that a command is given, read, with a warning for what could not be read.

Sources take a while to import, so a command imports this when it runs.
"""

import os
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from nexus.cli import messages
from nexus.core.cache import Cache
from nexus.core.errors import UsageError
from nexus.examples.postgres import server
from nexus.project import settings
from nexus.schema.model import Schema
from nexus.sources import dispatch
from nexus.sources.apart import reader, revision
from nexus.sources.inputs import Inputs
from nexus.sources.reading import Reading

_ENGINE = "nexus.examples.postgres.server:embedded"


def schema(models: str, *, strict: bool, dialect: str) -> Schema:
    """Return the schema of MODELS, as a user types them, and print the warnings."""
    if dialect or not revision.is_named(models):
        return reading(models, strict=strict, dialect=dialect).schema
    read: Schema = apart((models,), strict=strict)[0]
    return read


def apart(given: Iterable[str], *, strict: bool) -> list[Any]:
    """Return the schema of each MODELS, read in a process of its own, and print the warnings."""
    typed = tuple(given)
    with messages.reading():
        cache = Cache(settings.cache_folder(os.environ, Path.cwd()))
        answers = reader.read(typed, Path.cwd(), _ENGINE, strict=strict, cache=cache)
    for models, answer in zip(typed, answers, strict=True):
        for note in answer.notes:
            messages.note(f"{models}: {note}")
        messages.warn(f"{models}: {warning}" for warning in answer.warnings)
    return [answer.schema for answer in answers]


def reading(models: str, *, strict: bool, dialect: str) -> Reading:
    """Return what the source of MODELS gives, and print the warnings."""
    if revision.is_named(models):
        raise UsageError("a revision is read as PostgreSQL has it", models, "leave --dialect out")
    asked = partial(dispatch.one, strict=strict, dialect=dialect)
    read, found = asked(models, Inputs(), engine=server.embedded)
    for note in found.notes:
        messages.note(note)
    messages.warn((*found.warnings, *read.schema.warnings))
    return read
