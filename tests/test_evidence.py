"""The site's own examples: run again from nothing, they give the same, what was measured aside."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from nexus import plans
from nexus.core.results import Plan, Rows
from nexus.examples.example import Example
from nexus.project import settings
from nexus.project.site import Site

from tests.helpers import ROOT

Examples = Mapping[str, list[Example]]


def run(cache: Path | None = None) -> Examples:
    """The examples of the site's pages, by page; with a cache that is empty they all run."""
    environment = {"NEXUS_CACHE": str(cache)} if cache else {}
    docs = ROOT / "docs"
    site = Site.read(ROOT, docs, settings.configured(ROOT / "mkdocs.yml"), environment)
    texts = {file.relative_to(docs).as_posix(): file.read_text("utf-8") for file in site.written}
    return {page: list(found) for page, found in site.run(texts, lambda _: None).pages.items()}


def stable(example: Example) -> list[object]:
    """What an example gives each time it runs: of a chart only what its columns are."""
    return [
        plans.facts(plans.read(result.document))
        if isinstance(result, Plan)
        else result.columns
        if isinstance(result, Rows) and example.request.chart
        else result
        for result in example.kept.results
    ]


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Examples, Examples]:
    """The examples as they are kept, and run once more from nothing."""
    return run(), run(tmp_path_factory.mktemp("cache"))


def test_evidence_is_the_same_at_each_build(twice: tuple[Examples, Examples]) -> None:
    """Rows, refusals, printed text, and of plans the nodes, rows and buffers."""
    kept, again = twice
    assert kept.keys() == again.keys()
    for page, examples in kept.items():
        for one, two in zip(examples, again[page], strict=True):
            assert stable(one) == stable(two), one.request.place


def test_every_kind_of_evidence_is_on_the_site(twice: tuple[Examples, Examples]) -> None:
    """So that the comparison above compares all of them."""
    examples = [example for page in twice[0].values() for example in page]
    kinds = {type(result).__name__ for example in examples for result in example.kept.results}
    assert kinds == {"Done", "Plan", "Printed", "SqlError", "Rows"}
    assert {example.request.chart for example in examples} >= {"memory", "timeline", ""}
