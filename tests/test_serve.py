"""The preview: an edit is served, what is broken is told, and the last good site stays."""

import http.client
import queue
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from tests import projects
from tests.helpers import environment

# How long a step may take on a slow and busy machine, in seconds.
PATIENCE = 60.0


class Preview:
    """A running `mkdocs serve` of a project: what it tells, and what it serves."""

    def __init__(self, project: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.told: queue.Queue[str] = queue.Queue()
        self.builds = 0
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", self.address],
            cwd=project,
            env=environment(PYTHONUNBUFFERED="1"),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self.listener = threading.Thread(target=self._listen)
        self.listener.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.builds += "Building documentation..." in line
            self.told.put(line.rstrip())

    def until(self, pattern: str) -> list[str]:
        """The lines that it tells, up to one with that pattern; raises queue.Empty if none comes."""
        lines: list[str] = []
        while not lines or not re.search(pattern, lines[-1]):
            lines.append(self.told.get(timeout=PATIENCE))
        return lines

    def page(self, path: str) -> str:
        """The page that is served under a path, without the script that reloads it."""
        connection = http.client.HTTPConnection(self.address, timeout=PATIENCE)
        connection.request("GET", f"/{path}")
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        assert answer.status == 200
        return text.partition("livereload")[0]

    def stop(self) -> None:
        """Ends it."""
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.listener.join(PATIENCE)
        if self.process.stdout is not None:
            self.process.stdout.close()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project to edit."""
    return projects.small(tmp_path)


@pytest.fixture
def preview(project: Path) -> Iterator[Preview]:
    """The preview of the copy, once it serves."""
    running = Preview(project)
    try:
        running.until("Serving on")
        yield running
    finally:
        running.stop()


def write(file: Path, text: str) -> None:
    """Replaces a file in one step, as editors do: nobody sees it half written."""
    waiting = file.parents[2] / file.name
    waiting.write_text(text, encoding="utf-8")
    waiting.replace(file)


def test_a_preview_follows_the_models_and_survives_a_broken_one(
    preview: Preview, project: Path
) -> None:
    """An edit is served; an error is one line, and what was read before it stays; fixed, it goes on.

    Each edit is built once: no build writes into a folder that is watched.
    """
    model = project / "models" / "shop.py"
    sound = model.read_text(encoding="utf-8")
    edited = sound.replace("primary_key=True)", 'primary_key=True), Column("nickname", Integer)')
    page = "schema/shop/customer/"
    assert 'data-column="nickname"' not in preview.page(page)

    write(model, edited)
    preview.until("Reloading browsers")
    assert 'data-column="nickname"' in preview.page(page)

    write(model, f"{edited}Tabel()\n")
    told = preview.until("Reloading browsers")
    place = f"models/shop.py:{edited.count(chr(10)) + 1}"
    warnings = [line for line in told if line.startswith(("WARNING", "ERROR"))]
    assert [place in line for line in warnings] == [True]
    assert not any("Traceback" in line for line in told)
    assert 'data-column="nickname"' in preview.page(page)

    write(model, sound)
    preview.until("Reloading browsers")
    assert 'data-column="nickname"' not in preview.page(page)
    assert preview.builds == 4


def test_a_broken_fence_leaves_the_last_good_site(preview: Preview, project: Path) -> None:
    """With what is wrong on top, though MkDocs has emptied the site's folder at the fence."""
    page = project / "docs" / "about.md"
    sound = page.read_text(encoding="utf-8")
    served = preview.page("about/")
    write(page, f"{sound}\n```erd\nschema: gone\n```\n")
    told = preview.until("last good site is still served")
    place = f"docs/about.md:{sound.count(chr(10)) + 2}"
    assert any(f"there is no schema 'gone'; {place}" in line for line in told)
    page_now = preview.page("about/")
    assert "there is no schema 'gone'" in unescape(page_now)
    assert f"<code>{place}</code>" in page_now
    panel = r'<style>\s*#nexus-panel.*?</style><div id="nexus-panel".*?</div>'
    assert re.sub(panel, "", page_now, flags=re.DOTALL) == served


def test_an_example_runs_when_its_page_is_opened(preview: Preview, project: Path) -> None:
    """A preview starts at once; whoever opens a page gets its results with the next reload."""
    page = project / "docs" / "about.md"
    example = '```python run="true"\nprint(6 * 7, "nights")\n```'
    write(page, f"{page.read_text(encoding='utf-8')}\n{example}\n")
    told = preview.until("Reloading browsers")
    assert not any("Running" in line for line in told)

    assert "It runs when this page is opened" in preview.page("about/")
    told = preview.until("Reloading browsers")
    # On a busy machine it is said to be running first, and comes with one more reload.
    while "It is running" in preview.page("about/"):
        told += preview.until("Reloading browsers")
    assert sum("Running docs/about.md:" in line for line in told) == 1
    assert "42 nights" in preview.page("about/")
