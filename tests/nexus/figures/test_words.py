"""Figures as Markdown."""

import pytest
from markdown import Markdown
from nexus.core.results import SqlError
from nexus.figures import words
from nexus.figures.board import Board

from tests.nexus.proof.builders import TOPIC, WEEK, example, journal

ITEMS = """- SQL `a|b` <b>&lt;</b> 5 \\* 3 &amp;lt; [proof](topic.md#runs){ .proof .executed }
- Git [proof](topic.md#said){ .proof }"""
BOARD = Board(journal(ITEMS), {TOPIC: [example(SqlError("23505", "no"))]})


def test_the_ledger_is_a_table_with_links() -> None:
    """Below its counts; the headings of claims are rows."""
    told = words.of(BOARD.ledger(str))
    assert told.startswith("- executed: **1** ran, with its result on the page\n- drawn: **0**")
    assert f"## [One week]({WEEK})\n\n2 claims: 1 executed, 1 told." in told
    assert "| Claim | Proof | Last ran |\n| --- | --- | --- |\n| **Technologies** |  |  |" in told
    assert f"| executed [Topic: Runs]({TOPIC}#runs) | 2031-05-01 10:00 UTC |" in told
    assert f"| Git | told [Topic: Said]({TOPIC}#said) |  |" in told


def test_what_means_something_to_markdown_stays_text() -> None:
    """A reader of the table sees the words of the claim."""
    html = Markdown(extensions=["tables"]).convert(words.of(BOARD.ledger(str)))
    assert "<td>SQL a|b &lt; 5 * 3 &amp;lt;</td>" in html


def test_the_technologies_are_a_table() -> None:
    """Name, purpose, week and proof."""
    told = words.of(BOARD.technologies(str))
    assert f"| SQL | SQL a\\|b &lt; 5 \\* 3 &amp;lt; | [Week 1]({WEEK}) | executed [Topic" in told


def test_a_figure_is_a_link_with_its_number() -> None:
    """And its words."""
    told = words.of(BOARD.figure("of: topic.md#runs\nwords: statements", TOPIC, str))
    assert told == f"[**1 refused** statements]({TOPIC}#runs)"


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("<figure><div><p>a</p></div><figcaption><p>b</p></figcaption></figure>", "a\n\nb"),
        ("<p><code>(a, b_)</code> or <code>_c</code></p>", "`(a, b_)` or `_c`"),
        ("<p>row_number _x_</p>", "row_number \\_x\\_"),
        ('<p aria-hidden="true">a</p><p>b\0</p>', "b"),
    ],
)
def test_the_words_of_a_figure_are_kept(html: str, told: str) -> None:
    """Each paragraph by itself, but for what is hidden."""
    assert words.of(html) == told
