"""Reading on a phone, also with large text: all that can be pressed is within reach."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.visit import PHONE, overflows
from tests.projects import Site

pytestmark = pytest.mark.browser

# Buttons and links outside the screen, but for those in a frame that scrolls to them.
OUT_OF_REACH = """() => {
    const scrolls = (element) => element !== document.body && element.parentElement
        && (/auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
    return [...document.querySelectorAll(".md-header label, .md-content :is(a, button, summary):not(svg *)")]
        .filter((element) => element.checkVisibility({ visibilityProperty: true }))
        .filter((element) => !scrolls(element))
        .filter((element) => {
            const { left, right } = element.getBoundingClientRect();
            return right - left > 0 && (left < -1 || right > innerWidth + 1);
        }).map((element) => element.outerHTML.slice(0, 100));
}"""
# At some minutes of the day a time is wider than at others; all are as wide as they can be.
WIDEST = """() => document.querySelectorAll(".md-content time").forEach(time => {
    time.textContent = time.textContent.replace(/[0-9]/g, "0");
})"""
COVERS = """() => {
    const tools = document.querySelector(".md-code__nav");
    const line = document.createRange();
    line.selectNodeContents(tools.parentElement.querySelector("code"));
    return tools.getBoundingClientRect().bottom - line.getClientRects()[0].top;
}"""


@pytest.fixture(scope="module")
def large(browser: Browser) -> Iterator[Page]:
    """A phone whose reader asked for text twice as large."""
    with browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        protocol = context.new_cdp_session(page)
        protocol.send("Page.enable")
        protocol.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
        yield page


def test_large_text_leaves_everything_in_reach(large: Page, site: Site) -> None:
    """No page scrolls sideways, and no button of the header or of a diagram is outside."""
    found = {}
    for path in site.pages:
        large.goto(site.address + path)
        for figure in large.locator(".erd-figure:visible").all()[:1]:
            figure.scroll_into_view_if_needed()
            large.locator(".erd-figure[data-view=ready]").first.wait_for()
        large.evaluate("document.fonts.ready.then(() => true)")  # those in their place are wider
        large.evaluate(WIDEST)
        found[path] = [*large.evaluate(OUT_OF_REACH), *["scrolls"][: overflows(large)]]
    assert large.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") >= 40
    assert {path: lost for path, lost in found.items() if lost} == {}


def test_with_large_text_cards_stand_below_each_other(large: Page, site: Site) -> None:
    """Each as wide as the page; with other text two stand side by side."""
    large.goto(site.address)
    tops = "all => new Set(all.map(card => card.getBoundingClientRect().top)).size"
    cards = large.locator(".nx-card")
    assert cards.evaluate_all(tops) == cards.count() > 1


def test_the_copy_button_covers_no_code(browser: Browser, site: Site) -> None:
    """It stands on the upper edge of the block."""
    with browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        page.goto(f"{site.address}weeks/week-02/queries/")
        page.locator(".highlight").first.scroll_into_view_if_needed()
        page.locator(".md-code__nav").first.wait_for(state="attached")
        assert page.evaluate(COVERS) <= 3
        top = page.locator(".md-top").evaluate("button => getComputedStyle(button).bottom")
        assert float(top.removesuffix("px")) < 40
