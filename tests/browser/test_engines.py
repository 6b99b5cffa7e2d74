"""What a reader does, in Firefox and in WebKit as in Chromium."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.engines import Reader, complaints, until
from tests.browser.visit import LAPTOP, PHONE, kinds
from tests.projects import Site

pytestmark = pytest.mark.browser

ORDERS = "weeks/week-01/orders/"
FIGURE = ".erd-figure[data-view=ready]"
READY = f"""() => {{
    document.querySelector(".erd-figure").scrollIntoView();
    return document.querySelector("{FIGURE}");
}}"""
ZOOM = f"() => Number(document.querySelector('{FIGURE} .erd-frame').dataset.zoom)"
LEFT = f"() => document.querySelector('{FIGURE} svg.erd').getBoundingClientRect().left"


@pytest.fixture
def heard(site: Site, listen: Callable[[Path], str]) -> str:
    """The address of a site whose pages note what goes wrong in them."""
    return listen(site.folder)


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(reader: Reader) -> Iterator[None]:
    """Begin as on a laptop; no page that a test ends on, or that it left, may have complained."""
    reader.resize(LAPTOP["width"], LAPTOP["height"])
    yield
    assert [*reader.run("() => window.complaints"), *reader.said] == []


def test_no_page_complains(reader: Reader, heard: str, site: Site) -> None:
    """No kind of page: neither its scripts, nor its policy, nor a file that does not come."""
    assert complaints(reader, heard, kinds(site)) == {}


def test_a_diagram_is_enlarged_moved_and_searched(reader: Reader, heard: str) -> None:
    """By its buttons, by the mouse, and by the finder, which lights what it found."""
    reader.open(heard + ORDERS)
    until(reader, READY)
    for _ in range(3):
        reader.click(f"{FIGURE} [data-tool=in]")
    until(reader, f"() => ({ZOOM})() > 1.5")
    left = reader.run(LEFT)
    reader.drag(f"{FIGURE} .erd-frame", -120)
    until(reader, f"(left) => ({LEFT})() < left - 60", left)
    reader.click(f"{FIGURE} [data-tool=find]")
    reader.write("refund")
    reader.press("Enter")
    until(reader, "() => document.querySelector('svg.lit [data-table=refund].on')")


def test_code_is_copied(reader: Reader, heard: str) -> None:
    """What the button of a block copies is what is pasted."""
    reader.open(heard + ORDERS)
    until(
        reader,
        """() => {
            document.querySelector("pre > code").scrollIntoView({ block: "center" });
            return document.querySelector(".md-code__button");
        }""",
    )
    code = reader.run(
        """() => {
            const code = document.querySelector("pre:has(.md-code__button) > code");
            code.scrollIntoView({ block: "center" });
            return code.textContent;
        }"""
    )
    reader.click("pre:has(> .md-code__nav) .md-code__button")
    reader.press("/")
    until(reader, "() => document.activeElement.matches('.md-search__input')")
    reader.paste()
    shown = "(words) => document.querySelector('.md-search__input').value.includes(words)"
    until(reader, shown, code.strip().splitlines()[0].strip())


def test_the_palette_is_kept(reader: Reader, heard: str) -> None:
    """The button changes it, and the next page opens in it."""
    reader.open(heard)
    scheme = "() => document.body.dataset.mdColorScheme"
    before = reader.run(
        "() => { localStorage.clear(); return document.body.dataset.mdColorScheme; }"
    )
    reader.click(".md-header__option label:not([hidden])")
    first = reader.run(scheme)
    if first == before:
        reader.click(".md-header__option label:not([hidden])")
    other = reader.run(scheme)
    assert other != before
    reader.open(heard + ORDERS)
    until(reader, f"(other) => ({scheme})() === other", other)
    reader.run("() => localStorage.clear()")


def test_the_drawer_leads_to_a_page(reader: Reader, heard: str) -> None:
    """On a phone the button of the header draws the navigation in, and a link in it opens a page."""
    reader.resize(PHONE["width"], PHONE["height"])
    reader.open(heard + "weeks/week-01/")
    reader.click("header .md-header__button[for=__drawer]")
    link = ".md-sidebar--primary .md-nav__link[href$='orders/']"
    until(
        reader,
        f"""() => document.querySelector(".md-sidebar--primary").getBoundingClientRect().x === 0
            && document.querySelector("{link}")""",
    )
    reader.click(link)
    reader.arrive("/orders/")


def test_search_finds(reader: Reader, heard: str) -> None:
    """What is typed, as it is typed, and Enter opens the page that fits best."""
    reader.open(heard)
    reader.press("/")
    until(reader, "() => document.activeElement.matches('.md-search__input')")
    reader.write("delive")
    result = ".md-search-result__link[href*='/deliveries/']"
    until(reader, f'() => document.querySelector("{result}")')
    reader.press("Enter")
    reader.arrive("/deliveries/")
