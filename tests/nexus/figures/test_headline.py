"""The fence that shows the one figure of a section."""

from pathlib import Path

import pytest
from nexus.core.errors import NexusError
from nexus.core.results import SqlError
from nexus.figures.headline import Headline
from nexus.figures.registry import Figures
from nexus.pages.fences import Fence

from tests.helpers import schema, table
from tests.nexus.figures.builders import facts, html
from tests.nexus.pages.builders import written
from tests.nexus.proof.builders import TOPIC, TOPIC_TEXT, example


def shown(folder: Path, body: str) -> str:
    """Show a fence on the page of the topic, whose example was refused."""
    known = facts(folder, example(SqlError("23505", "no")))
    return html(Headline(known), body, known.pages[TOPIC])


def test_the_fence_links_to_what_gave_its_figure(tmp_path: Path) -> None:
    """With its words, or the title of the section."""
    figure = shown(tmp_path, 'of: topic.md#runs\nwords: "<b> & more"')
    assert f'href="/{TOPIC}#example-1"' in figure
    words = "<strong>1 bad statement refused</strong> <span>&lt;b&gt; &amp; more</span>"
    assert words in figure
    assert "<span>Runs</span>" in shown(tmp_path, "of: topic.md#runs")


def test_the_address_of_a_figure_is_escaped(tmp_path: Path) -> None:
    """Whatever an engine makes of the name of a page."""
    known = facts(tmp_path, example(SqlError("23505", "no")))
    page = known.pages[TOPIC]
    figure = html(Headline(known), "of: topic.md#runs", page, address='/"&{}')
    assert f'href="/&quot;&amp;{TOPIC}#example-1"' in figure


def test_the_normal_forms_of_a_section_are_its_figure(tmp_path: Path) -> None:
    """From the tables of the schema that it judges first to those of the last."""
    asked = [("flat", "1NF"), ("shop", "3NF")]
    fences = [
        f"```nexus-normal-form\nschema: {name}\nexpect: {form}\n```\n" for name, form in asked
    ]
    flat = schema(table("sheet"), name="flat")
    known = facts(tmp_path, schemas=(flat, schema(table("a"), table("b"))))
    known.pages[TOPIC] = written(TOPIC, f"{TOPIC_TEXT}\n## Forms\n\n{''.join(fences)}")
    figure = html(Headline(known), "of: topic.md#forms", known.pages[TOPIC])
    assert "<strong>1 table \N{RIGHTWARDS ARROW} 2</strong>" in figure
    assert "<small>1NF \N{RIGHTWARDS ARROW} 3NF</small>" in figure


def test_a_figure_has_its_words_alone_before_its_example_ran(tmp_path: Path) -> None:
    """As in a preview."""
    known = facts(tmp_path)
    figure = html(Headline(known), "of: topic.md#runs", known.pages[TOPIC])
    assert f'<a href="/{TOPIC}#runs"><span>Runs</span></a>' in figure


@pytest.mark.parametrize(
    ("body", "told", "line"),
    [
        ("words: a", "the figure fence names no section", 10),
        ("of: topic.md#runs\nword: a", "unknown option 'word' of a figure fence", 12),
        ("of: topic.md#runs\nwords: 1", "the option 'words' is wrong", 12),
        ("of: topic.md#gone", "'topic.md' has no section 'gone'", 10),
        ("of: topic.md#said", "the section 'Said' has no figure: nothing runs in it", 10),
    ],
)
def test_a_wrong_fence_is_told_at_its_line(tmp_path: Path, body: str, told: str, line: int) -> None:
    """By the figure and by its check alike."""
    known = facts(tmp_path)
    with pytest.raises(NexusError) as error:
        shown(tmp_path, body)
    assert str(error.value).startswith(f"{told}; docs/{TOPIC}:{line};")
    with pytest.raises(NexusError) as checked:
        Figures(known).check(Fence("nexus-figure", body, line=10), known.pages[TOPIC])
    assert str(checked.value) == str(error.value)
