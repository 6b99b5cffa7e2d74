"""The names in the lists beside a page, which may break where one of their words ends.

A browser breaks no line after a dot or an underscore, and Material cuts what is too long for a line.
"""

import re

_NAME = re.compile(r'(?<=<span class="md-ellipsis">)[^<]+')
_END = re.compile(r"[._]+(?=\w)")


def breakable(html: str) -> str:
    """Return the HTML of a page in which the names of a list break after dots and underscores."""
    return _NAME.sub(lambda name: _END.sub(r"\g<0><wbr>", name[0]), html)
