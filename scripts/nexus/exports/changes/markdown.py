"""What changed, as a comment on a pull request: the risks first, then a table of all changes.

A long table is collapsed. Every text of an author's is written so that it stays text.
"""

from collections.abc import Container, Iterator, Mapping
from types import MappingProxyType

from nexus.core.text import counted
from nexus.exports.changes.words import words
from nexus.pages.markdown import code, link, name, table
from nexus.pages.markdown import text as plain
from nexus.schema.comparison.accepted import Danger, Judged
from nexus.schema.comparison.change import SIGNS, Change

# More rows are collapsed: a comment should leave room for those of people.
_MOST_OPEN = 12
# GitHub takes 65,536 characters in a comment.
_MOST_ROWS = 200
_LONGEST = 120
_NO_PAGES: Mapping[str, str] = MappingProxyType({})


def markdown(judged: Judged) -> str:
    """Return the comment."""
    return "\n\n".join(_blocks(judged)) + "\n"


def _blocks(judged: Judged) -> Iterator[str]:
    old, new = judged.comparison.old.name, judged.comparison.new.name
    names = name(new) if old == new else f"{name(old)} and {name(new)}"
    yield f"### Schema {names}: {judged.comparison.summary}"
    yield from risks(judged)
    if judged.comparison.changes:
        shown = changes(judged)
        yield _folded(shown, len(judged.comparison.changes), "change")
    accepted = [row for row in _dangers(judged) if row[1].accepted is not None]
    if accepted:
        shown = _limited(["Risk", "Where", "Accepted because"], [_risk(*row) for row in accepted])
        yield _folded(shown, len(accepted), "accepted risk", most=0)


def risks(judged: Judged, pages: Mapping[str, str] = _NO_PAGES) -> Iterator[str]:
    """Yield what nobody has accepted: a line on how many, and a table; nothing where there is none.

    Each leads to one of `pages`, by its id, or else to what PostgreSQL's manual says.
    """
    rows = [_risk(*row, pages) for row in _dangers(judged) if row[1].accepted is None]
    if rows:
        yield f"**{counted(len(rows), 'risk')} not accepted**"
        yield _limited(["Risk", "Where", "Why"], rows)


def changes(judged: Judged) -> str:
    """Return a table of all changes."""
    rows = [_row(change) for change in judged.comparison.changes]
    return _limited(["", "What", "Where", "Before", "After"], rows)


def listed(judged: Judged) -> str:
    """Return that table for a page: without signs, and without columns that are empty."""
    rows = [_row(change)[1:] for change in judged.comparison.changes]
    return _limited(["What", "Where", "Before", "After"], rows, optional=("Before", "After"))


def _dangers(judged: Judged) -> list[tuple[Change, Danger]]:
    return [(change, danger) for change, dangers in judged.rows for danger in dangers]


def _limited(head: list[str], rows: list[list[str]], optional: Container[str] = ()) -> str:
    more = len(rows) - _MOST_ROWS
    note = f"\n\nand {more} more: run `nexus diff` to see them" if more > 0 else ""
    return table(head, rows[:_MOST_ROWS], optional) + note


def _folded(shown: str, number: int, noun: str, most: int = _MOST_OPEN) -> str:
    if number <= most:
        return shown
    head = f"<details><summary>{counted(number, noun)}</summary>"
    return f"{head}\n\n{shown}\n\n</details>"


def _risk(change: Change, danger: Danger, pages: Mapping[str, str] = _NO_PAGES) -> list[str]:
    risk = danger.risk
    why = risk.reason if danger.accepted is None else plain(danger.accepted)
    page = link(f"`{risk.id}`", pages.get(risk.id, risk.source))
    return [f"{page}, {risk.harm}", name(_cut(change.place)), why]


def _row(change: Change) -> list[str]:
    said = words(change)
    what = f"{said.what} ({said.note})" if said.note else said.what
    values = [code(_cut(value)) for value in (said.old, said.new)]
    return [name(SIGNS[change.action]), what, name(_cut(change.place)), *values]


def _cut(value: str) -> str:
    return value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}\N{HORIZONTAL ELLIPSIS}"
