"""The permanent links beside headings, each called after its heading.

Python-Markdown calls all of them the same, so that a list of the links of a page tells nothing.
"""

import re

_HEADING = re.compile(
    r"(?P<before><h(?P<level>[1-6])\b[^>]*>(?P<title>(?:(?!</h(?P=level)>).)*?)"
    r'<a class="headerlink"[^>]*?)(?P<label> title="(?P<words>[^"]*)")?>(?P<sign>[^<]*)</a>',
    re.DOTALL,
)
_TAG = re.compile(r"<[^>]*>")


def named(html: str) -> str:
    """Return the HTML of a page in which each permanent link names its heading."""
    return _HEADING.sub(_named, html)


def _named(found: re.Match[str]) -> str:
    title = " ".join(_TAG.sub("", found["title"]).split()).replace('"', "&quot;")
    words = found["words"] or "Permanent link"
    label = f' title="{words}" aria-label="{words}: {title}"'
    return f"{found['before']}{label}>{found['sign']}</a>"
