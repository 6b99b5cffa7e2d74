"""Tables of a page's text in a frame, so that a wide one scrolls inside it.

The theme's script puts such a frame around each table that has no class, and lays the page out anew
for that. Here it is part of the page, which so is the same without scripts.
"""

import re

_TABLE = re.compile(r"<table>((?:(?!<table\b).)*?)</table>", re.DOTALL)
_FRAMED = (
    '<div class="md-typeset__scrollwrap"><div class="md-typeset__table">'
    r'<table class="nx-plain">\1</table></div></div>'
)


def framed(html: str) -> str:
    """Return the HTML of a page with a frame around each table without attributes."""
    return _TABLE.sub(_FRAMED, html)
