"""What an author waits for in a preview: from the save of a file to the reload of the browser.

The baseline is plain `mkdocs serve` of the same pages, the generated ones among them as files. What
is asked is what a browser asks: the page, and then the address that answers when there is a newer
one. Saves come at different moments between two looks of MkDocs, which looks every half second.
"""

import http.client
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench import builds
from bench.builds import ROOT

ROUNDS = 9
# Between a reload and the next save, in seconds: the looks of MkDocs are met at different moments.
_PAUSES = tuple(1.2 + 0.13 * number for number in range(ROUNDS))
_PATIENCE = 300.0
_EPOCH = re.compile(r"livereload\((\d+), \d+\)")


@dataclass
class Preview:
    """A running preview of a project, as a browser sees it at `page`."""

    root: Path
    page: str
    environment: Mapping[str, str] = field(default_factory=dict)
    address: str = ""
    epoch: int = 0

    @contextmanager
    def running(self) -> Iterator["Preview"]:
        """Start it, and end it."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        with (self.root.parent / f"{self.root.name}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", self.address],
                cwd=self.root,
                env={**os.environ, "NO_MKDOCS_2_WARNING": "1", **self.environment},
                stdout=log,
                stderr=log,
            )
            try:
                self._await(process)
                yield self
            finally:
                process.terminate()
                process.wait()

    def _await(self, process: "subprocess.Popen[bytes]") -> None:
        while process.poll() is None:
            try:
                self.open()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError(f"the preview of {self.root} ended")

    def open(self) -> str:
        """Open the page, as a reload does."""
        html = self._get(f"/{self.page}")
        if found := _EPOCH.search(html):
            self.epoch = int(found[1])
        return html

    def saved(self, path: str, text: str, shows: str = "") -> float:
        """Save a file; give the seconds until the page is reloaded and shows a text."""
        file = self.root / path
        waiting = self.root.parent / file.name
        waiting.write_text(text, "utf-8")
        start = time.perf_counter()
        waiting.replace(file)
        while time.perf_counter() - start < _PATIENCE:
            if int(self._get(f"/livereload/{self.epoch}/1")) <= self.epoch:
                continue
            if shows in self.open():
                return time.perf_counter() - start
        raise RuntimeError(f"the preview of {self.root} never shows {shows!r}")

    def rest(self, seconds: float) -> None:
        """Wait until nothing is built any more."""
        time.sleep(seconds)
        known = self.epoch
        self.open()
        if self.epoch != known:
            self.rest(seconds)

    def _get(self, path: str) -> str:
        connection = http.client.HTTPConnection(self.address, timeout=_PATIENCE)
        connection.request("GET", path)
        text = connection.getresponse().read().decode()
        connection.close()
        return text


def edits(preview: Preview, path: str, edit: Callable[[str, int], tuple[str, str]]) -> list[float]:
    """Edit a file in each round; `edit` gives its text of a round, and what the page then shows."""
    sound = (preview.root / path).read_text("utf-8")
    taken = []
    for number, pause in enumerate(_PAUSES, start=1):
        preview.rest(pause)
        taken.append(preview.saved(path, *edit(sound, number)))
    preview.rest(1.0)
    preview.saved(path, sound)
    return taken
