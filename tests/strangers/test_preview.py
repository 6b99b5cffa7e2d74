"""The preview of somebody's site: what is saved is served, and what is wrong is told in the browser."""

from collections.abc import Iterator

import pytest

from tests.previews import Preview
from tests.strangers.builders import SHOP, SHOP_PAGE, Builder, Site


@pytest.fixture(scope="module")
def preview(builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview of a shop; each test leaves it as it was."""
    root = tmp_path_factory.mktemp("preview")
    Site({"index.md": SHOP_PAGE}, files=SHOP).write(root)
    started = Preview(root, builder.kept, "x/")
    try:
        started.until(r"Serving on")
        yield started
    finally:
        started.stop()


def test_rows_that_are_saved_are_shown(preview: Preview) -> None:
    """A script of data/ is read anew, and the examples of the page that is open run again."""
    preview.shows("<td>Grace</td>")
    rows = SHOP["data/shop.sql"]
    preview.save("data/shop.sql", rows.replace("Grace", "Hedy"))
    preview.shows("<td>Hedy</td>")
    preview.save("data/shop.sql", rows)
    preview.shows("<td>Grace</td>")


def test_a_broken_configuration_is_told_with_its_line(preview: Preview) -> None:
    """In the terminal and above the page, which is the last good one."""
    preview.shows("<td>Grace</td>")
    good = (preview.root / "mkdocs.yml").read_text(encoding="utf-8")
    number = good.count("\n") + 1
    preview.save("mkdocs.yml", f"{good}nav:\n  - Home: index.md\n - Bad: b.md\n")
    told = "\n".join(preview.until("last good site"))
    assert f"mkdocs.yml:{number + 2}" in told
    page = preview.shows('role="alert"')
    assert f"<code>mkdocs.yml:{number + 2}</code>" in page
    assert "Grace" in page
    preview.save("mkdocs.yml", good)
    preview.shows('(?s)^(?!.*role="alert")')


def test_a_lock_of_an_editor_does_no_harm(preview: Preview) -> None:
    """A page is saved while Emacs has a link to nowhere beside it."""
    lock = preview.root / "docs" / ".#index.md"
    lock.symlink_to("someone@laptop.4321:17")
    preview.save("docs/index.md", f"{SHOP_PAGE}\nA word more.\n")
    preview.shows("A word more")
    lock.unlink()
    preview.save("docs/index.md", SHOP_PAGE)
    preview.shows("(?s)^(?!.*A word more)")


def test_an_error_in_a_page_is_told_above_it(preview: Preview) -> None:
    """With its place; the next good save takes the notice away."""
    preview.save("docs/index.md", SHOP_PAGE.replace("schema: shop", "schema: shopp"))
    page = preview.shows('role="alert"')
    assert "docs/index.md:3" in page
    preview.save("docs/index.md", SHOP_PAGE)
    preview.shows('(?s)^(?!.*role="alert")')
