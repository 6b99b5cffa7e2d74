"""What changed from one plan to another, in words that come from the two plans alone.

Tables are compared first: how each was read before and after. Then come the other nodes that are
gone or new, and what no longer goes to disk. `headline` says it in a few words for a card.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from nexus.core.text import article, times
from nexus.plans.reading import Node, QueryPlan

# A part of another node: said with it, not for itself.
PARTS = ("Bitmap Index Scan", "BitmapAnd", "BitmapOr", "Hash")


def changes(before: QueryPlan, after: QueryPlan) -> tuple[str, ...]:
    """Return sentences that say what `after` does differently from `before`; no times."""
    found = (
        *_scans(_access(before), _access(after)),
        *_others(_kinds(before), _kinds(after)),
        *_spills(before, after),
    )
    return found or ("Both plans have the same nodes.",)


def headline(before: QueryPlan, after: QueryPlan) -> tuple[str, str]:
    """Return the figure for a card in words and exactly: `500 times fewer page reads`."""
    exact = f"{before.buffers:,} → {after.buffers:,} buffers"
    low, high = sorted((before.buffers, after.buffers))
    if not low or high == low:
        return exact, ""
    more = "fewer" if after.buffers < before.buffers else "more"
    return f"{times(high / low)} {more} page reads", exact


def _access(plan: QueryPlan) -> dict[str, tuple[str, ...]]:
    """For each table, in what ways it is read, in alphabetical order."""
    ways: dict[str, list[str]] = {}
    for node in plan.nodes:
        if node.relation and "Scan" in node.kind:
            ways.setdefault(node.relation, []).append(_way(node))
    return {relation: tuple(sorted(found)) for relation, found in ways.items()}


def _way(node: Node) -> str:
    indexes = sorted({below.index for below in node.walk() if below.index})
    return f"{node.kind} with {' and '.join(indexes)}" if indexes else node.kind


def _scans(before: dict[str, tuple[str, ...]], after: dict[str, tuple[str, ...]]) -> Iterator[str]:
    for relation, ways in before.items():
        if relation not in after:
            yield f"{relation} is no longer read."
        elif after[relation] != ways:
            became = _with_article(after[relation])
            yield f"The {_listed(ways)} on {relation} became {became}."
    for relation, ways in after.items():
        if relation not in before:
            yield f"{relation} is now read by {_with_article(ways)}."


def _kinds(plan: QueryPlan) -> Counter[str]:
    """How often each kind of node occurs that neither reads a table nor is part of another."""
    kinds = (node.kind for node in plan.nodes if not (node.relation and "Scan" in node.kind))
    return Counter(kind for kind in kinds if kind not in PARTS)


def _others(before: Counter[str], after: Counter[str]) -> Iterator[str]:
    gone, new = sorted((before - after).elements()), sorted((after - before).elements())
    if gone and new:
        yield f"{_with_article(new, capital=True)} replaced the {_listed(gone)}."
    elif gone:
        yield f"No {' or '.join(dict.fromkeys(gone))} is needed any more."
    elif new:
        yield f"{_with_article(new, capital=True)} {'is' if len(new) == 1 else 'are'} new."


def _spills(before: QueryPlan, after: QueryPlan) -> Iterator[str]:
    spilled, spills = (sum(node.spilled_pages for node in plan.nodes) for plan in (before, after))
    if spilled and not spills:
        yield "Nothing is written to a temporary file any more."
    elif spills and not spilled:
        yield "Some rows are now written to a temporary file."


def _with_article(names: Sequence[str], *, capital: bool = False) -> str:
    """The names as a sentence lists them; one alone has its article."""
    listed = article(names[0]) if len(names) == 1 else _listed(names)
    return listed[:1].upper() + listed[1:] if capital else listed


def _listed(names: Iterable[str]) -> str:
    """The names as a sentence lists them; one that comes several times is counted."""
    counted = [
        name if number == 1 else f"{name} ({number} times)"
        for name, number in Counter(names).items()
    ]
    return " and ".join(part for part in (", ".join(counted[:-1]), counted[-1]) if part)
