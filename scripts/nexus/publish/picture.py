"""The picture of a page that its card shows: a diagram or a chart, as SVG in the light colours."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from nexus.core.choices import Columns
from nexus.erd import svg
from nexus.erd.drawing import Drawing
from nexus.erd.layout import MARK_SIZE, NAME_SIZE, TITLE_SIZE
from nexus.erd.options import Options
from nexus.publish import lettering

# The least height of letters on a card, which a feed shows at half its size. A diagram whose
# letters would be smaller is drawn with fewer columns instead, and then with fewer tables.
LEGIBLE = 16.0
_FEWER: Mapping[Columns, tuple[Columns, ...]] = {"all": ("keys", "none"), "keys": ("none",)}
# How many neighbours of a table are tried, where all of them are too many.
_NEIGHBOURS = (6, 3)

# The values of theme/assets/css/tokens.css that theme/assets/css/evidence-charts.css names.
_FILLS = {
    "series-1": "#2a44b5",
    "series-2": "#0a6450",
    "series-3": "#84480a",
    "series-4": "#a8246a",
    "text": "#1e2433",
    "muted": "#535c75",
    "label": "#1e2433",
    "track": "#dfe3ef",
    "run": "#2a44b5",
    "on-run": "#ffffff",
    "wait": "#eef1fc",
    "blocked": "#fcf3e4",
}
_STROKES = {
    **{name: colour for name, colour in _FILLS.items() if name.startswith("series")},
    "grid": "#dfe3ef",
    "wait-line": "#535c75",
    "blocked-line": "#84480a",
}
_CHART_STYLES = "".join(
    [
        ".chart{fill:none;font-family:Inter}",
        *(f".chart .fill-{name}{{fill:{colour}}}" for name, colour in _FILLS.items()),
        *(f".chart .stroke-{name}{{stroke:{colour}}}" for name, colour in _STROKES.items()),
    ]
)
# The room of a figure in words, and the sizes of its letters.
_ROOM, _GAP = 560.0, 14.0
_LARGE = ((64, 3), (56, 4), (48, 5), (40, 6))
_SMALL = ((26, 1), (22, 2))
_VIEW = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_SIZE = re.compile(r'font-size="([\d.]+)"')


@dataclass(frozen=True)
class Picture:
    """An SVG element, the size it is drawn for, and that of its smallest letters."""

    svg: str
    width: float
    height: float
    letters: float = LEGIBLE

    def scale(self, width: float, height: float) -> float:
        """Return the scale at which it fills that room, 1 being the size it is drawn for."""
        return min(width / self.width, height / self.height)


@dataclass(frozen=True)
class Subject:
    """What a picture shows, in words, and how to draw it; `key` names all that it depends on."""

    title: str
    key: object
    draw: Callable[[], Picture]


def of_diagram(
    options: Options, draw: Callable[[Options], Drawing], scale: Callable[[Picture], float]
) -> Picture:
    """Return a diagram's picture, with as many columns and tables as stay legible.

    `draw` draws the diagram with given options, and `scale` gives a picture's scale on a card.
    """
    drawing = draw(options)
    picture = _drawn(drawing)
    for fewer in _smaller(options, drawing):
        if picture.letters * scale(picture) >= LEGIBLE:
            break
        picture = _drawn(draw(fewer))
    return picture


def _smaller(options: Options, drawing: Drawing) -> Iterator[Options]:
    """Options that ask for less and less of what a diagram shows; of a map only for some tables."""
    schema = drawing.schema
    for columns in () if drawing.groups else _FEWER.get(options.shown_columns, ()):
        yield replace(options, columns=columns)
    if not schema.tables:
        return
    named = (schema.find(name).id for name in options.tables[:1])
    centre = next(named, max(schema.by_id, key=lambda table: len(schema.neighbours[table])))
    around = [table for table in schema.by_id if table in schema.neighbours[centre]]
    for most in _NEIGHBOURS:
        tables = (centre, *around[:most])
        if len(tables) < len(schema.tables):
            yield replace(options, tables=tables, depth=0, columns="none")
    yield replace(options, tables=(centre,), depth=0, columns="keys")
    yield replace(options, tables=(centre,), depth=0, columns="none")


def _drawn(drawing: Drawing) -> Picture:
    has_rows = any(box.card.rows for box in drawing.layout.boxes)
    smallest = NAME_SIZE if drawing.groups else MARK_SIZE if has_rows else TITLE_SIZE
    return Picture(drawing.file(), *svg.size(drawing.layout), smallest * svg.PIXELS_PER_POINT)


def of_words(words: str, exact: str) -> Picture:
    """Return the picture of a figure: its words in large letters, the exact numbers below them."""
    large = lettering.fit(lettering.shown(words, "") or exact, _ROOM, _LARGE)
    small = lettering.fit(lettering.shown(exact, ""), _ROOM, _SMALL)
    height = large.height + (small.height + _GAP if small.lines else 0)
    width = max(large.width, small.width)
    drawn = lettering.svg(large, 0, 0, _FILLS["run"], width)
    below = lettering.svg(small, 0, large.height + _GAP, _FILLS["muted"], width)
    return Picture(f'<g font-weight="700">{drawn}{below}</g>', width, height)


def of_chart(element: str) -> Picture:
    """Return a chart's picture; `element` is SVG. Raises ValueError if it has no `viewBox`."""
    found = _VIEW.search(element)
    if found is None:
        raise ValueError("the chart has no viewBox")
    width, height = map(float, found.groups())
    letters = min(map(float, _SIZE.findall(element)), default=LEGIBLE)
    return Picture(f"<style>{_CHART_STYLES}</style>{element}", width, height, letters)
