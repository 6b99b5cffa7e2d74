"""The style sheet of all figures in one file, for a site that has a theme of its own.

Diagrams, results, charts and query plans look as they do on this project's site, but in the colours
of the other site: `styles/guest.css` gives our names of colours the values of Material's. The other
sheets are part of the theme.
"""

from pathlib import Path

from nexus.erd import palette

ADDRESS = "assets/nexus/figures.css"

_OWN = Path(__file__).parent
_THEME = Path(__file__).parents[1] / "theme" / "assets" / "css"
_EVIDENCE = ("evidence.css", "evidence-charts.css", "evidence-plans.css")


def text() -> str:
    """The text of the style sheet."""
    sheets = [_OWN / "guest.css", *(_THEME / name for name in _EVIDENCE)]
    return "\n".join([palette.page_styles(), *(sheet.read_text("utf-8") for sheet in sheets)])
