"""Every example of this site that a reader may run."""

import pytest
from playwright.sync_api import Browser

from tests.content.test_run import pressed
from tests.projects import Site

pytestmark = pytest.mark.browser


def test_every_run_of_this_site_gives_what_its_page_shows(browser: Browser, site: Site) -> None:
    """Most SQL on small data can be run, and programs."""
    found = pressed(browser, site)
    assert found["PostgreSQL"] >= 60
    assert found["Python"] >= 5
