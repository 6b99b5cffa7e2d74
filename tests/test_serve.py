"""The preview: an edit is served, what is broken is told, and the last good site stays."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from tests import projects
from tests.previews import Preview


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project to edit."""
    return projects.small(tmp_path)


@pytest.fixture
def preview(project: Path, tmp_path: Path) -> Iterator[Preview]:
    """The preview of the copy, once it serves."""
    running = Preview(project, tmp_path / "kept")
    try:
        running.until("Serving on")
        yield running
    finally:
        running.stop()


def test_a_preview_follows_the_models_and_survives_a_broken_one(
    preview: Preview, project: Path
) -> None:
    """An edit is served; an error is one line, and what was read before it stays; fixed, it goes on.

    Each edit is built once: no build writes into a folder that is watched.
    """
    model = project / "models" / "shop.py"
    sound = model.read_text(encoding="utf-8")
    edited = sound.replace("primary_key=True)", 'primary_key=True), Column("nickname", Integer)')
    page = "schema/shop/customer/"
    assert 'data-column="nickname"' not in preview.page(page)

    preview.save("models/shop.py", edited)
    preview.until("Reloading browsers")
    assert 'data-column="nickname"' in preview.page(page)

    preview.save("models/shop.py", f"{edited}Tabel()\n")
    told = preview.until("Reloading browsers")
    place = f"models/shop.py:{edited.count(chr(10)) + 1}"
    warnings = [line for line in told if line.startswith(("WARNING", "ERROR"))]
    assert [place in line for line in warnings] == [True]
    assert not any("Traceback" in line for line in told)
    assert 'data-column="nickname"' in preview.page(page)

    preview.save("models/shop.py", sound)
    preview.until("Reloading browsers")
    assert 'data-column="nickname"' not in preview.page(page)
    assert preview.builds == 4


def test_a_broken_fence_leaves_the_last_good_site(preview: Preview, project: Path) -> None:
    """With what is wrong on top, though MkDocs has emptied the site's folder at the fence."""
    page = project / "docs" / "about.md"
    sound = page.read_text(encoding="utf-8")
    served = preview.page("about/")
    preview.save("docs/about.md", f"{sound}\n```erd\nschema: gone\n```\n")
    told = preview.until("last good site is still served")
    place = f"docs/about.md:{sound.count(chr(10)) + 2}"
    assert any(f"there is no schema 'gone'; {place}" in line for line in told)
    page_now = preview.page("about/")
    assert "there is no schema 'gone'" in unescape(page_now)
    assert f"<code>{place}</code>" in page_now
    panel = r'<style>\s*#nexus-panel.*?</style><div id="nexus-panel".*?</div>'
    assert re.sub(panel, "", page_now, flags=re.DOTALL) == served


def test_an_example_runs_when_its_page_is_opened(preview: Preview, project: Path) -> None:
    """A preview starts at once; whoever opens a page gets its results with the next reload."""
    page = project / "docs" / "about.md"
    example = '```python run="true"\nprint(6 * 7, "nights")\n```'
    preview.save("docs/about.md", f"{page.read_text(encoding='utf-8')}\n{example}\n")
    told = preview.until("Reloading browsers")
    assert not any("Running" in line for line in told)

    assert "It runs when this page is opened" in preview.page("about/")
    told = preview.until("Reloading browsers")
    # On a busy machine it is said to be running first, and comes with one more reload.
    while "It is running" in preview.page("about/"):
        told += preview.until("Reloading browsers")
    assert sum("Running docs/about.md:" in line for line in told) == 1
    assert "42 nights" in preview.page("about/")
