"""What a reader may run on this site gives what its page shows."""

import re
from collections import Counter

import pytest
from playwright.sync_api import Browser

from tests.browser import runs
from tests.projects import Site

pytestmark = pytest.mark.browser

# What runs an example, and the megabytes that it fetches.
BUTTON = re.compile(r"Run on (PostgreSQL|Python) [^<]*<small>, (\d+) MB once")
MOST = {"PostgreSQL": 9, "Python": 12}
EXAMPLE = re.compile(r'class="nx-run"[^>]* data-example="[1-9]')
POLICY = re.compile(r"script-src ([^;]*);")


def pressed(browser: Browser, site: Site, most: int | None = None) -> Counter[str]:
    """Run the examples of each page, or its first few, and count them by what runs them.

    Each gives what its page shows: rows, refusals and what is printed, alike.
    """
    found: Counter[str] = Counter()
    differing = []
    with browser.new_context() as context:
        for path in site.pages:
            html = (site.folder / path / "index.html").read_text("utf-8")
            if not EXAMPLE.search(html):
                continue
            shown = BUTTON.findall(html)[:most]
            assert all(int(size) <= MOST[program] for program, size in shown), path
            found.update(program for program, _ in shown)
            page = runs.opened(context, site.address + path)
            for run in runs.every(page)[:most]:
                run.press()
                if not run.is_as_built():
                    differing.append(f"{path}: {run.said.inner_text()}")
            page.close()
    assert differing == []
    return found


def test_the_first_run_of_each_page_gives_what_the_page_shows(browser: Browser, site: Site) -> None:
    """On PostgreSQL and in Python; the trials press every button."""
    found = pressed(browser, site, 1)
    assert found["PostgreSQL"] >= 7
    assert found["Python"] >= 2


def test_the_policy_of_pages_lets_no_webassembly_run(site: Site) -> None:
    """A worker follows the policy of its own file, so that of the page stays as strict as it was."""
    for path in site.pages:
        html = (site.folder / path / "index.html").read_text("utf-8")
        found = POLICY.search(html)
        assert found, path
        words = found[1].split()
        assert words[0] == "'self'"
        assert all(word.startswith("'sha256-") for word in words[1:]), path
