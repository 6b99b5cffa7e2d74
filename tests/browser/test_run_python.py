"""Programs that a reader runs, on the site of the shop: what they give, and what they cannot do."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Request, expect

from tests.browser import runs
from tests.browser.engines import Reader
from tests.browser.visit import PHONE, overflows, violations
from tests.fixtures.browser import serving
from tests.projects import Site

pytestmark = pytest.mark.browser

PROGRAMS = "weeks/week-02/programs/"
# Whether the modules of a worker are kept, which is the last of them, and what gives them is there.
KEPT = """async (folder) => {
    const worker = await caches.match(`${folder}worker-sql.js`) ?? await caches.match(`${folder}worker-python.js`);
    const registration = await navigator.serviceWorker.getRegistration(folder);
    return Boolean(worker && registration?.active?.state === "activated");
}"""
# Each way out of a worker, from the language itself or from what Python knows of it.
WAYS_OUT = """
import gc, js
found = []
names = ("fetch XMLHttpRequest WebSocket EventSource indexedDB caches navigator Worker postMessage importScripts "
    "setTimeout eval BroadcastChannel WebTransport location self").split()
found += [name for name in names if getattr(js, name, None) is not None]
for thing in (js.Object, js.Array.new(), js.Promise.resolve):
    try:
        found.append(thing.constructor.constructor("return 1")())
    except Exception:
        pass
try:
    found.append(js.Function.new("return 1")())
except Exception:
    pass
try:
    from pyodide.code import run_js
    found.append(run_js("1"))
except Exception:
    pass
print(found)
"""


@pytest.fixture(scope="module")
def first(browser: Browser, site: Site) -> Iterator[runs.Run]:
    """The first program of a page, open."""
    with browser.new_context() as made:
        (first, *_) = runs.every(runs.opened(made, site.address + PROGRAMS))
        first.press()
        yield first


def test_every_program_gives_what_the_page_shows(browser: Browser, site: Site) -> None:
    """Nothing of it is fetched before the press, and its parts once for all runs."""
    asked: list[Request] = []
    errors: list[str] = []

    def note(request: Request) -> None:
        asked.append(request)

    with browser.new_context() as context:
        context.on("request", note)
        page = runs.opened(context, site.address + PROGRAMS)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: said.type == "error" and errors.append(said.text))
        assert [each.url.rpartition("/live/")[2] for each in asked if "/live/" in each.url] == [
            "run.js"
        ]
        (run,) = runs.every(page)
        run.press()
        assert run.is_as_built(), run.said.inner_text()
        run.button.click()
        run.wait()
        assert run.is_as_built(), run.said.inner_text()
        expect(run.said).to_contain_text("Python 3.14")
        parts = [each for each in asked if each.url.endswith(".bin")]
        assert len(parts) == len({each.url for each in parts}) == 3
        assert not [each.url for each in asked if not each.url.startswith(site.address)]
        sizes = [(each.response() or pytest.fail(each.url)).headers for each in parts]
        assert sum(int(size["content-length"]) for size in sizes) < 12_500_000
    assert errors == []
    note = (site.folder / PROGRAMS / "index.html").read_text("utf-8")
    reasons = ("times and memory are measured", "charts are drawn", "what asks a database runs")
    told = ", ".join(f"{reason} at build" for reason in reasons)
    assert f"1 of 5 Python examples; the others: {told}<" in note


def test_a_program_without_end_is_stopped_at_once(first: runs.Run) -> None:
    """The page says so, and the next run works."""
    first.start("while True: pass")
    expect(first.said).to_have_text("Running …", timeout=runs.LONG)
    first.box.get_by_role("button", name="Stop").click()
    expect(first.said).to_have_text("Stopped.")
    first.run("print(2 + 2)")
    expect(first.result).to_have_text("4\n")


def test_an_exception_is_told_with_its_line(first: runs.Run) -> None:
    """It is marked in the text, and nothing of what runs the program is in its traceback."""
    first.run("print('before')\ndef half(n):\n    return n / 0\n\nhalf(1)")
    expect(first.result).to_contain_text("Raised: ZeroDivisionError in line 3")
    expect(first.box.locator(".nx-place")).to_have_text("return n / 0")
    text = first.result.inner_text()
    assert text.startswith("before")
    assert text.count("File ") == 2
    first.run("print('a'")
    expect(first.result).to_contain_text("Raised: SyntaxError in line 1")


def test_what_has_no_end_or_no_answer_ends_in_one_line(first: runs.Run) -> None:
    """Output and memory without end, a question to nobody, and an end of Python itself."""
    first.run("while True: print('x' * 5000)")
    expect(first.said).to_have_text("It printed more than 100,000 bytes, so it was ended.")
    first.run("kept = []\nwhile True:\n    kept.append(bytes(5_000_000))")
    expect(first.result).to_contain_text("Raised: MemoryError in line 3")
    first.run("name = input('Your name? ')")
    expect(first.result).to_contain_text("EOFError: input() has nobody to ask here")
    first.run("import os; os.abort()")
    expect(first.said).to_have_text("Python has ended, and begins anew.")
    first.run("import asyncio\nprint(await asyncio.sleep(0.01, 'awaited'))")
    expect(first.result).to_have_text("awaited\n")


def test_no_program_reaches_the_network_or_the_site(first: runs.Run, site: Site) -> None:
    """A link may bring a program: in its worker is nothing but the language."""
    first.run(WAYS_OUT)
    expect(first.result).to_have_text("[]\n")
    first.run(f"import urllib.request as r\nr.urlopen('{site.address}')")
    expect(first.result).to_contain_text("Raised: ")


def test_the_author_s_text_comes_back(first: runs.Run) -> None:
    """Reset gives what the page shows."""
    first.run("print('<b>mine</b>')")
    expect(first.result).to_have_text("<b>mine</b>\n")
    first.box.get_by_role("button", name="Reset").click()
    first.button.click()
    first.wait()
    assert first.is_as_built()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_open_program_is_accessible_by_the_keyboard(
    browser: Browser, site: Site, axe: str, scheme: str
) -> None:
    """In both palettes, on a phone, with a line marked; Tab leaves the editor."""
    with browser.new_context(viewport=PHONE, color_scheme=scheme) as made:  # type: ignore[arg-type]
        page = runs.opened(made, site.address + PROGRAMS)
        (first, *_) = runs.every(page)
        first.box.get_by_role("button").focus()
        page.keyboard.press("Enter")
        first.wait()
        expect(first.box.get_by_role("textbox")).to_be_focused()
        first.run("# what\nclass Lamp:\n    name = 'a' + 1  # no\n")
        expect(first.result).to_contain_text("TypeError in line 3")
        assert violations(page, axe) == []
        assert not overflows(page)
        page.keyboard.press("Escape")
        page.keyboard.press("Tab")
        expect(first.button).to_be_focused()


@pytest.mark.parametrize("path", [PROGRAMS, "weeks/week-02/queries/"])
def test_what_was_run_once_runs_without_the_server(browser: Browser, site: Site, path: str) -> None:
    """Also an example that begins anew, and from a server that lets browsers keep nothing."""
    with browser.new_context() as context:
        with serving(site.folder) as address:
            page = runs.opened(context, address + path)
            found = runs.every(page)
            found[0].press()
            page.wait_for_function(KEPT, arg=f"{address}assets/nexus/live/")
        for other in found[1:2]:
            other.press()
            assert other.is_as_built(), other.said.inner_text()
        for _ in range(2):
            found[0].box.get_by_role("button", name="Reset").click()
            found[0].button.click()
            found[0].wait()
            assert found[0].is_as_built(), found[0].said.inner_text()


def test_other_engines_run_programs_too(
    reader: Reader, site: Site, listen: Callable[[Path], str]
) -> None:
    """Firefox and WebKit print what the page shows, without a complaint."""
    built, own = runs.first(reader, listen(site.folder) + PROGRAMS, ".nx-output")
    assert own == built
    assert reader.run("() => window.complaints") == []
