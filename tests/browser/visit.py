"""A page that is opened and watched: what it asks for, complains about, and looks like."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize

from tests.browser.waiting import until
from tests.projects import Site

LAPTOP: ViewportSize = {"width": 1280, "height": 720}
PHONE: ViewportSize = {"width": 390, "height": 844}
# Of the pages of the shop that are generated from its tables, each kind.
KINDS = tuple(
    f"schema/{name}/"
    for name in ("shop", "shop/enums", "shop/order", "shop/lint/integer-key", "stages.flat")
)
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

WATCH = """(() => {
    window.shifts = [];
    window.moves = [];
    for (const kind of ["transitionrun", "animationstart"]) {
        document.addEventListener(kind, ({ target, pseudoElement, propertyName, animationName }) =>
            window.moves.push([target.className, pseudoElement, propertyName ?? animationName]));
    }
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
            const moved = entry.sources.map(({ node }) => node?.parentElement?.outerHTML.slice(0, 80));
            window.shifts.push([entry.value, ...moved]);
        }
    }).observe({ type: "layout-shift", buffered: true });
})()"""
# When scripts have heard of another size of the window: they make what scrolls now focusable.
RESIZED = """async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    await new Promise((resolve) => setTimeout(resolve));
}"""
SETTLED = """async () => {
    await document.fonts.ready;
    await new Promise((resolve) => setTimeout(resolve, 150));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}"""


def kinds(site: Site) -> list[str]:
    """The pages of the shop, of those that are alike one."""
    assert set(KINDS) <= set(site.pages)
    return [path for path in site.pages if not path.startswith("schema/") or path in KINDS]


class Visit:
    """One page of a site: `errors` are its complaints, each with the page's path."""

    def __init__(
        self, context: BrowserContext, site: Site, path: str, size: ViewportSize | None = None
    ) -> None:
        self.errors: list[str] = []
        self.path = path
        self.page = context.new_page()
        if size:
            self.page.set_viewport_size(size)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self._complain(str(error)))
        self.page.on("request", lambda asked: self._ask(asked.url, site.address))
        self.page.goto(site.address + path)

    @classmethod
    @contextmanager
    def of(cls, context: BrowserContext, site: Site, path: str) -> Iterator[Self]:
        """Open a page on a laptop, and close it at the end."""
        visit = cls(context, site, path, LAPTOP)
        yield visit
        visit.page.close()

    def _complain(self, text: str) -> None:
        self.errors.append(f"{self.path}: {text}")

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self._complain(said.text)

    def _ask(self, url: str, address: str) -> None:
        if not url.startswith((address, "data:", "blob:")):
            self._complain(f"asks for {url}")

    def darken(self) -> None:
        """Open the page anew where the system prefers the dark palette."""
        self.page.emulate_media(color_scheme="dark")
        self.page.reload()
        until(self.page, "() => document.body.dataset.mdColorScheme === 'slate'")

    def resize(self, size: ViewportSize) -> None:
        """Look at the page in this size: nothing is wider than it."""
        self.page.set_viewport_size(size)
        self.page.evaluate(RESIZED)
        if overflows(self.page):
            self._complain(f"scrolls sideways at {size['width']}")

    def check(self, axe: str, size: ViewportSize) -> None:
        """Look at the page in this size: nothing wider than it, nothing that axe objects to."""
        self.resize(size)
        for finding in violations(self.page, axe):
            self._complain(f"{finding} at {size['width']}")


@contextmanager
def quiet(browser: Browser) -> Iterator[Page]:
    """A page on a laptop that complains of nothing to its end."""
    with browser.new_context(viewport=LAPTOP) as context:
        opened, said = context.new_page(), list[str]()
        opened.on("console", lambda line: said.append(line.text))
        opened.on("pageerror", lambda error: said.append(str(error)))
        yield opened
    assert said == []


def overflows(page: Page) -> bool:
    """Whether the page itself, not a frame inside it, is wider than the window."""
    script = "document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"
    return bool(page.evaluate(script))


def violations(page: Page, axe: str) -> list[str]:
    """Give what axe finds, one line a rule, with the first element that breaks it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES
    )
    return [f"{error['id']} {error['nodes'][0]['html'][:150]}" for error in found["violations"]]


def movements(context: BrowserContext, address: str) -> list[object]:
    """What shifts or is animated while a page opens, in a context that has WATCH."""
    page = context.new_page()
    page.goto(address)
    page.evaluate(SETTLED)
    shifts, moves = page.evaluate("[window.shifts, window.moves]")
    page.close()
    return [*shifts, *moves] if moves or sum(value for value, *_ in shifts) > 0.03 else []
