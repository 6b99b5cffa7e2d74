"""How a page opens on a phone: in the reader's palette, in its place, and without what is hidden."""

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from tests.browser.visit import SETTLED, WATCH, kinds, movements
from tests.projects import Site

pytestmark = pytest.mark.browser

PHONE: ViewportSize = {"width": 412, "height": 823}
LAPTOP: ViewportSize = {"width": 1280, "height": 720}
# The heights of what is laid out late, as the page opens and when all of it is laid out.
ROOMS = """async () => {
    const late = [...document.querySelectorAll(".erd-frame > svg")]
        .filter((element) => element.getClientRects().length);
    const heights = () => late.map((element) => element.getBoundingClientRect().height);
    const hidden = late.filter((element) =>
        !element.firstElementChild?.checkVisibility({ contentVisibilityAuto: true }));
    const before = heights();
    for (const element of late) element.style.contentVisibility = "visible";
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const after = heights();
    const wrong = late.filter((_, at) => Math.abs(before[at] - after[at]) > 0.5);
    return [hidden.length, wrong.map((element) => element.outerHTML.slice(0, 80))];
}"""
# What stands on the page and is cut out by a picture.
CUT = """() => {
    const masked = (element) => ["::before", "::after"].some((part) => {
        const { content, display, maskImage } = getComputedStyle(element, part);
        return content !== "none" && display !== "none" && maskImage.includes("url(");
    });
    return [...document.querySelectorAll("body *")]
        .filter((element) => element.checkVisibility({ contentVisibilityAuto: true }))
        .filter(masked).map((element) => element.outerHTML.slice(0, 80));
}"""
LOOK = """() => ({
    scheme: document.body.dataset.mdColorScheme,
    root: document.documentElement.style.colorScheme,
    bar: document.querySelector("meta[name=theme-color]").content,
})"""
HEADER = "() => getComputedStyle(document.querySelector('.md-header')).backgroundColor"
LIGHT = {"scheme": "default", "root": "light", "bar": "#fbfbfe"}
DARK = {"scheme": "slate", "root": "dark", "bar": "#151925"}


def rgb(colour: str) -> str:
    """A colour such as #fbfbfe as a browser tells it."""
    return f"rgb({', '.join(str(byte) for byte in bytes.fromhex(colour[1:]))})"


def press_palette(page: Page) -> None:
    """Take the next of the palettes."""
    page.locator("label[for^=__palette]:visible").click()


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_nothing_moves_when_a_page_opens(browser: Browser, site: Site, size: ViewportSize) -> None:
    """Nothing shifts when fonts arrive or tools are made, and nothing is animated by itself."""
    with browser.new_context(viewport=size) as context:
        context.add_init_script(WATCH)
        moved = {path: movements(context, site.address + path) for path in kinds(site)}
    assert {path: found for path, found in moved.items() if found} == {}


@pytest.mark.parametrize("path", ["", "weeks/week-01/", "weeks/week-01/orders/"])
def test_nothing_moves_when_fonts_are_late(browser: Browser, site: Site, path: str) -> None:
    """What was painted without Inter stays so until the next page."""
    late: list[Route] = []

    def hold(font: Route) -> None:
        late.append(font)

    page = browser.new_page(viewport=PHONE)
    page.add_init_script(WATCH)
    page.route("**/*.woff2", hold)
    page.goto(site.address + path, wait_until="domcontentloaded")
    page.wait_for_timeout(400)
    assert late
    for font in late:
        font.continue_()
    page.evaluate(SETTLED)
    assert page.evaluate("window.shifts") == []
    page.close()


@pytest.mark.parametrize(
    "path",
    ["", "weeks/week-02/", "weeks/week-01/orders/", "schema/shop/order/", "proof/"],
)
def test_icons_are_shapes(browser: Browser, site: Site, path: str) -> None:
    """Each icon that is cut out by a picture would be a document to open before the first paint."""
    page = browser.new_page(viewport=PHONE)
    page.goto(site.address + path)
    assert page.evaluate(CUT) == []
    page.close()


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
@pytest.mark.parametrize(
    "path",
    [
        "schema/shop/order/",
        "weeks/week-01/orders/",
        "weeks/week-01/deliveries/",
    ],
)
def test_what_is_laid_out_late_has_its_room(
    browser: Browser, site: Site, path: str, size: ViewportSize
) -> None:
    """A diagram has it by its shape: to the pixel."""
    page = browser.new_page(viewport=size)
    # Which has them painted when there is time.
    page.route("**/viewer.js", lambda route: route.abort())
    page.goto(site.address + path)
    page.evaluate(SETTLED)
    hidden, wrong = page.evaluate(ROOMS)
    assert hidden > 0
    assert wrong == []
    page.close()


def test_a_tab_is_open_when_the_page_opens(browser: Browser, site: Site) -> None:
    """The one that the reader chose on another page; the one that the address names goes before."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{site.address}schema/shop/order/")
        page.locator(".tabbed-labels > label", has_text="SQLite").click()
        page.route("**/*.js", lambda route: route.abort())
        for address, tab in (("", "SQLite"), ("#__tabbed_1_2", "MySQL")):
            page.goto("about:blank")
            page.goto(f"{site.address}schema/shop/user/{address}")
            chosen = page.locator(".tabbed-set > input:checked").get_attribute("id")
            assert page.locator(f"label[for={chosen}]").inner_text() == tab


@pytest.mark.parametrize(("system", "look"), [("light", LIGHT), ("dark", DARK)])
def test_the_palette_needs_no_fetched_script(
    browser: Browser, site: Site, system: str, look: dict[str, str]
) -> None:
    """A new reader sees that of the system at once, also in the bar of a phone's browser."""
    with browser.new_context(color_scheme=system) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.route("**/*.js", lambda route: route.abort())
        page.goto(site.address)
        assert page.evaluate(LOOK) == look
        assert page.evaluate(HEADER) == rgb(look["bar"])


def test_a_chosen_palette_is_kept(browser: Browser, site: Site) -> None:
    """On the next page too, whatever the system has; the last choice follows the system again."""
    with browser.new_context(color_scheme="dark") as context:
        page = context.new_page()
        page.goto(site.address)
        press_palette(page)
        assert page.evaluate(LOOK) == LIGHT
        page.goto(f"{site.address}proof/")
        assert page.evaluate(LOOK) == LIGHT
        press_palette(page)
        page.emulate_media(color_scheme="light")
        assert page.evaluate(LOOK) == DARK
        press_palette(page)
        assert page.evaluate(LOOK) == LIGHT
        page.emulate_media(color_scheme="dark")
        page.wait_for_function("document.body.dataset.mdColorScheme === 'slate'")
        assert page.evaluate(LOOK) == DARK


def test_a_kept_palette_that_is_no_more_is_passed_over(browser: Browser, site: Site) -> None:
    """A browser may hold what an earlier site left there."""
    with browser.new_context(color_scheme="dark") as context:
        page = context.new_page()
        page.goto(site.address)
        page.evaluate("__md_set('__palette', { index: 7 })")
        page.reload()
        assert page.evaluate(LOOK) == DARK


def test_enter_takes_the_next_palette(browser: Browser, site: Site) -> None:
    """The button is a choice for the keyboard: its focus goes along."""
    with browser.new_context(color_scheme="light") as context:
        page = context.new_page()
        page.goto(site.address)
        page.locator("#__palette_0").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        assert page.evaluate(LOOK) == DARK
        assert page.evaluate("document.activeElement.id") == "__palette_2"


def test_the_shut_drawer_is_not_laid_out(browser: Browser, site: Site) -> None:
    """On a phone; the keyboard passes over its links, and opening it shows them."""
    page = browser.new_page(viewport=PHONE)
    page.goto(f"{site.address}weeks/week-02/")
    link = page.locator(".md-nav--primary a.md-nav__link").first
    seen = "link => link.checkVisibility({ contentVisibilityAuto: true })"
    assert not link.evaluate(seen)
    link.focus()
    expect(link).not_to_be_focused()
    page.locator("label[for=__drawer].md-header__button").click()
    page.wait_for_function(f"link => ({seen})(link)", arg=link.element_handle())
    page.close()


def test_wide_tables_fit_a_phone_without_scripts(browser: Browser, site: Site) -> None:
    """Their rows are stacked; neither their frame nor the page scrolls sideways."""
    with browser.new_context(viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site.address}schema/shop/order/")
        frame = page.locator(".md-typeset__scrollwrap").first
        width = frame.evaluate("frame => [frame.scrollWidth, frame.clientWidth]")
        assert width[0] <= width[1]
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
