"""The ledger and the technologies as HTML."""

import re
from xml.etree import ElementTree as ET

from nexus.core.results import SqlError
from nexus.examples.example import WAITING, Example
from nexus.figures.board import Board

from tests.nexus.proof.builders import TOPIC, WEEK, example, journal

ITEMS = """- SQL <b>&lt;</b> [proof](topic.md#runs){ .proof .executed }
- Git [proof](topic.md#said){ .proof }"""


def board(*examples: Example) -> Board:
    """Prove the two items of a week with those examples."""
    return Board(journal(ITEMS), {TOPIC: list(examples)})


def words(html: str) -> str:
    """Read the words of HTML that is well formed."""
    return " ".join(" ".join(ET.fromstring(html).itertext()).split())


def test_the_ledger_counts_and_lists_every_claim() -> None:
    """Each with its kind in a word, a link to its proof, and when that last ran."""
    html = board(example(SqlError("23505", "no"))).ledger(lambda page: f"/{page}")
    text = words(html)
    assert "executed 1 ran, with its result on the page drawn 0" in text
    assert "1 example, 1 refusal that was expected; run by PostgreSQL 18.6." in text
    assert "2 claims: 1 executed, 1 told." in text
    assert "SQL < executed Topic: Runs 2031-05-01 10:00 UTC Git told Topic: Said" in text
    assert re.findall(r'href="([^"]*)"', html) == [f"/{WEEK}", f"/{TOPIC}#runs", f"/{TOPIC}#said"]
    assert '<time datetime="2031-05-01T10:00Z">' in html


def test_an_example_that_waits_in_a_preview_has_not_run() -> None:
    """It is neither counted nor dated."""
    text = words(board(Example(example().request, 1, WAITING)).ledger(str))
    assert "run by" not in text
    assert "executed Topic: Runs Git" in text


def test_the_technologies_are_a_table() -> None:
    """Name, purpose, week and proof."""
    text = words(board().technologies(str))
    assert text.startswith("Technology What for Week Proof SQL SQL < Week 1 executed Topic: Runs")
