"""The fence that lists the weeks of a journal."""

from pathlib import Path

import pytest
from nexus.core.errors import NexusError
from nexus.core.results import SqlError
from nexus.examples.example import Example
from nexus.figures.figure import Facts
from nexus.figures.registry import Figures
from nexus.figures.weeks import WeeksFigure
from nexus.pages.fences import Fence

from tests.nexus.examples.builders import rows
from tests.nexus.figures.builders import facts, html
from tests.nexus.pages.builders import written
from tests.nexus.proof.builders import TOPIC, TOPIC_TEXT, WEEK, example

MARKED = TOPIC_TEXT.replace("## Runs", "## Runs { .headline }")
REFUSED = SqlError("23505", "no")


def site(folder: Path, *examples: Example, topic: str = MARKED, week: str = "") -> Facts:
    """Make a site with a home page, a week and a topic."""
    known = facts(folder, *examples)
    known.pages["index.md"] = written("index.md", "# Home")
    known.pages[TOPIC] = written(TOPIC, topic)
    if week:
        known.pages[WEEK] = written(WEEK, week)
    return known


def shown(known: Facts, body: str = "") -> str:
    """Show the fence on the home page."""
    return html(WeeksFigure(known), body, known.pages["index.md"])


def test_a_card_is_made_of_the_pages_of_its_week(tmp_path: Path) -> None:
    """The title, the first paragraph, and the figure of the heading with the mark."""
    week = '# A & &lt;b>\n\nWhat "I" did.\n'
    card = shown(site(tmp_path, example(REFUSED), week=week))
    assert f'<h2><a href="/{WEEK}">A &amp; &lt;b&gt;</a></h2>' in card
    assert "<p>What &quot;I&quot; did.</p>" in card
    figure = "<strong>1 bad statement refused</strong> <span>Runs</span>"
    assert f'<a href="/{TOPIC}#example-1">{figure}</a>' in card


def test_addresses_of_a_card_are_escaped(tmp_path: Path) -> None:
    """That of the week, and that of its figure."""
    known = site(tmp_path, example(REFUSED))
    card = html(WeeksFigure(known), "", known.pages["index.md"], address='/"&{}')
    assert f'<h2><a href="/&quot;&amp;{WEEK}">' in card
    assert f'href="/&quot;&amp;{TOPIC}#example-1"' in card


def test_a_week_without_a_paragraph_is_described_by_the_words_of_its_list(tmp_path: Path) -> None:
    """Those in bold, with which the items begin."""
    week = "# Week\n\n## Focus\n\n- **SQL.** Joins.\n- **Git**: commits\n\n- **Not** this\n"
    assert "<p>SQL, Git</p>" in shown(site(tmp_path, example(REFUSED), week=week))


def test_the_mark_may_bring_its_own_words(tmp_path: Path) -> None:
    """What the figure means is not always what the heading says."""
    topic = TOPIC_TEXT.replace("## Runs", '## Runs { .headline data-words="bad <writes>" }')
    assert "<span>bad &lt;writes&gt;</span>" in shown(site(tmp_path, example(REFUSED), topic=topic))


def test_without_a_mark_the_first_chart_speaks_for_a_week(tmp_path: Path) -> None:
    """And a week with neither has no figure."""
    measured = rows({"way": "text", "size_bytes": "int4"}, ("list", "10"), ("generator", "2"))
    charted = shown(site(tmp_path, example(measured, chart="bars"), topic=TOPIC_TEXT))
    assert f'href="/{TOPIC}#example-1"' in charted
    assert "nx-figure" not in shown(site(tmp_path, example(REFUSED), topic=TOPIC_TEXT))


def test_a_mark_without_a_figure_is_told_at_its_heading(tmp_path: Path) -> None:
    """In a build; a preview has no result before the page was opened."""
    topic = TOPIC_TEXT.replace("## Said", "## Said { .headline }")
    with pytest.raises(NexusError, match=r"has no figure to show; docs/weeks/.*topic\.md:15"):
        shown(site(tmp_path, example(REFUSED), topic=topic))
    waiting = shown(site(tmp_path, topic=MARKED))
    assert f'<a href="/{TOPIC}#runs"><span>Runs</span></a>' in waiting


def test_a_list_names_the_pages_of_each_week(tmp_path: Path) -> None:
    """Each with its title and its first paragraph; a draft is called one."""
    known = site(tmp_path, example(REFUSED))
    path = "weeks/week-01/another.md"
    known.pages[path] = written(path, "# Another\n\nOne & more.", draft=True)
    known.pages[WEEK] = written(WEEK, "# A week\n\nOf `<b>`.")
    listed = shown(known, "as: list")
    assert "<p>Of &lt;b&gt;.</p>" in listed
    assert f'<li><a href="/{path}">Another</a> (draft): One &amp; more.</li>' in listed
    assert '<h2 id="week-01">' in listed


def test_the_words_of_the_fence_are_a_list_of_links(tmp_path: Path) -> None:
    """For a copy of the page that no browser shows."""
    known = site(tmp_path, example(REFUSED), week="# One [week]\n\nWords.")
    page, figures = known.pages["index.md"], Figures(known)
    cards = figures.words(Fence("nexus-weeks", ""), page, "/{}".format)
    figure = f"[1 bad statement refused: Runs](/{TOPIC}#example-1)"
    assert cards == f"## [One \\[week\\]](/{WEEK})\n\nWords.\n\n- {figure}"
    listed = figures.words(Fence("nexus-weeks", "as: list"), page, "/{}".format)
    assert f"- [Topic](/{TOPIC})" in listed


def test_a_wrong_option_is_told_at_its_line(tmp_path: Path) -> None:
    """By the figure and by its check alike."""
    known = site(tmp_path)
    with pytest.raises(NexusError, match="the option 'as' is wrong"):
        shown(known, "as: table")
    fence = Fence("nexus-weeks", "form: list", line=3)
    with pytest.raises(NexusError, match="unknown option 'form' of a weeks fence"):
        Figures(known).check(fence, known.pages["index.md"])
