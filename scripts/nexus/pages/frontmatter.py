"""The front matter of a page: which keys there are, which a page must have, and what they hold.

Every page has a title and a description; the page of a week says more. A key that is unknown,
missing or of the wrong kind is an error at its line, because MkDocs would pass over it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from nexus.core.errors import NexusError
from nexus.pages import yaml
from nexus.pages.yaml import Entries, Where

_DELIMITED = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_WEEK_PAGE = re.compile(r"weeks/week-\d+/index\.md")


@dataclass(frozen=True)
class Key:
    """One key of the front matter: the type of its value, and what that is called in words."""

    type: type
    words: str
    meaning: str

    def holds(self, value: object) -> bool:
        """Whether a value is of this key's kind, and says something."""
        if isinstance(value, bool) or not isinstance(value, self.type):
            return False
        if isinstance(value, list):
            return bool(value) and all(isinstance(item, str) and item.strip() for item in value)
        return bool(value.strip() if isinstance(value, str) else value)


TEXT = (str, "a text")
TEXTS = (list, "a list of texts")
EVERY_PAGE: Mapping[str, Key] = {
    "title": Key(*TEXT, "the name of the page in navigation, search and tabs"),
    "description": Key(*TEXT, "one sentence for search, cards and sharing"),
}
WEEK_PAGE: Mapping[str, Key] = {
    "week": Key(int, "a number", "the number of the week"),
    "technologies": Key(*TEXTS, "what the week used"),
    "share": Key(*TEXT, "two or three sentences for a post"),
}
OPTIONAL: Mapping[str, Key] = {
    "tags": Key(*TEXTS, "what the tags page lists the page under"),
    "hide": Key(*TEXTS, "parts of the layout to leave out: navigation, toc, footer, path, tags"),
    "template": Key(*TEXT, "the template of the theme that draws the page"),
}


def check(text: str, page: PurePosixPath, where: Where) -> None:
    """Checks the front matter of a page's text; `page` is its path below docs/.

    `where` gives the place of a line. Raises NexusError at the line of the first error.
    """
    entries = read(text, where)
    required = {**EVERY_PAGE, **(WEEK_PAGE if _WEEK_PAGE.fullmatch(str(page)) else {})}
    allowed = {**required, **OPTIONAL}
    for key, entry in entries.items():
        if key not in allowed:
            hint = f"choose from: {', '.join(allowed)}"
            raise entries.error(key, f"unknown key {key!r} in the front matter", hint)
        _check_value(entries, key, entry.value, allowed[key])
    for key, kind in required.items():
        if key not in entries:
            hint = f"add `{key}:` ({kind.words}): it is {kind.meaning}"
            raise entries.error(key, f"the front matter has no {key!r}", hint)


def _check_value(entries: Entries, key: str, value: Any, kind: Key) -> None:
    if not kind.holds(value):
        raise entries.error(
            key, f"{key!r} must be {kind.words}, not empty", f"it is {kind.meaning}"
        )
    if isinstance(value, str) and key == "description" and "\n" in value.strip():
        raise entries.error(key, "the description must be one line", f"it is {kind.meaning}")


def read(text: str, where: Where) -> Entries:
    """The entries of a page's front matter, at their lines in the page.

    Raises NexusError where there is none, where it does not end, or where it is no YAML mapping.
    """
    text = text.removeprefix("\ufeff")
    if not text.startswith("---"):
        hint = "start the page with ---, its title and description, and ---"
        raise NexusError("the page has no front matter", where(1), hint)
    found = _DELIMITED.match(text)
    if found is None:
        hint = "close it with a line of three dashes"
        raise NexusError("the front matter does not end", where(1), hint)
    return yaml.read(found[1], lambda line: where(line + 1))
