"""A history of revisions as text, a module for each format."""

from importlib import import_module

from nexus.schema.timeline import Timeline


def export(timeline: Timeline, form: str) -> str:
    """Return a history in one of `core.choices.HISTORY_FORMATS`."""
    return str(getattr(import_module(f"{__name__}.{form}"), form)(timeline))
