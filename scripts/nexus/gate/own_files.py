"""Files of a site that are those of a package which this program pins, byte for byte.

PGlite brings samples of PostgreSQL's own configuration, in which a search for secrets finds some.
"""

import gzip
import zlib
from pathlib import Path

from nexus.build import npm
from nexus.core.cache import Cache
from nexus.examples.live import part
from nexus.examples.live.bundle import Bundle


def is_of_package(path: str, content: bytes) -> bool:
    """Tell whether a file at a path below a site is one of PGlite's, as it is installed here."""
    file = Bundle(npm.PACKAGES, Cache(Path())).folder / part.name(path)
    if not (part.is_part(path, content) and file.is_file()):
        return False
    return file.read_bytes() in (content, _unpacked(content))


def _unpacked(content: bytes) -> bytes:
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        return b""
