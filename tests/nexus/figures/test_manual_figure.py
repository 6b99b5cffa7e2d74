"""The fence that lists what the generator knows."""

from dataclasses import replace
from pathlib import Path

import pytest
from nexus.core.errors import NexusError
from nexus.figures.manual import Entry, Example, Manual, Part
from nexus.figures.manual_figure import ManualFigure
from nexus.figures.registry import Figures
from nexus.pages.fences import Fence

from tests.helpers import EVIL, check_evil
from tests.nexus.figures.builders import facts, html, page

PART = Part("nexus new FOLDER", ["Makes `docs/`."], [Entry("--from", "a path", "A README.")])


def figure(folder: Path, *parts: Part) -> ManualFigure:
    """The figure of a manual whose commands are those parts."""
    return ManualFigure(replace(facts(folder), manual=Manual({"commands": lambda: parts})))


def test_a_chapter_is_headings_words_and_tables(tmp_path: Path) -> None:
    """Each heading can be linked to; what is in ticks is code."""
    told = html(figure(tmp_path, PART), "of: commands", page())
    assert '<h3 id="nexus-new-folder"><code>nexus new FOLDER</code></h3>' in told
    assert "<p>Makes <code>docs/</code>.</p>" in told
    row = "<td><code>--from</code></td><td>a path</td><td>A README.</td>"
    assert f"<tbody><tr>{row}</tr></tbody>" in told


def test_a_copy_has_the_same_in_markdown(tmp_path: Path) -> None:
    """For those who read no HTML."""
    figures = Figures(figure(tmp_path, PART).facts)
    told = figures.words(Fence("nexus-manual", "of: commands"), page(), str)
    assert told.startswith("### `nexus new FOLDER`\n\nMakes `docs/`.\n\n| Name")


def test_all_of_it_is_text(tmp_path: Path) -> None:
    """Whatever a command says of itself."""
    entries, examples = [Entry(EVIL, EVIL, EVIL)], [Example(EVIL, EVIL, EVIL)]
    part = Part(EVIL, [EVIL], entries, examples=examples, source=(EVIL, EVIL))
    check_evil(html(figure(tmp_path, part), "of: commands", page()))


@pytest.mark.parametrize(
    ("body", "told"),
    [("", "names no chapter"), ("of: nothing", "the option 'of' is wrong; .*give one of commands")],
)
def test_a_wrong_chapter_is_told(tmp_path: Path, body: str, told: str) -> None:
    """With those that there are."""
    with pytest.raises(NexusError, match=told):
        html(figure(tmp_path, PART), body, page())


def test_an_example_is_code_with_what_it_gives(tmp_path: Path) -> None:
    """From the keyboard it can be scrolled; in a copy of the page it is a block of code."""
    part = Part("a-rule", ["It is one."], examples=[Example("Wrong", "SELECT '<b>';", "<b>")])
    shown = html(figure(tmp_path, part), "of: commands", page())
    assert '<pre><code tabindex="0">SELECT &#x27;&lt;b&gt;&#x27;;</code></pre>' in shown
    figures = Figures(figure(tmp_path, part).facts)
    told = figures.words(Fence("nexus-manual", "of: commands"), page(), str)
    assert "```sql\nSELECT '<b>';\n```" in told
