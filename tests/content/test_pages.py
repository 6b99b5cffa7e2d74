"""Every page of this site in a browser: sound, private, accessible and calm."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.visit import LAPTOP, PHONE, WATCH, Visit, movements
from tests.helpers import ROOT
from tests.projects import Site

pytestmark = pytest.mark.browser

DOCS = ROOT / "docs"
WRITTEN = [
    page.relative_to(DOCS).with_suffix("").as_posix().removesuffix("index").rstrip("/")
    for page in sorted(DOCS.rglob("*.md"))
]
# The generated pages are alike: of these, two.
GENERATED = ["schema/airbnb", "schema/airbnb/booking"]


def address(name: str) -> str:
    """The address of a page below that of the site."""
    return f"{name}/" if name else ""


@pytest.mark.parametrize("name", [*WRITTEN, *GENERATED])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_sound(
    browser: Browser,
    site: Site,
    axe: str,
    draw_all: Callable[[Page], list[str]],
    scheme: str,
    name: str,
) -> None:
    """No page asks outside, reports an error, scrolls sideways or breaks an axe rule.

    On a phone it has all that it has on a laptop and more, so one of them is looked at in the dark.
    """
    sizes: tuple[ViewportSize, ...] = (LAPTOP, PHONE) if scheme == "light" else (PHONE,)
    with browser.new_context(
        viewport=sizes[0],
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    ) as context:
        visit = Visit(context, site, address(name))
        draw_all(visit.page)
        for size in sizes:
            visit.check(axe, size)
        assert visit.errors == []


def test_nothing_moves_when_a_page_opens(browser: Browser, site: Site) -> None:
    """Nothing shifts when fonts arrive or tools are made, and nothing is animated by itself."""
    with browser.new_context(viewport=PHONE) as context:
        context.add_init_script(WATCH)
        moved = {name: movements(context, site.address + address(name)) for name in WRITTEN}
    assert {name: found for name, found in moved.items() if found} == {}


# The smallest letters of each diagram that is seen, in pixels as shown.
LETTERS = """() => [...document.querySelectorAll("svg.erd")]
    .filter((svg) => svg.getClientRects().length)
    .map((svg) => Math.min(...[...svg.querySelectorAll("text")].map(
        (text) => parseFloat(getComputedStyle(text).fontSize) * svg.getScreenCTM().a)))"""


def test_letters_of_diagrams_are_legible(browser: Browser, site: Site) -> None:
    """At least 11 pixels as shown: on a laptop in the page, and on a phone in full screen."""
    with browser.new_context(viewport=LAPTOP) as context:
        page, sizes = context.new_page(), {}
        for name in (*WRITTEN, *GENERATED):
            page.goto(site.address + address(name))
            sizes[name] = min(page.evaluate(LETTERS), default=11)
    assert {name: size for name, size in sizes.items() if size < 10.95} == {}
    with browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        for name in ("", "weeks/week-01/normalization", "schema/airbnb"):
            page.goto(site.address + address(name))
            figure = page.locator(".erd-figure:visible").last
            figure.scroll_into_view_if_needed()
            figure.locator("[data-tool=full]").click()
            page.locator(".erd-full").wait_for()
            assert min(page.evaluate(LETTERS.replace('"svg.erd"', '".erd-full svg.erd"'))) > 10.95
