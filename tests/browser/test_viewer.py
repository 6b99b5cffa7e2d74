"""The tools of a diagram in the browser: by keyboard, mouse and touch, and without a script."""

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Route

from tests.browser.waiting import until
from tests.projects import Site

pytestmark = pytest.mark.browser

ORDERS = "weeks/week-01/orders/"
TABLES = {"user", "product", "price", "order", "order_line", "refund"}
BUDGET = 30_000
# What a strict host sends; the theme's own inline scripts are let through, eval is not.
POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'none'"
)


Opener = Callable[..., tuple[Page, Locator]]


@pytest.fixture
def opened(browser: Browser, site: Site) -> Iterator[Opener]:
    """Offer a function that opens a page and gives its first diagram, with its tools in place."""
    errors: list[str] = []
    contexts = []

    def run(query: str = "", path: str = ORDERS, **options: Any) -> tuple[Page, Locator]:
        contexts.append(browser.new_context(reduced_motion="reduce", **options))
        page = contexts[-1].new_page()
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(site.address + path + query)
        figure = page.locator(".erd-figure:visible").first
        figure.scroll_into_view_if_needed()
        page.locator(".erd-figure[data-view=ready]:visible").first.wait_for()
        return page, figure

    yield run
    for context in contexts:
        context.close()
    assert errors == []


def lit(figure: Locator) -> set[str]:
    """Name the tables that a diagram shows in the light."""
    script = "all => all.map(card => card.dataset.table)"
    return set(figure.locator("svg.lit [data-table].on").evaluate_all(script))


def in_frame(figure: Locator, table: str) -> bool:
    """Tell whether the whole card of a table lies inside its frame and inside the window."""
    return bool(
        figure.evaluate(
            """(figure, table) => {
                const card = [...figure.querySelectorAll("[data-table]")]
                    .find(card => card.dataset.table === table).querySelector(".card");
                const [inner, outer] = [card, figure.querySelector(".erd-frame")]
                    .map(one => one.getBoundingClientRect());
                return inner.left >= outer.left && inner.right <= outer.right
                    && inner.top >= Math.max(0, outer.top)
                    && inner.bottom <= Math.min(innerHeight, outer.bottom);
            }""",
            table,
        )
    )


def settle(page: Page) -> None:
    """Wait until what was asked of the browser is painted."""
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def zoom_of(page: Page, figure: Locator) -> float:
    """Read how large a diagram is shown, once it is painted."""
    settle(page)
    return float(figure.locator(".erd-frame").get_attribute("data-zoom") or 0)


def left_of(page: Page, figure: Locator) -> float:
    """Read where a diagram begins, from the window's left edge, once it is painted."""
    settle(page)
    return float(figure.locator("svg.erd").evaluate("svg => svg.getBoundingClientRect().left"))


def point_at(page: Page, figure: Locator, table: str, inside: int) -> None:
    """Move the mouse to a table, so far from its lower left corner."""
    box = figure.locator(f"[data-table={table}] .card").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + inside, box["y"] + box["height"] - inside)


def saved(page: Page, figure: Locator, kind: str) -> Path:
    """Press a download button and give the file that the browser saved."""
    with page.expect_download() as waiting:
        figure.locator(f"[data-tool={kind}]").click()
    assert waiting.value.suggested_filename.endswith(f".{kind}")
    return Path(waiting.value.path())


def test_finder_by_keyboard(opened: Opener) -> None:
    """T opens the finder; typing and Enter bring a table into view, lit, its link in focus."""
    page, figure = opened()
    figure.locator(".erd-frame").focus()
    page.keyboard.press("t")
    field = figure.get_by_role("combobox")
    assert field.get_attribute("aria-expanded") == "true"
    page.keyboard.type("refu")
    first = figure.get_by_role("option").first
    assert first.get_attribute("id") == field.get_attribute("aria-activedescendant")
    page.keyboard.press("Enter")
    settle(page)
    assert lit(figure) == {"refund", "order_line"}
    assert in_frame(figure, "refund")
    assert page.evaluate("document.activeElement.closest('[data-table]').dataset.table") == (
        "refund"
    )


def test_finder_finds_columns(opened: Opener) -> None:
    """Ctrl-K opens the finder too; a column is chosen with the arrows, and marked in its table."""
    page, figure = opened()
    figure.locator(".erd-frame").focus()
    page.keyboard.press("Control+k")
    page.keyboard.type("quant")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert figure.locator(".column.chosen").get_attribute("data-column") == "quantity"
    assert lit(figure) == {"order_line", "order", "product", "refund"}


def test_finder_says_what_it_found_and_closes(opened: Opener) -> None:
    """An unknown name is said to be unknown; Escape closes, and the diagram has the focus."""
    page, figure = opened()
    figure.locator(".erd-frame").focus()
    page.keyboard.press("t")
    page.keyboard.type("nothing like it")
    assert figure.get_by_role("option").count() == 0
    assert "Nothing" in figure.locator(".erd-finder [role=status]").inner_text()
    page.keyboard.press("Escape")
    assert figure.get_by_role("combobox").is_hidden()
    assert page.evaluate("document.activeElement.className").startswith("erd-frame")


def test_search_keys_stay_with_the_site(opened: Opener) -> None:
    """The key of the site's search opens it from within a diagram too."""
    page, figure = opened()
    figure.locator(".erd-frame").focus()
    page.keyboard.press("/")
    page.locator(".md-search__input:focus").wait_for()


def test_zoom_pan_and_fit_by_keyboard(opened: Opener) -> None:
    """Plus enlarges, arrows move, and 0 brings the whole diagram back."""
    page, figure = opened()
    figure.locator(".erd-frame").focus()
    rest = left_of(page, figure)
    page.keyboard.press("+")
    page.keyboard.press("+")
    assert zoom_of(page, figure) > 1.5
    large = left_of(page, figure)
    page.keyboard.press("ArrowRight")
    assert left_of(page, figure) < large
    page.keyboard.press("-")
    assert zoom_of(page, figure) < 1.5
    page.keyboard.press("0")
    settle(page)
    assert all(in_frame(figure, table) for table in TABLES)
    assert left_of(page, figure) == pytest.approx(rest, abs=1)


def test_arrows_scroll_the_page_where_nothing_can_move(opened: Opener) -> None:
    """A diagram that is all in view leaves the arrow keys to the page."""
    page, figure = opened()
    figure.locator(".erd-frame").focus()
    before = page.evaluate("scrollY")
    page.keyboard.press("ArrowDown")
    until(page, "before => scrollY > before", before)


@pytest.mark.parametrize("native", [True, False])
def test_full_screen_by_keyboard(opened: Opener, native: bool) -> None:
    """The button fills the screen and Escape leaves it, also where the browser offers none."""
    page, figure = opened()
    if not native:
        page.evaluate("delete Element.prototype.requestFullscreen")
    figure.locator("[data-tool=full]").focus()
    page.keyboard.press("Enter")
    full = page.locator(".erd-figure.erd-full")
    full.wait_for()
    settle(page)
    box = full.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (1280, 720)
    assert all(in_frame(full, table) for table in TABLES)
    page.keyboard.press("Escape")
    full.wait_for(state="detached")
    assert zoom_of(page, figure) == 1
    assert page.locator("dialog.erd-dialog").count() == 0


def test_mouse_drag_pans_and_follows_no_link(opened: Opener) -> None:
    """A drag that begins and ends on a table's title moves the diagram and stays on the page."""
    page, figure = opened()
    figure.locator("[data-tool=in]").click()
    figure.locator("[data-tool=in]").click()
    before = left_of(page, figure)
    address = page.url
    box = figure.locator("[data-table=product] a").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] - 75, box["y"] + 5, steps=4)
    page.mouse.up()
    assert left_of(page, figure) == pytest.approx(before - 80, abs=2)
    assert page.url == address


def test_wheel_zooms_only_with_ctrl(opened: Opener) -> None:
    """The wheel scrolls the page past a diagram; with Ctrl held it zooms."""
    page, figure = opened()
    figure.locator(".erd-frame").hover()
    before = page.evaluate("scrollY")
    page.mouse.wheel(0, 120)
    until(page, "before => scrollY > before", before)
    assert zoom_of(page, figure) == 1
    figure.locator(".erd-frame").hover()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -240)
    page.keyboard.up("Control")
    frame = figure.locator(".erd-frame").element_handle()
    until(page, "frame => frame.dataset.zoom > 1", frame)


def swipe(page: Page, fingers: list[list[tuple[float, float]]]) -> None:
    """Move fingers over the screen: for each moment, where each of them is."""
    session = page.context.new_cdp_session(page)
    for moment, points in enumerate(fingers):
        session.send(
            "Input.dispatchTouchEvent",
            {
                "type": "touchMove" if moment else "touchStart",
                "touchPoints": [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(points)],
            },
        )
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def test_one_finger_scrolls_the_page(opened: Opener) -> None:
    """A finger that goes up over a diagram scrolls the page and leaves the diagram as it is."""
    page, figure = opened(**PHONE)
    box = figure.locator(".erd-frame").bounding_box()
    assert box is not None
    before = page.evaluate("scrollY")
    x, y = box["x"] + 150, min(box["y"] + box["height"], 844) - 60
    swipe(page, [[(x, y - 20 * step)] for step in range(10)])
    until(page, "before => scrollY > before + 50", before)
    assert zoom_of(page, figure) == 1


def test_two_fingers_zoom(opened: Opener) -> None:
    """Two fingers that part enlarge the diagram."""
    page, figure = opened(**PHONE)
    box = figure.locator(".erd-frame").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, max(box["y"], 0) + 150
    swipe(page, [[(x - 20 - 10 * step, y), (x + 20 + 10 * step, y)] for step in range(12)])
    assert zoom_of(page, figure) > 1.2


def test_pointer_lights_relations(opened: Opener) -> None:
    """A table under the pointer is lit with its neighbours; away from it nothing is dimmed."""
    page, figure = opened()
    figure.locator("[data-table=user] .title").hover()
    assert lit(figure) == {"order", "user"}
    assert figure.locator(".edge.on").count() == 2
    page.mouse.move(2, 2)
    assert figure.locator("svg.lit").count() == 0


@pytest.mark.parametrize("size", [{"width": 1280, "height": 720}, {"width": 390, "height": 844}])
def test_the_page_of_a_table_begins_with_it(opened: Opener, size: Any) -> None:
    """In view and lit, with its neighbours, also after full screen."""
    page, figure = opened(path="schema/shop/refund/", viewport=size)
    assert in_frame(figure, "refund")
    assert figure.locator("[data-table].chosen").get_attribute("data-table") == "refund"
    assert "refund" in lit(figure)
    figure.locator("[data-tool=full]").click()
    page.locator(".erd-figure.erd-full").wait_for()
    settle(page)
    assert in_frame(figure, "refund")
    smallest = figure.locator("svg.erd").evaluate(
        """svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width
            * Math.min(...[...svg.querySelectorAll("text, tspan")]
                .map(text => parseFloat(getComputedStyle(text).fontSize)))"""
    )
    assert smallest >= 10.99


def test_the_keys_work_in_full_screen_at_once(opened: Opener) -> None:
    """The button still has the focus; it shows how to leave."""
    page, figure = opened()
    button = figure.locator("[data-tool=full]")
    enter = button.inner_html()
    button.click()
    page.locator(".erd-figure.erd-full").wait_for()
    assert button.inner_html() != enter
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("t")
    assert figure.get_by_role("combobox").is_visible()


def test_a_pointer_at_rest_leaves_what_was_found_lit(opened: Opener) -> None:
    """It counts again when it moves."""
    page, figure = opened()
    figure.locator(".erd-frame").focus()
    page.keyboard.press("t")
    page.keyboard.type("refund")
    point_at(page, figure, "user", 8)
    page.keyboard.press("Enter")
    settle(page)
    found = lit(figure)
    assert "refund" in found
    page.mouse.wheel(0, 1)
    settle(page)
    assert lit(figure) == found
    point_at(page, figure, "order_line", 12)
    settle(page)
    assert lit(figure) > found


def test_link_names_a_table(opened: Opener) -> None:
    """`?table=` lights the table in every diagram that has it, and brings the first into view."""
    page, figure = opened("?table=refund&column=amount")
    page.locator("svg.lit").first.wait_for()
    settle(page)
    assert lit(figure) == {"refund", "order_line"}
    assert in_frame(figure, "refund")
    assert figure.locator(".column.chosen").get_attribute("data-column") == "amount"
    assert figure.locator("[data-tool=link]").is_visible()


def test_link_to_an_unknown_table_changes_nothing(opened: Opener) -> None:
    """A name that no table has lights nothing, whatever characters it is made of."""
    _, figure = opened("?table=%22%5D%3Cb%3E")
    assert figure.locator("svg.lit").count() == 0


def test_link_is_copied(opened: Opener, site: Site) -> None:
    """The button copies an address that names the chosen table."""
    page, figure = opened("?table=price", permissions=["clipboard-read", "clipboard-write"])
    figure.locator("[data-tool=link]").click()
    figure.locator(".erd-corner [role=status]", has_text="copied").wait_for(state="attached")
    assert page.evaluate("navigator.clipboard.readText()") == site.address + ORDERS + (
        "?table=price"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_svg_download(opened: Opener, scheme: Any) -> None:
    """The SVG parses, holds every table, its fonts and light colours, and no variable."""
    page, figure = opened("?table=user", color_scheme=scheme)
    text = saved(page, figure, "svg").read_text(encoding="utf-8")
    root = ET.fromstring(text)
    assert {one.get("data-table") for one in root.iter() if one.get("data-table")} == TABLES
    assert "var(" not in text
    assert "#1a2a6c" in text or "rgb(26, 42, 108)" in text
    assert text.count("@font-face") == 2
    assert not [one for one in root.iter() if {"on", "lit"} & set(one.get("class", "").split())]


def test_png_download_under_a_strict_policy(browser: Browser, site: Site) -> None:
    """Under a policy without eval and blob the PNG has the diagram's pixels in many colours."""
    with browser.new_context() as context:
        page = context.new_page()
        refused: list[str] = []
        page.on("console", lambda said: refused.append(said.text))

        def guard(route: Route) -> None:
            answer = route.fetch()
            headers = {**answer.headers, "content-security-policy": POLICY}
            route.fulfill(response=answer, headers=headers)

        page.route("**/orders/", guard)
        page.goto(site.address + ORDERS)
        figure = page.locator(".erd-figure").first
        figure.scroll_into_view_if_needed()
        file = saved(page, figure, "png")
        with Image.open(file) as image:
            assert image.width > 1500
            colours = image.convert("RGB").getcolors(1 << 24)
        assert colours is not None
        assert len(colours) > 100
        assert refused == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_tools_are_accessible(opened: Opener, axe: str, scheme: Any, width: int) -> None:
    """With a table lit and the finder open, and in full screen, axe finds nothing."""
    size = {"width": width, "height": 800}
    page, figure = opened("?table=order", color_scheme=scheme, viewport=size)
    page.evaluate(axe)
    figure.locator("[data-tool=find]").click()
    assert violations(page) == []
    figure.locator("[data-tool=full]").click()
    page.locator(".erd-full").wait_for()
    figure.locator("[data-tool=find]").click()
    assert violations(page) == []


def violations(page: Page) -> list[str]:
    """Run axe on a page and tell each rule that is broken, with what breaks it."""
    found = page.evaluate("axe.run()")["violations"]
    return [f"{one['id']}: {json.dumps([n['html'] for n in one['nodes']])}" for one in found]


def test_without_script_links_work(browser: Browser, site: Site) -> None:
    """With JavaScript off there are no tools, and a table's title leads to its page."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site.address + ORDERS)
        figure = page.locator(".erd-figure").first
        assert figure.locator("button").count() == 0
        figure.locator("[data-table=user] a").click()
        assert page.url == site.address + "schema/shop/user/"


def test_home_stays_calm(opened: Opener) -> None:
    """On the home page the tools show with the pointer or the focus only."""
    page, figure = opened(path="")
    tools = figure.locator(".erd-tools")
    opacity = "tools => Number(getComputedStyle(tools).opacity)"
    assert tools.evaluate(opacity) == 0
    figure.locator(".erd-frame").focus()
    until(page, f"tools => ({opacity})(tools) === 1", tools.element_handle())


def test_printed_diagram_has_no_tools(opened: Opener) -> None:
    """On paper there are no tools, and the diagram is as it was before any zoom."""
    page, figure = opened()
    figure.locator("[data-tool=in]").click()
    page.emulate_media(media="print")
    assert figure.locator(".erd-tools").is_hidden()
    style = "svg => getComputedStyle(svg).transform"
    assert figure.locator("svg.erd").evaluate(style) == "none"


def test_page_without_diagram_fetches_no_tools(browser: Browser, site: Site) -> None:
    """A page without a diagram asks for neither Panzoom nor the tools."""
    asked: list[str] = []
    with browser.new_context() as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(site.address + "about/")
        page.wait_for_load_state("networkidle")
    assert [url for url in asked if url.endswith("/access.js")]
    assert not [url for url in asked if "viewer" in url or "/js/erd/" in url or "panzoom" in url]


def test_script_fits_its_budget(site: Site) -> None:
    """All script of the tools, the library included, is at most 30 kB gzipped, file by file."""
    assets = site.folder / "assets" / "nexus"
    files = [
        assets / "js" / "viewer.js",
        assets / "panzoom" / "panzoom.es.js",
        *(assets / "js" / "erd").glob("*.js"),
    ]
    assert len(files) > 3
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) <= BUDGET
