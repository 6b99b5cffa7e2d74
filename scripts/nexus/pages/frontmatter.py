"""The front matter of a page: the keys that mean something here, and what stands in for them.

Every key is optional. A title comes from the first heading, a description from the first
paragraph. Keys of the theme and of other plugins are theirs: only what looks like one of ours,
misspelt, or holds what ours cannot hold, is told.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nexus.core.errors import NexusError
from nexus.pages import yaml
from nexus.pages.fences import Where
from nexus.pages.prose import plain, prose
from nexus.pages.yaml import Entries

_DELIMITED = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"#[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*(?:\{[^{}]*\})?[ \t]*")
# What begins a line that is no paragraph: a heading, a list, a table, a box, a tab, HTML, a fence.
_NO_WORDS = re.compile(
    r"#|[-*+>|]\s|\d+[.)]\s|!!!|\?\?\?|===|<|:::|\[[^\]]*\]:|!?\[[^\]]*\]\([^)]*\)\s*$"
)
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
            return False
        if isinstance(value, list):
            return bool(value) and all(isinstance(item, str) and item.strip() for item in value)
        return bool(value.strip() if isinstance(value, str) else value)


KEYS: Mapping[str, Key] = {
    "title": Key(str, "a text", "the name of the page in navigation, search and tabs"),
    "description": Key(str, "a text", "one sentence for search, cards and sharing"),
    "week": Key(int, "a number", "the number of the week"),
    "technologies": Key(list, "a list of texts", "what the week used"),
    "share": Key(str, "a text", "two or three sentences for a post"),
}
# Keys of others that are spelt nearly like ours.
_OF_OTHERS = {"titles", "subtitle", "descriptions", "weekly", "shared", "shares"}


def errors(source: str, where: Where) -> Iterator[NexusError]:
    """Give what is wrong with the front matter of a page's text, each at its line.

    That is text that does not end or is no YAML, a key that is nearly one of ours, and a value that
    ours cannot have. `where` gives the place of a line.
    """
    try:
        entries = read(source, where)
    except NexusError as error:
        yield error
        return
    for key, entry in entries.items():
        near = difflib.get_close_matches(key, KEYS, n=1, cutoff=0.85)
        if key in KEYS:
            if not KEYS[key].holds(entry.value):
                what = f"{key!r} must be {KEYS[key].words}, not empty"
                yield entries.error(key, what, f"it is {KEYS[key].meaning}")
        elif near and key not in _OF_OTHERS:
            what = f"unknown key {key!r} in the front matter"
            yield entries.error(key, what, f"perhaps {near[0]!r} is meant")


def read(source: str, where: Where) -> Entries:
    """Read the entries of a page's front matter, at their lines in the page; it may have none.

    Raises NexusError where it does not end, or where it is no YAML mapping.
    """
    text = source.removeprefix("\ufeff")
    if not re.match(r"---[ \t]*\n", text):
        return Entries({}, where)
    found = _DELIMITED.match(text)
    if found is None:
        # A page may begin with a line across it.
        if not re.match(r"---[ \t]*\n[\w-]+:", text):
            return Entries({}, where)
        hint = "close it with a line of three dashes"
        raise NexusError("the front matter does not end", where(1), hint)
    return yaml.read(found[1], lambda line: where(line + 1))


def title(text: str) -> str:
    """Give the first heading of a page's Markdown in plain words; empty where it has none."""
    found = (_HEADING.fullmatch(line) for line in prose(text))
    return next((plain(heading[1]) for heading in found if heading), "")


def description(text: str) -> str:
    """Give the first paragraph of a page's Markdown in plain words, cut at the end of a word.

    It is empty where the page has no paragraph.
    """
    paragraph: list[str] = []
    for line in prose(text):
        if not line.strip():
            if paragraph:
                break
        elif paragraph or not (_NO_WORDS.match(line) or line.startswith("    ")):
            paragraph.append(line.strip())
    words = plain(" ".join(paragraph))
    if len(words) <= _LONGEST:
        return words
    return f"{words[:_LONGEST].rpartition(' ')[0]}\N{HORIZONTAL ELLIPSIS}"
