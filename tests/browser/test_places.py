"""A link to a place of a page: the place is in sight when it is opened, and stays there."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.statements import AT_REST
from tests.browser.visit import LAPTOP
from tests.projects import Site

pytestmark = pytest.mark.browser

# Below the header, with some room for the line that a heading starts with.
HIGHEST, LOWEST = 0, 160
PLACE = """() => ({
    top: document.querySelector(":target").getBoundingClientRect().top,
    isLast: scrollY + innerHeight > document.scrollingElement.scrollHeight - 2,
})"""


def is_in_sight(page: Page) -> bool:
    """Whether the place that the address names is near the top, or the page ends with it."""
    page.evaluate(AT_REST)
    place = page.evaluate(PLACE)
    return bool(place["isLast"] or HIGHEST <= place["top"] <= LOWEST)


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
