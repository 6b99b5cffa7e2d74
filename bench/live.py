"""What a reader waits for who presses Run: on this site, in Chromium, from this machine.

Four figures: the bytes that the press fetches, those of a second page on the same data, the time to
the first result, and the memory of the browser's processes of pages.
"""

import functools
import os
import re
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import bootstrap
from playwright.sync_api import Page, Response, sync_playwright

from bench.timing import Command

ROOT = Path(__file__).parents[1]
PAGE = "weeks/week-01/constraints/"
SECOND = "weeks/week-02/subqueries-and-windows/"
MEGABYTES, SECONDS, MEMORY = 9.5, 2.0, 500
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
        page = browser.new_context().new_page()
        fetched = _watched(page)
        taken = _pressed(page, address + PAGE)
        first = sum(fetched) / 1e6
        yield _line(first, MEGABYTES, "MB", "what the first press fetches")
        yield _line(taken, SECONDS, "s", "from the first press to its result")
        yield _line(_memory(), MEMORY, "MB", "memory of the browser's processes of pages")
        fetched.clear()
        _pressed(page, address + SECOND)
        yield _line(sum(fetched) / 1e6, 0.0, "MB", "data that a second page fetches")
        browser.close()
    server.shutdown()


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


def _memory() -> float:
    """The memory of all renderers below this process, in MB: what is shared counts in part."""
    parents, sizes = {}, {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            number = int(process.name)
            parents[number] = int(_PARENT.findall((process / "status").read_text())[0])
            if b"--type=renderer" in (process / "cmdline").read_bytes():
                sizes[number] = int(_SIZE.findall((process / "smaps_rollup").read_text())[0])
        except (OSError, IndexError):
            continue

    def is_own(number: int) -> bool:
        while number not in {0, os.getpid()}:
            number = parents.get(number, 0)
        return number != 0

    return sum(size for number, size in sizes.items() if is_own(number)) / 1000


def _line(value: float, most: float, unit: str, what: str) -> str:
    verdict = "ok" if value <= most else "TOO MUCH"
    return f"{value:6.2f} {unit}  (at most {most:g} {unit})  {verdict:8}  {what}"
