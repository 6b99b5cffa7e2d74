"""The one style sheet of a page in a real browser: no element looks other than its sheets say."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests import sites
from tests.sites import Site

pytestmark = pytest.mark.browser

# A page of each kind, as wide as a laptop or a phone.
VISITS = [
    ("", 1280),
    ("weeks/week-01/orders/", 1280),
    ("weeks/week-02/markup/", 390),
    ("weeks/week-02/", 390),
    ("proof/", 390),
    ("schema/shop/order/", 1280),
]
# How every element of the page looks, the boxes before and after it included. Lengths are left out:
# they follow from the rest, and from when a page is measured.
LOOKS = """() => {
    const names = [...getComputedStyle(document.documentElement)].filter((name) =>
        !/^--|size|width|height|origin|inset|top|left|right|bottom/.test(name));
    const looks = (element, box) => {
        const style = getComputedStyle(element, box);
        return names.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";");
    };
    const elements = [...document.querySelectorAll("body, body *:not(svg *)")];
    return elements.map((element) => [element.outerHTML.slice(0, 80),
        ...[null, "::before", "::after"].map((box) => looks(element, box))]);
}"""
AS_WRITTEN = """async (sheets) => {
    const merged = document.querySelector("link[href*='assets/styles.']");
    const base = merged.href.replace(/assets\\/styles\\..*/, "");
    const links = sheets.map((sheet) =>
        Object.assign(document.createElement("link"), { rel: "stylesheet", href: base + sheet }));
    const loaded = links.map((link) => new Promise((resolve, reject) =>
        Object.assign(link, { onload: resolve, onerror: () => reject(new Error(link.href)) })));
    merged.after(...links);
    await Promise.all(loaded);
    merged.remove();
}"""


def sheets(folder: Path) -> list[str]:
    """The style sheets of a page as they were written, in their order."""
    theme = [next(folder.glob(f"assets/stylesheets/{name}.*.css")) for name in ("main", "palette")]
    return [
        *(sheet.relative_to(folder).as_posix() for sheet in theme),
        *sites.configured().extra_css,
    ]


@pytest.mark.parametrize(("path", "width"), VISITS)
def test_nothing_looks_other_than_written(
    browser: Browser, site: Site, path: str, width: int
) -> None:
    """What a build leaves out of the style sheets is no part of how a page looks."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, reduced_motion="reduce", bypass_csp=True
    )
    page = context.new_page()
    page.goto(site.address + path, wait_until="networkidle")
    page.add_style_tag(content="*, ::before, ::after { transition: none !important }")
    merged = page.evaluate(LOOKS)
    page.evaluate(AS_WRITTEN, sheets(site.folder))
    written = page.evaluate(LOOKS)
    changed = [now[0] for now, then in zip(merged, written, strict=True) if now != then]
    assert len(merged) > 100
    assert changed == []
    context.close()


def test_every_page_names_one_style_sheet(site: Site) -> None:
    """Also where a plugin writes the HTML of a page anew, as that for Mermaid does."""
    named = {
        path: (site.folder / path / "index.html").read_text("utf-8").count('rel="stylesheet"')
        for path in site.pages
    }
    assert {path: count for path, count in named.items() if count != 1} == {}


def test_a_page_fetches_one_style_sheet_before_it_is_painted(browser: Browser, site: Site) -> None:
    """And no script that its text would wait for."""
    page = browser.new_page()
    page.goto(site.address)
    blocking = page.evaluate(
        "() => performance.getEntriesByType('resource')"
        ".filter((entry) => entry.renderBlockingStatus === 'blocking').map((entry) => entry.name)"
    )
    assert [Path(name).name[:7] for name in blocking] == ["styles."]
    page.close()
