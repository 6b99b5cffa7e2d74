"""The fonts of the pages, trimmed to what the pages use.

A variable font brings every weight and every typographic feature. Pages use the weights between
normal and extra bold, and features that place characters, not those that change their shapes: a
`->` in code stays the two characters that were typed. Every character of the file is kept.
"""

import hashlib
import io
from pathlib import Path

from nexus.core.cache import Cache

WEIGHTS = (400, 800)
FEATURES = ["ccmp", "kern", "locl", "mark", "mkmk", "tnum"]


def trimmed(file: Path, cache: Cache) -> bytes:
    """Return a WOFF2 font with the weights and features that pages use; the cache keeps it.

    Without fontTools, the content of the file as it is.
    """
    content = file.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    try:
        return cache.get_or_make(["font", digest, WEIGHTS, FEATURES], lambda: _trim(content))
    except ImportError:
        return content


def _trim(content: bytes) -> bytes:
    # fontTools takes a while to import: only a font that is not kept needs it.
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    font = instancer.instantiateVariableFont(
        TTFont(io.BytesIO(content), recalcTimestamp=False), {"wght": WEIGHTS}
    )
    plain = io.BytesIO()
    font.flavor = None
    font.save(plain)
    font = TTFont(plain, recalcTimestamp=False)
    options = subset.Options(layout_features=FEATURES, hinting=False, notdef_outline=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap())
    subsetter.subset(font)
    made = io.BytesIO()
    font.flavor = "woff2"
    font.save(made)
    return made.getvalue()
