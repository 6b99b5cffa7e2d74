"""Readers in other engines than Chromium: Firefox by Playwright, WebKitGTK by its own driver.

A page that the fixture `listen` serves notes in `window.complaints` what goes wrong in it: errors of
scripts and of the console, files that do not come, and what the policy refuses.
"""

import os
import subprocess
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from machine import engines
from playwright.sync_api import ConsoleMessage, Page, Playwright
from selenium import webdriver
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.expected_conditions import url_contains
from selenium.webdriver.support.ui import WebDriverWait
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from tests.browser.waiting import UNTIL

MISSING = "a browser is missing; run: python3 scripts/bootstrap.py test"
# Put before everything else in a page, its policy included.
LISTENER = """<script>
window.complaints = [];
{
    const complain = (...words) => window.complaints.push(words.join(" "));
    const { error } = console;
    console.error = (...words) => (complain(...words), error(...words));
    addEventListener("error", ({ message, target }) =>
        complain(message ?? `missing: ${target.src ?? target.href}`), true);
    addEventListener("unhandledrejection", ({ reason }) => complain(reason));
    addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
        complain("refused:", effectiveDirective, blockedURI));
}
</script>"""

# Whether the diagrams near the view have their tools: who leaves earlier stops these from loading.
EQUIPPED = """() => [...document.querySelectorAll(".erd-figure")].every((figure) => {
    const { top, height } = figure.getBoundingClientRect();
    return figure.dataset.view === "ready" || !height || top >= innerHeight + 200;
})"""

# A function that is called by WebKit's driver: its answer, or what it threw.
CALL = """const [given, done] = arguments;
(async () => ({function})(given))().then((answer) => done([answer, null]), (error) => done([null, `${{error}}`]));
"""


class Reader(Protocol):
    """Somebody with a browser: what they do, and what the page answers.

    `said` are the errors of the console on pages that were left, where the engine tells them.
    """

    said: list[str]

    def open(self, address: str) -> None:
        """Open a page, until it has loaded."""

    def resize(self, width: int, height: int) -> None:
        """Make the window this large, or as small as the browser lets it."""

    def run(self, function: str, given: object = None) -> Any:
        """Give what a JavaScript function of one argument answers."""

    def click(self, css: str) -> None:
        """Click the first element that a selector finds."""

    def drag(self, css: str, across: int) -> None:
        """Take hold of an element in its middle, and let it go so far to the right."""

    def arrive(self, ending: str) -> None:
        """Wait until another page is open, whose address ends so."""

    def press(self, key: str) -> None:
        """Press a key, by the name that a browser gives it."""

    def write(self, text: str) -> None:
        """Type letters, one after the other."""

    def paste(self) -> None:
        """Insert what was copied where the text cursor is."""


def until(reader: Reader, condition: str, given: object = None) -> None:
    """Wait until a JavaScript function says yes; fail after half a minute, with the function."""
    reader.run(UNTIL.format(condition=condition), given)


def complaints(reader: Reader, address: str, paths: Iterable[str]) -> dict[str, list[str]]:
    """Open pages one after the other, and give what goes wrong in each where something does."""
    found = {}
    for path in paths:
        reader.open(address + path)
        until(reader, EQUIPPED)
        found[path] = reader.run("() => window.complaints")
    # Whoever hears nothing here would have heard nothing before.
    assert (
        reader.run("() => { console.error('heard'); return window.complaints.at(-1); }") == "heard"
    )
    reader.open(address)
    reader.said = [text for text in reader.said if not text.endswith("heard")]
    return {path: words for path, words in {**found, "left": reader.said}.items() if words}


# The names of keys that WebKit's driver writes in another way.
KEYS = {"Enter": Keys.ENTER}


class Firefox:
    """Firefox as a reader."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said: list[str] = []
        page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.said.append(f"{self.page.url}: {message.text}")

    def open(self, address: str) -> None:
        self.page.goto(address)

    def resize(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def run(self, function: str, given: object = None) -> Any:
        return self.page.evaluate(function, given)

    def click(self, css: str) -> None:
        self.page.locator(css).first.click()

    def drag(self, css: str, across: int) -> None:
        box = self.page.locator(css).first.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + across, y, steps=4)
        self.page.mouse.up()

    def arrive(self, ending: str) -> None:
        self.page.wait_for_url(f"**{ending}*")

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)

    def paste(self) -> None:
        self.page.keyboard.press("Control+v")


class WebKit:
    """WebKitGTK as a reader."""

    def __init__(self, driver: webdriver.WebKitGTK) -> None:
        self.driver = driver
        self.said: list[str] = []

    def open(self, address: str) -> None:
        self.driver.get(address)

    def resize(self, width: int, height: int) -> None:
        self.driver.set_window_size(width, height)

    def run(self, function: str, given: object = None) -> Any:
        answer, error = self.driver.execute_async_script(CALL.format(function=function), given)
        assert error is None, error
        return answer

    def click(self, css: str) -> None:
        self.driver.find_element(By.CSS_SELECTOR, css).click()

    def drag(self, css: str, across: int) -> None:
        held = self.driver.find_element(By.CSS_SELECTOR, css)
        ActionChains(self.driver).drag_and_drop_by_offset(held, across, 0).perform()

    def arrive(self, ending: str) -> None:
        WebDriverWait(self.driver, 30).until(url_contains(ending))

    def press(self, key: str) -> None:
        ActionChains(self.driver).send_keys(KEYS.get(key, key)).perform()

    def write(self, text: str) -> None:
        ActionChains(self.driver).send_keys(text).perform()

    def paste(self) -> None:
        keys = ActionChains(self.driver).key_down(Keys.CONTROL).send_keys("v")
        keys.key_up(Keys.CONTROL).perform()


@contextmanager
def firefox(playwright: Playwright) -> Iterator[Firefox]:
    """Start Firefox without a window."""
    program = engines.find_firefox()
    assert program, MISSING
    browser = playwright.firefox.launch(channel="moz-firefox", executable_path=program)
    yield Firefox(browser.new_page())
    browser.close()


@contextmanager
def webkit(_: Playwright) -> Iterator[WebKit]:
    """Start WebKitGTK's small browser on a screen that nobody sees."""
    found = engines.find_webkit()
    assert found, MISSING
    driver, browser = map(str, found)
    options = Options()
    options.binary_location = browser
    options.add_argument("--automation")
    with screen() as display:
        service = Service(driver, env={**os.environ, "DISPLAY": display})
        with warnings.catch_warnings(
            category=DeprecationWarning, action="ignore"
        ):  # Selenium's own
            opened = webdriver.WebKitGTK(options=options, service=service)
        opened.set_script_timeout(60)
        try:
            yield WebKit(opened)
        finally:
            opened.quit()


@contextmanager
def screen() -> Iterator[str]:
    """Start a screen in memory, on a number that is free, and give its name."""
    told, tell = os.pipe()
    command = ["Xvfb", "-displayfd", str(tell), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[tell], stderr=subprocess.DEVNULL) as started:
        os.close(tell)
        try:
            with os.fdopen(told) as line:
                yield f":{line.readline().strip()}"
        finally:
            started.terminate()


ENGINES = {"firefox": firefox, "webkit": webkit}
