"""A schema as a JSON document that programs exchange: versioned, described, and read back as it was.

What has its default is left out, and so is where in a file a table is declared. Within a version
fields may be added, which an older reader passes over; anything else is a new version.
"""

import json
import re
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Literal, get_args

import msgspec

from nexus.core.errors import NexusError
from nexus.core.text import BIDI_CONTROLS, EIGHT_BIT_CONTROLS
from nexus.schema.model import Schema

Version = Literal[1]
VERSION: int = get_args(Version)[0]
# What turns a text around, and half of a character, which no file holds, are spelt.
_SPELT = re.compile(f"[{BIDI_CONTROLS}{EIGHT_BIT_CONTROLS}\ud800-\udfff]")
_HINT = "export it with --format json"


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds: the name of the format, its version, and one schema."""

    format: Literal["nexus-schema"]
    version: Version
    schema: Schema


def text(schema: Schema) -> str:
    """Return the document of a schema as JSON: the same for the same schema."""
    document = {"format": "nexus-schema", "version": VERSION, "schema": _plain(schema)}
    shown = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    return _SPELT.sub(lambda found: f"\\u{ord(found[0]):04x}", shown)


def read(content: str) -> Schema:
    """Return the schema of a document; raises NexusError for a text that is none, or a newer one."""
    try:
        document = json.loads(content)
    except ValueError as error:
        raise NexusError(f"this is no JSON: {error}", hint=_HINT) from None
    if not isinstance(document, dict) or document.get("format") != "nexus-schema":
        raise NexusError("this JSON is no schema", hint=_HINT)
    if document.get("version") != VERSION:
        what = (
            f"the schema is of version {document.get('version')!r}, and this is version {VERSION}"
        )
        raise NexusError(what, hint="take the nexus that wrote it")
    try:
        return msgspec.convert(document, Document).schema
    except msgspec.ValidationError as error:
        raise NexusError(f"this JSON is no whole schema: {error}", hint=_HINT) from None


def json_schema() -> str:
    """Return the description of such documents as JSON Schema, draft 2020-12."""
    described = msgspec.json.schema(Document)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "nexus-schema"}
    return json.dumps({**head, **described}, indent=2) + "\n"


def _plain(value: Any) -> Any:
    """A value of the schema as JSON has it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            name: _plain(held)
            for name, default in _fields(type(value))
            if (held := getattr(value, name)) != default
        }
    return list(map(_plain, value)) if isinstance(value, tuple) else value


@cache
def _fields(kind: type) -> tuple[tuple[str, Any], ...]:
    """The fields of a part of a schema that are facts about it, and their defaults."""
    return tuple(
        (each.name, MISSING if each.default is MISSING else each.default)
        for each in fields(kind)
        if each.compare
    )
