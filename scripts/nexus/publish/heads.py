"""Puts tags into the head of a page, and styles and scripts where they belong.

The page is whatever a theme made of it. What the theme says already stays as it said it, unless the
page is one of ours.
"""

import re

from nexus.publish.metadata import Tags

_HEAD = re.compile(r"</head>", re.IGNORECASE)
_BODY = re.compile(r"</body>", re.IGNORECASE)
_TITLE = r"<title\b[^>]*>.*?</title>"
_CANONICAL = r"""<link\b[^>]*\brel=["']?canonical\b[^>]*>"""
# A page that was made small has no quotes.
_NAMED = r"""<(?:meta|link)\b[^>]*\b(?:name|property|type)=["']?{}(?=["'\s/>])[^>]*>"""
_DATA = r"""<script\b[^>]*\btype=["']?application/ld\+json\b[^>]*>.*?</script>"""
_OWN = {"title": _TITLE, "canonical": _CANONICAL, "application/ld+json": _DATA}


def with_tags(html: str, tags: Tags, *, replace: bool) -> str:
    """Return a page with these tags at the end of its head, except those that it has already.

    With `replace`, ours take the place of the page's own. A page without a head stays as it is.
    """
    end = _HEAD.search(html)
    if end is None:
        return html
    head, new = html[: end.start()], []
    for name, tag in tags.items():
        pattern = _OWN.get(name) or _NAMED.format(re.escape(name))
        found = re.search(pattern, head, re.IGNORECASE | re.DOTALL)
        if found is None:
            new.append(f"{tag}\n")
        elif replace:
            head = f"{head[: found.start()]}{tag}{head[found.end() :]}"
    return "".join((head, *new, html[end.start() :]))


def with_style(html: str, address: str) -> str:
    """Return a page with a link to a style sheet at the end of its head."""
    return _HEAD.sub(lambda end: f'<link rel="stylesheet" href="{address}">\n{end[0]}', html, 1)


def with_script(html: str, address: str) -> str:
    """Return a page that loads a script module at the end of its body."""
    ends = list(_BODY.finditer(html))
    if not ends:
        return html
    tag = f'<script type="module" fetchpriority="low" src="{address}"></script>'
    return f"{html[: ends[-1].start()]}{tag}\n{html[ends[-1].start() :]}"
