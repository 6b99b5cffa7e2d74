"""The list of the fences: each kind has its figure, its words and its check."""

from pathlib import Path

import pytest
from nexus.core.errors import NexusError
from nexus.core.results import Printed
from nexus.figures.registry import KINDS, Figures
from nexus.pages.fences import Fence

from tests.helpers import chain
from tests.nexus.figures.builders import facts, page
from tests.nexus.pages.builders import written
from tests.nexus.proof.builders import TOPIC, example

RUN = Fence("sql", "SELECT 1;", {"run": "airbnb"})


def test_only_what_looks_at_the_whole_site_waits_for_it(tmp_path: Path) -> None:
    """Diagrams, normal forms and examples are in their page when plugins read it."""
    figures = Figures(facts(tmp_path))
    whole = {name for name in KINDS if figures.is_whole(Fence(name, ""))}
    assert whole == {
        "nexus-ledger",
        "nexus-technologies",
        "nexus-figure",
        "nexus-author",
        "nexus-plans",
        "nexus-weeks",
    }
    assert not figures.is_whole(RUN)


def test_a_name_of_ours_alone_makes_a_fence_ours(tmp_path: Path) -> None:
    """But for `erd`, which others use as well."""
    figures = Figures(facts(tmp_path))
    assert {name for name in KINDS if not figures.takes(Fence(name, ""))} == {"erd"}


def test_each_fence_becomes_the_figure_of_its_kind(tmp_path: Path) -> None:
    """As HTML, as words, and checked."""
    figures = Figures(facts(tmp_path, schemas=(chain("guest"),)))
    fence = Fence("erd", "schema: shop", line=3)
    assert figures.html(fence, page(fence), str).startswith('<figure class="erd-figure">')
    assert figures.words(fence, page(fence), str).startswith("> The table guest of")
    with pytest.raises(NexusError, match=r"no schema 'bar'; docs/a\.md:3"):
        figures.check(Fence("erd", "schema: bar", line=3), page(fence))


def test_an_example_in_words_is_its_code_and_what_it_gave(tmp_path: Path) -> None:
    """Of two that are alike, each has its own result; nothing names this machine."""
    text = '```sql run="airbnb"\nSELECT 1;\n```\n\n' * 2
    topic = written(TOPIC, text)
    figures = Figures(facts(tmp_path, example(Printed("one\n")), example(Printed("two\n"))))
    ticks = "`" * 5
    told = [figures.words(fence, topic, str) for fence in topic.fences]
    assert told == [f"{ticks}sql\n\n{ticks}\n\n{ticks}text\n{n}\n{ticks}" for n in ("one", "two")]
    figures.check(topic.fences[0], topic)


def test_a_fence_whose_figure_cannot_be_made_stays_as_it_is(tmp_path: Path) -> None:
    """In words; the build tells the error."""
    fence = Fence("erd", "schema: none")
    assert Figures(facts(tmp_path)).words(fence, page(fence), str) == "```erd\nschema: none\n```"
