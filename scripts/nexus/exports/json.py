"""The schema as JSON for any program: see `nexus.schema.document`, which reads it back."""

from nexus.schema import document
from nexus.schema.model import Schema


def json(schema: Schema) -> str:
    """Return the schema as a document of JSON."""
    return document.text(schema)
