"""Every page of this site in a browser: sound, private, accessible and calm."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.visit import LAPTOP, PHONE, Visit
from tests.helpers import ROOT
from tests.projects import Site

pytestmark = pytest.mark.browser

DOCS = ROOT / "docs"
WRITTEN = [
    page.relative_to(DOCS).with_suffix("").as_posix().removesuffix("index").rstrip("/")
    for page in sorted(DOCS.rglob("*.md"))
]
# The generated pages are alike: of these, two.
CHECKED = [*WRITTEN, "schema/airbnb", "schema/airbnb/booking"]


def address(name: str) -> str:
    """The address of a page below that of the site."""
    return f"{name}/" if name else ""


# The smallest letters of each diagram that is seen, in pixels as shown.
LETTERS = """() => [...document.querySelectorAll("svg.erd")]
    .filter((svg) => svg.getClientRects().length)
    .map((svg) => Math.min(...[...svg.querySelectorAll("text")].map(
        (text) => parseFloat(getComputedStyle(text).fontSize) * svg.getScreenCTM().a)))"""


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A reader who goes from page to page."""
    with browser.new_context(color_scheme="light", reduced_motion="reduce") as opened:
        yield opened


@pytest.mark.parametrize(("number", "name"), list(enumerate(CHECKED)), ids=CHECKED)
def test_every_page_is_sound(
    context: BrowserContext,
    site: Site,
    axe: str,
    draw_all: Callable[[Page], list[str]],
    number: int,
    name: str,
) -> None:
    """No page asks outside, reports an error, scrolls sideways or breaks an axe rule.

    Axe sees every other page on a laptop in the light, the rest on a phone in the dark; the trials
    see each on both. The letters of a diagram are at least 11 pixels large.
    """
    with Visit.of(context, site, address(name)) as visit:
        draw_all(visit.page)
        assert min(visit.page.evaluate(LETTERS), default=11) > 10.95
        if number % 2:
            visit.check(axe, LAPTOP)
            visit.resize(PHONE)
        else:
            visit.resize(LAPTOP)
            visit.darken()
            draw_all(visit.page)
            visit.check(axe, PHONE)
    assert visit.errors == []


def test_letters_of_diagrams_are_legible_on_a_phone(browser: Browser, site: Site) -> None:
    """At least 11 pixels, in full screen."""
    with browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        for name in ("", "weeks/week-01/normalization", "schema/airbnb"):
            page.goto(site.address + address(name))
            figure = page.locator(".erd-figure:visible").last
            figure.scroll_into_view_if_needed()
            figure.locator("[data-tool=full]").click()
            page.locator(".erd-full").wait_for()
            assert min(page.evaluate(LETTERS.replace('"svg.erd"', '".erd-full svg.erd"'))) > 10.95
