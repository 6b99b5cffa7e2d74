"""The ways between two tables as text, a module for each format."""

from importlib import import_module

from nexus.schema.joins.search import Ways
from nexus.schema.model import Schema


def export(ways: Ways, schema: Schema, form: str) -> str:
    """Return ways in one of `core.choices.PATH_FORMATS`."""
    return str(getattr(import_module(f"{__name__}.{form}"), form)(ways, schema))
