"""What the examples of a site gave, page by page, as figures for the pages and as files.

A page's path is its place below docs/; the examples of a page are counted from 1.
"""

import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from nexus import charts
from nexus.core.cache import Cache
from nexus.core.errors import NexusError
from nexus.core.results import Plan, Rows
from nexus.examples import html, merging
from nexus.examples.example import WAITING, Example

# The page that opens a plan in pev2; a site may do without it.
VIEWER = "plan.md"


@dataclass(frozen=True)
class Rendered:
    """The examples that ran, by their page; `docs` is the folder of the pages."""

    docs: Path
    cache: Cache
    pages: Mapping[str, Sequence[Example]]

    def is_waiting(self, page: str) -> bool:
        """Whether an example of a page has not run yet."""
        return any(example.kept == WAITING for example in self.pages.get(page, ()))

    def merged(self, page: str, text: str) -> str:
        """The Markdown of a page with its examples, each followed by a fence for its results."""
        examples = self.pages.get(page)
        return merging.merged(text, [e.request for e in examples]) if examples else text

    def files(self) -> Iterator[tuple[str, str]]:
        """Every file that a figure links to, by its address: the query plans, as JSON."""
        for page, examples in self.pages.items():
            for example in examples:
                for plan in _plans(example):
                    yield _document(page, example), plan.document

    def figure(self, page: str, number: int, address: Callable[[str], str]) -> str:
        """The HTML of an example's results.

        `address` gives the address of a page or file of the site, as the page links to it.
        """
        example = self.pages[page][number - 1]
        document = viewer = ""
        if any(_plans(example)):
            uri = _document(page, example)
            document = address(uri)
            if (self.docs / VIEWER).is_file():
                viewer = f"{address(VIEWER)}?plan={quote(uri)}"
        context = html.Context(
            chart=self.chart(example),
            document=document,
            viewer=viewer,
            changed=self._changes.get(self._source(example), ""),
            before=self._before(page, example),
        )
        return html.figure(example, context)

    @cached_property
    def _changes(self) -> dict[str, str]:
        """The day on which each example's code last changed."""
        examples = (example for page in self.pages.values() for example in page)
        return _changes(self.docs, sorted({self._source(example) for example in examples}))

    def _source(self, example: Example) -> str:
        return example.request.source.resolve().relative_to(self.docs.resolve()).as_posix()

    def _before(self, page: str, example: Example) -> Example | None:
        """The plan that this example's plan is compared with."""
        if example.request.plan != "after":
            return None
        earlier = self.pages[page][: example.number - 1]
        return next(e for e in reversed(earlier) if e.request.plan == "before")

    def chart(self, example: Example) -> str:
        """The SVG of an example's numbers; empty where it asks for no chart."""
        request = example.request
        numbers = next((r for r in example.kept.results if isinstance(r, Rows)), None)
        if not request.chart or numbers is None:
            return ""
        title = request.markup.get("title", "")
        key = ["chart", request.chart, title, [c.name for c in numbers.columns], numbers.rows]

        def draw() -> bytes:
            return charts.draw(request.chart, numbers, title).encode()

        try:
            return self.cache.get_or_make(key, draw).decode()
        except NexusError as error:
            raise request.placed(error) from None


def _plans(example: Example) -> Iterator[Plan]:
    return (result for result in example.kept.results if isinstance(result, Plan))


def _document(page: str, example: Example) -> str:
    return f"evidence/{PurePosixPath(page).with_suffix('')}/{example.number}.json"


def _changes(docs: Path, files: Iterable[str]) -> dict[str, str]:
    """The day of the last commit that changed each file below `docs`, as far as git knows it."""
    options = ["--format=%x00%cs", "--name-only", "--relative"]
    command = ["git", "-C", str(docs), "-c", "core.quotePath=false", "log", *options, "--", *files]
    try:
        run = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    except OSError:
        return {}
    found: dict[str, str] = {}
    for commit in run.stdout.decode("utf-8", "replace").split("\0")[1:]:
        day, *changed = commit.split()
        for file in changed:
            found.setdefault(file, day)
    return found
