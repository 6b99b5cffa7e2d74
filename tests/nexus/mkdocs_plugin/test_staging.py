"""When the pages of a staged site are rendered: before another engine begins, or beside it."""

from pathlib import Path

import pytest
from mkdocs.structure.pages import Page
from nexus.mkdocs_plugin import staging
from nexus.mkdocs_plugin.task import Task
from nexus.stage.tree import Tree

CONFIG = "site_name: A\ntheme: mkdocs\nplugins: [nexus]\n"
PLAIN = {"index.md": "# Home\n\n[A](a.md#part)\n", "a.md": "# A\n\n## Part\n"}
LISTED = '```python run="true"\nprint(1)\n```\n'
HEARS_HTML = "def on_page_content(html, **_):\n    return html\n"
HEARS_ALL = "def on_env(env, **_):\n    return env\n"
ADDS = f"""
def on_page_markdown(markdown, page, **_):
    return markdown + {LISTED!r} if page.file.src_uri == "a.md" else markdown
"""


class Staging:
    """What is told while a site is staged, in its order: begun, pages rendered, errors."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.told: list[str] = []
        render = Page.render

        def counted(page: Page, *given: object) -> None:
            self.told.append(page.file.src_uri)
            render(page, *given)  # type: ignore[arg-type]

        monkeypatch.chdir(root)
        monkeypatch.setattr(Page, "render", counted)
        tree = Tree(root / "staged")
        errors = staging.stage(root, tree, Task(stages=True), lambda: self.told.append("begun"))
        self.errors = [error.what for error in errors]


def write(root: Path, pages: dict[str, str], *, hook: str = "", more: str = "") -> Path:
    """Write a project of these pages, with a hook."""
    (root / "docs").mkdir()
    for name, text in pages.items():
        (root / "docs" / name).write_text(text)
    (root / "hook.py").write_text(hook)
    (root / "mkdocs.yml").write_text(CONFIG + more + ("hooks: [hook.py]\n" if hook else ""))
    return root


def test_pages_without_anything_of_ours_are_rendered_beside_the_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are staged as they were written, which is all that it needs."""
    made = Staging(write(tmp_path, PLAIN), monkeypatch)
    assert made.told == ["begun", "index.md", "a.md"]
    assert made.errors == []
    staged = {name: (tmp_path / "staged" / "docs" / name).read_text() for name in PLAIN}
    assert staged == PLAIN


@pytest.mark.parametrize("hook", [HEARS_HTML, HEARS_ALL, ADDS])
def test_pages_that_somebody_looks_at_are_rendered_before(
    hook: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another plugin, or this one: also where only the last page turns out to hold something."""
    made = Staging(write(tmp_path, PLAIN, hook=hook), monkeypatch)
    assert sorted(made.told[:-1]) == ["a.md", "index.md"]
    assert made.told[-1] == "begun"


@pytest.mark.parametrize(
    ("link", "more"), [("gone.md", ""), ("a.md#gone", "validation: {anchors: warn}\n")]
)
def test_links_are_followed_beside_the_engine(
    link: str, more: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What leads nowhere is told when it has begun."""
    pages = {**PLAIN, "index.md": f"# Home\n\n[A]({link})\n"}
    made = Staging(write(tmp_path, pages, more=more), monkeypatch)
    assert made.told[0] == "begun"
    assert [link in error for error in made.errors] == [True]


def test_no_engine_begins_where_something_is_wrong_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As what it would build is not wanted."""
    pages = {**PLAIN, "index.md": f"# Home\n\n[A](gone.md)\n\n{LISTED}"}
    made = Staging(write(tmp_path, pages), monkeypatch)
    assert "begun" not in made.told
    assert len(made.errors) == 1
