"""The statements of this journal in a browser: where their links lead, and how they are called."""

import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.browser.statements import ambiguous, astray, marks
from tests.browser.visit import LAPTOP, PHONE
from tests.projects import Site

pytestmark = pytest.mark.browser

WEEKS = ["weeks/week-01/", "weeks/week-02/"]


@pytest.mark.parametrize("week", WEEKS)
def test_no_two_links_of_a_week_are_called_alike(browser: Browser, site: Site, week: str) -> None:
    """Unless they lead to the same place."""
    with browser.new_context(viewport=LAPTOP) as context:
        page = context.new_page()
        page.goto(site.address + week)
        assert ambiguous(page) == {}


@pytest.mark.parametrize(
    ("size", "week"), [(PHONE, WEEKS[0]), (LAPTOP, WEEKS[1])], ids=["phone", "laptop"]
)
def test_what_backs_a_statement_is_on_the_first_screen(
    browser: Browser, site: Site, size: ViewportSize, week: str
) -> None:
    """Where its link leads, in the section that the table of contents lights."""
    with browser.new_context(viewport=size) as context:
        page = context.new_page()
        found = marks(page, site.address + week)
        assert len(found) >= 10
        assert astray(context, found) == []


def test_home_says_who_and_what_in_ten_seconds(browser: Browser, site: Site) -> None:
    """A phone shows, without scrolling: a title, a purpose, three ways on, and two figures."""
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        page.goto(site.address)
        seen = """(query) => [...document.querySelectorAll(query)].filter((shown) => {
            const { bottom, height } = shown.getBoundingClientRect();
            return height && bottom <= innerHeight;
        }).length"""
        wanted = {"h1": 1, ".nx-author__words": 1, ".nx-author__links a": 3, ".nx-figure": 2}
        assert {
            query: page.evaluate(seen, query) >= n for query, n in wanted.items()
        } == dict.fromkeys(wanted, True)
