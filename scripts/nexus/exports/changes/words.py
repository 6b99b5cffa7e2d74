"""A change in words, as parts: those of ours, and those that an author wrote."""

from typing import NamedTuple

from nexus.schema.comparison.change import Change

_TOLD_BY_LIKENESS = {"table", "view", "column", "enum", "enum value"}


class Words(NamedTuple):
    """What was done to what; how it was and is, which may be empty; and what else is to be said."""

    what: str
    old: str
    new: str
    note: str


def words(change: Change) -> Words:
    """Return the words of a change, without the names that it is about."""
    note = ""
    if change.action == "renamed" and change.kind in _TOLD_BY_LIKENESS:
        note = "declared"
        if change.score is not None:
            note = f"recognized by likeness, {change.score:.2f} of 1"
    what = f"{change.kind} {change.action}"
    # A value of an enum says itself.
    is_itself = bool(change.name) and change.name in {change.old, change.new}
    is_itself = is_itself and change.action in {"added", "removed"}
    old, new = ("", "") if is_itself else (change.old, change.new)
    return Words(what, old, new, note)
