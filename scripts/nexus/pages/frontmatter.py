"""The front matter of a page: the keys that mean something here, and what replaces missing ones.

Every key is optional. A title comes from the first heading, a description from the first
paragraph. Keys of the theme and of other plugins are theirs: an error is only a key that looks like
one of ours misspelt, or one of ours with a value that it cannot have.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import dropwhile, takewhile

from nexus.core.errors import NexusError
from nexus.pages import yaml
from nexus.pages.fences import Where
from nexus.pages.prose import plain, prose
from nexus.pages.yaml import Entries

_DELIMITED = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"#[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*(?:\{[^{}]*\})?[ \t]*")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BLANK = re.compile(r"\n(?:[ \t]*\n)+")
# What begins a block that is no paragraph: a list, a table, a box, a tab, HTML, code, a definition,
# a table of contents, a row of links and pictures.
_NO_WORDS = re.compile(
    r"[-*+>]\s|\||\d+[.)]\s|!!!|\?\?\?|===|///|:::|<|\t|[ ]{4}|\*?\[[^\]]*\]:|\[TOC\]\s*$"
    r"|(?:!?\[(?:!\[[^\]]*\]\([^)]*\)|[^\]]*)\]\([^)]*\)\s*)+$"
)
# What makes the line above it a heading, or the head of a table.
_UNDERLINE = re.compile(r"[-=|: ]+")
_LONGEST = 200


@dataclass(frozen=True)
class Key:
    """One key of the front matter: the type of its value, what that is in words, its meaning."""

    type: type
    words: str
    meaning: str

    def holds(self, value: object) -> bool:
        """Tell whether a value is of this key's kind, and says something."""
        if isinstance(value, bool) or not isinstance(value, self.type):
            return isinstance(value, bool) and self.type is bool
        if isinstance(value, list):
            return bool(value) and all(isinstance(item, str) and item.strip() for item in value)
        return (
            value > 0 if isinstance(value, int) else isinstance(value, str) and bool(value.strip())
        )


KEYS: Mapping[str, Key] = {
    "title": Key(str, "a text", "the name of the page in navigation, search and tabs"),
    "description": Key(str, "a text", "one sentence for search, cards and sharing"),
    "week": Key(int, "a number", "the number of the week"),
    "technologies": Key(list, "a list of texts", "what the week used"),
    "demonstration": Key(bool, "true or false", "true if the page is not part of the journal"),
    "share": Key(str, "a text", "two or three sentences for a post"),
}
# What other plugins read as well: no value of theirs is an error here.
SHARED: Mapping[str, Key] = {
    "draft": Key(bool, "true or false", "true if the page is for the preview only"),
}
# Keys of others that are spelt nearly like ours.
_OF_OTHERS = {"titles", "tile", "titre", "descriptions", "weekly", "shared", "shares", "shape"}


def errors(source: str, where: Where) -> Iterator[NexusError]:
    """Yield an error for all that is wrong with the front matter of a page, each at its line.

    It may not end, be no YAML, or have a key that is nearly one of ours, or a value that ours
    cannot have. `where` gives the place of a line.
    """
    try:
        entries = read(source, where)
    except NexusError as error:
        yield error
        return
    yield from wrong(entries)
    for key in entries:
        near = difflib.get_close_matches(key, KEYS, n=1, cutoff=0.8)
        if near and key not in KEYS and key not in _OF_OTHERS:
            what = f"unknown key {key!r} in the front matter"
            yield entries.error(key, what, f"perhaps {near[0]!r} is meant")


def wrong(entries: Entries) -> Iterator[NexusError]:
    """Yield an error for each of our keys whose value it cannot have."""
    for key, entry in entries.items():
        if key in KEYS and not KEYS[key].holds(entry.value):
            what = f"{key!r} must be {KEYS[key].words}, not empty"
            yield entries.error(key, what, f"it is {KEYS[key].meaning}")


def read(source: str, where: Where) -> Entries:
    """Read the entries of a page's front matter, at their lines in the page; it may have none.

    Raises NexusError if it does not end, or is no YAML mapping.
    """
    text = source.removeprefix("\ufeff")
    if not re.match(r"---[ \t]*\n", text):
        return Entries((), where)
    found = _DELIMITED.match(text)
    if found is None:
        # A page may begin with a line across it.
        if not re.match(r"---[ \t]*\n[\w-]+:", text):
            return Entries((), where)
        hint = "close it with a line of three dashes"
        raise NexusError("the front matter does not end", where(1), hint)
    return yaml.read(found[1], lambda line: where(line + 1))


def head(source: str) -> str:
    """Return the front matter of a page as it was written, with the empty lines below it."""
    found = _DELIMITED.match(source)
    below = source[found.end() :].lstrip("\n") if found else source
    return source[: len(source) - len(below)]


def title(text: str) -> str:
    """Return the first heading of a page's Markdown in plain words, or an empty string."""
    found = (_HEADING.fullmatch(line) for line in prose(text))
    return next((plain(heading[1]) for heading in found if heading), "")


def description(text: str) -> str:
    """Return the first paragraph of a page's Markdown in plain words, or an empty string.

    A long one is cut at the end of a word.
    """
    shown = _COMMENT.sub("", "\n".join(prose(text)))
    paragraphs = (plain(_paragraph(block.split("\n"))) for block in _BLANK.split(shown))
    words = next(filter(None, paragraphs), "")
    if len(words) <= _LONGEST:
        return words
    # Not every language has blanks between its words.
    kept = words[:_LONGEST].rpartition(" ")[0] or words[:_LONGEST]
    return f"{kept}\N{HORIZONTAL ELLIPSIS}"


def _paragraph(lines: list[str]) -> str:
    """Give the paragraph of a block, which headings may stand around; empty where it is none."""
    below = dropwhile(lambda line: not line.strip() or _is_heading(line), lines)
    words = list(takewhile(lambda line: not _is_heading(line), below))
    if not words or _NO_WORDS.match(words[0]) or any(map(_UNDERLINE.fullmatch, words)):
        return ""
    return " ".join(words)


def _is_heading(line: str) -> bool:
    return line.startswith("#")
