"""Highlighted code without the elements that change nothing, in reach of the keyboard, and sized.

Pygments wraps every name and every space in an element of its own. They look like the text around
them, and on a page with much code they are most of all its elements. The theme looks only at code
that is in view whether it scrolls; until then all of it may, and so can be reached. Code is laid out
when it comes into view, too; the number of its lines gives it its room before that.
"""

import re

# Names and white space: no style sheet gives them a colour of their own.
_CODE = re.compile(r"(<pre[^>]*><span></span><code)(>.*?</code>)", re.DOTALL)
_PLAIN = re.compile(r'<span class="(?:n|w)">([^<]*)</span>')


def lightened(html: str) -> str:
    """Return the HTML of a page without the elements around plain tokens of its code."""
    return _PLAIN.sub(r"\1", html)


def framed(html: str) -> str:
    """Return the HTML of a page whose code can be focused, and states how many lines it has."""
    return _CODE.sub(_frame, html)


def _frame(found: re.Match[str]) -> str:
    start, code = found.groups()
    lines = code.removesuffix("</code>").removesuffix("\n").count("\n") + 1
    return f'{start} tabindex="0" style="--nx-lines:{lines}"{code}'
