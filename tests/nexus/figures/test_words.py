"""Figures as Markdown."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from markdown import Markdown
from nexus.core.results import SqlError
from nexus.figures import words
from nexus.figures.headline import Headline
from nexus.figures.ledger import LedgerFigure
from nexus.figures.technologies import TechnologiesFigure
from nexus.pages.fences import Fence

from tests.nexus.figures.builders import facts
from tests.nexus.proof.builders import TOPIC, WEEK, example

ITEMS = """- SQL `a|b` <b>&lt;</b> 5 \\* 3 &amp;lt; [proof](topic.md#runs){ .proof }
- Git [proof](topic.md#said){ .proof }"""

Kind = type[LedgerFigure | TechnologiesFigure | Headline]


def told(folder: Path, kind: Kind, body: str = "") -> str:
    """Give a figure of the site in words, as it stands on the page of the topic."""
    known = facts(folder, example(SqlError("23505", "no")), items=ITEMS)
    return kind(known).words(Fence("nexus-x", body), known.pages[TOPIC], str)


@pytest.mark.parametrize("value", ["*a* `b`", "[c](d)", "<b>e</b>", "&lt;", "_h_"])
def test_a_text_holds_no_markup(value: str) -> None:
    """It reads as it is."""
    root = ET.fromstring(Markdown().convert(words.text(value)))
    assert ([each.tag for each in root.iter()], root.text) == (["p"], value)


def test_the_ledger_is_a_table_with_links(tmp_path: Path) -> None:
    """Below its counts; the headings of statements are rows."""
    text = told(tmp_path, LedgerFigure)
    assert text.startswith("- runnable example: **1** of 2 statements has a runnable example\n")
    counts = "2 statements: 1 has a runnable example, 1 is my own account."
    assert f"## [One week]({WEEK})\n\n{counts}" in text
    heads = "| Statement | What backs it | Last run |"
    assert f"{heads}\n| --- | --- | --- |\n| **Technologies** |  |  |" in text
    assert f"| runnable example [Topic: Runs]({TOPIC}#runs) | 2031-05-01 10:00 UTC |" in text
    git = f"[Git]({WEEK}#statement-git)"
    assert f"| {git} | my account see [Topic: Said]({TOPIC}#said) |  |" in text


def test_what_means_something_to_markdown_stays_text(tmp_path: Path) -> None:
    """A reader of the table sees the words of the statement."""
    html = Markdown(extensions=["tables"]).convert(told(tmp_path, LedgerFigure))
    assert ">SQL a|b &lt; 5 * 3 &amp;lt;</a></td>" in html


def test_the_technologies_are_a_table(tmp_path: Path) -> None:
    """Name, purpose, week and what backs it."""
    text = told(tmp_path, TechnologiesFigure)
    row = f"| SQL | SQL a\\|b &lt; 5 \\* 3 &amp;lt; | [Week 1]({WEEK}) | runnable example [Topic"
    assert row in text


def test_a_figure_is_a_link_with_its_number(tmp_path: Path) -> None:
    """And its words."""
    text = told(tmp_path, Headline, "of: topic.md#runs\nwords: statements")
    assert text == f"[**1 bad statement refused** statements]({TOPIC}#example-1)"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<figure><div><p>a</p></div><figcaption><p>b</p></figcaption></figure>", "a\n\nb"),
        ("<p><code>(a, b_)</code> or <code>_c</code></p>", "`(a, b_)` or `_c`"),
        ("<p>row_number _x_</p>", "row_number \\_x\\_"),
        ('<p aria-hidden="true">a</p><p>b\0</p>', "b"),
    ],
)
def test_the_words_of_a_figure_are_kept(html: str, text: str) -> None:
    """Each paragraph by itself, but for what is hidden."""
    assert words.of(html) == text
