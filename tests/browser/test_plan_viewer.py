"""The page that opens a published plan in pev2: strict about addresses, scripts and names."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Request, Route, ViewportSize

from tests.projects import Site

pytestmark = pytest.mark.browser

PLANS = Path(__file__).parents[1] / "nexus" / "plans" / "plans"
# What a strict host sends: no inline script, and no eval.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}


class Visit:
    """The viewer, opened and watched: the page, what it asked for, what it complained about."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self.asked, self.errors = page, list[str](), list[str]()
        self._root = site.address
        page.on("request", self._note)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on(
            "console", lambda said: self.errors.append(said.text) if said.type == "error" else None
        )
        page.route(f"{site.address}plan/**", self._guard)
        page.route(f"{site.address}evidence/*.json", self._publish)

    def open(self, plan: str | None = None) -> None:
        """Open the viewer, with the address of a plan or without."""
        query = "" if plan is None else f"?plan={quote(plan, safe='')}"
        self.page.goto(f"{self._root}plan/{query}", wait_until="networkidle")

    def complaints(self, axe: str, *, without: str = "") -> list[str]:
        """Give what axe finds on the page, leaving out one part of it."""
        self.page.evaluate(axe)
        found = self.page.evaluate(
            """([rules, without]) => axe.run(
                {include: [["html"]], exclude: without ? [[without]] : []},
                {runOnly: rules, resultTypes: ["violations"]},
            )""",
            [RULES, without],
        )
        return [f"{error['id']} {error['nodes'][0]['html'][:150]}" for error in found["violations"]]

    def _note(self, request: Request) -> None:
        self.asked.append(request.url.removeprefix(self._root))

    def _guard(self, route: Route) -> None:
        answer = route.fetch()
        headers = {**answer.headers, "content-security-policy": POLICY}
        route.fulfill(response=answer, headers=headers)

    def _publish(self, route: Route) -> None:
        file = PLANS / Path(route.request.url).name
        if file.is_file():
            route.fulfill(path=file, content_type="application/json")
        else:
            route.fulfill(status=404, body="not found")


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Callable[..., Visit]]:
    """Offer a function that gives a viewer in a window of its own."""
    contexts = []

    def start(size: ViewportSize = WIDE, *, scripts: bool = True) -> Visit:
        contexts.append(browser.new_context(viewport=size, java_script_enabled=scripts))
        return Visit(contexts[-1].new_page(), site)

    yield start
    for context in contexts:
        context.close()


Visits = Callable[..., Visit]


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_pev2_opens_a_plan_without_eval(
    visit: Visits, site: Site, axe: str, size: ViewportSize
) -> None:
    """A published plan opens under a policy without eval, from this site's own files alone."""
    viewer = visit(size)
    viewer.open("evidence/hash_join.json")
    diagram = viewer.page.locator("#plan-view .plan-node")
    diagram.first.wait_for()
    assert diagram.count() == 6
    assert "Hash Inner Join" in (viewer.page.text_content("#plan-view") or "")
    assert viewer.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not [url for url in viewer.asked if url.startswith(("http:", "https:"))]
    assert viewer.errors == []
    # pev2 1.21.0 itself breaks aria-progressbar-name (bars of its table), color-contrast (its
    # tabs), heading-order (h4 in its nodes) and, on a phone, target-size (its small buttons). The
    # tree on the page that links here holds the same figures, and breaks none.
    assert viewer.complaints(axe, without="#plan-view") == []


@pytest.mark.parametrize("chosen", ["system", "kept"])
def test_the_viewer_has_the_readers_palette(browser: Browser, site: Site, chosen: str) -> None:
    """That of the system, or the one that was chosen on another page."""
    system = "dark" if chosen == "system" else "light"
    with browser.new_context(color_scheme=system) as context:  # type: ignore[arg-type]
        page = context.new_page()
        if chosen == "kept":
            page.goto(site.address)
            page.evaluate("__md_set('__palette', { index: 2 })")
        page.goto(f"{site.address}plan/")
        assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
        assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == "rgb(21, 25, 37)"


def test_without_a_plan_the_page_lists_them_all(visit: Visits, axe: str) -> None:
    """Below the names of their pages; none of the viewer's files is fetched."""
    viewer = visit(PHONE)
    viewer.open()
    assert "Choose a plan to open it" in (viewer.page.text_content("main") or "")
    assert viewer.page.locator(".nx-plans li > a").all_inner_texts() == [
        "Example 4: Before", "Example 6: After", "Example 7: Plan",
    ]  # fmt: skip
    assert not [url for url in viewer.asked if "pev2" in url]
    assert viewer.complaints(axe) == []
    assert viewer.errors == []


def test_the_viewer_knows_the_query_and_the_way_back(visit: Visits, site: Site) -> None:
    """To the example that the plan belongs to, and to all plans."""
    viewer = visit()
    viewer.open()
    viewer.page.locator(".nx-plans li > a").last.click()
    viewer.page.locator("#plan-view .plan-node").first.wait_for()
    viewer.page.locator("#plan-view .nav-link", has_text="Query").click()
    assert "FROM order_line" in " ".join((viewer.page.text_content("#plan-view") or "").split())
    back = viewer.page.get_by_role("link", name="Back to the example")
    assert back.get_attribute("href") == "../weeks/week-02/queries/#example-7"
    assert viewer.page.get_by_role("link", name="All plans").is_visible()
    assert viewer.errors == []


def test_without_scripts_the_page_says_so(visit: Visits) -> None:
    """A reader without scripts is told that the tree on the page needs none."""
    viewer = visit(scripts=False)
    viewer.open("evidence/before.json")
    assert "needs JavaScript" in (viewer.page.inner_text("main"))


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/plan.json",
        "//example.org/plan.json",
        "\\\\example.org/plan.json",
        "../evidence/before.json",
        "/evidence/before.json",
        "evidence/../../evidence/before.json",
        "data:application/json,[]#.json",
        "javascript:alert(1)//.json",
        "blob:null/plan.json",
        "http://[/plan.json",
        "evidence/before.json.html",
        "",
    ],
)
def test_only_files_of_this_site_are_opened(visit: Visits, axe: str, address: str) -> None:
    """Another site's address, or one outside this site, is refused before anything is fetched."""
    viewer = visit()
    viewer.open(address)
    assert viewer.page.text_content(".error") == "This is not the address of a plan of this site."
    own = ("plan/", "assets/styles.", "assets/nexus/js/", "assets/nexus/fonts/", "assets/images/")
    assert not [url for url in viewer.asked if not url.startswith(own)]
    assert viewer.complaints(axe) == []


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("evidence/gone.json", "There is no plan at this address (404)."),
        ("search/search_index.json", "The file at this address is not a query plan."),
    ],
)
def test_what_is_no_plan_is_told(visit: Visits, address: str, words: str) -> None:
    """An address without a file, and a file without a plan, are told in words."""
    viewer = visit()
    viewer.open(address)
    assert viewer.page.text_content(".error") == words
    assert not [url for url in viewer.asked if "pev2" in url]


def test_names_in_a_plan_stay_text(visit: Visits) -> None:
    """An alias that is HTML is shown as it is written, in every view, and makes no element."""
    viewer = visit()
    viewer.open("evidence/hostile_names.json")
    viewer.page.locator("#plan-view .plan-node").first.wait_for()
    for tab in ("Plan", "Grid", "Raw", "Stats"):
        viewer.page.locator("#plan-view .nav-link", has_text=tab).click()
        assert viewer.page.locator("[onerror], #plan-view script").count() == 0
    assert "onerror=alert(1)>" in (viewer.page.text_content("#plan-view") or "")
    assert viewer.errors == []
