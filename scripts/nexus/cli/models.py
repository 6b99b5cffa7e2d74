"""The models that a command is given, read, with a warning for what could not be read.

SQLAlchemy takes a while to import, so a command imports this when it runs.
"""

from nexus.cli import messages
from nexus.schema.model import Schema
from nexus.sources.sqlalchemy import loader, reader
from nexus.sources.sqlalchemy.loader import Models


def schema(models: str, *, strict: bool) -> Schema:
    """Return the schema of MODELS, as a user types them, and print the warnings."""
    return read(loader.load(models, strict=strict))


def read(loaded: Models) -> Schema:
    """Return the schema of loaded models, and print their warnings."""
    made = reader.read(loaded)
    messages.warn((*loaded.warnings, *made.warnings))
    return made
