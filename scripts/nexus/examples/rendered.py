"""What the examples of a site gave, page by page, as figures for the pages and as files.

A page's path is its place below docs/; the examples of a page are counted from 1.
"""

import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from nexus import charts
from nexus.core import clones
from nexus.core.cache import Cache
from nexus.core.errors import NexusError
from nexus.core.results import Plan, Rows
from nexus.core.text import BIDI_CONTROLS
from nexus.examples import html
from nexus.examples.example import WAITING, Example
from nexus.examples.live import html as live
from nexus.examples.live.offer import Offer
from nexus.examples.origin import origin

# What nobody sees in a file of JSON, where it can only stand in a string.
_HIDDEN = (*map(ord, BIDI_CONTROLS), *range(0x7F, 0xA0))
_ESCAPED = {code: f"\\u{code:04x}" for code in _HIDDEN}


@dataclass
class Rendered:
    """The examples that ran, by their page; `docs` is the folder of the pages.

    `viewer` is the path of the page that opens a plan, or empty if the site has none. `offers` are
    the examples of each page that readers may run, or why not.
    """

    docs: Path
    cache: Cache
    viewer: str = ""
    pages: dict[str, Sequence[Example]] = field(default_factory=dict)
    offers: dict[str, Mapping[int, Offer | str]] = field(default_factory=dict)
    _changes: dict[Path, str] = field(default_factory=dict)

    def is_waiting(self, page: str) -> bool:
        """Tell whether an example of a page has not run yet."""
        return any(example.kept == WAITING for example in self.pages.get(page, ()))

    def add(
        self,
        page: str,
        examples: Sequence[Example],
        offers: Mapping[int, Offer | str] | None = None,
    ) -> None:
        """Remember what the examples of a page gave, and which of them readers may run."""
        self.pages[page], self.offers[page] = examples, offers or {}

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield the address and text of every file that a figure links to: query plans as JSON."""
        for page, examples in self.pages.items():
            for example in examples:
                for plan in example.kept.of(Plan):
                    yield document(page, example), plan.document.translate(_ESCAPED)

    def figure(self, page: str, example: Example, code: str, address: Callable[[str], str]) -> str:
        """Return the HTML of an example: its `code`, which is HTML already, and its results.

        `address` says how the page links to another page or file of the site.
        """
        file = viewer = ""
        if example.kept.of(Plan):
            uri = document(page, example)
            file = address(uri)
            viewer = f"{address(self.viewer)}?plan={quote(uri)}" if self.viewer else ""
        context = html.Context(
            chart=self.chart(example),
            document=file,
            viewer=viewer,
            compared=self._compared(page, example),
            run=self._run(page, example),
        )
        return html.merged(example, code, html.figure(example, context))

    def _run(self, page: str, example: Example) -> str:
        offer = self.offers.get(page, {}).get(example.number)
        return live.button(offer) if isinstance(offer, Offer) else ""

    def origin(self, page: str) -> str:
        """Return the HTML that says how the examples of a page ran."""
        examples = self.pages.get(page, ())
        sources = {example.request.source for example in examples}
        if not sources <= self._changes.keys():
            self._changes |= dict.fromkeys(sources, "") | _changes(self.docs, sorted(sources))
        changed = max(map(self._changes.__getitem__, sources), default="")
        return origin(examples, changed, live.reasons(examples, self.offers.get(page, {})))

    def _compared(self, page: str, example: Example) -> tuple[Example, ...]:
        """The plans that this example shows side by side, its own the last of them."""
        name = example.request.compare
        if not example.request.shows:
            return ()
        return tuple(other for other in self.pages[page] if other.request.compare == name)

    def chart(self, example: Example) -> str:
        """Return the SVG of an example's numbers, or an empty string if it asks for no chart.

        Raises NexusError at the example's fence if its numbers make no chart.
        """
        request, tables = example.request, example.kept.of(Rows)
        if not request.chart or not tables:
            return ""
        numbers = tables[0]
        title = request.markup.get("title", "")
        key = ["chart", request.chart, title, [c.name for c in numbers.columns], numbers.rows]

        def draw() -> bytes:
            return charts.draw(request.chart, numbers, title).encode()

        try:
            return self.cache.get_or_make(key, draw).decode()
        except NexusError as error:
            raise request.placed(error) from None


def document(page: str, example: Example) -> str:
    """Return the address of the JSON of an example's plan below the site."""
    return f"evidence/{PurePosixPath(page).with_suffix('')}/{example.number}.json"


def _changes(docs: Path, files: Iterable[Path]) -> dict[Path, str]:
    """Return the day of the last commit that changed each file, as far as git knows it.

    The first commit of a clone that is cut off there counts every file as changed: it says nothing.
    """
    own = (file for file in files if file.resolve().is_relative_to(docs.resolve()))
    paths = {file.resolve().relative_to(docs.resolve()).as_posix(): file for file in own}
    if not paths:
        return {}
    options = ["--format=%x00%H %cs", "--name-only", "--relative"]
    command = ["git", "-C", str(docs), "-c", "core.quotePath=false", "log", *options, "--", *paths]
    try:
        run = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    except OSError:
        return {}
    found: dict[Path, str] = {}
    first = clones.boundary(docs)
    for commit in run.stdout.decode("utf-8", "replace").split("\0")[1:]:
        head, *changed = commit.split("\n")
        name, _, day = head.partition(" ")
        for path in filter(paths.__contains__, changed if name not in first else ()):
            found.setdefault(paths[path], day.strip())
    return found
