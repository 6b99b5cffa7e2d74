"""What came of a revision and of a history, in short sentences."""

from collections.abc import Iterator

from nexus.core.text import counted
from nexus.schema.comparison.accepted import Judged
from nexus.schema.timeline import Entry, Timeline

_TOOLS = {
    "alembic": "revision of Alembic",
    "django": "migration of Django",
    "git": "version in git",
}


def of_entry(entry: Entry) -> str:
    """Say what a revision did: `3 changes: 2 added, 1 removed`, or that it failed."""
    return (
        f"failed: {entry.revision.up.error}" if entry.revision.up.error else changed(entry.changes)
    )


def changed(judged: Judged) -> str:
    """Say how much changed, and how many risks there are."""
    risks = sum(map(len, judged.dangers))
    told = judged.comparison.summary
    return f"{told}; {counted(risks, 'risk')}" if risks else told


def of_ways(entry: Entry) -> Iterator[str]:
    """Say what was otherwise when a revision went down, and up again; nothing where all was well."""
    down, again = entry.revision.down, entry.revision.again
    if down and down.error:
        yield f"down fails: {down.error}"
    if entry.not_undone and entry.not_undone.comparison.changes:
        yield f"down does not bring back what was before: {entry.not_undone.comparison.summary}"
    if again and again.error:
        yield f"up again fails: {again.error}"
    if entry.not_repeated and entry.not_repeated.comparison.changes:
        yield f"up again is not as at first: {entry.not_repeated.comparison.summary}"


def of_timeline(timeline: Timeline) -> Iterator[str]:
    """Say what came of all revisions, and whether the last one is as the models."""
    one, _, rest = _TOOLS[timeline.origin].partition(" ")
    odd = sum(any(of_ways(entry)) for entry in timeline.entries)
    parts = [f"{counted(len(timeline.revisions), one)} {rest}"]
    if timeline.failed:
        parts.append(f"{len(timeline.failed)} failed")
    if odd:
        parts.append(f"{odd} not the same after down and up again")
    yield ", ".join(parts)
    yield from timeline.remarks
    if timeline.drift is not None:
        differ = timeline.drift.comparison
        is_same = not differ.changes
        yield (
            "the last revision is what the models say"
            if is_same
            else f"the last revision is not what the models say: {differ.summary}"
        )
