"""The ways between two tables as a diagram: their tables, with the columns in keys."""

from nexus.erd.drawing import draw
from nexus.erd.options import Options
from nexus.schema.joins.search import Ways, tables
from nexus.schema.model import Schema


def svg(ways: Ways, schema: Schema) -> str:
    """Return the text of an SVG file that shows the tables of all shortest ways."""
    shown = tuple(dict.fromkeys(table for way in ways.shortest for table in tables(way)))
    title = f"The ways from {ways.start} to {ways.end}"
    return draw(schema, Options(shown, columns="keys", title=title, whole=True)).file()
