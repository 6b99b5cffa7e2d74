"""A history for a terminal: each revision with what it changed, the newest last; then the drift."""

from collections.abc import Iterator

from nexus.core.text import printable
from nexus.exports.changes import text as changes
from nexus.exports.timelines import words
from nexus.schema.timeline import Entry, Timeline


def text(timeline: Timeline) -> str:
    """Return all revisions, and what came of them."""
    return "".join(f"{line}\n" for line in _lines(timeline))


def _lines(timeline: Timeline) -> Iterator[str]:
    for entry in timeline.entries:
        yield from _entry(entry)
    yield from (printable(said) for said in words.of_timeline(timeline))
    if timeline.drift is not None and timeline.drift.comparison.changes:
        yield "to be as the models:"
        yield from _indented(changes.lines(timeline.drift))


def _entry(entry: Entry) -> Iterator[str]:
    revision = entry.revision
    yield printable(" ".join(filter(None, (revision.id, revision.date, revision.title))))
    if revision.up.error:
        yield f"  ! {printable(words.of_entry(entry))}"
        return
    yield from _indented(changes.lines(entry.changes))
    yield from (f"  ! {printable(said)}" for said in words.of_ways(entry))


def _indented(lines: Iterator[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)
