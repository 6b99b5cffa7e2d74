"""Pages that are not finished: the preview shows them, a build does not."""

from pathlib import Path
from typing import Any

import pytest
from mkdocs.config import load_config
from mkdocs.structure.files import File, Files
from nexus.mkdocs_plugin import drafts, dry
from nexus.mkdocs_plugin.task import Task

DRAFT = "---\ndraft: true\n---\n\n# Draft\n"


def kept(folder: Path, pages: dict[str, str], nav: Any) -> tuple[list[str], Any]:
    """Hold back the drafts of a site; gives the pages that stay, and the navigation."""
    (folder / "docs").mkdir()
    (folder / "mkdocs.yml").write_text("site_name: Site\n")
    config = load_config(str(folder / "mkdocs.yml"), nav=nav)
    config.plugins._current_plugin = "nexus"
    files = Files([File.generated(config, path, content=text) for path, text in pages.items()])
    told: list[str] = []
    drafts.hold_back(files, [(file, file.content_string) for file in files], config, told.append)
    left = [file.src_uri for file in files]
    assert told == [f"{p} is a draft: it is in the preview alone" for p in pages if p not in left]
    return left, config.nav


def test_a_draft_is_not_in_a_built_site_nor_in_its_navigation(tmp_path: Path) -> None:
    """A section that held nothing else goes too."""
    pages = {"index.md": "# Home", "a.md": DRAFT, "b.md": "# B"}
    nav = ["index.md", {"Week": [{"A": "a.md"}]}, {"More": ["a.md", {"B": "b.md"}]}]
    assert kept(tmp_path, pages, nav) == (
        ["index.md", "b.md"],
        ["index.md", {"More": [{"B": "b.md"}]}],
    )


@pytest.mark.parametrize(
    "text",
    [
        "# A\n\ndraft: true\n",
        "---\ndraft: false\n---\n",
        "---\ndraft: 'true'\n---\n",
        "draft: true\n",
    ],
)
def test_only_the_front_matter_makes_a_draft(tmp_path: Path, text: str) -> None:
    """And only where it says true."""
    assert kept(tmp_path, {"a.md": text}, None) == (["a.md"], None)


def test_the_pages_of_a_site_come_in_the_order_of_its_navigation(tmp_path: Path) -> None:
    """Those that are not in it come last, and a draft not at all."""
    nav = "nav: [weeks/week-01/index.md, {B: b.md}, {D: d.md}, {A: a.md}]"
    (tmp_path / "mkdocs.yml").write_text(f"site_name: S\n{nav}\nplugins: [nexus]\n")
    texts = {name: f"# {name}\n" for name in ("weeks/week-01/index.md", "a.md", "b.md", "c.md")}
    for path, text in {**texts, "d.md": DRAFT}.items():
        (tmp_path / "docs" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "docs" / path).write_text(text)
    with dry.read(tmp_path, Task(checks_only=True)) as (plugin, _):
        assert plugin.work is not None
        pages = [path for path in plugin.work.figures.facts.pages if path in {*texts, "d.md"}]
        assert pages == ["weeks/week-01/index.md", "b.md", "a.md", "c.md"]
