"""Highlighted code without the elements that change nothing, and in reach of the keyboard.

Pygments wraps every name and every space in an element of its own. They look like the text around
them, and on a page with much code they are most of all its elements. The theme looks only at code
that is in view whether it scrolls; until then all of it may, and so can be reached.
"""

import re

# Names and white space: no style sheet gives them a colour of their own.
_CODE = re.compile(r"(<pre[^>]*><span></span><code)>")
_PLAIN = re.compile(r'<span class="(?:n|w)">([^<]*)</span>')


def lightened(html: str) -> str:
    """The HTML of a page with plain tokens of its code as plain text."""
    return _PLAIN.sub(r"\1", html)


def reachable(html: str) -> str:
    """The HTML of a page whose blocks of code can have the focus."""
    return _CODE.sub(r'\1 tabindex="0">', html)
