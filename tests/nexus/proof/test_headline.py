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


@pytest.mark.parametrize(
    ("result", "chart", "told"),
    [
        (BARS, "memory", "24,218 \N{RIGHTWARDS ARROW} 0.9 KiB"),
        (SPANS, "timeline", "600 \N{RIGHTWARDS ARROW} 300 ms"),
        (NO, "", "1 refused"),
        (rows("n", values=(("1",),), count=1234), "", "1,234 rows"),
        (rows("n", values=(("1",),)), "", "1 row"),
    ],
)
def test_the_figure_is_taken_from_the_results(result: Result, chart: str, told: str) -> None:
    """The ends of a chart, the number of refusals, the number of rows."""
    assert headline([example(result, chart=chart)]) == told


def test_a_pair_of_plans_tells_its_buffers() -> None:
    """The first pair of several."""
    plans = [("before", 6670), ("after", 13), ("before", 2), ("after", 1)]
    examples = [example(plan(buffers), plan=option) for option, buffers in plans]
    assert headline(examples) == "6,670 \N{RIGHTWARDS ARROW} 13 buffers"


def test_normal_forms_tell_the_way() -> None:
    """From the first to the last, or the only one."""
    assert headline([], ["unnormalized", "1NF", "3NF"]) == "unnormalized \N{RIGHTWARDS ARROW} 3NF"
    assert headline([], ["3NF"]) == "3NF"


def test_what_has_no_figure_is_an_error() -> None:
    """Printed text says nothing in a word."""
    with pytest.raises(NexusError, match="no figure to show"):
        headline([example(Printed("text"))])
