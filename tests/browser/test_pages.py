"""Every page of the site, in both palettes and in two widths: sound, private and accessible."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.browser.visit import LAPTOP, PHONE, Visit, violations
from tests.browser.waiting import until
from tests.projects import SHOP, Site

pytestmark = pytest.mark.browser

# The written pages, by their addresses, and of the generated ones each kind.
WRITTEN = [
    page.relative_to(SHOP / "docs").with_suffix("").as_posix().removesuffix("index").rstrip("/")
    for page in sorted((SHOP / "docs").rglob("*.md"))
]
GENERATED = ["plan", "schema/shop", "schema/shop/enums", "schema/shop/order", "schema/stages.flat"]


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """A reader who goes from page to page."""
    with browser.new_context(color_scheme="light", reduced_motion="reduce") as opened:
        yield opened


@pytest.fixture(params=["light", "dark"])
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """Open a context whose system prefers one of the two palettes."""
    opened = browser.new_context(
        viewport=LAPTOP, color_scheme=request.param, reduced_motion="reduce"
    )
    yield opened
    opened.close()


@pytest.mark.parametrize("name", [*WRITTEN, *GENERATED])
def test_every_page_is_sound(
    reader: BrowserContext,
    site: Site,
    axe: str,
    draw_all: Callable[[Page], list[str]],
    name: str,
) -> None:
    """No page asks outside, reports an error, scrolls sideways or breaks an axe rule."""
    path = f"{name}/" if name else ""
    assert path in site.pages
    with Visit.of(reader, site, path) as visit:
        draw_all(visit.page)
        visit.check(axe, LAPTOP)
        visit.check(axe, PHONE)
        visit.darken()
        draw_all(visit.page)
        visit.check(axe, PHONE)
        visit.check(axe, LAPTOP)
    assert visit.errors == []


def test_unknown_address_leads_on(browser: Browser, site: Site, axe: str) -> None:
    """An unknown address shows the site's own 404 page, whose links lead to real pages."""
    with browser.new_context(viewport=LAPTOP) as opened:
        page = opened.new_page()
        answer = page.goto(site.address + "weeks/nowhere/")
        assert answer is not None
        assert answer.status == 404
        assert page.locator("h1").inner_text() == "This page is not here"
        links = page.locator("article a").evaluate_all("links => links.map(link => link.href)")
        assert site.address in links
        assert {link.removeprefix(site.address) for link in links} <= set(site.pages)
        assert violations(page, axe) == []


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_home_fits_one_screen(browser: Browser, site: Site, size: ViewportSize) -> None:
    """Without scrolling, home shows what this is, the cards of its weeks, and the whole diagram."""
    with browser.new_context(viewport=size) as opened:
        page = opened.new_page()
        page.goto(site.address)
        shown = [page.locator("h1"), page.locator("h1 + p"), page.locator("svg.erd:visible").first]
        shown += page.locator(".nx-card").all()
        assert len(shown) == 5
        for part in shown:
            box = part.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["y"] >= 0
            assert box["x"] + box["width"] <= size["width"]
            assert box["y"] + box["height"] <= size["height"]


def test_search_suggests_and_finds(browser: Browser, site: Site) -> None:
    """Typing the start of a word suggests its end and lists pages that hold it."""
    with browser.new_context(viewport=LAPTOP) as opened:
        page = opened.new_page()
        page.goto(site.address)
        page.keyboard.press("/")
        page.keyboard.type("delive", delay=20)
        suggestion = page.locator(".md-search__suggest")
        page.locator(".md-search-result__item").first.wait_for()
        until(page, "() => document.querySelector('.md-search__suggest').textContent")
        assert (suggestion.text_content() or "").startswith("delive")
        found = page.locator(".md-search-result__link").evaluate_all(
            "links => links.map(a => a.href)"
        )
        assert any("/deliveries/" in link for link in found)


def test_the_search_and_the_drawer_are_accessible(
    context: BrowserContext, site: Site, axe: str
) -> None:
    """With results in the open search, and with the navigation of a phone drawn in."""
    page = context.new_page()
    page.set_viewport_size(PHONE)
    page.goto(site.address)
    page.locator("header .md-header__button[for=__search]").click()
    page.get_by_role("textbox", name="Search").press_sequentially("refund")
    page.locator(".md-search-result__item").first.wait_for()
    assert violations(page, axe) == []

    page.goto(f"{site.address}weeks/week-02/")
    page.locator("header .md-header__button[for=__drawer]").click()
    until(
        page, "() => document.querySelector('.md-sidebar--primary').getBoundingClientRect().x === 0"
    )
    assert violations(page, axe) == []


def test_what_was_searched_is_marked_on_the_page(browser: Browser, site: Site) -> None:
    """A link of a search result names it."""
    page = browser.new_page()
    page.goto(f"{site.address}weeks/week-01/orders/?h=order")
    page.locator("article mark").first.wait_for()
    page.close()


def test_the_search_is_fetched_when_somebody_searches(browser: Browser, site: Site) -> None:
    """A page that is only read asks for no index, and starts no worker to search it."""
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.goto(site.address, wait_until="networkidle")
    assert "search_index.json" not in asked
    assert page.workers == []
    page.keyboard.press("/")
    page.keyboard.type("refund")
    page.locator(".md-search-result__item").first.wait_for()
    assert asked.count("search_index.json") == 1
    assert len(page.workers) == 1
    page.close()


def test_edit_and_source_links_name_the_file(browser: Browser, site: Site) -> None:
    """A hand-written page links to its own Markdown file: to edit it, and to read it."""
    with browser.new_context(viewport=LAPTOP) as opened:
        page = opened.new_page()
        page.goto(site.address + "weeks/week-01/orders/")
        links = page.locator("a.md-content__button").evaluate_all("all => all.map(a => a.href)")
    file = "main/docs/weeks/week-01/orders.md"
    assert links == [f"https://github.com/octo/nexus/{verb}/{file}" for verb in ("edit", "raw")]


def test_nothing_of_an_unset_author_is_visible(browser: Browser, site: Site) -> None:
    """Without an author in the settings the footer holds links, and no empty place for a name."""
    with browser.new_context(viewport=LAPTOP) as opened:
        page = opened.new_page()
        page.goto(site.address)
        entries = page.locator(".nx-colophon li").all_inner_texts()
    assert entries
    assert all(re.search(r"\w", entry) for entry in entries)


def test_page_prints_light(browser: Browser, site: Site) -> None:
    """A page read in the dark palette prints dark text on white, without navigation."""
    with browser.new_context(viewport=LAPTOP, color_scheme="dark") as opened:
        page = opened.new_page()
        page.goto(site.address + "weeks/week-01/")
        page.emulate_media(media="print", color_scheme="dark")
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == "rgb(255, 255, 255)"
        assert not page.locator(".md-header").is_visible()
