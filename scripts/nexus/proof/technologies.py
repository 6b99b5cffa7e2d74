"""The technologies of the weeks: what each was for, in which week, and what backs that.

A week's front matter names them; the items of the last section of its page say what they were for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nexus.core.errors import NexusError
from nexus.proof.claims import Claim
from nexus.proof.journal import Journal
from nexus.proof.ledger import Entry, Ledger, Week


@dataclass(frozen=True)
class Technology:
    """One or several technologies that a week used for the same: `purpose` says for what."""

    names: tuple[str, ...]
    purpose: str
    week: Week
    entry: Entry


def read(journal: Journal, ledger: Ledger) -> list[Technology]:
    """Return the technologies of all weeks, in the order of their pages."""
    return [
        Technology(found, _purpose(entry.claim.text, found), week, entry)
        for week in ledger.weeks
        for entry in week.entries
        if entry.claim in _items(journal, week.page)
        if (found := _named(entry.claim, _names(journal, week.page)))
    ]


def errors(journal: Journal) -> Iterator[NexusError]:
    """Yield an error for each technology without an item, and each item without a technology."""
    for page in journal.weeks:
        written, names, items = journal.pages[page], _names(journal, page), _items(journal, page)
        told = {name for item in items for name in _named(item, names)}
        for name in names:
            if name not in told:
                hint = "add an item that names it to the last section of the page"
                where = written.where(_line(written.head, name))
                yield NexusError(f"no item says what {name!r} was for", where, hint)
        for item in items:
            if names and not _named(item, names):
                hint = f"name one of: {', '.join(names)}, or add its name to `technologies`"
                what = "the item names no technology of the front matter"
                yield NexusError(what, written.where(item.line), hint)


def _names(journal: Journal, page: str) -> list[str]:
    given = journal.pages[page].meta.get("technologies")
    return [name for name in given if isinstance(name, str)] if isinstance(given, list) else []


def _line(head: str, name: str) -> int:
    """Return the line of the front matter that has a name, below the key `technologies`."""
    lines = head.split("\n")
    key = next((n for n, line in enumerate(lines, 1) if line.startswith("technologies")), 1)
    return next((n for n, line in enumerate(lines[key:], key + 1) if name in line), key)


def _items(journal: Journal, page: str) -> list[Claim]:
    """The claims of the last section of a week's page."""
    claims = journal.weeks[page]
    return [claim for claim in claims if claim.headings[:1] == claims[-1].headings[:1]]


def _named(item: Claim, names: list[str]) -> tuple[str, ...]:
    return tuple(name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", item.text))


def _purpose(text: str, names: tuple[str, ...]) -> str:
    """The words of an item, without a name that they begin with."""
    label, colon, rest = text.partition(": ")
    return rest if colon and label in names else text
