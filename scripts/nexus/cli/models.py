"""The schema that a command is given, read, with a warning for what could not be read.

Sources take a while to import, so a command imports this when it runs.
"""

from functools import partial

from nexus.cli import messages
from nexus.examples.postgres import server
from nexus.schema.model import Schema
from nexus.sources import dispatch
from nexus.sources.inputs import Inputs
from nexus.sources.reading import Reading


def schema(models: str, *, strict: bool, dialect: str) -> Schema:
    """Return the schema of MODELS, as a user types them, and print the warnings."""
    return reading(models, strict=strict, dialect=dialect).schema


def reading(models: str, *, strict: bool, dialect: str) -> Reading:
    """Return what the source of MODELS gives, and print the warnings."""
    asked = partial(dispatch.one, strict=strict, dialect=dialect)
    read, found = asked(models, Inputs(), engine=server.embedded)
    for note in found.notes:
        messages.note(note)
    messages.warn((*found.warnings, *read.schema.warnings))
    return read
