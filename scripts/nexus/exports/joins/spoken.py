"""A way between two tables in words, and in each language that its tables are known in."""

from collections.abc import Mapping
from dataclasses import dataclass

from nexus.exports.joins.graph import Graph, line
from nexus.exports.joins.languages import statements
from nexus.schema.joins.search import Way, tables
from nexus.schema.model import Schema


@dataclass(frozen=True, slots=True)
class Spoken:
    """A way: the names of its tables in a line, its relations, and a statement for each language."""

    names: str
    sentences: tuple[str, ...]
    statements: Mapping[str, str]


def spoken(way: Way, schema: Schema, pieces: Graph) -> Spoken:
    """Return a way in words and statements."""
    names = " - ".join(tables(way))
    words = tuple(line(step, pieces, schema).words for step in way)
    return Spoken(names, words, dict(statements(way, pieces, schema)))
