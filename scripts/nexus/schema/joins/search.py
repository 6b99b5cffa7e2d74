"""The ways from one table to another by its relations: all shortest ones, and the next longer.

A way meets each table once. Two relations between the same tables are two ways.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from nexus.core.errors import NexusError
from nexus.schema.model import Relation, Schema

# How many steps of a search are worth it: some hundredths of a second. No person reads more ways.
_MOST_STEPS = 200_000
MOST_WAYS = 200


@dataclass(frozen=True, slots=True)
class Step:
    """One relation of a way: `up` from the table that holds the key to the one that it refers to."""

    relation: Relation
    up: bool

    @property
    def start(self) -> str:
        """Return the id of the table before it."""
        return self.relation.child if self.up else self.relation.parent

    @property
    def end(self) -> str:
        """Return the id of the table behind it."""
        return self.relation.parent if self.up else self.relation.child


Way = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Ways:
    """All shortest ways between two tables, and those of the next length that has any.

    It is not `whole` where there are too many to look at. Where the database keeps no relation that
    leads there, ways may have relations that only the models know.
    """

    start: str
    end: str
    shortest: tuple[Way, ...]
    longer: tuple[Way, ...] = ()
    whole: bool = True


def tables(way: Way) -> tuple[str, ...]:
    """Return the ids of the tables of a way, from its start to its end."""
    return (way[0].start, *(step.end for step in way))


def ways(schema: Schema, start: str, end: str) -> Ways:
    """Return the ways between two tables, by their names or ids.

    Raises NexusError for an unknown table, and where no way leads from one to the other.
    """
    first, last = schema.find(start).id, schema.find(end).id
    kept = [relation for relation in schema.relations if relation.enforced]
    for relations in (kept, list(schema.relations)):
        found = _ways(relations, first, last)
        if found.shortest:
            return found
    if first == last:
        raise NexusError(f"the table {first} does not refer to itself", hint="name two tables")
    what = f"no relations lead from {first} to {last}"
    raise NexusError(what, hint="neither directly nor by way of other tables")


def _ways(relations: list[Relation], first: str, last: str) -> Ways:
    if first == last:
        own = [Step(r, up=True) for r in relations if r.child == r.parent == first]
        return Ways(first, last, tuple((step,) for step in own))
    steps = _steps(relations)
    distance = _distances(steps, last)
    if first not in distance:
        return Ways(first, last, ())
    search = _Search(steps, distance, last)
    shortest = search.of_length(first, distance[first])
    longer: tuple[Way, ...] = ()
    for length in range(distance[first] + 1, len(distance)):
        if longer or not search.whole:
            break
        longer = search.of_length(first, length)
    return Ways(first, last, shortest, longer, search.whole)


def _steps(relations: list[Relation]) -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = {}
    for relation in relations:
        if relation.child != relation.parent:
            found.setdefault(relation.child, []).append(Step(relation, up=True))
            found.setdefault(relation.parent, []).append(Step(relation, up=False))
    return found


def _distances(steps: dict[str, list[Step]], last: str) -> dict[str, int]:
    """How many relations each table is away from the last one, at the least."""
    distance, waiting = {last: 0}, deque([last])
    while waiting:
        table = waiting.popleft()
        for step in steps.get(table, ()):
            if step.end not in distance:
                distance[step.end] = distance[table] + 1
                waiting.append(step.end)
    return distance


class _Search:
    """Looks for ways of a length; `whole` as long as it has looked at all of them."""

    def __init__(self, steps: dict[str, list[Step]], distance: dict[str, int], last: str) -> None:
        self._steps, self._distance, self._last = steps, distance, last
        self._left = _MOST_STEPS
        self.whole = True

    def of_length(self, first: str, length: int) -> tuple[Way, ...]:
        """Return the ways of exactly that length, in the order of the relations."""
        found: list[Way] = []
        for way in self._longer((), first, {first}, length):
            if len(found) == MOST_WAYS:
                self.whole = False
                break
            found.append(way)
        return tuple(found)

    def _longer(self, way: Way, at: str, seen: set[str], left: int) -> Iterator[Way]:
        if at == self._last:
            if left == 0:
                yield way
            return
        for step in self._steps.get(at, ()):
            if step.end in seen or self._distance[step.end] > left - 1:
                continue
            self._left -= 1
            if self._left < 0:
                self.whole = False
                return
            yield from self._longer((*way, step), step.end, {*seen, step.end}, left - 1)
