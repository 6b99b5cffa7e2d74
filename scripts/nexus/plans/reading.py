"""A query plan as plain data: what PostgreSQL did, node by node, and what each node cost.

`read` takes the JSON text of EXPLAIN. Every node has its own share of the time and of the buffers,
without those of the nodes below it, so that the shares of a plan add up.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from nexus.plans import costs as plan_costs
from nexus.plans import explain
from nexus.plans import names as plan_names
from nexus.plans.costs import Costs
from nexus.plans.explain import Entry, TriggerEntry

# An estimate that is wrong by more than this factor often leads to another plan than the best.
TOLERANCE = 10
# These hand over a bitmap, and PostgreSQL gives no number of rows for it.
BITMAPS = ("BitmapAnd", "BitmapOr")


@dataclass(frozen=True, slots=True)
class Sort:
    """How a node sorted: PostgreSQL's name of the method, and the room that it took."""

    method: str
    kilobytes: int
    on_disk: bool


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger or a foreign key that ran beside the nodes: on what, how often, and its share."""

    name: str
    relation: str
    calls: int
    share: float


@dataclass(frozen=True, slots=True)
class Node:
    """One node of a plan, called as EXPLAIN calls it in its text, such as "Hash Left Join".

    `conditions` are pairs: the name of each in words, and its SQL. Rows are averages per loop, as
    PostgreSQL gives them. `removed_rows` counts all loops. Buffers
    (pages of 8 kB, found in memory or read), pages written to temporary files, time and share of
    the plan's time are the node's own. `source` names the common table expression or the function
    that a node reads instead of a table. `workers` are those planned and those launched, 0 without a
    Gather. `cut_short` is true where a node above may have stopped it.
    """

    kind: str
    subplan: str
    relation: str
    source: str
    alias: str
    index: str
    conditions: tuple[tuple[str, str], ...]
    estimated_rows: float
    actual_rows: float
    loops: int
    removed_rows: int
    buffers: int
    spilled_pages: int
    own_ms: float
    share: float
    sort: Sort | None
    hash_batches: int
    heap_fetches: int | None
    workers: tuple[int, int]
    pruned: int
    cut_short: bool
    children: tuple["Node", ...]

    @property
    def executed(self) -> bool:
        """Tell whether the node ran at all."""
        return self.loops > 0

    @property
    def rows(self) -> int:
        """Return the rows of all loops; their average is rounded, so this may be off by a few."""
        return round(self.actual_rows * self.loops)

    @property
    def rows_read(self) -> int:
        """Return how many rows of a table the node looked at, kept or not; 0 if it reads none."""
        return self.rows + self.removed_rows if self.relation and "Scan" in self.kind else 0

    @property
    def error(self) -> float:
        """Return the actual rows divided by the estimated ones.

        Less than one row counts as one: PostgreSQL never estimates less.
        """
        return max(self.actual_rows, 1) / max(self.estimated_rows, 1)

    @property
    def misestimated(self) -> bool:
        """Tell whether the estimate is wrong by a factor over 10, where both can be compared."""
        if not self.executed or self.kind in BITMAPS:
            return False
        return self.error > TOLERANCE or (self.error < 1 / TOLERANCE and not self.cut_short)

    def walk(self) -> Iterator["Node"]:
        """Give the node and all below it, in the order in which EXPLAIN prints them."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """A plan that was run: its nodes, and its times as they were measured."""

    root: Node
    triggers: tuple[Trigger, ...]
    planning_ms: float
    execution_ms: float

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Return every node, in the order in which EXPLAIN prints them."""
        return tuple(self.root.walk())

    @property
    def buffers(self) -> int:
        """Return how many pages of 8 kB all nodes together found in memory or read."""
        return sum(node.buffers for node in self.nodes)

    @property
    def rows_read(self) -> int:
        """Return how many rows of tables were looked at, kept or not."""
        return sum(node.rows_read for node in self.nodes)

    @property
    def rows_removed(self) -> int:
        """Return how many rows a filter threw away after they had been read or joined."""
        return sum(node.removed_rows for node in self.nodes)


def read(document: str) -> QueryPlan:
    """Return the plan in the JSON text of EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON).

    Raises NexusError where the text is no plan, or one without measured figures.
    """
    decoded = explain.decode(document)
    costs = plan_costs.read(decoded)
    return QueryPlan(
        root=_node(decoded.plan, costs, cut_short=False),
        triggers=tuple(_trigger(entry, costs) for entry in decoded.triggers),
        planning_ms=decoded.planning_time,
        execution_ms=decoded.execution_time,
    )


def _node(entry: Entry, costs: Costs, *, cut_short: bool) -> Node:
    removed = entry.rows_removed_by_filter + entry.rows_removed_by_join_filter
    removed += entry.rows_removed_by_index_recheck
    return Node(
        kind=plan_names.kind(entry),
        subplan=entry.subplan_name,
        relation=entry.relation_name,
        source=entry.cte_name or entry.function_name,
        alias=entry.alias,
        index=entry.index_name,
        conditions=tuple(plan_names.conditions(entry)),
        estimated_rows=entry.plan_rows,
        actual_rows=entry.actual_rows,
        loops=round(entry.actual_loops),
        removed_rows=round(removed * entry.actual_loops),
        buffers=round(costs.buffers[entry]),
        spilled_pages=round(costs.spilled[entry]),
        own_ms=costs.ms[entry],
        share=costs.share(costs.ms[entry]),
        sort=_sort(entry),
        hash_batches=entry.hash_batches,
        heap_fetches=None if entry.heap_fetches is None else round(entry.heap_fetches),
        workers=(entry.workers_planned, entry.workers_launched),
        pruned=entry.subplans_removed,
        cut_short=cut_short,
        children=tuple(
            _node(child, costs, cut_short=_is_cut_short(entry, child, above=cut_short))
            for child in entry.plans
        ),
    )


def _trigger(entry: TriggerEntry, costs: Costs) -> Trigger:
    name = entry.constraint_name or entry.trigger_name
    return Trigger(name, entry.relation, entry.calls, costs.share(entry.time))


def _sort(entry: Entry) -> Sort | None:
    if not entry.sort_method:
        return None
    return Sort(entry.sort_method, entry.sort_space_used, entry.sort_space_type == "Disk")


def _is_cut_short(entry: Entry, child: Entry, *, above: bool) -> bool:
    """Whether a node, or one above it, may stop a child before it has given all its rows."""
    # These read all that their children give before they give their own first row.
    reads_all = entry.node_type in ("Sort", "Hash") or entry.strategy in ("Plain", "Hashed")
    if above and not reads_all:
        return True
    if child.parent_relationship == "SubPlan" or entry.node_type in ("Limit", "Merge Join"):
        return True
    is_inner = entry.node_type == "Nested Loop" and child.parent_relationship == "Inner"
    return is_inner and (entry.inner_unique or entry.join_type in ("Semi", "Anti"))
