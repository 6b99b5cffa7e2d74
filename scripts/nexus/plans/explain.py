"""The JSON of EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON), checked: one entry for each node.

Only the modules that make a plan of it know these names; what everybody else reads is in
`nexus.plans`.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from nexus.core.errors import NexusError
from nexus.core.text import printable


def _label(name: str) -> str:
    return name.replace("_", " ").title().replace(" By ", " by ")


class Entry(msgspec.Struct, rename=_label, eq=False):
    """One node as EXPLAIN writes it: `node_type` is "Node Type", and so on.

    Times and rows are averages per loop; blocks are sums over all loops and workers.
    """

    node_type: str
    plan_rows: float
    actual_rows: float
    actual_loops: float
    actual_total_time: float
    shared_hit_blocks: int
    shared_read_blocks: int
    temp_written_blocks: int = 0
    parent_relationship: str = ""
    subplan_name: str = ""
    parallel_aware: bool = False
    strategy: str = ""
    partial_mode: str = "Simple"
    operation: str = ""
    command: str = ""
    scan_direction: str = ""
    join_type: str = ""
    inner_unique: bool = False
    relation_name: str = ""
    index_name: str = ""
    function_name: str = ""
    alias: str = ""
    cte_name: str = msgspec.field(name="CTE Name", default="")
    index_cond: str = ""
    recheck_cond: str = ""
    tid_cond: str = msgspec.field(name="TID Cond", default="")
    order_by: str = ""
    hash_cond: str = ""
    merge_cond: str = ""
    join_filter: str = ""
    filter: str = ""
    one_time_filter: str = msgspec.field(name="One-Time Filter", default="")
    run_condition: str = ""
    sort_key: list[str] = []
    presorted_key: list[str] = []
    group_key: list[str] = []
    window: str = ""
    cache_key: str = ""
    rows_removed_by_filter: float = 0
    rows_removed_by_join_filter: float = 0
    rows_removed_by_index_recheck: float = 0
    sort_method: str = ""
    sort_space_used: int = 0
    sort_space_type: str = ""
    hash_batches: int = 1
    heap_fetches: float | None = None
    workers_planned: int = 0
    workers_launched: int = 0
    subplans_removed: int = 0
    plans: list["Entry"] = []


class TriggerEntry(msgspec.Struct, rename=_label):
    """The calls of one trigger, which EXPLAIN lists beside the nodes."""

    relation: str
    time: float
    calls: int
    trigger_name: str = ""
    constraint_name: str = ""


class Document(msgspec.Struct, rename=_label):
    """A whole answer of EXPLAIN."""

    plan: Entry
    execution_time: float
    planning_time: float = 0
    triggers: list[TriggerEntry] = []


def decode(text: str) -> Document:
    """Read the JSON text of EXPLAIN; raises NexusError where it is no plan that was run."""
    try:
        (document,) = msgspec.convert(_shown(msgspec.json.decode(text)), type=tuple[Document])
    except (msgspec.DecodeError, RecursionError) as error:
        hint = "run the statement under EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)"
        raise NexusError(f"not a query plan that was run: {error}", hint=hint) from error
    return document


def walk(entry: Entry) -> Iterator[Entry]:
    """Give an entry and all below it, in the order in which EXPLAIN prints them."""
    yield entry
    for child in entry.plans:
        yield from walk(child)


def _shown(value: Any) -> Any:
    """A value of JSON with a symbol for each character that cannot be shown."""
    if isinstance(value, str):
        return printable(value) if value else value
    if isinstance(value, list):
        return [_shown(item) for item in value]
    return {_shown(k): _shown(v) for k, v in value.items()} if isinstance(value, dict) else value
