"""What the plugin does for a site that has anything of ours; another site never loads this.

Pages with fences of ours, and generated ones, are rendered here; their examples run at once, their
figures are in them before any other plugin reads them. A figure that looks at the whole site waits
until every page was read.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from urllib.parse import quote

from markdown.extensions.toc import slugify
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from nexus.core import encoding
from nexus.core.errors import MachineError, NexusError, place
from nexus.examples import request
from nexus.examples.example import Example
from nexus.examples.postgres.databases import Databases
from nexus.examples.runner import Runner
from nexus.figures.figure import Address
from nexus.mkdocs_plugin import statements
from nexus.mkdocs_plugin.fences import STAND_IN, Collector, Found, without
from nexus.mkdocs_plugin.task import Task
from nexus.pages import fences as texts
from nexus.pages import frontmatter
from nexus.pages.fences import Fence
from nexus.pages.written import Written
from nexus.project.site import Site

VIEWER = "plan.md"


@dataclass(frozen=True)
class _Waiting:
    """A figure that waits for all pages: its fence, its page, and its stand-in."""

    fence: Fence
    page: Page
    stand_in: str


class Work:
    """The work of one build; `wants` tells whether the examples of a page may run now."""

    def __init__(
        self,
        site: Site,
        config: MkDocsConfig,
        wants: Callable[[str], bool],
        task: Task,
        databases: Databases,
    ) -> None:
        self.site, self.config, self.task = site, config, task
        self.errors: list[str] = []
        toc = (config.mdx_configs or {}).get("toc") or {}
        self.figures = site.figures(toc.get("slugify") or slugify, config.repo_url or "")
        self.rendered = self.figures.facts.rendered
        self.written: dict[str, Written] = {}
        self.generated: set[str] = set()
        # The address of each page below the site, as a browser asks for it.
        self.urls: dict[str, str] = {}
        self._wants, self._databases = wants, databases
        self._collector = Collector(self.figures, site.settings.examples, self.errors)
        self._taken: dict[str, str] = {}
        self._waiting: list[_Waiting] = []

    # Rendering

    def take(self, page: Page, markdown: str) -> str:
        """Take the Markdown of a page, to render it later; nothing is left for MkDocs to render."""
        self._taken[page.file.src_uri] = markdown
        return ""

    def has_taken(self, page: Page) -> bool:
        """Tell whether a page is rendered here."""
        return page.file.src_uri in self._taken

    def render(self, page: Page, files: Files) -> str:
        """Give the HTML of a page that was taken, its figures in it."""
        path = page.file.src_uri
        page.markdown = markdown = self._taken[path]
        is_own = path in self.generated
        own = self._own if is_own else self._collector.theirs(self.config, markdown)
        page.render(own, files)
        html = page.content or ""
        self.urls[path] = page.url.removeprefix("./")
        found = list(self._collector.seen(html))
        written = self._read(page, [each.fence for each in found])
        if not is_own:
            self.errors += map(str, self._content_errors(page, written))
        html = without(html, [each.stand_in for each in found])
        shown = dict(self._shown(page, written, found, partial(self._address, page, files)))
        figures = STAND_IN.sub(lambda stand_in: shown.get(stand_in[0], stand_in[0]), html)
        return figures + self.rendered.origin(path)

    def _content_errors(self, page: Page, written: Written) -> Iterator[NexusError]:
        """Give what is wrong in a page that uses something of ours, beside its fences."""
        yield from frontmatter.errors(page.file.content_string, lambda n: place(written.file, n))
        try:
            encoding.decode(page.file.content_bytes, place(written.file))
        except NexusError as error:
            yield error
        if self.site.settings.examples:
            yield from texts.broken(written.text, written.fences, written.where)

    @cached_property
    def _own(self) -> MkDocsConfig:
        return self._collector.ours(self.config)

    def _read(self, page: Page, taken: list[Fence]) -> Written:
        written = self.text_of(page)
        path = page.file.src_uri
        self.written[path] = replace(written, fences=tuple(texts.located(written.text, taken)))
        if path not in self.generated:
            self.figures.facts.pages[path] = self.written[path]
        return self.written[path]

    def text_of(self, page: Page) -> Written:
        """Give a page as it was written; it has no fences of ours yet."""
        own = page.file.abs_src_path if page.file.src_uri not in self.generated else None
        file = Path(own or self.site.docs / page.file.src_uri)
        source = page.file.content_string.replace("\r\n", "\n").removeprefix("\ufeff")
        return Written.of(page.file.src_uri, file, page.markdown or "", source, page.meta)

    def _shown(
        self, page: Page, written: Written, found: list[Found], address: Address
    ) -> Iterator[tuple[str, str]]:
        """Give the HTML of each fence of a page, by its stand-in."""
        if any(each.fence.is_run for each in found):
            try:
                yield from self._examples(written, found, address)
            except MachineError:
                raise
            except NexusError as error:
                self.errors.append(str(error))
        for each, fence in zip(found, written.fences, strict=True):
            if self.figures.is_whole(fence):
                self._waiting.append(_Waiting(fence, page, each.stand_in))
            elif not fence.is_run:
                yield each.stand_in, self._figure(fence, written, address)

    def waiting_at(self, url: str) -> set[str]:
        """Give the page with that address if an example of it has not run yet, in a preview."""
        pages = filter(self.rendered.is_waiting, self.rendered.pages)
        return {page for page in pages if self.urls.get(page) == url}

    def _figure(self, fence: Fence, written: Written, address: Address) -> str:
        try:
            if self.task.checks_only:
                self.figures.check(fence, written)
                return ""
            return self.figures.html(fence, written, address)
        except NexusError as error:
            self.errors.append(str(error))
            return ""

    def _examples(
        self, written: Written, found: list[Found], address: Address
    ) -> Iterator[tuple[str, str]]:
        asked = request.read(written.file, written.fences)
        if self.task.checks_only:
            self.errors += map(str, self._runner.stale(asked))
            return
        examples = self._runner.examples(asked, run=self._wants(written.path))
        self.rendered.add(written.path, examples)
        for each, example in zip((f for f in found if f.fence.is_run), examples, strict=True):
            code = _code(each, example)
            yield each.stand_in, self.rendered.figure(written.path, example, code, address)

    @cached_property
    def _runner(self) -> Runner:
        return self.site.runner(self._databases, self.task.report, self.task.note, self.task.kept)

    def _address(self, page: Page, files: Files, path: str) -> str:
        """Tell how a page links to another page or file of the site."""
        file = files.src_uris.get(path)
        return file.url_relative_to(page.file) if file else get_relative_url(quote(path), page.url)

    @property
    def files(self) -> list[Path]:
        """The files of the pages that people wrote."""
        return [page.file for path, page in self.written.items() if path not in self.generated]

    # When every page was read

    def finish(self, files: Files) -> None:
        """Read the pages that were not taken, and put the figures that waited into their pages."""
        for file in files.documentation_pages():
            if file.page and not self.has_taken(file.page):
                self._read(file.page, [])
        self._order(files)
        for each in self._waiting:
            page = self.written[each.page.file.src_uri]
            html = self._figure(each.fence, page, partial(self._address, each.page, files))
            _put(each.page, each.stand_in, html)
        if not self.task.checks_only and any(map(statements.has_marks, self.written.values())):
            addresses = lambda page: partial(self._address, page, files)  # noqa: E731
            statements.put(self.figures.facts, files, addresses)

    def _order(self, files: Files) -> None:
        """Let the pages come in the order of the navigation; what is not in it comes last."""
        read = self.figures.facts.pages
        pages = (file.page for file in files.documentation_pages())
        page = next((p for p in pages if p and p.next_page and not p.previous_page), None)
        order: dict[str, int] = {}
        while page and page.file.src_uri not in order:
            order[page.file.src_uri] = len(order)
            page = page.next_page
        known = sorted(read, key=lambda path: (order.get(path, len(order)), path))
        in_order = {path: read[path] for path in known}
        read.clear()
        read.update(in_order)


def _code(found: Found, example: Example) -> str:
    """Give the code of an example as the site colours it, under the name of its file."""
    asked = example.request
    title = {"title": asked.file} if asked.file else {}
    return found.shade(asked.code, asked.language, {**title, **asked.markup})


def _put(page: Page, stand_in: str, html: str) -> None:
    """Put a figure where its stand-in is: in the page, and in what plugins have gathered of it."""
    for name, value in list(vars(page).items()):
        if isinstance(value, str) and stand_in in value:
            setattr(page, name, value.replace(stand_in, html))
