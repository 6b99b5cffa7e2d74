"""A history as a JSON document for programs: versioned, and described by a JSON Schema."""

from typing import Literal, get_args

import msgspec

from nexus.exports.changes import json as changes
from nexus.exports.changes.json import Entry, whole
from nexus.schema.comparison.accepted import Judged
from nexus.schema.timeline import Entry as Revised
from nexus.schema.timeline import Origin, Timeline

Version = Literal[1]
VERSION: Version = get_args(Version)[0]


class Revision(msgspec.Struct, frozen=True):
    """One revision: the statements of each way, and why a way failed; None is a way not gone.

    `not_undone` is what is otherwise than before after it went down, `not_repeated` what is
    otherwise after it went up again.
    """

    id: str
    title: str
    date: str
    file: str
    parents: tuple[str, ...]
    error: str
    changes: tuple[Entry, ...]
    up: tuple[str, ...]
    down: tuple[str, ...] | None
    down_error: str
    again_error: str
    not_undone: tuple[Entry, ...] | None
    not_repeated: tuple[Entry, ...] | None


class Document(msgspec.Struct, frozen=True):
    """What a file holds: the name of the format, its version, the revisions, and the drift.

    `drift` is what would have to change for the last revision to be as the models, None if unknown.
    """

    format: Literal["nexus-history"]
    version: Version
    name: str
    origin: Origin
    revisions: tuple[Revision, ...]
    drift: tuple[Entry, ...] | None
    remarks: tuple[str, ...]


def json(timeline: Timeline) -> str:
    """Return the document."""
    return changes.written(
        Document(
            format="nexus-history",
            version=VERSION,
            name=whole(timeline.name),
            origin=timeline.origin,
            revisions=tuple(map(_revision, timeline.entries)),
            drift=_entries(timeline.drift),
            remarks=tuple(map(whole, timeline.remarks)),
        )
    )


def json_schema() -> str:
    """Return the description of such documents as JSON Schema, draft 2020-12."""
    return changes.described(Document, "nexus-history")


def _revision(entry: Revised) -> Revision:
    revision = entry.revision
    down, again = revision.down, revision.again
    return Revision(
        id=whole(revision.id),
        title=whole(revision.title),
        date=whole(revision.date),
        file=whole(revision.file),
        parents=tuple(map(whole, revision.parents)),
        error=whole(revision.up.error),
        changes=changes.entries(entry.changes),
        up=tuple(map(whole, revision.up.sql)),
        down=tuple(map(whole, down.sql)) if down and not down.error else None,
        down_error=whole(down.error if down else ""),
        again_error=whole(again.error if again else ""),
        not_undone=_entries(entry.not_undone),
        not_repeated=_entries(entry.not_repeated),
    )


def _entries(judged: Judged | None) -> tuple[Entry, ...] | None:
    return None if judged is None else changes.entries(judged)
