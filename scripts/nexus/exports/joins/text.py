"""The ways between two tables for a terminal: each with its relations, and as a SELECT.

What no terminal can show is told by a symbol.
"""

from collections.abc import Iterator

from nexus.core.text import counted, printable, visible
from nexus.exports.joins.graph import graph
from nexus.exports.joins.spoken import Spoken, spoken
from nexus.schema.joins.search import Ways
from nexus.schema.model import Schema


def text(ways: Ways, schema: Schema) -> str:
    """Return all ways, the shortest first."""
    return "".join(f"{line}\n" for line in _lines(ways, schema))


def _lines(ways: Ways, schema: Schema) -> Iterator[str]:
    pieces = graph(schema)
    for kind, found in (("shortest", ways.shortest), ("longer", ways.longer)):
        for number, way in enumerate(found, 1):
            said = spoken(way, schema, pieces)
            count = f"{kind} way {number} of {len(found)}"
            yield f"# {count}: {printable(said.names)} ({counted(len(way), 'join')})"
            yield from _way(said)
    if not ways.whole:
        yield "# there are more ways than these"


def _way(said: Spoken) -> Iterator[str]:
    yield from (f"#   {printable(sentence)}" for sentence in said.sentences)
    for language, statement in said.statements.items():
        yield f"# {language}"
        yield visible(statement)
    yield ""
