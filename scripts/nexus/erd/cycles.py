"""Which lines of a diagram run backwards, so that all the others can run from left to right."""

from collections.abc import Iterable, Iterator

_Pair = tuple[int, int]


def backward(pairs: Iterable[_Pair]) -> set[_Pair]:
    """Return the pairs of parent and child that close a circle; without them there is none.

    Tables without a parent are followed first, then the others in their order.
    """
    children: dict[int, list[int]] = {}
    parents: dict[int, int] = {}
    for parent, child in dict.fromkeys(pairs):
        if parent != child:
            children.setdefault(parent, []).append(child)
            parents[child] = parent
    starts = sorted(children, key=lambda table: (table in parents, table))
    return set(_closing(starts, children))


def _closing(starts: Iterable[int], children: dict[int, list[int]]) -> Iterator[_Pair]:
    """The pairs that lead back to a table on the way by which a search in depth came."""
    done: set[int] = set()
    way: dict[int, Iterator[int]] = {}
    for start in starts:
        if start not in done:
            way[start] = iter(children.get(start, ()))
        while way:
            table = next(reversed(way))
            child = next(way[table], None)
            if child is None:
                done.add(table)
                del way[table]
            elif child in way:
                yield table, child
            elif child not in done:
                way[child] = iter(children.get(child, ()))
