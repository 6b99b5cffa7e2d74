"""What is too much for a reader's browser ends in one line, and the next run works."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import runs
from tests.projects import Site

pytestmark = pytest.mark.browser

QUERIES = "weeks/week-02/queries/"
ENDLESS = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT n FROM generate_series(1, 1200000) AS n", "More than 1,000,000 rows: add LIMIT."),
        ("SELECT repeat('x', 500000000)", "The result is too large"),
        (ENDLESS, "It took more than 30 seconds, so it was ended."),
    ],
)
def test_what_passes_a_limit_is_ended(browser: Browser, site: Site, text: str, said: str) -> None:
    """Rows, bytes and time have a limit, whatever the text says."""
    with browser.new_context() as context:
        (first, *_) = runs.every(runs.opened(context, site.address + QUERIES))
        first.press()
        first.run(text)
        expect(first.said).to_contain_text(said)
        first.run("SELECT 4 AS four")
        expect(first.result).to_contain_text("1 row.")


def test_what_is_within_the_limits_is_shown(browser: Browser, site: Site) -> None:
    """A million rows are counted, and of fifty megabytes of text the beginning is shown."""
    with browser.new_context() as context:
        (first, *_) = runs.every(runs.opened(context, site.address + QUERIES))
        first.press()
        first.run("SELECT n FROM generate_series(1, 1000000) AS n")
        expect(first.result).to_contain_text("of 1,000,000 rows.")
        first.run(
            "SELECT repeat('\N{LATIN SMALL LETTER E WITH ACUTE}', 25000000) AS long, NULL AS nothing"
        )
        expect(first.result).to_contain_text("NULL")
        assert len(first.result.inner_text()) < 400


def test_two_pages_at_once_do_not_meet(browser: Browser, site: Site) -> None:
    """Each has a database of its own: what one drops the other still has."""
    with browser.new_context() as context:
        (first, *_) = runs.every(runs.opened(context, site.address + QUERIES))
        (second, *_) = runs.every(runs.opened(context, site.address + QUERIES))
        first.press()
        second.press()
        first.run("DROP SCHEMA public CASCADE")
        second.button.click()
        second.wait()
        assert second.is_as_built()
