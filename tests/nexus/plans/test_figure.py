"""Plans as HTML: a well-formed tree with every figure in words, and the change between two."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from nexus import plans
from nexus.plans import QueryPlan, comparison
from nexus.plans import change as plan_change
from nexus.plans import figure as plan_figure

from tests.helpers import HOSTILE_NAMES

PLANS = Path(__file__).parent / "plans"
NAMES = sorted(file.stem for file in PLANS.glob("*.json"))


def kept(name: str) -> QueryPlan:
    """Read one of the kept plans."""
    return plans.read((PLANS / f"{name}.json").read_text(encoding="utf-8"))


def parsed(html: str) -> ET.Element:
    """Parse HTML that is written as strictly as XML."""
    return ET.fromstring(html.replace("&nbsp;", " "))


def text(element: ET.Element) -> str:
    """Give the text of an element as a reader hears it, without markup."""
    return " ".join(" ".join(element.itertext()).split())


def shown(name: str) -> str:
    """Give the text of the tree of a kept plan."""
    return text(parsed(plan_figure.tree(kept(name))))


@pytest.mark.parametrize("name", NAMES)
def test_tree_nests_as_the_plan_does(name: str) -> None:
    """Every node is one item of a list, and its children are a list inside it."""
    tree = parsed(plan_figure.tree(kept(name)))

    def kinds(item: ET.Element) -> list[object]:
        head = item.find("p/span/strong")
        assert head is not None
        return [head.text, *(kinds(child) for child in item.findall("ul/li"))]

    def expected(node: plans.Node) -> list[object]:
        return [node.kind, *(expected(child) for child in node.children)]

    (root,) = tree.findall("ul[@class='plan-tree']/li")
    assert kinds(root) == expected(kept(name).root)


def test_node_tells_its_figures() -> None:
    """A node shows what it reads, its condition, its rows, what it threw away, and its buffers."""
    assert (
        "Seq Scan on stay 100 % of the time Filter guest_id = 77 "
        "Rows 25 estimated → 25 actual Removed 49,975 rows Buffers 319" in shown("before")
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nested_loop", "Rows per loop 25 estimated → 25 actual Loops 6 Buffers 150"),
        ("sort_spill", "Sort external merge, 952 kB on disk Temporary file 2.9 MB written"),
        ("never_executed", "Bitmap Heap Scan on stay s never executed Recheck condition"),
        ("misestimate", "250 estimated → 18,323 actual estimate 73 times too low"),
        ("never_executed", "25 estimated → 0 actual estimate 25 times too high"),
        ("bitmap_and", "estimated, not counted"),
        ("partitions", "Pruned 1 partition"),
        ("parallel", "Workers 2 of 2"),
        ("cte", "CTE busy HashAggregate"),
        ("cte", "CTE Scan on busy b"),
        ("insert", "Insert into stay"),
        ("insert", "Trigger stay_guest_id_fkey on stay"),
        ("after", "7 buffers of 8 kB; execution"),
        ("after", "measured on the build machine"),
    ],
)
def test_what_is_worth_knowing_is_said_in_words(name: str, words: str) -> None:
    """Loops, spills, wrong estimates, pruning, workers and triggers are in the text."""
    assert words in shown(name)


@pytest.mark.parametrize("name", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_names_of_an_enemy_stay_text(name: str) -> None:
    """Whatever a table, an alias, an index or a condition is called, it adds no element."""
    document = json.loads((PLANS / "hostile_names.json").read_text(encoding="utf-8"))
    for key in ("Relation Name", "Alias", "Index Name", "Filter", "Subplan Name", "Node Type"):
        document[0]["Plan"]["Plans"][0][key] = name
    space = {"Sort Space Used": 1, "Sort Space Type": "Memory"}
    document[0]["Plan"]["Plans"][0].update(space, **{"Sort Method": name})
    called = {"Trigger Name": name, "Relation": name, "Time": 1.0, "Calls": 1}
    document[0]["Triggers"] = [called]
    written = json.dumps(document).replace("\\ud800", "").replace("\\u0000", "")
    hostile = plans.read(written)

    def elements(html: str) -> list[str]:
        return sorted({element.tag for element in parsed(html).iter()})

    assert elements(comparison.figure([("a", hostile), ("b", kept("before"))])) == [
        *["code", "dd", "div", "dl", "dt", "figcaption", "figure", "li", "p", "small"],
        *["span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"],
    ]


def test_kept_hostile_plan_is_escaped() -> None:
    """An alias and a literal that PostgreSQL itself took come out as text."""
    html = plan_figure.tree(kept("hostile_names"))
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    assert "<img" not in html
    assert "<script" not in html


def test_a_comparison_is_headed_by_the_differences() -> None:
    """The lowest value of each row is bold, with its factor; times are called measured."""
    labelled = [("list", kept("before")), ("<index>", kept("after")), ("again", kept("before"))]
    shown = parsed(comparison.figure(labelled))
    rows = [[text(cell) for cell in row] for row in shown.findall("table/tbody/tr")]
    assert rows[:3] == [
        ["Buffers", "319", "7 45 times fewer", "319"],
        ["Rows read", "50,000", "5 10,000 times fewer", "50,000"],
        ["Rows removed by filters", "49,975", "0", "49,975"],
    ]
    bold = [text(cell) for cell in shown.findall("table/tbody/tr/td[strong]")]
    assert bold[:3] == ["7 45 times fewer", "5 10,000 times fewer", "0"]
    assert rows[3][0] == "Execution time measured on the build machine"
    labels = ["list", "<index>", "again"]
    assert [text(side) for side in shown.iterfind(".//figcaption")] == labels


def test_what_is_about_the_same_is_not_called_better() -> None:
    """A tie has no bold figure, and nothing is said of what changed between more than two."""
    shown = parsed(comparison.figure([("a", kept("before"))] * 3))
    assert shown.findall("table/tbody/tr/td/strong") == []
    assert shown.find("ul[@class='plan-changes']") is None


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (
            "before",
            "after",
            (
                (
                    "The Seq Scan on stay became an Index Scan Backward with "
                    "stay_guest_id_start_date_idx."
                ),
                "No Sort is needed any more.",
            ),
        ),
        ("before", "before", ("Both plans have the same nodes.",)),
        (
            "sort_spill",
            "before",
            ("A Limit is new.", "Nothing is written to a temporary file any more."),
        ),
        (
            "before",
            "sort_spill",
            ("No Limit is needed any more.", "Some rows are now written to a temporary file."),
        ),
        (
            "hostile_names",
            "bitmap_and",
            (
                "guest is no longer read.",
                (
                    "stay is now read by a Bitmap Heap Scan with stay_home_id_idx and "
                    "stay_start_date_idx."
                ),
            ),
        ),
        (
            "partitions",
            "hash_join",
            (
                "stay_2025 is no longer read.",
                "stay_2026 is no longer read.",
                "stay is now read by a Seq Scan.",
                "home is now read by a Seq Scan.",
                "Hash Join, HashAggregate and Sort replaced the Aggregate and Append.",
            ),
        ),
        (
            "init_plan",
            "hash_join",
            (
                "The Seq Scan (2 times) on home became a Seq Scan.",
                "stay is now read by a Seq Scan.",
                "Hash Join, HashAggregate and Sort replaced the Aggregate.",
            ),
        ),
    ],
)
def test_change_is_told_from_the_data(before: str, after: str, words: tuple[str, ...]) -> None:
    """Tables that are read otherwise come first, then other nodes, then temporary files."""
    assert plan_change.changes(kept(before), kept(after)) == words


def test_headline_is_a_stable_figure() -> None:
    """A card gets the buffers of both plans in words and exactly, and no time."""
    fewer = plan_change.headline(kept("before"), kept("after"))
    assert fewer == ("45 times fewer page reads", "319 → 7 buffers")
    more = plan_change.headline(kept("after"), kept("before"))
    assert more == ("45 times more page reads", "7 → 319 buffers")
    assert plan_change.headline(kept("after"), kept("after")) == ("7 → 7 buffers", "")


def test_indexes_of_a_scan_are_told_in_the_order_of_the_alphabet() -> None:
    """A plan lists them as the planner met them."""
    written = (PLANS / "bitmap_and.json").read_text(encoding="utf-8")
    text = written.replace("stay_start_date_idx", "z").replace("stay_home_id_idx", "a")
    found = json.loads(text)
    (scan,) = _bitmaps(found)
    scan["Plans"] += [{**scan["Plans"][0], "Index Name": name} for name in "mbxcydq"]
    told = plan_change.changes(kept("hostile_names"), plans.read(json.dumps(found)))
    assert told[1].endswith("with a and b and c and d and m and q and x and y and z.")


def _bitmaps(found: Any) -> Iterator[Any]:
    if isinstance(found, dict) and found.get("Node Type") == "BitmapAnd":
        yield found
    elif isinstance(found, dict | list):
        for each in found.values() if isinstance(found, dict) else found:
            yield from _bitmaps(each)


def plan(*kinds: str) -> QueryPlan:
    """A plan of an Append over such nodes; a scan is one of the table t."""
    facts: dict[str, Any] = {"Actual Rows": 1.0, "Plan Rows": 1, "Actual Loops": 1}
    facts |= {"Actual Total Time": 1.0, "Shared Hit Blocks": 1, "Shared Read Blocks": 0}
    nodes = [
        {"Node Type": kind, **({"Relation Name": "t"} if "Scan" in kind else {}), **facts}
        for kind in kinds
    ]
    root = {"Node Type": "Append", "Plans": nodes, **facts}
    return plans.read(json.dumps([{"Plan": root, "Planning Time": 1.0, "Execution Time": 1.0}]))


def test_the_order_of_nodes_is_no_change() -> None:
    """Those that are gone or new are told in the order of the alphabet."""
    one, other = plan("Seq Scan", "Index Scan"), plan("Index Scan", "Seq Scan")
    assert plan_change.changes(one, other) == ("Both plans have the same nodes.",)
    gone = plan_change.changes(plan("Sort", "Limit"), plan("Unique", "Memoize"))
    assert gone == ("Memoize and Unique replaced the Limit and Sort.",)


@pytest.mark.parametrize(
    ("value", "shown"), [(0.056, "0.06"), (9.5, "9.50"), (12.34, "12.3"), (1234.5, "1,234")]
)
def test_a_time_has_as_many_digits_as_tell_something(value: float, shown: str) -> None:
    """The shorter it is, the more."""
    assert plan_figure.milliseconds(value) == f"{shown}&nbsp;ms"
