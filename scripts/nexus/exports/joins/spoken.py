"""A way between two tables in words, and in each language that its tables are known in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nexus.exports.joins.select import select
from nexus.schema.joins.search import Step, Way, tables
from nexus.schema.model import Schema


@dataclass(frozen=True, slots=True)
class Spoken:
    """A way: the names of its tables in a line, its relations, and a statement for each language."""

    names: str
    sentences: tuple[str, ...]
    statements: Mapping[str, str]


def spoken(way: Way, schema: Schema) -> Spoken:
    """Return a way in words and statements."""
    names = " - ".join(tables(way))
    return Spoken(names, tuple(map(_sentence, way)), dict(_statements(way, schema)))


def _sentence(step: Step) -> str:
    known = "" if step.relation.enforced else " (only the models know it)"
    return f"{step.relation.sentence}{known}"


def _statements(way: Way, schema: Schema) -> Iterator[tuple[str, str]]:
    yield "SQL", select(way, schema)
