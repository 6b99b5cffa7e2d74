"""The modules that a page loads when a reader presses Run: ours, and CodeMirror's.

CodeMirror comes as modules that import each other by the names of their packages, which a browser
cannot resolve: these become addresses.
"""

import gzip
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from nexus.core.cache import Cache
from nexus.core.packages import EDITOR, LANGUAGES
from nexus.examples.live.part import FOLDER

OWN = Path(__file__).parents[2] / "theme" / "live"
# What only one language needs; all others need all pages.
_ONLY = {
    "sql": ("language-sql", "postgres", "reads", "worker-sql"),
    "python": ("alone", "language-python", "python", "worker-python"),
}
_IMPORT = re.compile(r"""^((?:import|export)\b[^;'"]*?\bfrom\s*)(['"])([^'"]+)\2""", re.MULTILINE)


def texts(packages: Path, language: str) -> Iterator[tuple[str, str]]:
    """Yield the address and text of every module for examples in a language."""
    others = {name for other, names in _ONLY.items() if other != language for name in names}
    for file in sorted(OWN.glob("*.js")):
        if file.stem not in others:
            yield f"{FOLDER}/{file.name}", file.read_text("utf-8")
    for package, module in editor(language).items():
        text = (packages / package / module).read_text("utf-8")
        yield f"{FOLDER}/editor/{_file(package)}", linked(text)


def kept(texts: Mapping[str, str]) -> list[str]:
    """Return the modules of a worker, which a browser keeps for when there is no network.

    They are named as below their folder; the one that a worker begins with is the last.
    """
    known = {address.removeprefix(f"{FOLDER}/"): text for address, text in texts.items()}
    found = [name for name in known if name.startswith("worker-")]
    for name in found:
        named = (other for other in known if PurePosixPath(other).name in known[name])
        found += [other for other in named if other not in found]
    return found[::-1]


def editor(language: str) -> dict[str, str]:
    """Return each package of the editor for a language, with its module."""
    return {**EDITOR, **LANGUAGES[language]}


def linked(text: str) -> str:
    """Return a module that imports others of the editor by their addresses."""
    known = EDITOR.keys() | LANGUAGES["sql"].keys() | LANGUAGES["python"].keys()

    def address(found: re.Match[str]) -> str:
        name = f"./{_file(found[3])}" if found[3] in known else found[3]
        return f"{found[1]}{found[2]}{name}{found[2]}"

    return _IMPORT.sub(address, text)


def _file(package: str) -> str:
    return f"{package.removeprefix('@').replace('/', '-')}.js"


def size(texts: Mapping[str, str], cache: Cache) -> int:
    """Return how many bytes modules take on their way to a browser, compressed."""

    def measure() -> bytes:
        return str(sum(len(gzip.compress(text.encode())) for text in texts.values())).encode()

    return int(cache.get_or_make(["size", list(texts.items())], measure))
