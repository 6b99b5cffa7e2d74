"""The examples of a project, run again: what they must give each time, and what was measured."""

from collections.abc import Mapping
from pathlib import Path

from nexus import plans
from nexus.core.cache import Cache
from nexus.core.results import Plan, Rows
from nexus.examples.example import Example
from nexus.mkdocs_plugin import dry
from nexus.mkdocs_plugin.task import Task

Examples = Mapping[str, list[Example]]


def run(project: Path, cache: Path | None = None) -> Examples:
    """The examples of a project's pages, by page; with a cache that is empty they all run."""
    task = Task(kept=Cache(cache) if cache else None)
    with dry.read(project, task) as (plugin, _):
        assert plugin.work is not None
        assert plugin.work.errors == []
        return {page: list(found) for page, found in plugin.work.rendered.pages.items()}


def differing(one: Examples, other: Examples) -> list[str]:
    """The places of the examples that did not give the same twice, what was measured aside."""
    assert {page: len(found) for page, found in one.items()} == {
        page: len(found) for page, found in other.items()
    }
    return [
        example.request.place
        for page, examples in one.items()
        for example, again in zip(examples, other[page], strict=True)
        if _stable(example) != _stable(again)
    ]


def kinds(examples: Examples) -> set[str]:
    """The kinds of results, and of charts, that the examples have."""
    found = [example for page in examples.values() for example in page]
    results = {type(result).__name__ for example in found for result in example.kept.results}
    return results | {example.request.chart for example in found if example.request.chart}


def _facts(plan: plans.QueryPlan) -> object:
    """What of a plan is the same at every run on the same data: no time."""
    return [node.kind for node in plan.nodes], plan.buffers, plan.root.rows, plan.rows_read


def _stable(example: Example) -> list[object]:
    """What an example gives each time it runs: of a chart only what its columns are."""
    return [
        _facts(plans.read(result.document))
        if isinstance(result, Plan)
        else result.columns
        if isinstance(result, Rows) and example.request.chart
        else result
        for result in example.kept.results
    ]
