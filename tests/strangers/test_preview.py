"""The preview of somebody's site: what is saved is served, and what is wrong is told in the browser."""

import http.client
import queue
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers import environment
from tests.strangers.builders import SHOP, SHOP_PAGE, Builder, Site, main_text

# How long a step may take on a slow and busy machine, in seconds.
PATIENCE = 60.0


class Preview:
    """A running `mkdocs serve`: what it tells, and what it serves."""

    def __init__(self, root: Path, kept: Path) -> None:
        self.root = root
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.told: queue.Queue[str] = queue.Queue()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", self.address],
            cwd=root,
            env=environment(PYTHONUNBUFFERED="1", NEXUS_CACHE=str(kept)),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.listener = threading.Thread(target=self._listen)
        self.listener.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.told.put(line.rstrip())

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.listener.join(PATIENCE)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def until(self, pattern: str) -> list[str]:
        """The lines that it tells, up to one with that pattern; raises queue.Empty if none comes."""
        lines: list[str] = []
        while not lines or not re.search(pattern, lines[-1]):
            lines.append(self.told.get(timeout=PATIENCE))
        return lines

    def page(self) -> str:
        """The first page as it is served now."""
        connection = http.client.HTTPConnection(self.address, timeout=PATIENCE)
        connection.request("GET", "/x/")
        text = connection.getresponse().read().decode()
        connection.close()
        return text

    def shows(self, pattern: str) -> str:
        """The first page as soon as it has that pattern; fails where it does not get it."""
        end = time.monotonic() + PATIENCE
        while not re.search(pattern, text := self.page()):
            assert time.monotonic() < end, main_text(text)
            time.sleep(0.1)
        return text

    def save(self, path: str, text: str) -> None:
        """Save a file, as an editor does."""
        (self.root / path).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def preview(builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview of a shop; each test leaves it as it was."""
    root = tmp_path_factory.mktemp("preview")
    Site({"index.md": SHOP_PAGE}, files=SHOP).write(root)
    started = Preview(root, builder.kept)
    try:
        started.until(r"Serving on")
        yield started
    finally:
        started.stop()


def test_rows_that_are_saved_are_shown(preview: Preview) -> None:
    """A script of data/ is read anew, and the examples of the page that is open run again."""
    preview.shows("<td>Grace</td>")
    rows = SHOP["data/shop.sql"]
    preview.save("data/shop.sql", rows.replace("Grace", "Hedy"))
    preview.shows("<td>Hedy</td>")
    preview.save("data/shop.sql", rows)
    preview.shows("<td>Grace</td>")


def test_a_broken_configuration_is_told_with_its_line(preview: Preview) -> None:
    """In the terminal and above the page, which is the last good one."""
    good = (preview.root / "mkdocs.yml").read_text(encoding="utf-8")
    number = good.count("\n") + 1
    preview.save("mkdocs.yml", f"{good}nav:\n  - Home: index.md\n - Bad: b.md\n")
    told = "\n".join(preview.until("last good site"))
    assert f"mkdocs.yml:{number + 2}" in told
    page = preview.shows('role="alert"')
    assert f"<code>mkdocs.yml:{number + 2}</code>" in page
    assert "Grace" in page
    preview.save("mkdocs.yml", good)
    preview.shows('(?s)^(?!.*role="alert")')


def test_a_lock_of_an_editor_does_no_harm(preview: Preview) -> None:
    """A page is saved while Emacs has a link to nowhere beside it."""
    lock = preview.root / "docs" / ".#index.md"
    lock.symlink_to("someone@laptop.4321:17")
    preview.save("docs/index.md", f"{SHOP_PAGE}\nA word more.\n")
    preview.shows("A word more")
    lock.unlink()
    preview.save("docs/index.md", SHOP_PAGE)
    preview.shows("(?s)^(?!.*A word more)")


def test_an_error_in_a_page_is_told_above_it(preview: Preview) -> None:
    """With its place; the next good save takes the notice away."""
    preview.save("docs/index.md", SHOP_PAGE.replace("schema: shop", "schema: shopp"))
    page = preview.shows('role="alert"')
    assert "docs/index.md:3" in page
    preview.save("docs/index.md", SHOP_PAGE)
    preview.shows('(?s)^(?!.*role="alert")')
