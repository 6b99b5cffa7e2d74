"""The search of a very large schema's page in a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from nexus.figures.tables import Tables
from nexus.reference import listing
from playwright.sync_api import Browser, Page, expect

from tests.browser.visit import quiet
from tests.helpers import ROOT, schema, table
from tests.nexus.figures import builders

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror=document.title='seen'>"
SCRIPTS = ROOT / "scripts/nexus/theme/assets/js"
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Tables</title>
<link rel="icon" href="data:,">{box}<script type="module" src="tables.js"></script></html>"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> str:
    """A page of the theme's scripts with 2,103 tables, three of them about users."""
    folder = tmp_path_factory.mktemp("tables")
    users = (table("app_user"), table("user"), table("seat", comment="Of a Üser."))
    many = (table(f"table_{n}") for n in range(2100))
    found = builders.facts(folder, schemas=(schema(*many, *users, table(HOSTILE)),))
    box = Tables(found).html(
        builders.Fence("nexus-tables", "schema: shop"), builders.page(), "{}".format
    )
    for path, text in listing.files(found.books["shop"]):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    (folder / "index.html").write_text(PAGE.format(box=box), "utf-8")
    for name in ("tables.js", "parts.js"):
        (folder / name).write_bytes((SCRIPTS / name).read_bytes())
    return serve(folder)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that complains of nothing."""
    with quiet(browser) as opened:
        yield opened


def test_a_table_is_found_by_a_part_of_its_name(page: Page, address: str) -> None:
    """Nothing is loaded before; the table called so comes first, and what is said of one counts."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}?table=seat")
    field = page.get_by_label("Find a table")
    expect(field).to_be_visible()
    assert not [url for url in asked if url.endswith(".json")]
    field.fill("User")
    expect(page.get_by_role("status")).to_have_text("3 tables")
    assert page.locator("tbody code").all_inner_texts() == ["user", "app_user", "seat"]
    assert page.locator("tbody a").first.get_attribute("href") == "schema/shop/user.md"
    assert page.url.endswith("?table=seat&find=User")
    assert not page.get_by_text("The first 100").is_visible()
    field.fill("")
    expect(page.locator("tbody tr")).to_have_count(100)


def test_more_is_shown_when_asked_for_and_names_are_text(page: Page, address: str) -> None:
    """A link has the search in it."""
    page.goto(f"{address}?find=table_")
    expect(page.get_by_role("status")).to_have_text("2,100 tables")
    page.get_by_role("button", name="Show more").click()
    expect(page.locator("tbody tr")).to_have_count(200)
    page.get_by_label("Find a table").fill("onerror")
    expect(page.get_by_role("status")).to_have_text("1 table")
    expect(page.locator("tbody code")).to_have_text(HOSTILE)
    assert page.title() == "Tables"


def test_where_nothing_can_be_loaded_the_first_tables_stay(page: Page, address: str) -> None:
    """And it is said."""
    page.route("**/parts/1.json", lambda route: route.fulfill(body="no"))
    page.goto(f"{address}?find=user")
    expect(page.get_by_role("status")).to_contain_text("cannot be loaded here")
    expect(page.locator("tbody tr")).to_have_count(100)
