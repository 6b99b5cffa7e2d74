"""How the tables of a schema hang together as a whole: hubs, circles, and tables without relations."""

from collections.abc import Iterator, Mapping
from statistics import mean

from nexus.schema.model import Schema

# A hub has at least so many tables around it, and so many times more than a table has on average.
_FEWEST = 5
_TIMES = 2.5
_MOST = 10


def hubs(schema: Schema) -> tuple[tuple[str, int], ...]:
    """Return the tables that most others are joined to, with how many, the largest first."""
    near = {table: len(others) for table, others in schema.neighbours.items()}
    if not near:
        return ()
    least = max(_FEWEST, _TIMES * mean(near.values()))
    found = [(table, number) for table, number in near.items() if number >= least]
    return tuple(sorted(found, key=lambda each: -each[1])[:_MOST])


def lone(schema: Schema) -> tuple[str, ...]:
    """Return the ids of the tables that no relation joins to another, in their order."""
    return tuple(
        table.id
        for table in schema.tables
        if table.kind == "table" and not schema.neighbours[table.id]
    )


def cycles(schema: Schema) -> tuple[tuple[str, ...], ...]:
    """Return circles of tables of which each refers to the next, a shortest one through each."""
    refers: dict[str, set[str]] = {}
    for relation in schema.relations:
        if relation.child != relation.parent and relation.enforced:
            refers.setdefault(relation.child, set()).add(relation.parent)
    return tuple(circles(schema.by_id, refers))


def circles(
    tables: Mapping[str, object], refers: Mapping[str, set[str]]
) -> Iterator[tuple[str, ...]]:
    """Give a shortest circle through each table that is in one, every set of tables once."""
    seen: set[frozenset[str]] = set()
    for start in tables:
        found = _circle(start, refers)
        if found and frozenset(found) not in seen:
            seen.add(frozenset(found))
            yield found


def _circle(start: str, refers: Mapping[str, set[str]]) -> tuple[str, ...]:
    ways: list[tuple[str, ...]] = [(start,)]
    reached = {start}
    while ways:
        longer: list[tuple[str, ...]] = []
        for way in ways:
            for near in sorted(refers.get(way[-1], ())):
                if near == start:
                    return way
                if near not in reached:
                    reached.add(near)
                    longer.append((*way, near))
        ways = longer
    return ()
