"""Who spent what in a plan: the time and the buffers of each node without those of the others.

EXPLAIN gives the time of a node per loop and per process, and counts in it everything below the
node. Here it becomes wall time first; then each node is left with what it spent itself, so that
the parts of a plan add up to the whole.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from nexus.plans.explain import Document, Entry, walk


class Costs(NamedTuple):
    """What each entry spent itself, and the time that all spent together."""

    ms: dict[Entry, float]
    buffers: dict[Entry, float]
    spilled: dict[Entry, float]
    total_ms: float

    def share(self, ms: float) -> float:
        """Return which part of the whole time some milliseconds are, from 0 to 1."""
        return ms / self.total_ms if self.total_ms else 0


def read(document: Document) -> Costs:
    """Return what every entry of a plan spent itself."""
    root = document.plan
    entries = list(walk(root))
    ms = _exclusive(root, _times(root))
    touched = {one: one.shared_hit_blocks + one.shared_read_blocks for one in entries}
    spilled = {one: one.temp_written_blocks for one in entries}
    total = sum(ms.values()) + sum(trigger.time for trigger in document.triggers)
    return Costs(ms, _exclusive(root, touched), _exclusive(root, spilled), total)


def _times(root: Entry) -> dict[Entry, float]:
    """The wall time of each entry in ms, with all below it.

    Processes that work side by side below a Gather are counted once, not added up.
    """
    found: dict[Entry, float] = {}

    def visit(entry: Entry, processes: float) -> None:
        found[entry] = entry.actual_total_time * entry.actual_loops / processes
        for child in entry.plans:
            visit(child, processes * _processes(entry, child))

    visit(root, 1)
    return found


def _exclusive(root: Entry, totals: Mapping[Entry, float]) -> dict[Entry, float]:
    """What each entry spent itself: its total without what the entries below it spent.

    A common table expression or an InitPlan runs when its value is first asked for, so its cost is
    inside the node that asks, and not inside the node that it is listed under.
    """
    own = dict(totals)
    for entry in walk(root):
        for child in entry.plans:
            due = totals[child]
            # Of several that ask, the one that spent most was the one that had it run.
            for payer in sorted(_payers(entry, child), key=own.__getitem__, reverse=True):
                paid = min(own[payer], due)
                own[payer] -= paid
                due -= paid
    return own


def _processes(entry: Entry, child: Entry) -> float:
    if not entry.node_type.startswith("Gather") or child.parent_relationship != "Outer":
        return 1
    # Each process runs the node below a Gather once.
    return max(child.actual_loops / max(entry.actual_loops, 1), 1)


def _payers(entry: Entry, child: Entry) -> list[Entry]:
    if child.parent_relationship != "InitPlan":
        return [entry]
    return list(_asking(entry, child.subplan_name)) or [entry]


def _asking(entry: Entry, subplan: str) -> Iterator[Entry]:
    # A Gather has the value ready before the workers that need it start.
    gathers = entry.node_type.startswith("Gather")
    if any(_asks(user, subplan) for user in (walk(entry) if gathers else (entry,))):
        yield entry
    if not gathers:
        for child in entry.plans:
            yield from _asking(child, subplan)


def _asks(entry: Entry, subplan: str) -> bool:
    if subplan.startswith("CTE "):
        return entry.node_type == "CTE Scan" and f"CTE {entry.cte_name}" == subplan
    texts = (
        *(entry.filter, entry.one_time_filter, entry.index_cond, entry.recheck_cond),
        *(entry.hash_cond, entry.merge_cond, entry.join_filter),
    )
    return any(f"({subplan})" in text for text in texts)
