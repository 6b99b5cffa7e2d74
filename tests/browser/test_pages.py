"""Every page of the site, in both palettes and in two widths: sound, private and accessible."""

import re
from collections.abc import Callable, Iterator
from typing import Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize

from tests.browser.waiting import until

pytestmark = pytest.mark.browser

LAPTOP: ViewportSize = {"width": 1280, "height": 720}
PHONE: ViewportSize = {"width": 390, "height": 844}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Site(Protocol):
    """What these tests need of the `site` fixture."""

    address: str
    pages: tuple[str, ...]


class Visit:
    """One page, opened and watched: what it asked for, and what it complained about."""

    def __init__(self, context: BrowserContext, site: Site, path: str) -> None:
        self.errors: list[str] = []
        self.path = path
        self.page = context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self._complain(str(error)))
        self.page.on("request", lambda asked: self._ask(asked.url, site.address))
        self.page.goto(site.address + path)

    def _complain(self, text: str) -> None:
        self.errors.append(f"{self.path}: {text}")

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self._complain(said.text)

    def _ask(self, url: str, address: str) -> None:
        if not url.startswith((address, "data:", "blob:")):
            self._complain(f"asks for {url}")

    def check(self, axe: str, size: ViewportSize) -> None:
        """Look at the page in this size: nothing wider than it, nothing that axe objects to."""
        self.page.set_viewport_size(size)
        if overflows(self.page):
            self._complain(f"scrolls sideways at {size['width']}")
        for finding in violations(self.page, axe):
            self._complain(f"{finding} at {size['width']}")


def overflows(page: Page) -> bool:
    """Whether the page itself, not a frame inside it, is wider than the window."""
    script = "document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"
    return bool(page.evaluate(script))


def violations(page: Page, axe: str) -> list[str]:
    """Give what axe finds, one line a rule, with the first element that breaks it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES
    )
    return [f"{error['id']} {error['nodes'][0]['html'][:150]}" for error in found["violations"]]


@pytest.fixture(params=["light", "dark"])
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """Open a context whose system prefers one of the two palettes."""
    opened = browser.new_context(
        viewport=LAPTOP, color_scheme=request.param, reduced_motion="reduce"
    )
    yield opened
    opened.close()


def test_every_page_is_sound(
    context: BrowserContext, site: Site, axe: str, draw_all: Callable[[Page], list[str]]
) -> None:
    """No page asks outside, reports an error, scrolls sideways or breaks an axe rule."""
    errors: list[str] = []
    for path in site.pages:
        visit = Visit(context, site, path)
        draw_all(visit.page)
        for size in (LAPTOP, PHONE):
            visit.check(axe, size)
        visit.page.close()
        errors += visit.errors
    assert not errors, "\n".join(errors)


def test_site_map_names_the_main_pages(site: Site) -> None:
    """The walk over the site map reaches the home page, both weeks and their topics."""
    assert {"", "weeks/", "weeks/week-01/database-design/", "about/"} <= set(site.pages)


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
    """Without scrolling, home shows what this is, a card for each week, and the whole diagram."""
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
        page.keyboard.type("genera", delay=20)
        suggestion = page.locator(".md-search__suggest")
        page.locator(".md-search-result__item").first.wait_for()
        until(page, "() => document.querySelector('.md-search__suggest').textContent")
        assert (suggestion.text_content() or "").startswith("genera")
        found = page.locator(".md-search-result__link").evaluate_all(
            "links => links.map(a => a.href)"
        )
        assert any("/generators/" in link for link in found)


def test_the_search_and_the_drawer_are_accessible(
    context: BrowserContext, site: Site, axe: str
) -> None:
    """With results in the open search, and with the navigation of a phone drawn in."""
    page = context.new_page()
    page.set_viewport_size(PHONE)
    page.goto(site.address)
    page.locator("header .md-header__button[for=__search]").click()
    page.get_by_role("textbox", name="Search").fill("booking")
    page.locator(".md-search-result__item").first.wait_for()
    assert violations(page, axe) == []

    page.goto(f"{site.address}weeks/week-02/")
    page.locator("header .md-header__button[for=__drawer]").click()
    until(
        page, "() => document.querySelector('.md-sidebar--primary').getBoundingClientRect().x === 0"
    )
    assert violations(page, axe) == []


def test_the_search_is_fetched_when_somebody_searches(browser: Browser, site: Site) -> None:
    """A page that is only read asks for no index, and starts no worker to search it."""
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.goto(site.address, wait_until="networkidle")
    assert "search_index.json" not in asked
    assert page.workers == []
    page.keyboard.press("/")
    page.keyboard.type("payment")
    page.locator(".md-search-result__item").first.wait_for()
    assert asked.count("search_index.json") == 1
    assert len(page.workers) == 1
    page.close()


def test_edit_and_source_links_name_the_file(browser: Browser, site: Site) -> None:
    """A hand-written page links to its own Markdown file: to edit it, and to read it."""
    with browser.new_context(viewport=LAPTOP) as opened:
        page = opened.new_page()
        page.goto(site.address + "weeks/week-01/visibility/")
        links = page.locator("a.md-content__button").evaluate_all("all => all.map(a => a.href)")
    file = "main/docs/weeks/week-01/visibility.md"
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
