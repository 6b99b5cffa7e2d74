"""The remark of a demonstration: what is not the author's journal says so once on its page.

A whole page is one by `demonstration: true` in its front matter, a section by `{ .demonstration }`
on its heading.
"""

import re

_REMARK = "Demonstration: written for this site, not part of the journal."
_TITLE = re.compile(r"</h1>")
_SECTION = re.compile(
    r'<(?P<level>h[1-6])\b[^>]*\bclass="(?:[^"]* )?demonstration[" ].*?</(?P=level)>', re.DOTALL
)


def remarked(html: str, *, whole: bool) -> str:
    """Return a page with the remark: below its title if all of it is one, else at its first section."""
    remark = f'<p class="nx-demonstration">{_REMARK}</p>'
    if not whole:
        return _SECTION.sub(lambda found: f"{found[0]}{remark}", html, count=1)
    if _TITLE.search(html):
        return _TITLE.sub(lambda end: f"{end[0]}{remark}", html, count=1)
    return f"{remark}{html}"
