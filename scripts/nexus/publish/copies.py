"""A page as Markdown for those who read no HTML: what its author wrote, with what it gave.

Fences that become pictures are replaced by words, and links to pages lead to their Markdown.
"""

import posixpath
import re
from collections.abc import Callable, Mapping

from nexus import fences
from nexus.fences import Fence
from nexus.publish.page import Page

_LINK = re.compile(r"(?<=\]\()(?P<target>[^)\s#?]+\.md)(?=[)#?\s])")

Words = Callable[[str], str]


def text(page: Page, pages: Mapping[str, Page], words: Mapping[str, Words]) -> str:
    """The Markdown of a page for its address beside the HTML.

    `pages` are all pages by their path; `words` gives, by the language of a fence, the Markdown
    that stands for a fence with that body.
    """
    lines = page.markdown.split("\n")
    for fence in reversed(list(fences.find(page.markdown, *words))):
        lines[fence.line - 1 : fence.end] = _instead(fence, words[fence.language])
    linked = _LINK.sub(lambda found: _target(found["target"], page, pages), "\n".join(lines))
    return f"{linked.strip()}\n"


def _instead(fence: Fence, words: Words) -> list[str]:
    return [f"{fence.indent}{line}".rstrip() for line in words(fence.body).split("\n")]


def _target(link: str, page: Page, pages: Mapping[str, Page]) -> str:
    """Where a link to another page's file leads from the page's copy."""
    path = posixpath.normpath(posixpath.join(page.folder.as_posix(), link))
    if path not in pages:
        return link
    return posixpath.relpath(pages[path].copy, posixpath.dirname(page.copy) or ".")
