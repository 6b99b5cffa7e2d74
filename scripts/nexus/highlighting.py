"""Highlighted code without the elements that change nothing.

Pygments wraps every name and every space in an element of its own. They look like the text around
them, and on a page with much code they are most of all its elements.
"""

import re

# Names and white space: no style sheet gives them a colour of their own.
_PLAIN = re.compile(r'<span class="(?:n|w)">([^<]*)</span>')


def lightened(html: str) -> str:
    """The HTML of a page with plain tokens of its code as plain text."""
    return _PLAIN.sub(r"\1", html)
