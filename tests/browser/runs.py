"""A page whose examples are run: the box of one of them, as a reader sees it."""

import re

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.engines import Reader, until

LONG = 60_000
# What of a plan is measured anew at each run.
_MEASURED = """plan => {
    const kept = plan.cloneNode(true);
    kept.querySelectorAll(".plan-share:has(.plan-bar), .plan-sums").forEach((part) => part.remove());
    for (const name of kept.querySelectorAll("dt"))
        if (["Buffers", "Sort"].includes(name.textContent)) name.parentElement.remove();
    return kept;
}"""
# Whether the plan of a run is one that the page shows, which may stand at another example.
_IS_A_PLAN = f"""box => {{
    const lasting = {_MEASURED};
    const own = lasting(box.querySelector(".nx-ran > .plan"));
    const shown = [...document.querySelectorAll(".nx-evidence .plan")].filter((plan) => !plan.closest(".nx-ran"));
    return shown.some((plan) => lasting(plan).isEqualNode(own));
}}"""
# Whether a result has the markup of what the build shows below the box of a run, but for its label and
# the order of attributes, which a plugin may change.
_IS_AS_BUILT = """box => {
    const figure = box.parentElement.cloneNode(true);
    figure.querySelectorAll(".nx-run, figcaption, .nx-chart").forEach((part) => part.remove());
    figure.querySelectorAll("details").forEach((part) => {
        part.querySelector("summary").remove();
        part.replaceWith(...part.childNodes);
    });
    const own = box.querySelector(".nx-ran").cloneNode(true);
    for (const side of [figure, own])
        side.querySelectorAll("[aria-label]").forEach((part) => part.removeAttribute("aria-label"));
    const [built, given] = [[...figure.childNodes], [...own.childNodes]];
    return built.length === given.length && given.every((node, n) => node.isEqualNode(built[n]));
}"""
_FIRST = re.compile("^Run on ")


class Run:
    """The box of one example, and what a reader does with it."""

    def __init__(self, box: Locator) -> None:
        self.box = box
        self.said = box.get_by_role("status")
        self.button = box.get_by_role("button", name="Run", exact=True)

    @property
    def result(self) -> Locator:
        """What came of the last run."""
        return self.box.locator(".nx-ran")

    def press(self) -> None:
        """Press the button that is there at first, and wait for the end."""
        self.box.get_by_role("button", name=_FIRST).click()
        self.wait()

    def run(self, text: str) -> None:
        """Write a text in place of the last one, run it by the keyboard, and wait for the end."""
        self.start(text)
        self.wait()

    def start(self, text: str) -> None:
        """Write a text in place of the last one, and run it."""
        self.box.get_by_role("textbox").focus()
        self.box.page.keyboard.press("Control+a")
        self.box.page.keyboard.insert_text(text)
        self.box.page.keyboard.press("Control+Enter")

    def wait(self) -> None:
        """Wait until nothing runs."""
        expect(self.button).to_be_enabled(timeout=LONG)

    def is_as_built(self) -> bool:
        """Whether the reader's result has the markup of the build's, but for its label.

        Of a plan what it did is compared, and not what that took.
        """
        is_plan = self.result.locator("> .plan").count()
        return bool(self.box.evaluate(_IS_A_PLAN if is_plan else _IS_AS_BUILT))


def opened(context: BrowserContext, address: str) -> Page:
    """A page whose buttons are ready."""
    page = context.new_page()
    page.goto(address)
    expect(page.locator(".nx-run").first).to_have_attribute("data-ready", "")
    return page


def first(reader: Reader, address: str, shown: str) -> list[str]:
    """What the build and what a reader's run show in the first example of a page, as text."""
    reader.open(address)
    until(reader, "() => document.querySelector('.nx-run[data-ready]')")
    reader.click(".nx-run button")
    until(reader, "() => document.querySelector('.nx-ran')?.childElementCount")
    both = f"[`.nx-evidence:has(.nx-ran) > {shown}:not(.nx-run)`, `.nx-ran > {shown}`]"
    script = f"() => {both}.map((css) => document.querySelector(css)?.textContent)"
    return list(reader.run(script))


def every(page: Page) -> list[Run]:
    """All boxes of a page, in order."""
    return [Run(box) for box in page.locator(".nx-run").all()]
