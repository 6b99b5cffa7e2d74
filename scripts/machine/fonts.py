"""The fonts of the pages, trimmed to what the pages use: once for a clone, and for a wheel.

A variable font brings every weight and every typographic feature. Pages use the weights between
normal and extra bold, and features that place characters, not those that change their shapes: a
`->` in code stays the two characters that were typed. Every character of the file is kept.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from nexus.build import npm

WEIGHTS = (400, 800)
FEATURES = ["ccmp", "kern", "locl", "mark", "mkmk", "tnum"]


def trim(packages: Path) -> None:
    """Trim the fonts of a folder of npm packages that are not yet, to where pages look first.

    Raises ImportError without fontTools.
    """
    for font in npm.fonts(packages):
        if font.whole.is_file() and not font.trimmed.is_file():
            font.trimmed.parent.mkdir(exist_ok=True)
            font.trimmed.write_bytes(trimmed(font.whole.read_bytes()))


def trimmed(content: bytes) -> bytes:
    """Return a font as WOFF2, with the weights and features that pages use."""
    # A wheel is also built, and its packages are looked at, where no font is trimmed.
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


if __name__ == "__main__":
    shutil.rmtree(Path(sys.argv[1], npm.TRIMMED), ignore_errors=True)
    trim(Path(sys.argv[1]))
