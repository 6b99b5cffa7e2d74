"""The ledger and the technologies as HTML."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from nexus.core.errors import Errors
from nexus.core.results import Plan, SqlError
from nexus.examples.example import WAITING, Example, Ran
from nexus.figures.figure import Facts, Figure
from nexus.figures.ledger import LedgerFigure
from nexus.figures.plan_list import PlanList
from nexus.figures.registry import KINDS, Figures
from nexus.figures.technologies import TechnologiesFigure
from nexus.pages.fences import Fence

from tests.helpers import EVIL, Tags, check_evil
from tests.nexus.figures.builders import facts, html
from tests.nexus.pages.builders import written
from tests.nexus.proof.builders import TOPIC, WEEK, example

ITEMS = """- SQL <b>&lt;</b> [proof](topic.md#runs){ .proof }
- Git [proof](topic.md#said){ .proof }"""


def backed(folder: Path, *examples: Example) -> Facts:
    """Back the two items of a week with those examples."""
    return facts(folder, *examples, items=ITEMS)


def words(figure: str) -> str:
    """Read the words of HTML that is well formed."""
    return " ".join(" ".join(ET.fromstring(figure).itertext()).split())


def test_the_ledger_counts_and_lists_every_statement(tmp_path: Path) -> None:
    """Each as a link to its line, with its kind, what backs it, and when that last ran."""
    known = backed(tmp_path, example(SqlError("23505", "no")))
    shown = html(LedgerFigure(known), "", known.pages[WEEK])
    text = words(shown)
    assert "runnable example 1 of 2 statements has a runnable example diagram 0 of 2" in text
    rejected = "1 example, 1 statement that PostgreSQL was expected to reject"
    assert f"{rejected}; run by PostgreSQL 18.6." in text
    assert "2 statements: 1 has a runnable example, 1 is my own account." in text
    assert "SQL < runnable example Topic: Runs 2031-05-01 10:00 UTC Git my account" in text
    assert re.findall(r'href="([^"]*)"', shown) == [
        *(f"/{WEEK}", f"/{WEEK}#statement-sql", f"/{TOPIC}#runs"),
        *(f"/{WEEK}#statement-git", f"/{TOPIC}#said"),
    ]
    assert '<time datetime="2031-05-01T10:00Z">' in shown


def test_what_ran_an_example_is_text(tmp_path: Path) -> None:
    """A program may call itself anything."""
    known = backed(tmp_path, example(ran=Ran(EVIL, "", "2031-05-01T10:00Z")))
    check_evil(html(LedgerFigure(known), "", known.pages[WEEK]))


def test_an_account_stands_in_the_ledger_without_a_link(tmp_path: Path) -> None:
    """And without anything else."""
    known = facts(tmp_path, items="- SQL")
    shown = html(LedgerFigure(known), "", known.pages[WEEK])
    told = "1 statement: 1 is my own account. Statement What backs it Last run"
    assert words(shown).endswith(f"{told} Technologies SQL my account")


def test_an_example_that_waits_in_a_preview_has_not_run(tmp_path: Path) -> None:
    """It is neither counted nor dated."""
    known = backed(tmp_path, Example(example().request, 1, WAITING))
    text = words(html(LedgerFigure(known), "", known.pages[WEEK]))
    assert "run by" not in text
    assert "runnable example Topic: Runs Git" in text


def test_the_technologies_are_a_table(tmp_path: Path) -> None:
    """Name, purpose, week and what backs it."""
    known = backed(tmp_path)
    text = words(html(TechnologiesFigure(known), "", known.pages[WEEK]))
    assert text.startswith(
        "Technology What for Week What backs it SQL SQL < Week 1 runnable example"
    )


@pytest.mark.parametrize(
    ("kind", "items", "told"),
    [
        (LedgerFigure, "- SQL [a](gone.md){ .proof }", r"there is no page 'gone\.md'; .*:13;"),
        (TechnologiesFigure, "- SQL", r"no item says what 'Git' was for; .*:6;"),
    ],
)
def test_what_is_not_as_the_pages_say_is_told_instead(
    tmp_path: Path, kind: type[LedgerFigure], items: str, told: str
) -> None:
    """By the figure and by its check alike."""
    known = facts(tmp_path, items=items)
    with pytest.raises(Errors, match=told):
        html(kind(known), "", known.pages[WEEK])
    with pytest.raises(Errors, match=told):
        kind(known).check(Fence("nexus-x", ""), known.pages[WEEK])


@pytest.mark.parametrize("kind", [LedgerFigure, TechnologiesFigure])
def test_titles_and_headings_are_text(tmp_path: Path, kind: type[Figure]) -> None:
    """Those of pages, of weeks and of sections may show what looks like markup."""
    odd, anchor = "&lt;b onx=1&gt;", "b-onx1"
    proof = f"[proof](topic.md#runs-{anchor}){{ .proof }}"
    topic = f'# Topic {odd}\n\n## Runs {odd}\n\n```sql run="airbnb"\nSELECT 1;\n```\n'
    week = f"# Week {odd}\n\n## Takeaways {odd}\n\n- SQL and Git &lt;b onx=1&gt;. {proof}\n"
    known = facts(tmp_path)
    meta = {"title": "W <b onx=1>", "technologies": ["SQL", "Git <b onx=1>"]}
    known.pages.update({WEEK: written(WEEK, week, **meta), TOPIC: written(TOPIC, topic)})
    shown = Figures(known).html(
        Fence(next(name for name, made in KINDS.items() if made is kind), ""),
        known.pages[WEEK],
        lambda path: f'/{path}?"><b onx=1>',
    )
    found = Tags(shown)
    assert "Topic &lt;b onx=1&gt;: Runs &lt;b onx=1&gt;" in shown
    assert "b" not in found.elements
    assert "onx" not in found.attributes


def test_the_list_of_plans_is_text(tmp_path: Path) -> None:
    """The title of a page, and the query and the name of a plan."""
    known = facts(tmp_path, example(Plan("{}"), code=EVIL, plan=EVIL, compare="a"))
    known.pages[TOPIC] = written(TOPIC, "# A page", title=EVIL)
    check_evil(html(PlanList(known), "", known.pages[WEEK]))


def test_plans_are_listed_by_their_pages(tmp_path: Path) -> None:
    """In the order of the addresses, not in that in which the pages were built."""
    known, path = facts(tmp_path, example(Plan("{}"))), 'a "&{}.md'
    known.rendered.pages[path] = known.rendered.pages[TOPIC]
    known.pages[path] = written(path, "# A page")
    shown = html(PlanList(known), "", known.pages[WEEK])
    assert re.findall(r'<h2><a href="([^"]*)"', shown) == ["/a &quot;&amp;{}.md", f"/{TOPIC}"]
    assert re.findall(r'data-plan="([^"]*)"', shown)[0].startswith("evidence/a &quot;&amp;{}")
    assert re.findall(r'href="[?]plan=([^"]*)"', shown)[0].startswith("evidence/a%20%22%26%7B%7D")
    assert re.findall(r'data-back="([^"]*)"', shown)[0].startswith("/a &quot;&amp;{}.md#")
