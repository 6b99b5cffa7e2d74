"""The web manifest and the icons that it names, drawn from the site's mark."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import resvg_py

from nexus.publish.metadata import known
from nexus.publish.page import Website

PATH = "site.webmanifest"
ICON = "assets/icons/icon-512.png"
TOUCH_ICON = "assets/icons/touch.png"

_COLOUR, _GROUND = "#1a2a6c", "#fbfbfe"
_OWN_MARK = Path(__file__).parent / "mark.svg"
_TOUCH_SIZE = 180
# The path of each icon that the manifest names, its size in pixels, and what it is for.
_ICONS = (
    ("assets/icons/icon-192.png", 192, "any"),
    (ICON, 512, "any"),
    ("assets/icons/maskable-512.png", 512, "maskable"),
)
# A launcher may cut an icon to a circle of 80 % of it: there the mark is smaller, on its colour.
_SAFE = 0.7


def text(website: Website) -> str:
    """Return the text of the manifest; its addresses are relative to it."""
    facts = {
        "name": website.name,
        "description": website.description,
        "lang": website.language,
        "start_url": "./",
        "scope": "./",
        "display": "browser",
        "theme_color": _COLOUR,
        "background_color": _GROUND,
        "icons": [
            {"src": path, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for path, size, purpose in _ICONS
        ],
    }
    return json.dumps(known(facts), indent=2, ensure_ascii=False) + "\n"


def tags(up: str) -> dict[str, str]:
    """Return the tags by which a page names the manifest; `up` leads from it to the first page."""
    return {
        "apple-touch-icon": f'<link rel="apple-touch-icon" href="{up}{TOUCH_ICON}">',
        "manifest": f'<link rel="manifest" href="{up}{PATH}">',
    }


def mark(places: Iterable[Path]) -> str:
    """Return the text of the first of these SVG files that is there, or else this package's mark."""
    found = (file for file in places if file.suffix == ".svg" and file.is_file())
    return next(found, _OWN_MARK).read_text("utf-8")


def icons(mark: str) -> Iterator[tuple[str, bytes]]:
    """Yield the address and the PNG of each icon; `mark` is the text of a square SVG file."""
    for path, size, purpose in _ICONS:
        yield path, _png(_inset(mark) if purpose == "maskable" else mark, size)
    yield TOUCH_ICON, _png(mark, _TOUCH_SIZE, background=_COLOUR)


def _png(svg: str, size: int, background: str | None = None) -> bytes:
    made = resvg_py.svg_to_bytes(
        svg_string=svg, width=size, height=size, background=background, skip_system_fonts=True
    )
    return bytes(made)


def _inset(mark: str) -> str:
    edge = 50 * (1 - _SAFE)
    place = f'x="{edge:g}" y="{edge:g}" width="{100 * _SAFE:g}" height="{100 * _SAFE:g}"'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
        f'<rect width="100" height="100" fill="{_COLOUR}"/><svg {place}>{mark}</svg></svg>'
    )
