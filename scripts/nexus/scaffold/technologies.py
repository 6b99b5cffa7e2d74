"""The technologies of a week: their names, read from the items of its last section."""

import re
from collections.abc import Iterator

from nexus.pages.prose import plain
from nexus.proof import claims
from nexus.scaffold import new_pages
from nexus.scaffold.outline import Section

_LONGEST, _MOST_WORDS = 40, 4


def named(section: Section) -> list[str]:
    """Return the technologies that the items of a section name, each item at least one.

    Empty if an item names none: then the section is no list of technologies.
    """
    text = new_pages.text(new_pages.pieces(section, 2))
    found: list[str] = []
    items = claims.read("", text)
    for item in items:
        names = list(dict.fromkeys(_names(plain(item.text))))
        if not names:
            return []
        found += names
    return list(dict.fromkeys(found))


def _names(item: str) -> Iterator[str]:
    """The names in an item: the list behind a heading such as `Tools:`, else what begins it."""
    label, colon, rest = item.partition(":")
    if not colon:
        label, colon, rest = (*re.split(r"\s+[-\u2013\u2014]\s+", item, maxsplit=1), "", "")[:3]
        colon, rest = (":", colon) if colon else ("", "")
    parts = [part.strip(" .") for part in re.split(r",\s*(?:and\s+)?", rest)] if colon else []
    alone = [part.strip(" .") for part in label.split(",")] if not colon else []
    if len(parts) > 1 and all(map(_is_name, parts)) and label.strip().endswith("s"):
        yield from parts
    elif len(alone) > 1 and all(map(_is_name, alone)):
        yield from alone
    elif _is_name(label.strip()):
        yield label.strip()


def _is_name(text: str) -> bool:
    is_short = len(text) <= _LONGEST and len(text.split()) <= _MOST_WORDS
    return is_short and bool(re.search(r"\w", text)) and text[:1] == text[:1].strip()
