"""What pages of the index load: styles, fonts and search of the theme, by the palette of the system.

A page of the index has no switch of palettes, and works without a script: what the theme ties to
its switch is tied to what the system prefers.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from nexus.build import npm

_THEME = Path(__file__).parents[1] / "theme"
_FONT = "assets/fonts/inter-"
_FACE = re.compile(r'@font-face \{[^}]*url\("../fonts/([^"]+)"\)[^}]*\}\n*')
_DARK = re.compile(r'\[data-md-color-scheme="slate"\] (\{[^}]*\})')
_ANY = re.compile(r'\[data-md-color-scheme(="default")?\] ')


def files() -> Iterator[tuple[str, bytes]]:
    """Yield the path and content of each file that pages load."""
    fonts = {asset.uri: asset.path for asset in npm.assets() if asset.uri.startswith(_FONT)}
    tokens = (_THEME / "assets/css/tokens.css").read_text("utf-8")
    there = _FACE.sub(lambda face: face[0] if f"assets/fonts/{face[1]}" in fonts else "", tokens)
    dark = _DARK.sub(r"@media (prefers-color-scheme: dark) { :root \1 }", there)
    own = (_THEME / "cohort/cohort.css").read_text("utf-8")
    yield "assets/css/cohort.css", f"{_ANY.sub(':root ', dark)}\n{own}".encode()
    yield "assets/cohort.js", (_THEME / "cohort/cohort.js").read_bytes()
    yield "assets/parts.js", (_THEME / "assets/js/parts.js").read_bytes()
    yield "assets/favicon.svg", (_THEME / "look/assets/images/favicon.svg").read_bytes()
    for address, file in fonts.items():
        yield address, file.read_bytes()
