"""What was found, as a JSON document for programs, and as what a later report is compared with."""

from pathlib import Path
from typing import Literal, get_args

import msgspec

from nexus.core.errors import UsageError, place
from nexus.core.text import BIDI_CONTROLS, EIGHT_BIT_CONTROLS
from nexus.schema.lint.report import Finding, Report

Version = Literal[1]
VERSION: Version = get_args(Version)[0]


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One finding: the rule and why it is one, the place, and what is said of it.

    `accepted` is the reason for which somebody accepts it, `known` that the baseline has it.
    """

    rule: str
    why: str
    place: str
    table: str
    words: str
    name: str = ""
    file: str = ""
    line: int = 0
    accepted: str | None = None
    known: bool = False


class Document(msgspec.Struct, frozen=True):
    """What a file holds: the name of the format, its version, the schema, and what was found.

    `new` counts what is neither accepted nor known, `described` the tables and columns of
    `describable` that have a comment or a description.
    """

    format: Literal["nexus-lint"]
    version: Version
    schema: str
    rules: tuple[str, ...]
    new: int
    described: int
    describable: int
    findings: tuple[Entry, ...]


def json(report: Report, _models: str = "") -> str:
    """Return the document: the same for the same schema and the same choices."""
    document = Document(
        format="nexus-lint",
        version=VERSION,
        schema=_whole(report.schema.name),
        rules=tuple(rule.id for rule in report.rules),
        new=len(report.open),
        described=report.described,
        describable=report.describable,
        findings=tuple(map(_entry, report.findings)),
    )
    shown = msgspec.json.format(msgspec.json.encode(document), indent=2).decode()
    # What turns a text around is spelt.
    return (
        shown.translate({ord(c): f"\\u{ord(c):04x}" for c in BIDI_CONTROLS + EIGHT_BIT_CONTROLS})
        + "\n"
    )


def json_schema() -> str:
    """Return the description of such documents as JSON Schema, draft 2020-12."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "nexus-lint"}
    described = {**head, **msgspec.json.schema(Document)}
    return msgspec.json.format(msgspec.json.encode(described), indent=2).decode() + "\n"


def known(content: bytes, name: str) -> frozenset[tuple[str, str]]:
    """Return the rule and the place of each finding of a document.

    Raises UsageError, with its name, for what is none.
    """
    try:
        found = msgspec.json.decode(content, type=Document)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        hint = "make it with nexus lint --format json"
        raise UsageError(f"this is no report: {error}", name, hint) from None
    return frozenset((each.rule, each.place) for each in found.findings)


def _entry(finding: Finding) -> Entry:
    source = finding.source
    return Entry(
        finding.rule.id,
        finding.rule.why,
        _whole(finding.place),
        _whole(finding.table),
        _whole(finding.words),
        _whole(finding.name),
        _whole(place(Path(source.file))) if source else "",
        source.line if source else 0,
        finding.accepted,
        finding.known,
    )


def _whole(text: str) -> str:
    """A text that UTF-8 can hold: half of a character is told as what it is not."""
    return text.encode("utf-8", "replace").decode()
