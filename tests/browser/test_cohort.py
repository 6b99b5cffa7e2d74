"""The index over many portfolios in a browser: its search, both palettes, a phone, and no script."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from nexus.cli.main import main
from playwright.sync_api import Browser, Page, expect

from tests.browser.visit import LAPTOP, PHONE, overflows, quiet, violations
from tests.nexus.cohort.builders import manifest, portfolio, roster, statement, week

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror=document.title='seen'>"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> str:
    """An index over 1,250 portfolios in two programmes."""
    folder = tmp_path_factory.mktemp("cohort")
    for n in range(1250):
        weeks = [week(k, statement("diagram", "")) for k in range(1, n % 3 + 2)]
        portfolio(folder / f"p{n}", manifest(f"Portfolio {n:04}", *weeks, author=f"Zoë {n}"))
    portfolio(folder / "p0", manifest(HOSTILE, week(1, technologies=["Celery"])))
    portfolio(folder / "p1", b"no")
    one, two = (", ".join(f"p{n}" for n in part) for part in (range(1000), range(1000, 1250)))
    file = roster(folder, f"programmes:\n  One: [{one}]\n  Two: [{two}]\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEXUS_CACHE", str(folder / "cache"))
        patch.setattr("nexus.cohort.styles.npm.assets", list)
        main(["cohort", "index", str(file), "-o", str(folder / "out")])
    return serve(folder / "out")


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> str:
    """An index over a portfolio that can be read and one that cannot."""
    folder = tmp_path_factory.mktemp("few")
    portfolio(folder / "a", manifest("A", author="Zoë", url="https://a.example/"))
    file = roster(folder, "programmes:\n  One: [a]\n  Two: [b]\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEXUS_CACHE", str(folder / "cache"))
        main(["cohort", "index", str(file), "-o", str(folder / "out")])
    return serve(folder / "out")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that complains of nothing."""
    with quiet(browser) as opened:
        yield opened


def rows(page: Page) -> list[str]:
    """The names of the portfolios that a page shows."""
    return page.locator("#found tbody tr th bdi:first-child").all_inner_texts()


def test_nothing_is_loaded_before_somebody_searches(page: Page, address: str) -> None:
    """Then all parts are, and what matches each word is found, without its accents too."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    assert not [url for url in asked if url.endswith(".json")]
    page.get_by_label("Search").fill("zoe 1249")
    expect(page.locator("#told")).to_have_text("1 portfolio")
    assert rows(page)[0] == "Portfolio 1249"
    assert sum("/parts/" in url for url in asked) == 2
    page.get_by_label("Search").fill("")
    expect(page.locator("nav[aria-label=Pages]")).to_be_visible()


def test_a_search_can_be_sorted_filtered_and_sent_to_somebody(page: Page, address: str) -> None:
    """Its address has all of it; more is shown when asked for."""
    page.goto(address)
    page.get_by_label("Programme", exact=True).select_option("Two")
    page.get_by_label("First come").select_option("The most weeks")
    expect(page.locator("#told")).to_have_text("250 portfolios")
    assert page.locator("#found tbody tr").count() == 100
    assert page.locator("#found tbody tr td[data-head=Weeks]").first.inner_text() == "3"
    page.get_by_role("button", name="Show more").click()
    assert page.locator("#found tbody tr").count() == 200
    first = rows(page)[:5]
    page.goto(page.url)
    expect(page.locator("#told")).to_have_text("250 portfolios")
    assert rows(page)[:5] == first


def test_what_a_stranger_wrote_is_text_in_results_too(page: Page, address: str) -> None:
    """And what could not be read says why."""
    page.goto(f"{address}?q=celery")
    expect(page.locator("#told")).to_have_text("1 portfolio")
    assert rows(page)[0] == HOSTILE
    assert page.title() == "Portfolios"
    page.get_by_label("Search").fill("")
    page.get_by_label("Only with").select_option("A failure")
    expect(page.locator("#told")).to_have_text("1 portfolio")
    expect(page.locator("#found tbody")).to_contain_text("not read: it is no manifest")


def test_the_page_of_a_programme_searches_in_it_alone(page: Page, address: str) -> None:
    """Of the parts it loads those that hold its portfolios."""
    page.goto(address)
    page.get_by_role("link", name="Two").first.click()
    page.get_by_label("Only with").select_option("Diagrams")
    expect(page.locator("#told")).to_have_text("250 portfolios")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_in_both_palettes(
    browser: Browser, few: str, axe: str, scheme: Literal["light", "dark"]
) -> None:
    """On a laptop and on a phone, with results, on each kind of page."""
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    for path in ("?q=zoe", "programmes/Two/", "failures/"):
        page.goto(few + path)
        for size in (LAPTOP, PHONE):
            page.set_viewport_size(size)
            assert not overflows(page), path
            assert violations(page, axe) == [], path
    context.close()


def test_without_scripts_the_list_has_pages(browser: Browser, address: str) -> None:
    """And no search that would do nothing."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert not page.get_by_label("Search").is_visible()
    page.get_by_role("link", name="13", exact=True).click()
    assert page.locator("#found tbody tr").count() == 50
    context.close()
