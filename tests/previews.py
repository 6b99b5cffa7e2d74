"""A preview of a site as its author has it: what it tells, and what it serves."""

import http.client
import queue
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from tests.helpers import environment

# How long a step may take on a slow and busy machine, in seconds.
PATIENCE = 60.0


MKDOCS = ("mkdocs", "serve")


class Preview:
    """A running `mkdocs serve`, or another preview: what it tells, and what it serves."""

    def __init__(
        self, root: Path, kept: Path, path: str = "", command: Sequence[str] = MKDOCS
    ) -> None:
        self.root, self.path = root, path
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.told: queue.Queue[str] = queue.Queue()
        self.builds = 0
        self.process = subprocess.Popen(
            [sys.executable, "-m", *command, "--dev-addr", self.address],
            cwd=root,
            env=environment(PYTHONUNBUFFERED="1", NEXUS_CACHE=str(kept)),
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

    def page(self, path: str | None = None) -> str:
        """A page as it is served now, the first if none is named, without what reloads it."""
        status, text = self._asked(path)
        assert status == 200
        return text

    def _asked(self, path: str | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection(self.address, timeout=PATIENCE)
        connection.request("GET", f"/{self.path if path is None else path}")
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text.partition("livereload")[0]

    def shows(self, pattern: str) -> str:
        """The first page as soon as it has that pattern; fails where it does not get it."""
        end = time.monotonic() + PATIENCE
        while not re.search(pattern, text := self._asked()[1]):
            assert time.monotonic() < end, text
            time.sleep(0.1)
        return text

    def save(self, path: str, text: str) -> None:
        """Save a file in one step, as editors do: nobody sees it half written."""
        waiting = self.root.parent / Path(path).name
        waiting.write_text(text, encoding="utf-8")
        waiting.replace(self.root / path)
