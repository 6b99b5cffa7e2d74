"""What examples gave, as it stands in their page and beside it."""

import subprocess
from pathlib import Path

import pytest
from nexus.core.cache import Cache
from nexus.core.errors import NexusError
from nexus.core.results import Plan, Printed, Result
from nexus.examples.example import WAITING, Example, Kept
from nexus.examples.rendered import Rendered
from nexus.examples.request import read
from nexus.pages.fences import Fence

from tests.helpers import COMMITTER, environment
from tests.nexus.examples.builders import RAN, rows

PLAN = (
    '[{"Plan": {"Node Type": "Result", "Startup Cost": 0, "Total Cost": 0, "Plan Rows": 1,'
    ' "Plan Width": 4, "Actual Startup Time": 0, "Actual Total Time": 0, "Actual Rows": 1,'
    ' "Actual Loops": 1, "Shared Hit Blocks": 7, "Shared Read Blocks": 0},'
    ' "Planning Time": 0, "Execution Time": 0}]'
)
PAGE = "weeks/w 1/a.md"


def rendered(folder: Path, *results: Result, viewer: str = "", **options: str) -> Rendered:
    """The examples of a page, one for each result, all with these options."""
    docs = folder / "docs"
    file = docs / PAGE
    fences = [Fence("sql", "SELECT 1;", {"run": "shop", **options}, n) for n in range(1, 9)]
    asked = read(file, fences[: len(results)])
    shown = Rendered(docs, Cache(folder / "cache"), viewer)
    kept = (Kept(RAN, (result,)) for result in results)
    shown.add(PAGE, [Example(r, n, k) for n, (r, k) in enumerate(zip(asked, kept, strict=True), 1)])
    return shown


def figure(shown: Rendered, number: int = 1) -> str:
    """The figure of an example of the page, its code being `CODE`; addresses have a slash."""
    return shown.figure(PAGE, shown.pages[PAGE][number - 1], "CODE", "/{}".format)


@pytest.mark.parametrize(
    ("viewer", "links"),
    [
        ("", ["/evidence/weeks/w 1/a/1.json"]),
        (
            "plan.md",
            ["/plan.md?plan=evidence/weeks/w%201/a/1.json", "/evidence/weeks/w 1/a/1.json"],
        ),
    ],
)
def test_a_plan_is_a_file_that_its_figure_links_to(
    tmp_path: Path, viewer: str, links: list[str]
) -> None:
    """And the viewer opens it, where the site has one."""
    shown = rendered(tmp_path, Plan(PLAN), viewer=viewer, plan="true")
    assert list(shown.files()) == [("evidence/weeks/w 1/a/1.json", PLAN)]
    assert [part.partition('"')[0] for part in figure(shown).split('href="')[1:]] == links


def test_the_code_stands_above_its_result(tmp_path: Path) -> None:
    """As the site coloured it."""
    shown = rendered(tmp_path, Printed("text"))
    inside = '<div class="nx-example" id="example-1">CODE<figure class="nx-evidence"'
    assert figure(shown).startswith(inside)
    assert list(shown.files()) == []


def test_a_page_waits_as_long_as_one_of_its_examples_does(tmp_path: Path) -> None:
    """A page without examples waits for nothing."""
    shown = rendered(tmp_path, Printed("a"), Printed("b"))
    assert not shown.is_waiting(PAGE)
    first, second = shown.pages[PAGE]
    shown.add(PAGE, [first, Example(second.request, 2, WAITING)])
    assert shown.is_waiting(PAGE)
    assert not shown.is_waiting("index.md")


def test_a_chart_that_cannot_be_drawn_is_told_at_its_example(tmp_path: Path) -> None:
    """With the place of the fence, and the row in the words."""
    shown = rendered(tmp_path, rows({"a": "text", "ms": "integer"}, ("x", "none")), chart="bars")
    with pytest.raises(NexusError) as error:
        figure(shown)
    assert error.value.where.endswith("docs/weeks/w 1/a.md:1")


def test_the_day_of_the_last_change_of_the_code_is_told(tmp_path: Path) -> None:
    """Where git knows it."""
    page = tmp_path / "docs" / PAGE
    page.parent.mkdir(parents=True)
    page.write_text("text")
    assert "last changed" not in rendered(tmp_path, Printed("a")).origin(PAGE)
    for command in ("init --quiet", "add docs", "commit --quiet --message=All"):
        git = ["git", "-C", str(tmp_path), *command.split()]
        subprocess.run(git, env=environment(**COMMITTER), check=True)
    told = rendered(tmp_path, Printed("a")).origin(PAGE)
    assert "<dt>Code last changed</dt><dd>2026-01-02</dd>" in told


def test_a_page_that_is_a_link_has_no_such_day(tmp_path: Path) -> None:
    """Its file may lie outside the folder of the pages."""
    page = tmp_path / "docs" / PAGE
    page.parent.mkdir(parents=True)
    (tmp_path / "README.md").write_text("text")
    page.symlink_to(tmp_path / "README.md")
    assert "last changed" not in rendered(tmp_path, Printed("a")).origin(PAGE)


def test_the_last_plan_of_a_comparison_shows_them_all(tmp_path: Path) -> None:
    """Each under its own label; the others say where they are shown."""
    page = tmp_path / "docs" / PAGE
    labels = ("list", "<index>", "both")
    options = [{"run": "shop", "compare": "a", "plan": label} for label in labels]
    asked = read(page, [Fence("sql", "SELECT 1;", given, n) for n, given in enumerate(options, 1)])
    shown = Rendered(tmp_path / "docs", Cache(tmp_path / "cache"))
    kept = Kept(RAN, (Plan(PLAN),))
    shown.add(PAGE, [Example(request, n, kept) for n, request in enumerate(asked, 1)])
    assert "Its plan is shown below" in figure(shown, 1)
    last = figure(shown, 3)
    places = [last.index(f"<figcaption>{label}<") for label in ("list", "&lt;index&gt;", "both")]
    assert places == sorted(places)
