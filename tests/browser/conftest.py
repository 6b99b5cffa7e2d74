"""One Chromium and one real site for every browser test.

The site is built strictly, as the publishing workflow builds it, and served below `/nexus/` as
GitHub Pages serves a project. Nothing is skipped: a missing browser or package is a failure that
says what to run.
"""

import functools
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.etree import ElementTree as ET

import bootstrap
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
REPOSITORY = "octo/nexus"
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Site:
    """A built site: its folder, the address it is served at, and its pages below that address."""

    folder: Path
    address: str
    pages: tuple[str, ...]


class Pages(SimpleHTTPRequestHandler):
    """A file server that answers an unknown address as GitHub Pages does: with 404.html."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Send the site's own page for 404, and the standard one for any other code."""
        page = Path(self.directory, "nexus", "404.html")
        if code != 404 or not page.is_file():
            return super().send_error(code, message, explain)
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.read_bytes())
        return None

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is inherited)
        """Keep the report of the tests free of requests."""


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Find the Chromium that the set-up found or installed; without one the tests fail."""
    found = bootstrap.find_chromium()
    if found is None:
        pytest.fail("no Chromium found; run: python3 scripts/bootstrap.py test")
    return found


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """Start one headless Chromium, which every test opens its own contexts in."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium, args=CHROMIUM_ARGUMENTS, timeout=30_000
        )
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """Read the accessibility checker that the pages are held against."""
    script = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        pytest.fail("axe-core is not installed; run: npm ci")
    return script.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def build() -> Callable[[Path, Path], None]:
    """Offer a function that builds the site of a configuration strictly into a folder."""

    def run(config: Path, folder: Path) -> None:
        command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
        done = subprocess.run(
            [*command, "--config-file", str(config), "--site-dir", str(folder)],
            cwd=config.parent,
            env={**os.environ, "GITHUB_REPOSITORY": REPOSITORY, "SITE_URL": ""},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            pytest.fail(f"{' '.join(command)} failed:\n{done.stderr}")

    return run


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Offer a function that serves a folder and returns the address of `nexus/` in it."""
    servers: list[ThreadingHTTPServer] = []

    def start(folder: Path) -> str:
        handler = functools.partial(Pages, directory=str(folder))
        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}/nexus/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def site(
    tmp_path_factory: pytest.TempPathFactory,
    build: Callable[[Path, Path], None],
    serve: Callable[[Path], str],
) -> Site:
    """Build and serve this repository's own site; its pages are those of its site map."""
    folder = tmp_path_factory.mktemp("srv") / "nexus"
    build(ROOT / "mkdocs.yml", folder)
    places = ET.parse(folder / "sitemap.xml").iterfind("{*}url/{*}loc")
    pages = sorted((place.text or "").partition("/nexus/")[2] for place in places)
    return Site(folder, serve(folder.parent), tuple(pages))


@pytest.fixture(scope="session")
def draw_all() -> Callable[[Page], list[str]]:
    """Offer a function that brings every Mermaid diagram into view and returns each as SVG."""

    def run(page: Page) -> list[str]:
        for diagram in page.locator("div.mermaid").all():
            diagram.scroll_into_view_if_needed()
            diagram.locator("> svg").wait_for()
        drawn = page.locator("div.mermaid > svg")
        return list(drawn.evaluate_all("all => all.map(svg => svg.outerHTML)"))

    return run
