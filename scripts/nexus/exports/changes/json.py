"""What changed, as a JSON document for programs: versioned, and described by a JSON Schema."""

from typing import Literal, get_args

import msgspec

from nexus.core.text import BIDI_CONTROLS, EIGHT_BIT_CONTROLS
from nexus.schema.comparison.accepted import Danger, Judged
from nexus.schema.comparison.change import Action, Change, Kind
from nexus.schema.comparison.harms import Harm

Version = Literal[1]
VERSION: Version = get_args(Version)[0]


class Risk(msgspec.Struct, frozen=True):
    """What a change may do; `accepted` is the reason for which somebody accepted it.

    `instead` is what to do instead, and `source` the address of what PostgreSQL's manual says.
    """

    id: str
    harm: Harm
    reason: str
    instead: str
    source: str
    accepted: str | None = None


class Entry(msgspec.Struct, frozen=True):
    """One change: `owner` is the table, view or type, `name` what differs in it, if not itself.

    `score` is how alike the two things of a rename are, where nobody declared it.
    """

    action: Action
    kind: Kind
    owner: str
    name: str
    old: str
    new: str
    columns: tuple[str, ...] = ()
    score: float | None = None
    risks: tuple[Risk, ...] = ()


class Document(msgspec.Struct, frozen=True):
    """What a file holds: the name of the format, its version, the two schemas, and the changes."""

    format: Literal["nexus-diff"]
    version: Version
    old: str
    new: str
    counts: dict[Action, int]
    not_accepted: int
    changes: tuple[Entry, ...]


def json(judged: Judged) -> str:
    """Return the document: the same for the same two schemas."""
    document = Document(
        format="nexus-diff",
        version=VERSION,
        old=whole(judged.comparison.old.name),
        new=whole(judged.comparison.new.name),
        counts=judged.comparison.counts,
        not_accepted=judged.refused,
        changes=entries(judged),
    )
    return written(document)


def written(document: object) -> str:
    """Return the text of a document."""
    shown = msgspec.json.format(msgspec.json.encode(document), indent=2).decode()
    # What turns a text around is spelt.
    return (
        shown.translate({ord(c): f"\\u{ord(c):04x}" for c in BIDI_CONTROLS + EIGHT_BIT_CONTROLS})
        + "\n"
    )


def json_schema() -> str:
    """Return the description of such documents as JSON Schema, draft 2020-12."""
    return described(Document, "nexus-diff")


def described(kind: type, title: str) -> str:
    """Return the description of a kind of documents as JSON Schema, draft 2020-12."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
    found = {**head, **msgspec.json.schema(kind)}
    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode() + "\n"


def entries(judged: Judged) -> tuple[Entry, ...]:
    """Return the changes of a comparison as entries of a document."""
    return tuple(_entry(change, dangers) for change, dangers in judged.rows)


def _entry(change: Change, dangers: tuple[Danger, ...]) -> Entry:
    return Entry(
        change.action,
        change.kind,
        whole(change.owner),
        whole(change.name),
        whole(change.old),
        whole(change.new),
        tuple(map(whole, change.columns)),
        change.score,
        tuple(_risk(danger) for danger in dangers),
    )


def whole(text: str) -> str:
    """Return a text that UTF-8 can hold: half of a character is told as what it is not."""
    return text.encode("utf-8", "replace").decode()


def _risk(danger: Danger) -> Risk:
    risk = danger.risk
    return Risk(
        risk.id, risk.harm, risk.reason, risk.instead, risk.source, accepted=danger.accepted
    )
