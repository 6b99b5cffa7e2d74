"""The sections of a page: where each starts and ends, its anchor, and what it can show.

A section reaches from its heading to the next heading of the same or a higher level. Its anchor is
the one that the page will have, so a link to it is checked without building the site.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from markdown.extensions.toc import slugify as toc_slugify
from markdown.extensions.toc import unique

from nexus.pages.fences import Fence
from nexus.pages.prose import plain, prose

# Makes the anchor of a heading of its title, and of what stands between its words.
Slugify = Callable[[str, str], str]

_DIAGRAMS = {"erd", "mermaid"}
_EXAMPLES = {"nexus-normal-form"}
_HEADING = re.compile(r"(?P<marks>#{1,6})[ \t]+(?P<title>.*?)(?:[ \t]+#+)?[ \t]*")
_ATTRIBUTES = re.compile(r"[ \t]*\{:?(?P<attributes>[^{}]*)\}$")


class Kind(StrEnum):
    """What may back a statement, from what shows most to what shows least."""

    EXAMPLE = "example"
    DIAGRAM = "diagram"
    ACCOUNT = "account"


@dataclass(frozen=True)
class Section:
    """A section of a page: its first and last line, and what it holds that can back a statement.

    `kinds` begins with what shows most, and always ends with an account. `shows` is the line of the
    first fence of that first kind; 0 if there is none.
    """

    title: str
    anchor: str
    line: int
    end: int
    kinds: tuple[Kind, ...]
    shows: int = 0


@dataclass(frozen=True)
class Heading:
    """A heading of a page: `level` is 1 for the title, `anchor` is its id in the page.

    `attributes` are those that stand in braces behind it.
    """

    level: int
    title: str
    anchor: str
    line: int
    attributes: str = ""


def read(text: str, fences: Iterable[Fence], slugify: Slugify = toc_slugify) -> list[Section]:
    """Return the sections of a page's Markdown, which has these fences.

    The first is the whole page, and has no anchor.
    """
    found = headings(text, slugify)
    evidence = {fence.line: kind for fence in fences if (kind := _kind(fence)) is not None}
    last = text.count("\n") + 1
    sections = [Section("", "", 1, last, *_shown(evidence, 1, last))]
    for number, heading in enumerate(found):
        later = (other.line for other in found[number + 1 :] if other.level <= heading.level)
        end = next(later, last + 1) - 1
        shown = _shown(evidence, heading.line, end)
        sections.append(Section(heading.title, heading.anchor, heading.line, end, *shown))
    return sections


def _kind(fence: Fence) -> Kind | None:
    """Return what a fence is as backing, or None."""
    if fence.is_run or fence.language in _EXAMPLES:
        return Kind.EXAMPLE
    return Kind.DIAGRAM if fence.language in _DIAGRAMS else None


def headings(text: str, slugify: Slugify = toc_slugify) -> list[Heading]:
    """Return the headings of a page's Markdown, with the anchors that they get in the page."""
    found: list[Heading] = []
    taken: set[str] = set()
    for number, line in enumerate(prose(text), start=1):
        if heading := _HEADING.fullmatch(line):
            title = plain(_ATTRIBUTES.sub("", heading["title"]))
            anchor = _given_id(heading["title"]) or unique(slugify(title, "-"), taken)
            taken.add(anchor)
            given = _ATTRIBUTES.search(heading["title"])
            attributes = given["attributes"].strip() if given else ""
            found.append(Heading(len(heading["marks"]), title, anchor, number, attributes))
    return found


def _given_id(title: str) -> str:
    found = _ATTRIBUTES.search(title)
    words = found["attributes"].split() if found else ()
    return next((word[1:] for word in words if word.startswith("#")), "")


def _shown(evidence: dict[int, Kind], first: int, last: int) -> tuple[tuple[Kind, ...], int]:
    """Give the kinds that lie between two lines, and the line where the first kind begins."""
    held = {line: kind for line, kind in evidence.items() if first <= line <= last}
    kinds = tuple(kind for kind in Kind if kind in held.values() or kind is Kind.ACCOUNT)
    return kinds, min((line for line, kind in held.items() if kind is kinds[0]), default=0)
