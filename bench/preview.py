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
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import builds
from bench.synthetic import module
from bench.timing import Ratio

ROUNDS = int(os.environ.get("ROUNDS", "5"))
# Between a reload and the next save, in seconds: the looks of MkDocs are met at different moments.
_PAUSES = tuple(1.0 + 0.07 * number for number in range(ROUNDS))
_PATIENCE = 600.0
_EPOCH = re.compile(r"livereload\((\d+), \d+\)")


@dataclass
class Preview:
    """A running preview of a project, as a browser sees it at `page`."""

    root: Path
    page: str
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
                env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
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


@dataclass(frozen=True)
class Edit:
    """One kind of edit: of which file, how its text becomes that of a round, what a page then shows."""

    preview: Preview
    path: str
    change: Callable[[str, int], tuple[str, str]]

    def taken(self, number: int, pause: float) -> float:
        """Save the edit of a round; give the seconds until it is seen. Then take it back."""
        sound = (self.preview.root / self.path).read_text("utf-8")
        self.preview.rest(pause)
        seconds = self.preview.saved(self.path, *self.change(sound, number))
        self.preview.rest(pause)
        self.preview.saved(self.path, sound)
        return seconds


def medians(edits: dict[str, Edit]) -> dict[str, float]:
    """The median time of each kind of edit in seconds; a round makes each of them once."""
    times: dict[str, list[float]] = {name: [] for name in edits}
    for number, pause in enumerate(_PAUSES, start=1):
        for name, edit in edits.items():
            times[name].append(edit.taken(number, pause))
    return {name: statistics.median(taken) for name, taken in times.items()}


PAGE, MARKDOWN = "weeks/week-02/advanced-sql/", "docs/weeks/week-02/advanced-sql.md"
TABLE, MODELS = "schema/airbnb/user/", "models/airbnb.py"
PLAIN, PROSE = "prose, with plain mkdocs serve", "prose"
SQL, MODEL, WRONG = "one SQL example", "a model", "an error of syntax in SQL"
PLAIN_200, PROSE_200 = "prose of 200 pages, with plain mkdocs serve", "prose of 200 pages"
RATIOS = (Ratio(PROSE, PLAIN, 1.3), Ratio(PROSE_200, PLAIN_200, 1.3))
# Above the time of prose, in seconds.
MORE = {SQL: 1.0, MODEL: 1.0, WRONG: 1.0}


def report(scratch: Path) -> list[str]:
    """Measure, below the empty folder `scratch`; give the lines of the report."""
    plain, own = builds.plain_project(scratch / "plain-preview"), _project(scratch / "preview")
    many = [_pages(scratch / name, name) for name in ("search", "search, nexus")]
    with ExitStack() as stack:
        started = [
            stack.enter_context(Preview(root, page).running())
            for root, page in ((plain, PAGE), (own, PAGE), (many[0], "5/"), (many[1], "5/"))
        ]
        table = Preview(own, TABLE, started[1].address)
        _warm(Edit(started[1], MARKDOWN, _sql))
        found = medians(
            {
                PLAIN: Edit(started[0], MARKDOWN, _prose),
                PROSE: Edit(started[1], MARKDOWN, _prose),
                SQL: Edit(started[1], MARKDOWN, _sql),
                WRONG: Edit(started[1], MARKDOWN, _wrong),
                MODEL: Edit(table, MODELS, _model),
                PLAIN_200: Edit(started[2], "docs/5.md", _prose),
                PROSE_200: Edit(started[3], "docs/5.md", _prose),
            }
        )
    return [*(ratio.line(found) for ratio in RATIOS), *_more(found)]


def _more(found: dict[str, float]) -> Iterator[str]:
    for name, limit in MORE.items():
        above = found[name] - found[PROSE]
        verdict = "ok" if above <= limit else "TOO SLOW"
        yield (
            f"{above:+6.2f} s  (at most {limit:+.2f})  {verdict:8}  "
            f"{name}: {found[name]:.2f} s, {PROSE}: {found[PROSE]:.2f} s"
        )


def _warm(edit: Edit) -> None:
    """Let an example of the page run once: an author who works on it has waited for its data."""
    edit.taken(len(_PAUSES) + 1, _PAUSES[0])


def _project(folder: Path) -> Path:
    """Copy the project, with the results of its examples."""
    left_out = shutil.ignore_patterns(".git", ".venv", ".cache", "node_modules", "site")
    shutil.copytree(builds.ROOT, folder, ignore=left_out)
    kept = Path(".cache", "nexus", "evidence")
    if (builds.ROOT / kept).is_dir():
        shutil.copytree(builds.ROOT / kept, folder / kept)
    return builds.with_history(folder)


def _pages(folder: Path, plugins: str) -> Path:
    """Write a site of 200 pages; with the plugin, each tenth has a diagram of a schema."""
    (folder / "docs").mkdir(parents=True)
    settings = f"site_name: S\ntheme: {{name: material, font: false}}\nplugins: [{plugins}]\n"
    (folder / "mkdocs.yml").write_text(f"{settings}markdown_extensions: [pymdownx.superfences]\n")
    has_ours = "nexus" in plugins
    if has_ours:
        (folder / "models").mkdir()
        (folder / "models" / "shop.py").write_text(module(20, 30, 6))
    words = "Some *words* and a [link](5.md). " * 40
    for number in range(200):
        diagram = "\n\n```erd\nschema: shop\n```\n" if has_ours and number % 10 == 5 else ""
        text = f"# Page {number}\n\n## Its part\n\n{words}{diagram}"
        (folder / "docs" / f"{number or 'index'}.md").write_text(text)
    return folder


def _prose(text: str, number: int) -> tuple[str, str]:
    return text.replace("\n## ", f"\nWord{number}x is new.\n\n## ", 1), f"Word{number}x"


def _sql(text: str, number: int) -> tuple[str, str]:
    return _in_example(text, f"SELECT 'edit{number}x' AS edit;"), f"<td>edit{number}x</td>"


def _wrong(text: str, number: int) -> tuple[str, str]:
    return _in_example(text, f"SELECT edit{number}x FORM;;ELECT"), "The last good page"


def _in_example(text: str, statement: str) -> str:
    """Give a page with one example more, its last on the large data set, that takes no time."""
    starts = list(re.finditer(r"^```sql run=\"airbnb\".*\n", text, re.MULTILINE))
    if not starts:
        raise RuntimeError("the page has no example on the large data set")
    end = text.index("\n```\n", starts[-1].end()) + len("\n```\n")
    return f'{text[:end]}\n```sql run="airbnb"\n{statement}\n```\n{text[end:]}'


def _model(text: str, number: int) -> tuple[str, str]:
    return text.replace("Given name.", f"Given name, edit{number}x."), f"edit{number}x"
