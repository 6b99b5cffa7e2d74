"""How the tables of a schema hang together as a whole: hubs, circles, and tables without relations."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from statistics import mean

from nexus.schema.model import Schema

# A hub has at least so many tables around it, and so many times more than a table has on average.
_FEWEST = 5
_TIMES = 2.5
_MOST = 10
# So many tables are looked at in the search for circles before it is shortened.
_MOST_STEPS = 1_000_000


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
    tables: Mapping[str, object], refers: Mapping[str, AbstractSet[str]]
) -> Iterator[tuple[str, ...]]:
    """Give a shortest circle through each table that is in one, every set of tables once.

    Where that would take too long, a table that is in one already is not looked at again.
    """
    inner = _leading(refers) & _leading(_turned(refers))
    kept = {table: refers[table] & inner for table in inner}
    seen: set[frozenset[str]] = set()
    known: set[str] = set()
    steps = 0
    for start in tables:
        if start not in kept or (steps > _MOST_STEPS and start in known):
            continue
        found, taken = _circle(start, kept)
        steps += taken
        if found and frozenset(found) not in seen:
            seen.add(frozenset(found))
            known.update(found)
            yield found


def _turned(refers: Mapping[str, AbstractSet[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for table, others in refers.items():
        for other in others:
            found.setdefault(other, set()).add(table)
    return found


def _leading(refers: Mapping[str, AbstractSet[str]]) -> set[str]:
    """The tables from which there is a way without an end, as there is from any circle."""
    back = _turned(refers)
    left = {table: len(refers.get(table, ())) for table in {*refers, *back}}
    ended = [table for table, number in left.items() if not number]
    for table in ended:
        for before in back.get(table, ()):
            left[before] -= 1
            if not left[before]:
                ended.append(before)
    return left.keys() - set(ended)


def _circle(start: str, refers: Mapping[str, AbstractSet[str]]) -> tuple[tuple[str, ...], int]:
    """A shortest way from a table back to it, if there is one, and how many tables were looked at."""
    came = {start: start}
    waiting = [start]
    for table in waiting:
        for near in sorted(refers[table]):
            if near == start:
                return tuple(_way(came, table)), len(waiting)
            if near not in came:
                came[near] = table
                waiting.append(near)
    return (), len(waiting)


def _way(came: Mapping[str, str], last: str) -> list[str]:
    way = [last]
    while came[way[-1]] != way[-1]:
        way.append(came[way[-1]])
    return way[::-1]
