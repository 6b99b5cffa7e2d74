"""The text of a page as passages: headings, items of lists, and paragraphs, in plain words.

What is no text of its author's (fences, tables, HTML, comments, links to what backs a statement) and
the title are left out. It is text wherever it goes: `html` escapes it, `text` has no markup.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby

from nexus.pages.prose import plain, prose
from nexus.proof import claims
from nexus.publish.metadata import plain as printable

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_QUOTE = re.compile(r"\s*(?:>[ ]?)+")
_OPENING = re.compile(
    r"(?P<heading>[ ]{0,3}(?P<level>#{1,6})[ \t]+)|(?P<item>\s*(?:[-*+]|\d+[.)])[ \t]+)"
)
# A table, HTML, the head of a note or a tab, a rule, and what a link or a footnote leads to.
_NO_WORDS = re.compile(r"\s*(?:\||<|!!!|\?\?\?|===|[-=*_ ]{3,}$|\[[^\]]+\]:)")
_TITLE = 1


@dataclass(frozen=True)
class Passage:
    """A heading, an item of a list or a paragraph: `tag` is its element in HTML."""

    tag: str
    words: str


def read(markdown: str) -> list[Passage]:
    """Return the passages of a page's Markdown, in order."""
    shown = _COMMENT.sub("", "\n".join(prose(claims.without_links(markdown))))
    return [passage for passage in _passages(map(_unquoted, shown.split("\n"))) if passage.words]


def _passages(lines: Iterable[str]) -> Iterator[Passage]:
    tag, words = "", list[str]()
    for line in lines:
        opening = _OPENING.match(line)
        is_words = bool(line.strip()) and not _NO_WORDS.match(line)
        if tag and (opening or not is_words):
            yield Passage(tag, _plain(words))
            tag, words = "", []
        if not is_words:
            continue
        if opening and opening["heading"]:
            if len(opening["level"]) > _TITLE:
                yield Passage("h2", _plain([line[opening.end() :].rstrip("# \t")]))
            continue
        tag = "li" if opening else tag or "p"
        words.append(line[opening.end() :] if opening else line)
    if tag:
        yield Passage(tag, _plain(words))


def _unquoted(line: str) -> str:
    mark = _QUOTE.match(line)
    return line[mark.end() :] if mark else line


def _plain(lines: list[str]) -> str:
    return printable(plain("\n".join(lines)))


def html(passages: Iterable[Passage]) -> str:
    """Return passages as HTML, their words escaped."""
    made = []
    for tag, group in groupby(passages, key=lambda passage: passage.tag):
        inside = "".join(f"<{tag}>{escape(each.words)}</{tag}>" for each in group)
        made.append(f"<ul>{inside}</ul>" if tag == "li" else inside)
    return "".join(made)


def text(passages: Iterable[Passage]) -> str:
    """Return passages as plain text, a dash before each item of a list."""
    parts = []
    for tag, group in groupby(passages, key=lambda passage: passage.tag):
        is_list = tag == "li"
        lines = (f"- {each.words}" if is_list else each.words for each in group)
        parts.append(("\n" if is_list else "\n\n").join(lines))
    return "\n\n".join(parts)
