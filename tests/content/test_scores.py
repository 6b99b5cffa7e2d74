"""The page that scores this generator and two others on shapes of foreign keys."""

import pytest

from tests.content import scores
from tests.nexus.shapes import SHAPES


def test_every_shape_is_scored_as_right() -> None:
    """By the rule that judges the other tools too, each shape's relations are right."""
    assert all(scores.judge(scores.nexus, shape).both_ends for shape in SHAPES)


@pytest.mark.skipif(
    scores.SQLALCHEMY not in scores.PAGE.read_text(encoding="utf-8"),
    reason="the page's run was on another SQLAlchemy",
)
def test_the_page_shows_the_scores_of_this_run() -> None:
    """Fixed by: python -m tests.content.scores --write."""
    assert scores.PAGE.read_text(encoding="utf-8") == scores.page()
