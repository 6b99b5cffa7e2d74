"""The style sheet of all figures in one file, for a site that keeps its own look.

Figures look as they do in the look of a portfolio, but in the colours of the site: `borrowed.css`
gives our names of colours the values of Material's, and elsewhere those of the platform.
"""

import re
from pathlib import Path

from nexus.erd import palette

# What only Material has, and what stands for it elsewhere: its dark palette, and the text of a page.
_ANYWHERE = (
    (
        re.compile(r"""\[data-md-color-scheme="?slate"?\]"""),
        ":is([data-md-color-scheme=slate],[data-bs-theme=dark])",
    ),
    (re.compile(r"\.md-typeset\b(?!_)"), ':is(.md-typeset,[role="main"])'),
)
ADDRESS = "assets/nexus/figures.css"

_OWN = Path(__file__).with_name("borrowed.css")
_THEME = Path(__file__).parents[1] / "theme" / "assets" / "css"
_SHEETS = (
    *("viewer", "evidence", "evidence-charts", "evidence-plans", "run", "proof", "author", "share"),
    "joins",
)


def text() -> str:
    """Write the style sheet."""
    sheets = [_OWN, *(_THEME / f"{name}.css" for name in _SHEETS)]
    css = "\n".join([palette.page_styles(), *(sheet.read_text("utf-8") for sheet in sheets)])
    for theirs, anywhere in _ANYWHERE:
        css = theirs.sub(anywhere, css)
    return css
