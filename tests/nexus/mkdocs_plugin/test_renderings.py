"""A preview makes anew what an edit changes, and its pages are those of a preview that just began."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from nexus.erd import drawing

MODELS = """from sqlalchemy import Column, Integer, MetaData, Table
metadata = MetaData()
Table("item", metadata, Column("id", Integer, primary_key=True))
"""
CONFIGURATION = """site_name: A
theme: mkdocs
plugins: [nexus]
markdown_extensions: [attr_list, tables, pymdownx.superfences, pymdownx.snippets]
nav: [index.md, other.md]
"""
HOME = "# Home\n\n[other](other.md#part)\nand more\n\n```erd\nschema: shop\n```\n\n| a |\n|---|\n| b |\n"
OTHER = '# Other\n\n## Part\n\n```erd\nschema: shop\ntitle: Again\n```\n\n--8<-- "docs/part.txt"\n'
ADDRESS = "http://127.0.0.1/"

Edit = tuple[str, str]
EDITS: dict[str, list[Edit]] = {
    "prose": [("docs/index.md", HOME.replace("# Home", "# Home\n\nWords."))],
    "a fence": [("docs/index.md", HOME.replace("schema: shop", "schema: shop\ncolumns: none"))],
    "a model": [("models/shop.py", MODELS.replace('"item"', '"thing"'))],
    "a file that a page includes": [("docs/part.txt", "Other words.")],
    "an anchor elsewhere": [("docs/other.md", OTHER.replace("## Part", "## Piece"))],
    "a page more": [("docs/other/more.md", "# More\n\n[home](../index.md)\n")],
    "settings": [("mkdocs.yml", CONFIGURATION.replace("other.md", "Named: other.md"))],
    "an extension": [("mkdocs.yml", CONFIGURATION.replace("tables, ", "nl2br, "))],
    "front matter": [("docs/other.md", f"---\ntitle: New\n---\n{OTHER}")],
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site of two pages and a schema."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEXUS_CACHE", str(tmp_path / "kept"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    files = {
        "mkdocs.yml": CONFIGURATION,
        "docs/index.md": HOME,
        "docs/other.md": OTHER,
        "docs/part.txt": "Words of a file.",
        "models/shop.py": MODELS,
    }
    for name, text in files.items():
        save(tmp_path, name, text)
    return tmp_path


def save(project: Path, name: str, text: str) -> None:
    """Write a file, and the folders above it."""
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).write_text(text)


@pytest.fixture
def rebuild(project: Path) -> Iterator[Callable[[], dict[str, str]]]:
    """Offer a function that builds the site again in one preview, and gives its pages."""
    began = False
    site = project / "served"

    def run() -> dict[str, str]:
        nonlocal began
        config = load_config("mkdocs.yml", site_dir=str(site))
        config.site_url = ADDRESS
        if not began:
            config.plugins.on_startup(command="serve", dirty=False)
            began = True
        build(config, serve_url=ADDRESS)
        pages = sorted(site.rglob("*.html"))
        return {page.relative_to(site).as_posix(): page.read_text() for page in pages}

    yield run
    load_config("mkdocs.yml").plugins.on_shutdown()


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_pages_after_an_edit_are_those_of_a_new_preview(
    project: Path, rebuild: Callable[[], dict[str, str]], edit: list[Edit]
) -> None:
    """Whatever was kept of them; and no stand-in is left."""
    before = rebuild()
    for name, text in edit:
        save(project, name, text)
    after = rebuild()
    config = load_config("mkdocs.yml", site_dir=str(project / "fresh"))
    config.site_url = ADDRESS
    config.plugins.on_startup(command="serve", dirty=False)
    build(config, serve_url=ADDRESS)
    fresh = {name: (project / "fresh" / name).read_text() for name in after}
    assert after == fresh
    assert after != before
    assert not any("data-nexus" in html for html in after.values())


def test_only_what_changed_is_drawn(
    project: Path, rebuild: Callable[[], dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The figures of other pages are kept."""
    drawn: list[str] = []
    inline = drawing.Drawing.inline

    def noted(self: drawing.Drawing, *given: object) -> str:
        drawn.append(self.title)
        return inline(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(drawing.Drawing, "inline", noted)
    rebuild()
    all_at_first = len(drawn)
    drawn.clear()
    save(project, "docs/index.md", HOME.replace("# Home", "# Home\n\nWords."))
    rebuild()
    # Its own, and the one of the page that includes a file, of which nobody knows the content.
    assert (len(drawn), all_at_first > 2) == (2, True)


def test_a_warning_is_told_at_each_build(
    project: Path, rebuild: Callable[[], dict[str, str]], caplog: pytest.LogCaptureFixture
) -> None:
    """A page with a broken link is not kept: else the link would be broken in silence."""
    save(project, "docs/index.md", HOME.replace("other.md#part", "gone.md"))
    for _ in range(2):
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            rebuild()
        assert any("gone.md" in line for line in caplog.messages)
