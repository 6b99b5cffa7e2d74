"""The models that a command is given, read; what could not be read is told.

SQLAlchemy takes a while to import, so a command imports this when it runs.
"""

from nexus.cli import messages
from nexus.schema.model import Schema
from nexus.sources.sqlalchemy import loader, reader
from nexus.sources.sqlalchemy.loader import Models


def schema(models: str, *, strict: bool) -> Schema:
    """Return the schema of MODELS, as a user names them."""
    return read(loader.load(models, strict=strict))


def read(loaded: Models) -> Schema:
    """Return the schema of models that are loaded."""
    made = reader.read(loaded)
    messages.warn((*loaded.warnings, *made.warnings))
    return made
