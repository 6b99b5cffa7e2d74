"""The statements of a week's page: the items of its lists, each with the links to what backs it.

An item with items below it only leads in to them: each of those is a statement, in the words of
both.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nexus.pages.prose import plain, prose
from nexus.proof import sections

_ITEM = re.compile(r"(?P<indent> *)(?:[-*+]|\d+[.)])[ \t]+(?P<words>.*)")
_LINK = re.compile(r"\[(?P<words>[^\]]*)\]\((?P<target>[^()\s]*)\)\{:?(?P<attributes>[^{}]*)\}")
_IN_TEXT = re.compile(rf"(?P<ticks>`+).+?(?P=ticks)|{_LINK.pattern}", re.DOTALL)
_MARK = ".proof"
# Words of a link that do not name its target.
_UNNAMED = {"", "proof"}


@dataclass(frozen=True)
class Link:
    """A link to what backs a statement: its target, its line, and its words if they name it."""

    target: str
    line: int
    words: str = ""


@dataclass(frozen=True)
class Claim:
    """What a page states in an item of a list.

    `headings` are those above it, the page's title left out; `text` is without marks and links, and
    `own` are those of its words that stand in the item itself.
    """

    page: str
    line: int
    headings: tuple[str, ...]
    text: str
    links: tuple[Link, ...]
    own: str = ""


@dataclass
class _Item:
    """An item of a list as it is written: its indent, its lines, and the item it belongs to."""

    line: int
    indent: int
    lines: list[str]
    lead: "_Item | None"
    leads: bool = False


def read(page: str, text: str) -> list[Claim]:
    """Return the statements of a page in order, from its Markdown; `page` is its path."""
    above = sections.headings(text)
    return [
        Claim(
            page,
            item.line,
            _path(above, item.line),
            _words(item),
            tuple(_links(item)),
            _own_words(item),
        )
        for item in _items(prose(text))
        if not item.leads
    ]


def without_marks(text: str, named: Callable[[Link], str]) -> str:
    """Return Markdown whose links to what backs something are plain links.

    `named` gives the words of one: those of its author, or those of its target.
    """

    def plain_link(link: re.Match[str]) -> str:
        if link["ticks"] or _MARK not in link["attributes"].split():
            return link[0]
        words = plain(link["words"])
        own = "" if words.casefold() in _UNNAMED else link["words"]
        return f"[{own or named(Link(link['target'], 0, ''))}]({link['target']})"

    return _IN_TEXT.sub(plain_link, text)


def without_links(text: str) -> str:
    """Return Markdown without its links to what backs something."""
    return _IN_TEXT.sub(lambda link: link[0] if link["ticks"] else _unless_mark(link), text)


def _items(lines: list[str]) -> list[_Item]:
    """The items of all lists, those with items below them marked."""
    found: list[_Item] = []
    current: _Item | None = None
    after_blank = False
    for number, line in enumerate(lines, start=1):
        if opening := _ITEM.fullmatch(line):
            current = _Item(number, len(opening["indent"]), [opening["words"]], current)
            _nest(current)
            found.append(current)
        elif line.startswith("#") or (after_blank and line.strip() and not line.startswith(" ")):
            current = None
        elif current:
            current.lines.append(line)
        after_blank = not line.strip()
    return found


def _nest(item: _Item) -> None:
    """Find the item that a new one belongs to, from the item before it outwards."""
    while item.lead and item.lead.indent >= item.indent:
        item.lead = item.lead.lead
    if item.lead:
        item.lead.leads = True


def _path(headings: list[sections.Heading], line: int) -> tuple[str, ...]:
    path: list[sections.Heading] = []
    for heading in headings:
        if heading.line < line:
            path = [*(above for above in path if above.level < heading.level), heading]
    return tuple(heading.title for heading in path if heading.level > 1)


def _words(item: _Item) -> str:
    lead = f"{_words(item.lead)} " if item.lead else ""
    return lead + _own_words(item)


def _own_words(item: _Item) -> str:
    return plain(_LINK.sub(_unless_mark, "\n".join(item.lines)))


def _unless_mark(link: re.Match[str]) -> str:
    return "" if _MARK in link["attributes"].split() else link[0]


def _links(item: _Item) -> Iterator[Link]:
    text = "\n".join(item.lines)
    for link in _LINK.finditer(text):
        if _MARK in link["attributes"].split():
            words = plain(link["words"])
            line = item.line + text.count("\n", 0, link.start())
            yield Link(link["target"], line, "" if words.casefold() in _UNNAMED else words)
