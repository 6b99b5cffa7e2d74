"""Files of a site that are those of a package which this program pins, byte for byte.

PGlite brings samples of PostgreSQL's own configuration, in which a search for secrets finds some, and
Pyodide the whole library of Python. Mermaid is as much text as all pages of a small site.
"""

import gzip
import zlib
from functools import cache
from pathlib import Path, PurePosixPath

from nexus.build import npm
from nexus.core.cache import Cache
from nexus.examples.live import part
from nexus.examples.live.bundle import Bundle
from nexus.examples.live.interpreter import Interpreter


def is_of_package(path: str, content: bytes) -> bool:
    """Tell whether a file at a path below a site is one of these packages', as installed here."""
    if not part.is_part(path, content):
        file = _assets().get(PurePosixPath(path).name)
        return file is not None and file.read_bytes() == content
    none = Cache(Path())
    folders = (Bundle(npm.PACKAGES, none).folder, Interpreter(npm.PACKAGES, none).folder)
    files = (folder / part.name(path) for folder in folders)
    known = [file.read_bytes() for file in files if file.is_file()]
    return content in known or (bool(known) and _unpacked(content) in known)


@cache
def _assets() -> dict[str, Path]:
    return {asset.path.name: asset.path for asset in npm.assets()}


def _unpacked(content: bytes) -> bytes:
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        return b""
