"""A page on paper, and a picture of a whole page: nothing is missing, blank or blown up."""

import pytest
from playwright.sync_api import Browser

from tests.browser.waiting import until
from tests.projects import Site

pytestmark = pytest.mark.browser

# What of a Mermaid diagram is on paper: whether its text is seen, wraps, and takes no more than it is.
ON_PAPER = """() => [...document.querySelectorAll("div.mermaid")].map((frame) => {
    const style = getComputedStyle(frame);
    const svg = frame.querySelector("svg");
    return {
        state: frame.dataset.state,
        seen: style.color !== "rgba(0, 0, 0, 0)",
        wraps: style.whiteSpace === "pre-wrap",
        fits: !svg || svg.getBoundingClientRect().width <= svg.viewBox.baseVal.width + 1,
    };
})"""
# A heading is followed by more on its sheet than a browser without `break-after` would keep there.
HELD = """() => [...document.querySelectorAll("article h2")].every((heading) => {
    const { breakInside, marginBottom, height } = getComputedStyle(heading, "::after");
    return getComputedStyle(heading).breakInside === "avoid"
        && parseFloat(height) > 40 && parseFloat(marginBottom) === -parseFloat(height);
})"""
LATE = """() => [...document.querySelectorAll("body *")]
    .filter((element) => getComputedStyle(element).contentVisibility === "auto")
    .map((element) => element.localName)"""


def test_a_diagram_that_was_not_drawn_is_printed_as_its_source(
    browser: Browser, site: Site
) -> None:
    """In letters that are seen and lines that wrap; a drawn one stays as large as it is."""
    page = browser.new_page(viewport={"width": 1280, "height": 300})
    path = next(
        path
        for path in site.pages
        if '<div class="mermaid">' in (site.folder / path / "index.html").read_text("utf-8")
    )
    page.goto(site.address + path)
    page.emulate_media(media="print")
    page.locator("div.mermaid").evaluate_all("all => all.forEach(f => f.dataset.state = 'waiting')")
    assert {(each["seen"], each["wraps"]) for each in page.evaluate(ON_PAPER)} == {(True, True)}
    page.emulate_media(media="screen")
    page.locator("div.mermaid").first.scroll_into_view_if_needed()
    page.locator("div.mermaid > svg").first.wait_for()
    page.emulate_media(media="print")
    assert page.evaluate(ON_PAPER)[0]["fits"]
    assert page.evaluate(HELD)
    page.close()


def test_whoever_prints_gets_every_diagram(browser: Browser, site: Site) -> None:
    """The key that begins the shortcut draws what was not in view yet."""
    page = browser.new_page(viewport={"width": 1280, "height": 300})
    path = next(
        path
        for path in site.pages
        if '<div class="mermaid">' in (site.folder / path / "index.html").read_text("utf-8")
    )
    page.goto(site.address + path)
    page.keyboard.press("Control")
    for diagram in page.locator("div.mermaid").all():
        diagram.locator("> svg").wait_for()
    page.close()


def test_a_picture_of_the_whole_page_has_all_of_it(browser: Browser, site: Site) -> None:
    """Only diagrams wait until they come into view, or until there is time for them."""
    page = browser.new_page()
    page.route("**/viewer.js", lambda route: route.abort())
    page.goto(f"{site.address}weeks/week-01/orders/")
    assert set(page.evaluate(LATE)) == {"svg"}
    page.unroute("**/viewer.js")
    page.reload()
    until(page, f"() => !({LATE})().length")
    page.close()
