"""The statements of a week: links that say where they lead, and that lead to what they say."""

import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.browser.statements import ambiguous, astray, marks
from tests.browser.visit import LAPTOP, PHONE
from tests.projects import Site

pytestmark = pytest.mark.browser

WEEKS = ["weeks/week-01/", "weeks/week-02/"]


@pytest.mark.parametrize("week", WEEKS)
def test_no_two_links_of_a_week_are_called_alike(browser: Browser, site: Site, week: str) -> None:
    """As a screen reader lists them, unless they lead to the same place."""
    with browser.new_context(viewport=LAPTOP) as context:
        page = context.new_page()
        page.goto(site.address + week)
        assert ambiguous(page) == {}


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_what_backs_a_statement_is_on_the_first_screen(
    browser: Browser, site: Site, size: ViewportSize
) -> None:
    """Of the page that its link opens, where the table of contents lights that section."""
    with browser.new_context(viewport=size) as context:
        page = context.new_page()
        found = [mark for week in WEEKS for mark in marks(page, site.address + week)]
        assert len(found) >= 10
        assert astray(context, found) == []


def test_a_page_leads_back_to_the_statements_that_it_backs(browser: Browser, site: Site) -> None:
    """To their lines, and so does the page of all statements."""
    with browser.new_context(viewport=LAPTOP) as context:
        page = context.new_page()
        page.goto(f"{site.address}weeks/week-02/queries/")
        back = page.locator(".nx-backs a")
        assert back.count() >= 3
        words = back.first.inner_text()
        back.first.click()
        assert page.locator("li:target").inner_text().startswith(words)
        page.goto(f"{site.address}proof/")
        lines = page.locator(".nx-claims td:first-child a").evaluate_all(
            "all => all.map(a => a.href)"
        )
        assert len(lines) >= 10
        for line in lines:
            page.goto(line)
            assert page.locator("li:target").count() == 1, line
