"""An example as plain text, for a terminal."""

from pathlib import Path

import pytest
from nexus.core.results import (
    Done,
    Plan,
    Printed,
    Result,
    SqlError,
)
from nexus.examples import transcript

from tests.nexus.examples.builders import example, rows

PLANS = Path(__file__).parents[1] / "plans" / "plans"


@pytest.mark.parametrize(
    ("result", "told"),
    [
        (
            rows({"id": "integer", "name": "text"}, ("1", None), ("22", "b"), count=9),
            "id  name\n--  ----\n1   NULL\n22  b\n(2 of 9 rows)",
        ),
        (rows({"a": "text"}), "a\n-\n(0 of 0 rows)"),
        (Done("INSERT 0 3"), "INSERT 0 3"),
        (SqlError("23514", "no", "Failing row."), "ERROR 23514: no\nFailing row."),
        (Printed("one\ntwo\n"), "one\ntwo"),
    ],
)
def test_each_kind_of_result_has_its_text(result: Result, told: str) -> None:
    """Below the example's place and what ran it."""
    head = "-- page.md:1 (PostgreSQL 18.6, shop: 3 rows in 1 table)"
    assert transcript.text(example(result)) == f"{head}\n{told}\n"


def test_a_plan_is_a_tree_of_its_nodes() -> None:
    """With rows, loops and buffers, and no time."""
    document = min(PLANS.glob("*.json")).read_text("utf-8")
    told = transcript.text(example(Plan(document)))
    assert "rows" in told
    assert "loops" in told
    assert "ms" not in told
