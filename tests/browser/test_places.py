"""A link to a place of a page: the place is in sight when it is opened, and stays there."""

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.projects import Site

pytestmark = pytest.mark.browser

PHONE: ViewportSize = {"width": 390, "height": 844}
LAPTOP: ViewportSize = {"width": 1280, "height": 720}
# Below the header, with some room for the line that a heading starts with.
HIGHEST, LOWEST = 0, 160
ADDRESSES = """() => [...new Set([...document.querySelectorAll("article a[href*='#']")]
    .filter((link) => link.pathname !== location.pathname).map((link) => link.href))]"""
# When nothing is fetched, drawn or moved any more.
AT_REST = """async () => {
    await document.fonts.ready;
    let last = -1;
    for (let still = 0; still < 6; still += 1) {
        await new Promise((resolve) => setTimeout(resolve, 40));
        if (scrollY + document.body.scrollHeight !== last) still = 0;
        last = scrollY + document.body.scrollHeight;
    }
}"""
PLACE = """() => ({
    top: document.querySelector(":target").getBoundingClientRect().top,
    isLast: scrollY + innerHeight > document.scrollingElement.scrollHeight - 2,
})"""


def is_in_sight(page: Page) -> bool:
    """Whether the place that the address names is near the top, or the page ends with it."""
    page.evaluate(AT_REST)
    place = page.evaluate(PLACE)
    return bool(place["isLast"] or HIGHEST <= place["top"] <= LOWEST)


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_every_proof_opens_at_its_place(browser: Browser, site: Site, size: ViewportSize) -> None:
    """Whatever is laid out or drawn late above it."""
    with browser.new_context(viewport=size) as context:
        page = context.new_page()
        page.goto(f"{site.address}proof/")
        addresses = page.evaluate(ADDRESSES)
        assert len(addresses) > 8
        missed = []
        for address in addresses:
            proof = context.new_page()
            proof.goto(address)
            if not is_in_sight(proof):
                missed.append(address)
            proof.close()
    assert missed == []


def test_the_table_of_contents_leads_to_its_places(browser: Browser, site: Site) -> None:
    """On a page whose examples were not laid out before."""
    with browser.new_context(viewport=LAPTOP) as context:
        page = context.new_page()
        page.goto(f"{site.address}weeks/week-02/queries/")
        entries = page.locator(".md-sidebar--secondary .md-nav__link").all()
        assert len(entries) >= 3
        for entry in reversed(entries):
            entry.click()
            assert is_in_sight(page), entry.inner_text()
