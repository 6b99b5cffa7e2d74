"""What is wrong with a site stands over its page in the preview, with file and line, until it is fixed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.previews import PATIENCE, Preview

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CONFIGURATION = """site_name: A
theme: mkdocs
plugins: [nexus]
markdown_extensions:
  - pymdownx.superfences
  - pymdownx.snippets:
      check_paths: true
"""
MODELS = """from sqlalchemy import Column, Integer, MetaData, String, Table
metadata = MetaData()
Table("item", metadata, Column("id", Integer, primary_key=True), Column("name", String(20)))
"""
ROWS = "INSERT INTO item VALUES (1, 'Tea');\n"
PAGE = """---
title: Home
---
# Home

```erd
schema: shop
```

```sql run="shop"
SELECT name FROM item;
```

```python run="true"
print(6 * 7)
```
"""
OTHER = "---\ntitle: Other\n---\n# Other\n"
HOSTILE = "<img src=x onerror=document.title='owned'>"
FILES = {
    "mkdocs.yml": CONFIGURATION,
    "models/shop.py": MODELS,
    "data/shop.sql": ROWS,
    "docs/index.md": PAGE,
    "docs/other.md": OTHER,
}
# What goes wrong: the file, its text, and the place and the words that the author is told.
WRONG = {
    "yaml": ("mkdocs.yml", f"{CONFIGURATION}nav: [\n", "mkdocs.yml:9", "not valid YAML"),
    "setting": ("mkdocs.yml", f"{CONFIGURATION}docs_dir: gone\n", "mkdocs.yml:8", "gone"),
    "option": (
        "mkdocs.yml",
        CONFIGURATION.replace("[nexus]", "[nexus: {cards: perhaps}]"),
        "mkdocs.yml:3",
        "'cards' must be true or false",
    ),
    "front matter": (
        "docs/index.md",
        PAGE.replace("title: Home", "title: [Home"),
        "docs/index.md:",
        "",
    ),
    "markdown": (
        "docs/index.md",
        f"{PAGE}\n--8<-- 'gone.txt'\n",
        "docs/index.md:18",
        "gone.txt",
    ),
    "fence": (
        "docs/index.md",
        PAGE.replace("schema: shop", f'schema: "{HOSTILE}"'),
        "docs/index.md:",
        "there is no schema",
    ),
    "syntax of models": ("models/shop.py", f"{MODELS}def\n", "models/shop.py:4", "syntax"),
    "sql": (
        "docs/index.md",
        PAGE.replace("SELECT name", "SELECT\n    prise"),
        "docs/index.md:12",
        "prise",
    ),
    "syntax of sql": (
        "docs/index.md",
        PAGE.replace("SELECT name", "SELEC name"),
        "docs/index.md:11",
        "SELEC",
    ),
    "rows": ("data/shop.sql", f"{ROWS}INSERT INTO gone VALUES (1);\n", "data/shop.sql:2", "gone"),
    "python": (
        "docs/index.md",
        PAGE.replace("print(6 * 7)", "a = 1\nprint(a / 0)"),
        "docs/index.md:16",
        "division by zero",
    ),
    "syntax of python": (
        "docs/index.md",
        PAGE.replace("print(6 * 7)", "print(6 *"),
        "docs/index.md:15",
        "no Python",
    ),
}


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview of a small site; each test leaves it as it was."""
    root = tmp_path_factory.mktemp("errors")
    for name, text in FILES.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    started = Preview(root, root.with_name("kept"))
    try:
        started.until("Serving on")
        yield started
    finally:
        started.stop()


@pytest.fixture(scope="module")
def page(browser: "Browser", preview: Preview) -> "Iterator[Page]":
    """The page of that site in a browser, which nobody reloads by hand."""
    opened = browser.new_context().new_page()
    opened.set_default_timeout(PATIENCE * 1000)
    opened.goto(f"http://{preview.address}/")
    await_results(opened)
    yield opened
    opened.context.close()


def await_results(page: "Page") -> None:
    """Wait until both examples of the page have run."""
    page.get_by_text("42", exact=True).wait_for()
    page.get_by_text("Tea").wait_for()


@pytest.mark.parametrize(("file", "text", "place", "words"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_stands_over_the_page_until_it_is_fixed(
    preview: Preview, page: "Page", file: str, text: str, place: str, words: str
) -> None:
    """Whoever finds it: MkDocs, Markdown, the models, PostgreSQL or Python; with what to do.

    The terminal says it too.
    """
    while not preview.told.empty():
        preview.told.get()
    preview.save(file, text)
    panel = page.get_by_role("alert")
    try:
        panel.wait_for()
        shown, title = panel.inner_text(), page.title()
        lacking = panel.locator("li:not(:has(.nexus-fix))").count()
        kept = page.get_by_role("heading", name="Home").count()
        told = "\n".join(preview.until("last good site is still served"))
    finally:
        preview.save(file, FILES[file])
        panel.wait_for(state="detached")
    assert place in shown
    assert words in shown
    assert (title, kept, lacking) == ("A", 1, 0)
    assert place in told
    assert "Traceback" not in told
    await_results(page)


def test_a_module_that_cannot_be_imported_is_told_beside_the_page(
    preview: Preview, page: "Page"
) -> None:
    """The rest of the site is built, as without --strict; what is left out is told."""
    preview.save("models/shop.py", f"{MODELS}Tabel()\n")
    panel = page.locator("#nexus-panel")
    try:
        panel.wait_for()
        shown = panel.inner_text()
        told = "\n".join(preview.until("left out"))
    finally:
        preview.save("models/shop.py", MODELS)
        panel.wait_for(state="detached")
    assert "models/shop.py:4" in shown
    assert "name 'Tabel' is not defined" in shown
    assert "models/shop.py:4" in told


def test_front_matter_that_is_printed_as_text_is_told(preview: Preview, page: "Page") -> None:
    """Of a page without anything of ours MkDocs says nothing; its site is built as ever."""
    preview.save("docs/other.md", OTHER.replace("title: Other", "title: [Other"))
    panel = page.locator("#nexus-panel.nexus-notices")
    try:
        panel.wait_for()
        shown = panel.inner_text()
    finally:
        preview.save("docs/other.md", OTHER)
        panel.wait_for(state="detached")
    assert "docs/other.md:" in shown
    assert "strict" not in shown
