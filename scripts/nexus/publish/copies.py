"""A page as Markdown for those who read no HTML: what its author wrote, with what it gave.

Fences that become pictures are replaced by words. Links are relative to the copy, which lies beside
the page's HTML; a link to a page leads to its Markdown.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import compress, groupby
from operator import itemgetter
from urllib.parse import quote, unquote

from nexus.pages.fences import Fence
from nexus.pages.prose import prose
from nexus.pages.written import Written
from nexus.publish import readable
from nexus.publish.metadata import Tags
from nexus.publish.page import Page

# What may look like a link and is none, and where the target of a link stands.
_LINK = re.compile(
    r"\\.|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)"
    r"|<!--.*?-->|<(?P<tag>code|pre)\b.*?</(?P=tag)>"
    r"|(?P<before>\]\([ ]*"
    r"|^[ ]*\[(?!\^)[^\]\n]+\]:[ \t]+(?=(?:<[^<>\n]*>|\S+)[ \t]*(?:[\"'(][^\n]*)?$))"
    r"(?:<(?P<marked>[^<>\n]*)>|(?P<bare>[^\s()<>]+(?:\([^\s()]*\)[^\s()<>]*)*))",
    re.DOTALL | re.MULTILINE,
)
_ELSEWHERE = re.compile(r"[A-Za-z][\w+.-]*:|[/#?]|$")
# A line that lines further in belong to: of a list, a note, a tab, a definition, or HTML.
_CONTAINER = re.compile(r"(?:[-*+]|\d+[.)]|:)[ \t]|!!!|\?\?\?|===|\[\^|<")
_INDENT = 4

Words = Callable[[Fence], str]


def tags(page: Page) -> Tags:
    """Return the tag by which a page names its copy, which lies beside it."""
    # With a second word: Material's script fetches a site map beside what is `alternate` alone.
    kind, file = "text/markdown", quote(posixpath.basename(page.copy))
    return {kind: f'<link rel="alternate copy" type="{kind}" title="Markdown" href="{file}">'}


def text(
    page: Page,
    written: Written,
    pages: Mapping[str, Page],
    words: Words,
    expand: Callable[[str], str] = str,
) -> str:
    """Return the Markdown of a page, its links as seen from its address beside the HTML.

    `written` is the page as its author wrote it, and `pages` are all pages by their path. `words`
    gives the Markdown that replaces a fence, its links as seen from the file of the page.
    """
    lines = written.text.split("\n")
    for fence in reversed([fence for fence in written.fences if fence.line]):
        shown = (f"{fence.indent}{line}".rstrip() for line in words(fence).split("\n"))
        lines[fence.line - 1 : fence.end] = shown
    linked = _linked(expand("\n".join(lines)), page, pages)
    return f"{linked.strip()}\n"


def _linked(written: str, page: Page, pages: Mapping[str, Page]) -> str:
    """A text whose links, but for what is code, lead from the page's copy."""
    lead = cache(lambda target: _target(target, page, pages))

    def link(found: re.Match[str]) -> str:
        if found["before"] is None:
            return found[0]
        marked, target = found["marked"], found["marked"] or found["bare"] or ""
        led = lead(target)
        return f"{found['before']}{led if marked is None else f'<{led}>'}"

    lines, shown = written.split("\n"), []
    are_code = list(_code(prose(written), lines))
    kept = readable.kept(lines, are_code)
    # Lines of code stay as they are; a link may go on in the next line of a text.
    for is_code, part in groupby(compress(zip(are_code, lines, strict=True), kept), itemgetter(0)):
        joined = "\n".join(line for _, line in part)
        shown.append(joined if is_code else readable.words(_LINK.sub(link, joined)))
    return "\n".join(shown)


def _code(words_only: list[str], lines: list[str]) -> Iterator[bool]:
    """Whether each line is code: of a fence, which is no prose, or as far in as code stands."""
    around: list[tuple[int, bool]] = []
    may_begin = True
    for words, line in zip(words_only, lines, strict=True):
        indent = len(line) - len(line.lstrip(" "))
        is_code = bool(line.strip() and not words.strip())
        if words.strip():
            around = [(at, holds) for at, holds in around if at < indent]
            at, holds = around[-1] if around else (0, False)
            is_code = may_begin and indent >= at + _INDENT * (1 + holds)
            if not is_code:
                around.append((indent, bool(_CONTAINER.match(line.lstrip(" ")))))
        yield is_code
        may_begin = is_code or not line.strip()


def _target(link: str, page: Page, pages: Mapping[str, Page]) -> str:
    """Where a link of the page leads from its copy."""
    if _ELSEWHERE.match(link):
        return link
    own = re.split("[?#]", link, maxsplit=1)[0]
    path = posixpath.normpath(posixpath.join(page.folder.as_posix(), unquote(own)))
    file = pages[path].copy if path in pages else path
    led = posixpath.relpath(file, posixpath.dirname(page.copy) or ".")
    slash = "/" if own.endswith("/") else ""
    return f"{quote(led)}{slash}{link.removeprefix(own)}"
