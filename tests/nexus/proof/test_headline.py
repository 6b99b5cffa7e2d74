"""The one figure of a section."""

import json

import pytest
from nexus.core.errors import NexusError
from nexus.core.results import (
    Column,
    Plan,
    Printed,
    Result,
    Rows,
    SqlError,
)
from nexus.proof.headline import headline

from tests.nexus.proof.builders import example


def rows(*names: str, values: tuple[tuple[str, ...], ...], count: int = 0) -> Rows:
    """Make a result with those columns."""
    return Rows(tuple(Column(name, "text") for name in names), values, count or len(values))


def plan(buffers: int) -> Plan:
    """Make a plan of one node that touched so many buffers."""
    node = {"Node Type": "Result", "Startup Cost": 0, "Total Cost": 0, "Plan Rows": 1}
    node |= {"Plan Width": 4, "Actual Startup Time": 0, "Actual Total Time": 0, "Actual Rows": 1}
    node |= {"Actual Loops": 1, "Shared Hit Blocks": buffers, "Shared Read Blocks": 0}
    return Plan(json.dumps([{"Plan": node, "Planning Time": 0, "Execution Time": 0}]))


BARS = rows("way", "peak_kib", values=(("list", "24218.0"), ("generator", "0.9")))
SPANS = rows(
    "lane", "start_ms", "end_ms", values=(("a", "0", "300"), ("a", "300", "600"), ("b", "0", "300"))
)
NO = SqlError("23505", "no")


ARROW = "\N{RIGHTWARDS ARROW}"


@pytest.mark.parametrize(
    ("result", "chart", "words", "exact"),
    [
        (BARS, "memory", f"24 MB {ARROW} 1 KB", f"24,218 {ARROW} 0.9 KiB"),
        (rows("way", "n", values=(("a", "3"), ("b", "9"))), "bars", f"3 {ARROW} 9", ""),
        (SPANS, "timeline", f"600 {ARROW} 300 ms", ""),
        (NO, "", "1 bad statement refused", ""),
        (rows("n", values=(("1",),), count=1234), "", "1,234 rows", ""),
        (rows("n", values=(("1",),)), "", "1 row", ""),
    ],
)
def test_the_figure_is_taken_from_the_results(
    result: Result, chart: str, words: str, exact: str
) -> None:
    """The ends of a chart, the number of refusals or of rows: in plain words, and exactly."""
    found = headline([example(result, chart=chart)])
    assert (found.words, found.exact) == (words, exact)


def test_refusals_of_nothing_but_writes_are_called_so() -> None:
    """All of the section are counted."""
    codes = ["INSERT INTO a VALUES (1)", "update a SET b = 1"]
    assert headline([example(NO, code=code) for code in codes]).words == "2 bad writes refused"
    codes.append("SELECT 1 / 0")
    assert headline([example(NO, code=code) for code in codes]).words == "3 bad statements refused"


def test_a_comparison_of_plans_tells_its_buffers() -> None:
    """From the first plan to the last of the first comparison, which is what one is led to."""
    plans = [("a", 6670, False), ("a", 99, False), ("a", 13, True), ("b", 2, False), ("b", 1, True)]
    examples = [
        example(plan(buffers), number=number, plan="x", compare=name, shows=shows)
        for number, (name, buffers, shows) in enumerate(plans, 1)
    ]
    found = headline(examples)
    assert (found.words, found.exact) == (
        "500 times fewer page reads",
        f"6,670 {ARROW} 13 buffers",
    )
    assert found.example == examples[2]


def test_what_has_no_figure_is_an_error() -> None:
    """Printed text says nothing in a word."""
    with pytest.raises(NexusError, match="no figure to show"):
        headline([example(Printed("text"))])
