"""What changed between two schemas as text, a module for each format."""

from importlib import import_module

from nexus.schema.comparison.accepted import Judged


def export(judged: Judged, form: str) -> str:
    """Return a comparison in one of `core.choices.DIFF_FORMATS`; what it does not use stays unread."""
    return str(getattr(import_module(f"{__name__}.{form}"), form)(judged))
