"""The groups of a large schema: which tables belong together, so that each group fits a diagram.

Tables are grouped by their database schema, else by the group that their models name, else by
how they are related. A group that is still too large is divided by the next of these. Every table
is in exactly one group, and no group is larger than a diagram with columns may be.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from nexus.schema.model import Schema

# The most tables that a diagram shows with their columns.
MOST_TABLES = 40
_SMALLEST = 3
_OTHERS = "Other tables"

_Ids = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Tables that belong together, by id, in the order of the schema; the name is its own."""

    name: str
    tables: tuple[str, ...]


def is_large(schema: Schema) -> bool:
    """Tell whether a schema has more tables than a diagram shows with their columns."""
    return len(schema.tables) > MOST_TABLES


def groups(schema: Schema) -> tuple[Group, ...]:
    """Return the groups, each of at most `MOST_TABLES` tables; a small schema is one group."""
    everything = Group("", tuple(schema.by_id))
    return tuple(_distinct(_divided(schema, everything, [_by_schema, _by_group, _by_relations])))


def named(schema: Schema) -> dict[str, str]:
    """Return the name of each table's group, by its id, where models or the database say one.

    That is its database schema where there are several, and else the group of its models. Where all
    tables have one name, or none has any, there are no groups.
    """
    places = {table.id: table.schema or "" for table in schema.tables}
    if len(set(places.values())) == 1:
        places = {table.id: table.group or "" for table in schema.tables}
    return (
        {table: name for table, name in places.items() if name}
        if len({*places.values()}) > 1
        else {}
    )


_Division = Callable[[Schema, _Ids], list[Group]]


def _divided(schema: Schema, group: Group, divisions: list[_Division]) -> Iterator[Group]:
    whole = not group.name
    if len(group.tables) <= MOST_TABLES and not whole:
        yield group
        return
    divide, *finer = divisions
    parts = divide(schema, group.tables)
    for part in parts:
        # A division into one part divides nothing: its name would only make names longer.
        name = ": ".join(filter(None, (group.name, part.name))) if parts[1:] else group.name
        if finer:
            yield from _divided(schema, Group(name, part.tables), finer)
        else:
            yield Group(name or schema.name, part.tables)


def _by_schema(schema: Schema, tables: _Ids) -> list[Group]:
    return _sorted_out(tables, lambda table: schema.by_id[table].schema or "default schema")


def _by_group(schema: Schema, tables: _Ids) -> list[Group]:
    return _sorted_out(tables, lambda table: schema.by_id[table].group or _OTHERS)


def _sorted_out(tables: _Ids, name: Callable[[str], str]) -> list[Group]:
    found: dict[str, list[str]] = {}
    for table in tables:
        found.setdefault(name(table), []).append(table)
    return [Group(name, tuple(members)) for name, members in found.items()]


def _by_relations(schema: Schema, tables: _Ids) -> list[Group]:
    inner = schema.part(tables)
    found = communities(inner)
    named = [Group(_centre(inner, c), c) for c in found if len(c) >= _SMALLEST]
    kept = {table for group in named for table in group.tables}
    others = [table for table in tables if table not in kept]
    return named + [Group(_OTHERS, tuple(chunk)) for chunk in _chunks(others)]


def _chunks(tables: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(tables), MOST_TABLES):
        yield tables[start : start + MOST_TABLES]


def _centre(schema: Schema, tables: _Ids) -> str:
    members = frozenset(tables)
    links = {table: len(members.intersection(schema.neighbours[table])) for table in tables}
    return f"around {max(tables, key=links.__getitem__)}"


def _distinct(found: Iterable[Group]) -> Iterator[Group]:
    """The groups, numbered where several have one name."""
    every = list(found)
    times = Counter(group.name for group in every)
    seen: Counter[str] = Counter()
    for group in every:
        seen[group.name] += 1
        number = f" ({seen[group.name]})" if times[group.name] > 1 else ""
        yield Group(f"{group.name}{number}", group.tables)


def communities(schema: Schema, most: int = MOST_TABLES) -> list[_Ids]:
    """Return the tables of a schema in communities of at most `most`, largest modularity first.

    The greedy agglomeration of Clauset, Newman and Moore (Finding community structure in very
    large networks, 2004): starting from single tables, the two joined communities whose union
    raises the modularity most are united, until none does. Ties go to the first declared.
    """
    order = {table: place for place, table in enumerate(schema.by_id)}
    members = {place: [place] for place in order.values()}
    links = {
        order[table]: dict.fromkeys((order[near] for near in others), 1)
        for table, others in schema.neighbours.items()
    }
    _unite(members, links, most)
    names = list(order)
    return [tuple(names[place] for place in sorted(found)) for found in members.values()]


def _unite(members: dict[int, list[int]], links: dict[int, dict[int, int]], most: int) -> None:
    degree = {table: sum(others.values()) for table, others in links.items()}
    total = sum(degree.values()) or 1

    def gain(one: int, other: int) -> float:
        return 2 * links[one][other] / total - 2 * degree[one] * degree[other] / total**2

    waiting = [(-gain(a, b), a, b) for a, others in links.items() for b in others if a < b]
    heapq.heapify(waiting)
    while waiting:
        loss, one, other = heapq.heappop(waiting)
        # An entry is out of date where one of its two was united with a third meanwhile.
        if loss >= 0 or links.get(one, {}).get(other) is None or -gain(one, other) != loss:
            continue
        if len(members[one]) + len(members[other]) > most:
            continue
        _merge(one, other, members, links)
        degree[one] += degree.pop(other)
        for near in links[one]:
            heapq.heappush(waiting, (-gain(one, near), min(one, near), max(one, near)))


def _merge(
    one: int, other: int, members: dict[int, list[int]], links: dict[int, dict[int, int]]
) -> None:
    members[one] += members.pop(other)
    for near, weight in links.pop(other).items():
        del links[near][other]
        if near != one:
            links[one][near] = links[near][one] = links[one].get(near, 0) + weight


@dataclass(frozen=True, slots=True)
class Bundle:
    """All relations between two groups, by the groups' names: `child` holds most of the keys."""

    child: str
    parent: str
    count: int

    @property
    def sentence(self) -> str:
        """The bundle in words: `3 relations join sales to people`."""
        verb = "relation joins" if self.count == 1 else "relations join"
        return f"{self.count} {verb} {self.child} to {self.parent}"


def bundles(schema: Schema, parts: Iterable[Group]) -> tuple[Bundle, ...]:
    """Return the relations between groups, one bundle for each two, in their order."""
    home = {table: group.name for group in parts for table in group.tables}
    counts = Counter((home[r.child], home[r.parent]) for r in schema.relations)
    found = {}
    for (child, parent), count in counts.items():
        back = counts.get((parent, child), 0)
        if child != parent and (parent, child) not in found:
            ends = (child, parent) if count >= back else (parent, child)
            found[child, parent] = Bundle(*ends, count + back)
    return tuple(found.values())


def nearest(
    schema: Schema, named: Iterable[str], depth: int, most: int = MOST_TABLES
) -> tuple[Schema, tuple[str, ...]]:
    """Return named tables and the nearest around, at most `most`, and the ids of those left out.

    Within a distance, those with most relations to tables already chosen come first, then those
    first declared. Named tables are never left out. Raises NexusError for an unknown name.
    """
    chosen = dict.fromkeys(schema.find(name).id for name in named)
    left_out: list[str] = []
    reached = set(chosen)
    for _ in range(depth):
        ring = _ring(schema, reached)
        ring.sort(key=lambda table: -sum(near in chosen for near in schema.neighbours[table]))
        room = max(most - len(chosen), 0)
        chosen |= dict.fromkeys(ring[:room])
        left_out += ring[room:]
        reached |= set(ring)
    return schema.part(chosen), tuple(left_out)


def _ring(schema: Schema, tables: set[str]) -> list[str]:
    """What a relation joins to the tables and is none of them, in the order of the schema."""
    around = {near for table in tables for near in schema.neighbours[table]}
    return sorted(around - tables, key=schema.order.__getitem__)
