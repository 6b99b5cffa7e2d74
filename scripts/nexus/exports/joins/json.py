"""The ways between two tables as a JSON document for programs: versioned, and described."""

from typing import Literal, get_args

import msgspec

from nexus.core.text import BIDI_CONTROLS, EIGHT_BIT_CONTROLS
from nexus.exports.joins.graph import Graph, graph
from nexus.exports.joins.spoken import spoken
from nexus.schema.joins.search import Way, Ways, tables
from nexus.schema.model import Schema

Version = Literal[1]
VERSION: Version = get_args(Version)[0]


class Entry(msgspec.Struct, frozen=True):
    """One way: its tables in order, its relations in words, and a statement for each language."""

    tables: tuple[str, ...]
    relations: tuple[str, ...]
    statements: dict[str, str]


class Document(msgspec.Struct, frozen=True):
    """What a file holds: all shortest ways, and those of the next length that has any.

    It is not `whole` where there are more ways than a search looks at.
    """

    format: Literal["nexus-path"]
    version: Version
    start: str
    end: str
    whole: bool
    shortest: tuple[Entry, ...]
    longer: tuple[Entry, ...]


def json(ways: Ways, schema: Schema) -> str:
    """Return the document: the same for the same schema and the same two tables."""
    pieces = graph(schema)
    document = Document(
        format="nexus-path",
        version=VERSION,
        start=_whole(ways.start),
        end=_whole(ways.end),
        whole=ways.whole,
        shortest=tuple(_entry(way, schema, pieces) for way in ways.shortest),
        longer=tuple(_entry(way, schema, pieces) for way in ways.longer),
    )
    shown = msgspec.json.format(msgspec.json.encode(document), indent=2).decode()
    # What turns a text around is spelt.
    return (
        shown.translate({ord(c): f"\\u{ord(c):04x}" for c in BIDI_CONTROLS + EIGHT_BIT_CONTROLS})
        + "\n"
    )


def json_schema() -> str:
    """Return the description of such documents as JSON Schema, draft 2020-12."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "nexus-path"}
    described = {**head, **msgspec.json.schema(Document)}
    return msgspec.json.format(msgspec.json.encode(described), indent=2).decode() + "\n"


def _entry(way: Way, schema: Schema, pieces: Graph) -> Entry:
    said = spoken(way, schema, pieces)
    statements = {language: _whole(text) for language, text in said.statements.items()}
    return Entry(tuple(map(_whole, tables(way))), tuple(map(_whole, said.sentences)), statements)


def _whole(text: str) -> str:
    """A text that UTF-8 can hold: half of a character is told as what it is not."""
    return text.encode("utf-8", "replace").decode()
