"""What a reader waits for who presses Run: on this site, in Chromium, from this machine.

For SQL and for Python: the bytes that the first press fetches, the time to its result, also where the
browser has a quarter of this processor, and the memory of the browser's processes of pages; then the
bytes of a second page on the same data.
"""

import functools
import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import bootstrap
from playwright.sync_api import Browser, Page, Response, sync_playwright

from bench.timing import Command

ROOT = Path(__file__).parents[1]
# A page of each kind, and the megabytes that its first press may fetch.
PAGES = {"SQL": ("weeks/week-01/constraints/", 9.5), "Python": ("weeks/week-02/generators/", 12.5)}
SECOND = "weeks/week-02/subqueries-and-windows/"
SECONDS, SLOWED, MEMORY = 2.0, 6.0, 500
# How long a slowed process runs at a time, in seconds; longer than it takes to find it.
_AWAKE = 0.03
_PARENT = re.compile(r"PPid:\s+(\d+)")
_SIZE = re.compile(r"Pss:\s+(\d+) kB")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Print nothing."""


def report(scratch: Path) -> Iterator[str]:
    """Give the lines of the report; builds the site below the empty folder `scratch`."""
    site = scratch / "live"
    Command(("-m", "nexus", "build", "--site-dir", str(site)), ROOT, {})()
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=bootstrap.find_chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, (path, most) in PAGES.items():
            yield from _first(browser, address + path, name, most)
            with _slowed():
                page = browser.new_context().new_page()
                taken = _pressed(page, address + path)
            yield _line(taken, SLOWED, "s", f"{name}: the same with a quarter of the processor")
            page.context.close()
        page = browser.new_context().new_page()
        _pressed(page, address + PAGES["SQL"][0])
        fetched = _watched(page)
        _pressed(page, address + SECOND)
        yield _line(sum(fetched) / 1e6, 0.0, "MB", "SQL: data that a second page fetches")
        browser.close()
    server.shutdown()


def _first(browser: Browser, address: str, name: str, most: float) -> Iterator[str]:
    """Measure the first press of somebody who was never here."""
    page = browser.new_context().new_page()
    fetched = _watched(page)
    taken = _pressed(page, address)
    yield _line(sum(fetched) / 1e6, most, "MB", f"{name}: what the first press fetches")
    yield _line(taken, SECONDS, "s", f"{name}: from the first press to its result")
    yield _line(_memory(), MEMORY, "MB", f"{name}: memory of the browser's processes of pages")
    page.context.close()


@contextmanager
def _slowed() -> Iterator[None]:
    """Let the browser's processes of pages run a quarter of the time, with all their threads."""
    done = threading.Event()

    def slow() -> None:
        processes: list[int] = []
        awake = _AWAKE
        while not done.is_set():
            # However late a sleep ends, they rest three times as long as they ran.
            rest = time.perf_counter() + 3 * awake
            _send(processes, signal.SIGSTOP)
            processes = _renderers()
            _send(processes, signal.SIGSTOP)
            time.sleep(max(rest - time.perf_counter(), 0))
            begun = time.perf_counter()
            _send(processes, signal.SIGCONT)
            time.sleep(_AWAKE)
            awake = time.perf_counter() - begun
        _send(processes, signal.SIGCONT)

    thread = threading.Thread(target=slow)
    thread.start()
    yield
    done.set()
    thread.join()


def _watched(page: Page) -> list[int]:
    """A list to which the size of each part is added that comes over the network."""
    fetched: list[int] = []

    def note(response: Response) -> None:
        if response.url.endswith(".bin"):
            fetched.append(int(response.headers["content-length"]))

    page.context.on("response", note)
    return fetched


def _pressed(page: Page, address: str) -> float:
    """Open a page, press its first Run, and give the seconds until the result is there."""
    page.goto(address, wait_until="networkidle")
    return float(
        page.evaluate(
            """async () => {
                const begun = performance.now();
                document.querySelector(".nx-run button").click();
                while (!document.querySelector(".nx-ran")?.childElementCount)
                    await new Promise((resolve) => setTimeout(resolve, 5));
                return (performance.now() - begun) / 1000;
            }"""
        )
    )


def _send(processes: list[int], number: signal.Signals) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, number)


def _memory() -> float:
    """The memory of all renderers below this process, in MB: what is shared counts in part."""
    sizes = 0
    for process in _renderers():
        with suppress(OSError, IndexError):
            sizes += int(_SIZE.findall(Path(f"/proc/{process}/smaps_rollup").read_text())[0])
    return sizes / 1000


def _renderers() -> list[int]:
    """The renderers below this process."""
    parents, found = {}, []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError):
            number = int(process.name)
            parents[number] = int(_PARENT.findall((process / "status").read_text())[0])
            if b"--type=renderer" in (process / "cmdline").read_bytes():
                found.append(number)

    def is_own(number: int) -> bool:
        while number not in {0, os.getpid()}:
            number = parents.get(number, 0)
        return number != 0

    return [number for number in found if is_own(number)]


def _line(value: float, most: float, unit: str, what: str) -> str:
    verdict = "ok" if value <= most else "TOO MUCH"
    return f"{value:6.2f} {unit}  (at most {most:g} {unit})  {verdict:8}  {what}"
