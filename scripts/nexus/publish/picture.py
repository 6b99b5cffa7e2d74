"""The picture of a page that its card shows: a diagram or a chart, as SVG in the light colours."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nexus.erd import Drawing, Options, svg

if TYPE_CHECKING:
    from nexus.choices import Columns

# A diagram that would be drawn smaller than this is drawn with fewer columns instead.
LEGIBLE = 0.75

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
        ".chart .fill-on-run,.chart .fill-label{dominant-baseline:central}",
        *(f".chart .fill-{name}{{fill:{colour}}}" for name, colour in _FILLS.items()),
        *(f".chart .stroke-{name}{{stroke:{colour}}}" for name, colour in _STROKES.items()),
    ]
)
_VIEW = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


@dataclass(frozen=True)
class Picture:
    """An SVG element, and the size it is drawn for."""

    svg: str
    width: float
    height: float

    def scale(self, width: float, height: float) -> float:
        """How large it can be in that room, 1 being the size it is drawn for."""
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
    """A diagram's picture, with as many columns as stay legible.

    `draw` makes the diagram of options, and `scale` tells how large a card shows a picture.
    """
    fewer: dict[Columns, tuple[Columns, ...]] = {"all": ("keys", "none"), "keys": ("none",)}
    picture = _drawn(draw(options))
    for columns in fewer.get(options.columns, ()):
        if scale(picture) >= LEGIBLE:
            break
        picture = _drawn(draw(replace(options, columns=columns)))
    return picture


def _drawn(drawing: Drawing) -> Picture:
    return Picture(drawing.file(), *svg.size(drawing.layout))


def of_chart(element: str) -> Picture:
    """A chart's picture; `element` is SVG that begins with its `viewBox`."""
    found = _VIEW.search(element)
    if found is None:
        raise ValueError("the chart has no viewBox")
    width, height = map(float, found.groups())
    return Picture(f"<style>{_CHART_STYLES}</style>{element}", width, height)
