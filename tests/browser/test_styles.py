"""The one style sheet of a page in a real browser: no element looks other than its sheets say."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests import projects
from tests.browser.visit import SETTLED
from tests.browser.waiting import until
from tests.projects import Site

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
# How every element of the page looks, the boxes before and after it included where there are any. Lengths are left out:
# they follow from the rest, and from when a page is measured.
LOOKS = """() => {
    const names = [...getComputedStyle(document.documentElement)].filter((name) =>
        !/^--|size|width|height|origin|inset|top|left|right|bottom/.test(name));
    const looks = (element, box) => {
        const style = getComputedStyle(element, box);
        if (box && ["none", "normal"].includes(style.content)) return "";
        return names.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";");
    };
    const elements = [...document.querySelectorAll("body, body *:not(svg *, .mermaid *)")];
    return elements.map((element) => [element.outerHTML.slice(0, 80),
        ...[null, "::before", "::after"].map((box) => looks(element, box))]);
}"""

# A diagram gets its tools when it comes into view, which may be after nothing is fetched any more.
EQUIPPED = """() => [...document.querySelectorAll(".erd-figure")]
    .every((figure) => figure.getBoundingClientRect().top > innerHeight + 200 ||
        !figure.getClientRects().length || figure.dataset.view === "ready")"""

# A transition that began before it was switched off runs on until it is ended.
ENDED = """() => document.getAnimations()
    .filter((animation) => animation instanceof CSSTransition)
    .forEach((transition) => transition.finish())"""


@pytest.fixture(scope="module")
def written(
    shop: Path, tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]
) -> str:
    """The address of the same site, whose style sheets stay as they were written."""
    copy = Path(shutil.copytree(shop, tmp_path_factory.mktemp("written") / "shop"))
    file = copy / "mkdocs.yml"
    file.write_text(
        file.read_text("utf-8").replace("stylesheet: true", "stylesheet: false"), "utf-8"
    )
    return serve(projects.built(copy))


def looks(browser: Browser, address: str, width: int) -> list[list[str]]:
    """How each element of a page looks, once nothing is fetched any more."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, reduced_motion="reduce", bypass_csp=True
    )
    # A font that comes late is not shown: margins that a text leaves would differ by chance.
    context.route(re.compile(r"\.woff2$"), lambda route: route.abort())
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    until(page, EQUIPPED)
    page.add_style_tag(content="*, ::before, ::after { transition: none !important }")
    page.evaluate(SETTLED)
    page.evaluate(ENDED)
    found: list[list[str]] = page.evaluate(LOOKS)
    # Scripts may still be at work: what is compared is a page at rest.
    while (again := page.evaluate(LOOKS)) != found:
        found = again
    context.close()
    return found


@pytest.mark.parametrize(("path", "width"), VISITS)
def test_nothing_looks_other_than_written(
    browser: Browser, site: Site, written: str, path: str, width: int
) -> None:
    """What a build leaves out of the style sheets is no part of how a page looks."""
    merged, apart = (looks(browser, address + path, width) for address in (site.address, written))
    changed = [now[0] for now, then in zip(merged, apart, strict=True) if now[1:] != then[1:]]
    assert len(merged) > 100
    assert changed == []


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
