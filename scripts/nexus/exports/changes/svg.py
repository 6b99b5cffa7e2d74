"""What changed, as a diagram: see `nexus.erd.changes`."""

from nexus.erd import changes
from nexus.schema.comparison.accepted import Judged


def svg(judged: Judged) -> str:
    """Return the text of an SVG file of what changed and what is joined to it."""
    return changes.file(judged.comparison)
