"""Plans of a real PostgreSQL 18 as data: what each node is called, counted and charged with.

The plans and the statements behind them are in `plans/`; every figure below is PostgreSQL's own or
a sum of such figures.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from nexus import plans
from nexus.core.errors import NexusError
from nexus.plans.reading import Node, QueryPlan, Sort

PLANS = Path(__file__).parent / "plans"
NAMES = sorted(file.stem for file in PLANS.glob("*.json"))


def kept(name: str) -> QueryPlan:
    """Read one of the kept plans."""
    return plans.read((PLANS / f"{name}.json").read_text(encoding="utf-8"))


def node(name: str, kind: str) -> Node:
    """Find the first node of a kind in a kept plan."""
    return next(node for node in kept(name).nodes if node.kind == kind)


def entry(kind: str, **more: Any) -> dict[str, Any]:
    """Build a node as EXPLAIN writes it, which took 1 ms and touched no page."""
    return {
        "Node Type": kind,
        "Plan Rows": 1,
        "Actual Rows": 1.0,
        "Actual Loops": 1,
        "Actual Total Time": 1.0,
        "Shared Hit Blocks": 0,
        "Shared Read Blocks": 0,
        **{key.replace("_", " "): value for key, value in more.items()},
    }


def built(root: dict[str, Any]) -> QueryPlan:
    """Read a plan of nodes that were built here."""
    return plans.read(json.dumps([{"Plan": root, "Execution Time": 1.0}]))


@pytest.mark.parametrize(
    ("name", "kinds", "buffers", "rows", "rows_read"),
    [
        ("before", "Limit, Sort, Seq Scan", 319, 5, 50_000),
        ("after", "Limit, Index Scan Backward", 7, 5, 5),
        ("insert", "Insert, Index Scan", 457, 0, 50),
        (
            "bitmap_and",
            "Aggregate, Bitmap Heap Scan, BitmapAnd, Bitmap Index Scan, Bitmap Index Scan",
            29,
            1,
            25,
        ),
        (
            "hash_join",
            "Sort, HashAggregate, Hash Join, Seq Scan, Hash, Seq Scan",
            322,
            20,
            50_400,
        ),
    ],
)
def test_a_plan_has_its_nodes_its_buffers_and_its_rows(
    name: str, kinds: str, buffers: int, rows: int, rows_read: int
) -> None:
    """The nodes are in EXPLAIN's order and words."""
    found = kept(name)
    assert ", ".join(node.kind for node in found.nodes) == kinds
    assert (found.buffers, found.root.rows, found.rows_read) == (buffers, rows, rows_read)


@pytest.mark.parametrize("name", NAMES)
def test_shares_add_up(name: str) -> None:
    """The shares of all nodes and triggers are the whole, and none is negative."""
    found = kept(name)
    shares = [part.share for part in (*found.nodes, *found.triggers)]
    assert sum(shares) == pytest.approx(1)
    assert min(shares) >= 0


@pytest.mark.parametrize("name", NAMES)
def test_own_times_and_buffers_are_those_of_the_root(name: str) -> None:
    """What the nodes spent themselves is together what PostgreSQL measured for the whole tree."""
    root = json.loads((PLANS / f"{name}.json").read_text(encoding="utf-8"))[0]["Plan"]
    found = kept(name)
    assert found.buffers == root["Shared Hit Blocks"] + root["Shared Read Blocks"]
    own = sum(node.own_ms for node in found.nodes)
    # PostgreSQL rounds each time to a thousandth of a millisecond, once per loop.
    assert own == pytest.approx(root["Actual Total Time"], rel=0.02, abs=0.04)


def test_inner_side_of_a_nested_loop_counts_every_loop() -> None:
    """Rows stay averages per loop; their sum, the time and the buffers count all six loops."""
    inner = node("nested_loop", "Bitmap Heap Scan")
    assert (inner.loops, inner.actual_rows, inner.rows) == (6, 25, 150)
    assert inner.buffers == 162 - 12
    document = json.loads((PLANS / "nested_loop.json").read_text(encoding="utf-8"))
    heap = document[0]["Plan"]["Plans"][1]
    per_loop = heap["Actual Total Time"] - heap["Plans"][0]["Actual Total Time"]
    assert inner.own_ms == pytest.approx(6 * per_loop)


def test_a_common_table_expression_is_paid_by_who_reads_it_first() -> None:
    """The scan that had it run is left with next to nothing, and no other node pays for it."""
    found = kept("cte")
    aggregate, scan = found.nodes[1], node("cte", "CTE Scan")
    assert (aggregate.kind, aggregate.subplan) == ("HashAggregate", "CTE busy")
    assert (scan.source, scan.alias, scan.relation) == ("busy", "b", "")
    assert scan.share < 0.01
    assert found.root.share < 0.05 < aggregate.share
    assert found.buffers == 319


def test_an_init_plan_is_paid_by_the_node_that_asks_for_its_value() -> None:
    """Of two InitPlans under one node each is taken from the node whose condition names it."""
    scan = entry(
        "Seq Scan",
        Parent_Relationship="Outer",
        Filter="(price > (InitPlan 1).col1)",
        Actual_Total_Time=8.0,
    )
    value = entry(
        "Result", Parent_Relationship="InitPlan", Subplan_Name="InitPlan 1", Actual_Total_Time=5.0
    )
    found = built(entry("Aggregate", Plans=[value, scan], Actual_Total_Time=9.0))
    assert [node.own_ms for node in found.nodes] == [1, 5, 3]


def test_a_gather_has_values_ready_for_its_workers() -> None:
    """An InitPlan whose value parallel workers need is paid by the Gather above them."""
    first, second = (node for node in kept("parallel_init_plan").nodes if node.kind == "Gather")
    assert kept("parallel_init_plan").nodes[1].subplan == "InitPlan 1"
    assert first.own_ms > 0
    assert second.own_ms > 0


def test_processes_side_by_side_are_counted_once() -> None:
    """Time below a Gather is wall time: three processes of 3 ms each are 3 ms, not 9."""
    scan = entry(
        "Seq Scan", Parent_Relationship="Outer", Actual_Loops=3, Actual_Total_Time=3.0, Plan_Rows=4
    )
    gather = entry("Gather", Workers_Planned=2, Workers_Launched=2, Plans=[scan])
    found = built({**gather, "Actual Total Time": 5.0})
    assert [node.own_ms for node in found.nodes] == [2, 3]
    assert found.root.workers == (2, 2)


def test_a_sub_plan_is_charged_to_itself() -> None:
    """A subquery in the select list has its own nodes, with its loops and its buffers."""
    lookup = node("sub_plan", "Index Only Scan Backward")
    assert (lookup.loops, lookup.buffers, lookup.heap_fetches) == (40, 81, 0)
    assert kept("sub_plan").root.buffers == 84 - 81


def test_what_never_ran_says_so() -> None:
    """A node that was never executed has no loops, and its estimate is not judged."""
    idle = node("never_executed", "Bitmap Heap Scan")
    assert not idle.executed
    assert not idle.misestimated
    assert (idle.own_ms, idle.buffers) == (0, 0)


def test_a_sort_on_disk_is_seen() -> None:
    """A sort that did not fit names its method and room, and the pages that it wrote."""
    spilled = node("sort_spill", "Sort")
    assert spilled.sort == Sort("external merge", 952, on_disk=True)
    assert spilled.spilled_pages == 377


def test_pruned_partitions_are_counted() -> None:
    """Partitions that were left out at the start of the execution are counted by the Append."""
    assert node("partitions", "Append").pruned == 1


def test_foreign_keys_of_an_insert_are_charged() -> None:
    """The check of a foreign key is a trigger, with its calls and its part of the time."""
    (check,) = kept("insert").triggers
    assert (check.name, check.relation, check.calls) == ("stay_guest_id_fkey", "stay", 50)
    assert 0.2 < check.share < 0.8


def test_rows_that_filters_threw_away_count_every_loop() -> None:
    """Rows removed are averages per loop in EXPLAIN, and a sum here."""
    assert node("before", "Seq Scan").removed_rows == 49_975
    assert node("parallel", "Parallel Seq Scan").removed_rows == 3 * 1_001


def test_estimates_wrong_by_more_than_ten_are_flagged() -> None:
    """The filter on an expression without statistics is flagged, with the factor."""
    scan = node("misestimate", "Seq Scan")
    assert scan.misestimated
    assert scan.error == pytest.approx(18_323 / 250)
    assert not any(node.misestimated for node in kept("hash_join").nodes)


def test_a_node_that_a_limit_stopped_is_not_called_misestimated() -> None:
    """Fewer rows than estimated are no error below a Limit, unless a Sort below it reads all."""
    scan = entry("Seq Scan", Plan_Rows=1000, Parent_Relationship="Outer")
    assert not built(entry("Limit", Plans=[scan])).nodes[1].misestimated
    sort = entry("Sort", Parent_Relationship="Outer", Plans=[scan])
    assert built(entry("Limit", Plans=[sort])).nodes[2].misestimated


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (entry("ModifyTable", Operation="Update"), "Update"),
        (entry("Aggregate", Strategy="Hashed", Partial_Mode="Partial"), "Partial HashAggregate"),
        (entry("Hash Join", Join_Type="Left"), "Hash Left Join"),
        (entry("Nested Loop", Join_Type="Anti"), "Nested Loop Anti Join"),
        (entry("Nested Loop", Join_Type="Inner"), "Nested Loop"),
        (entry("SetOp", Strategy="Hashed", Command="Except"), "HashSetOp Except"),
        (entry("Seq Scan", Parallel_Aware=True), "Parallel Seq Scan"),
    ],
)
def test_nodes_have_the_names_of_the_text_format(written: dict[str, Any], name: str) -> None:
    """A node is called as a reader knows it from EXPLAIN's text."""
    assert built(written).root.kind == name


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("(guest_id = 77)", "guest_id = 77"),
        ("((a = 1) AND (b = 2))", "(a = 1) AND (b = 2)"),
        ("(a = ')')", "a = ')'"),
        ("(a).b", "(a).b"),
        ("f(a)", "f(a)"),
    ],
)
def test_conditions_lose_only_the_outer_parentheses(written: str, shown: str) -> None:
    """A condition is PostgreSQL's text without the parentheses around all of it."""
    (condition,) = built(entry("Seq Scan", Filter=written)).root.conditions
    assert condition == ("Filter", shown)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON",
        "[]",
        "{}",
        '[{"Plan": {"Node Type": "Result", "Plan Rows": 1}, "Execution Time": 1}]',
        json.dumps([{"Plan": entry("Result")}]),
        '[{"Plan": ' + '{"Plans": [' * 5000,
    ],
)
def test_what_is_no_plan_is_refused(text: str) -> None:
    """Text that is no plan, or a plan that was not run, is an error that says what to run."""
    with pytest.raises(NexusError, match=r"EXPLAIN \(ANALYZE, BUFFERS, FORMAT JSON\)"):
        plans.read(text)
