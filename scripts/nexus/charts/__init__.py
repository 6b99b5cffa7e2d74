"""Charts: the rows of a result, or of CSV, drawn as SVG when the site is built.

The rows are checked and measured (table), become panels (bars, timeline, line) over axes (axis),
and are written (svg). The numbers are written at the marks; the page has a table under the chart.
"""

from collections.abc import Callable

from nexus.charts.bars import bars, memory
from nexus.charts.line import lines
from nexus.charts.svg import Panel, picture
from nexus.charts.table import read_csv
from nexus.charts.timeline import timeline
from nexus.core.errors import NexusError
from nexus.core.results import Rows

__all__ = ["KINDS", "draw", "read_csv"]

KINDS: dict[str, Callable[[Rows], tuple[list[Panel], str]]] = {
    "bars": bars,
    "memory": memory,
    "timeline": timeline,
    "line": lines,
}
_MOST_ROWS = 100


def draw(kind: str, table: Rows, title: str) -> str:
    """Return the rows as an SVG element, named by its title and described in words.

    Raises NexusError for an unknown kind, for no rows or too many, and for what the kind cannot
    draw: a missing column, a value that is no number.
    """
    if kind not in KINDS:
        raise NexusError(f"no chart '{kind}'", hint=f"use one of {', '.join(KINDS)}")
    if not table.rows:
        raise NexusError("the chart has no rows", hint="return or print at least one")
    if len(table.rows) > _MOST_ROWS:
        hint = f"group them into {_MOST_ROWS} at most"
        raise NexusError(f"a chart of {len(table.rows)} rows", hint=hint)
    panels, description = KINDS[kind](table)
    return picture(panels, title, description)
