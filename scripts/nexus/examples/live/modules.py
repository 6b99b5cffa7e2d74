"""The modules that a page loads when a reader presses Run: ours, PGlite's, and CodeMirror's.

CodeMirror comes as modules that import each other by the names of their packages, which a browser
cannot resolve: these become addresses.
"""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from nexus.core.cache import Cache
from nexus.core.packages import EDITOR
from nexus.examples.live.bundle import Bundle
from nexus.examples.live.part import FOLDER

_OWN = Path(__file__).parents[2] / "theme" / "live"
_IMPORT = re.compile(r"""^((?:import|export)\b[^;'"]*?\bfrom\s*)(['"])([^'"]+)\2""", re.MULTILINE)


def texts(bundle: Bundle) -> Iterator[tuple[str, str]]:
    """Yield the address and text of every module."""
    for file in sorted(_OWN.glob("*.js")):
        yield f"{FOLDER}/{file.name}", file.read_text("utf-8")
    yield from bundle.modules()
    for package, module in EDITOR.items():
        text = (bundle.packages / package / module).read_text("utf-8")
        yield f"{FOLDER}/editor/{_file(package)}", linked(text)


def linked(text: str) -> str:
    """Return a module that imports others of `EDITOR` by their addresses."""

    def address(found: re.Match[str]) -> str:
        name = f"./{_file(found[3])}" if found[3] in EDITOR else found[3]
        return f"{found[1]}{found[2]}{name}{found[2]}"

    return _IMPORT.sub(address, text)


def _file(package: str) -> str:
    return f"{package.removeprefix('@').replace('/', '-')}.js"


def size(bundle: Bundle, cache: Cache) -> int:
    """Return how many bytes the modules take on their way to a browser, compressed."""
    key = ["size", [[address, text] for address, text in texts(bundle)]]

    def measure() -> bytes:
        return str(sum(len(gzip.compress(t.encode())) for _, t in texts(bundle))).encode()

    return int(cache.get_or_make(key, measure))
