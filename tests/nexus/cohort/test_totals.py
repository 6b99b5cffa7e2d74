"""What several portfolios come to together."""

import json
from typing import Any

from nexus.cohort import manifest as manifests
from nexus.cohort.portfolio import Portfolio
from nexus.cohort.totals import Totals

from tests.nexus.cohort.builders import NOW, manifest, statement, week


def totals(*portfolios: list[dict[str, Any]]) -> Totals:
    """The totals of portfolios that have these weeks."""
    read = (manifests.read(json.dumps(manifest("A", *weeks)).encode(), NOW) for weeks in portfolios)
    return Totals([Portfolio("All", "a", each) for each in read])


def test_weeks_come_by_their_numbers() -> None:
    """Whichever portfolio was read first."""
    found = totals([week(9)], [week(3), week(1)], [week(3)])
    assert [(each.number, each.portfolios) for each in found.reached] == [(1, 1), (3, 2), (9, 1)]


def test_months_come_from_the_newest() -> None:
    """Those in which something last ran; one in which nothing did comes last."""
    moments = ("2021-03-01T10:00Z", "2021-05-01T10:00Z", "2020-12-01T10:00Z", "")
    found = totals(*([week(1, statement(ran=moment))] for moment in moments))
    months = [("2021-05", 1), ("2021-03", 1), ("2020-12", 1), ("nothing ran", 1)]
    assert found.months == months


def test_technologies_come_by_how_many_name_them() -> None:
    """However they are written; of equals the first of the alphabet."""
    named = (["zsh", "Git"], ["git", "SQL"], ["Awk", "sql"])
    found = totals(*([week(1, technologies=names)] for names in named))
    assert found.technologies == [("Git", 2), ("SQL", 2), ("Awk", 1), ("zsh", 1)]
