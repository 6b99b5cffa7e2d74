"""The ways to share a week, as its reader meets them."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.projects import Site

pytestmark = pytest.mark.browser

WEEK = "weeks/week-02/"
ADDRESS = f"https://octo.github.io/nexus/{WEEK}"
SHEET = "navigator.share = (given) => { window.given = given; return Promise.resolve(); };"
REFUSED = "navigator.clipboard.writeText = () => Promise.reject(new Error('no'));"


def context(browser: Browser, **options: object) -> BrowserContext:
    """A context in which a page may use the clipboard."""
    permissions = ["clipboard-read", "clipboard-write"]
    return browser.new_context(permissions=permissions, **options)  # type: ignore[arg-type]


def opened(browser: Browser, site: Site, script: str = "") -> Page:
    """A week, opened after a script has changed what the browser can do."""
    page = context(browser).new_page()
    if script:
        page.add_init_script(script)
    page.goto(site.address + WEEK)
    return page


def test_linkedin_gets_the_published_address(browser: Browser, site: Site) -> None:
    """By its own address for sharing a link."""
    link = opened(browser, site).get_by_role("link", name="Share on LinkedIn")
    to = "https%3A%2F%2Focto.github.io%2Fnexus%2Fweeks%2Fweek-02%2F"
    expect(link).to_have_attribute(
        "href", f"https://www.linkedin.com/sharing/share-offsite/?url={to}"
    )


def test_the_text_of_a_post_is_copied(browser: Browser, site: Site) -> None:
    """The same as in its file, and the page says so."""
    page = opened(browser, site)
    page.get_by_role("button", name="Copy post text").click()
    expect(page.locator(".nx-share").get_by_role("status")).to_have_text(
        "The text of the post is copied."
    )
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.request.get(f"{site.address}{WEEK}post.txt").text().rstrip("\n")


def test_the_link_is_copied(browser: Browser, site: Site) -> None:
    """The published one, not that of a preview."""
    page = opened(browser, site)
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator(".nx-share").get_by_role("status")).to_have_text("The link is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == ADDRESS


def test_where_copying_is_refused_the_text_is_selected(browser: Browser, site: Site) -> None:
    """The reader can still take it."""
    page = opened(browser, site, REFUSED)
    page.get_by_role("button", name="Copy post text").click()
    expect(page.locator(".nx-share").get_by_role("status")).to_contain_text("selected below")
    expect(page.locator(".nx-share__post")).to_be_visible()
    assert page.evaluate("getSelection().toString()").strip().endswith(ADDRESS)


def test_the_share_sheet_is_opened_where_there_is_one(browser: Browser, site: Site) -> None:
    """With the title and the published address."""
    page = opened(browser, site, SHEET)
    page.get_by_role("button", name="Share with an app").click()
    given = page.evaluate("window.given")
    assert given["url"] == ADDRESS
    assert given["title"].startswith("Week 2")


def test_without_a_share_sheet_there_is_no_button_for_it(browser: Browser, site: Site) -> None:
    """A button that does nothing is not offered."""
    page = opened(browser, site, "delete Navigator.prototype.share;")
    expect(page.get_by_role("button", name="Copy link")).to_be_visible()
    expect(page.get_by_role("button", name="Share with an app")).to_be_hidden()


def test_nothing_moves_when_the_buttons_come(browser: Browser, site: Site) -> None:
    """The section is as high before its script as after it."""
    heights = []
    for blocked in (True, False):
        page = context(browser).new_page()
        if blocked:
            page.route("**/share.js", lambda route: route.abort())
        page.goto(site.address + WEEK, wait_until="networkidle")
        heights.append(page.locator(".nx-share").bounding_box())
    before, after = heights
    assert before is not None
    assert before == after


def test_without_scripts_there_are_the_link_and_the_text(browser: Browser, site: Site) -> None:
    """And no button."""
    page = context(browser, java_script_enabled=False).new_page()
    page.goto(site.address + WEEK)
    share = page.locator(".nx-share")
    expect(share.get_by_role("link", name="Share on LinkedIn")).to_be_visible()
    expect(share.get_by_role("button")).to_have_count(0)
    share.locator("summary").click()
    expect(share.locator(".nx-share__post")).to_contain_text(ADDRESS)


def test_a_printed_week_is_text_alone(browser: Browser, site: Site) -> None:
    """No navigation, no buttons, and nothing folded."""
    page = opened(browser, site)
    page.emulate_media(media="print")
    for part in (".md-header", ".md-sidebar--primary", ".md-footer", ".nx-share"):
        expect(page.locator(part)).to_be_hidden()
    expect(page.get_by_role("heading", name="Takeaways")).to_be_visible()
