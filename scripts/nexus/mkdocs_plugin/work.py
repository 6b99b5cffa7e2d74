"""What the plugin does for a site that has anything of ours; another site never loads this.

Pages with fences of ours, and generated ones, are rendered here; their examples run at once, their
figures are in them before any other plugin reads them. A figure that looks at the whole site waits
until every page was read.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from markdown.extensions.toc import slugify
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from nexus.core import encoding
from nexus.core.errors import MachineError, NexusError, place
from nexus.core.progress import Progress
from nexus.examples import request
from nexus.examples.example import Example
from nexus.examples.postgres.databases import Databases
from nexus.examples.runner import Runner
from nexus.figures.figure import Address
from nexus.mkdocs_plugin import links, places, stand_ins, statements
from nexus.mkdocs_plugin.counting import Counting
from nexus.mkdocs_plugin.failures import Log
from nexus.mkdocs_plugin.fences import Collector, Found, put, without
from nexus.mkdocs_plugin.task import Task
from nexus.pages import fences as texts
from nexus.pages import frontmatter
from nexus.pages.fences import Fence
from nexus.pages.written import Written
from nexus.project.site import Site

if TYPE_CHECKING:  # of previews alone
    from nexus.examples.background import Background
    from nexus.mkdocs_plugin.renderings import Rendering, Renderings

VIEWER = "plan.md"


@dataclass(frozen=True)
class _Waiting:
    """A figure that waits for all pages: its fence, its page, and its stand-in."""

    fence: Fence
    page: Page
    stand_in: str


class Work:
    """The work of one build, whose examples run on these databases."""

    def __init__(self, site: Site, config: MkDocsConfig, task: Task, databases: Databases) -> None:
        self.site, self.config, self.task = site, config, task
        self.errors: list[NexusError] = []
        toc = (config.mdx_configs or {}).get("toc") or {}
        self.figures = site.figures(toc.get("slugify") or slugify, config.repo_url or "")
        self.rendered = self.figures.facts.rendered
        self.offers = None if task.only or task.is_preview else site.offers(task.note)
        self.is_journal = False  # where marks of proofs are statements'
        self.written: dict[str, Written] = {}
        self.generated: set[str] = set()
        # The address of each page below the site, as a browser asks for it.
        self.urls: dict[str, str] = {}
        self._databases = databases
        self._background: Background | None = None
        self._is_open: Callable[[str], bool] = lambda _: True
        self.collector = Collector(self.figures, self.errors)
        self._renderings: Renderings | None = None
        # What comes late: in a preview, and where pages are staged for another engine.
        self._late: dict[str, str] | None = {} if task.stages else None
        self._made: dict[str, Rendering] = {}
        self._taken: set[str] = set()
        self._waiting: list[_Waiting] = []
        self.progress = Progress("Examples", task.report)
        self._counting = Counting(site, task.report)

    def previewed(
        self,
        is_open: Callable[[str], bool],
        background: "Background",
        renderings: "Renderings",
        *,
        late: bool,
    ) -> None:
        """Let a preview be quick: what it made before is kept in `renderings`.

        Examples run in the background, and only those of pages whose address is open. Figures come
        `late`, when other plugins have done with a page, which then have less to read.
        """
        self._is_open, self._background, self._renderings = is_open, background, renderings
        self.offers = None  # to try them takes time
        self._late = {} if late else None

    @property
    def is_late(self) -> bool:
        """Tell whether figures come when other plugins have done with a page."""
        return self._late is not None

    # Rendering

    def take(self, page: Page, markdown: str) -> str:
        """Take a page, which MkDocs then has rendered here."""
        self._taken.add(page.file.src_uri)
        # MkDocs knows no event in which a page could be rendered in another way.
        vars(page)["render"] = partial(self._rendered, page)
        return markdown

    def has_taken(self, page: Page) -> bool:
        """Tell whether a page is rendered here."""
        return page.file.src_uri in self._taken

    def _rendered(self, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Render a page with our fences, as MkDocs would render it, or take what is kept of it."""
        if self._renderings and (kept := self._renderings.recall(page, files)) is not None:
            self.collector.adopt(kept.found)
            self._made[page.file.src_uri] = kept
            return
        is_own = page.file.src_uri in self.generated
        if is_own:
            self._counting.begin(page.file.src_uri, len(self.generated))
        own = (
            self._own
            if is_own
            else self.collector.theirs(config, (self.is_journal and page.markdown) or "")
        )
        count = len(self.errors)
        with Log() as told:
            Page.render(page, own, files)
        if self._renderings and not told.warnings and len(self.errors) == count:
            made = self._made[page.file.src_uri] = self._renderings.keep(page)
            made.found = tuple(self.collector.seen(page.content or ""))

    def render(self, page: Page, html: str, files: Files) -> str:
        """Give the HTML of a page: where it was taken, with its figures in it."""
        path = page.file.src_uri
        if not self.has_taken(page):
            return html
        self.urls[path] = page.url.removeprefix("./")
        found = list(self.collector.seen(html))
        written = self._read(page, [each.fence for each in found])
        if path not in self.generated:
            self.errors += self._content_errors(page, written)
        html = without(html, [each.stand_in for each in found])
        shown = self._figures(page, written, found, self._address(page, files))
        origin = self.rendered.origin(path)
        if self._late is not None:
            self._late |= shown
            return html + (stand_ins.END if self.task.stages else "") + origin
        return self.completed(html, shown) + origin

    def completed(self, html: str, shown: Mapping[str, str] | None = None) -> str:
        """Give a page with its figures in it: those that came late, where none are given."""
        known = self._late or {} if shown is None else shown
        return stand_ins.STAND_IN.sub(lambda stand_in: known.get(stand_in[0], stand_in[0]), html)

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
        return self.collector.ours(self.config, staged=self.task.stages)

    def _read(self, page: Page, taken: list[Fence]) -> Written:
        written = self.text_of(page)
        path = page.file.src_uri
        self.written[path] = replace(written, fences=tuple(texts.located(written.text, taken)))
        if path not in self.generated:
            self.figures.facts.pages[path] = self.written[path]
        else:
            self.figures.facts.others.add(path)
        return self.written[path]

    def text_of(self, page: Page) -> Written:
        """Give a page as it was written; it has no fences of ours yet."""
        own = page.file.abs_src_path if page.file.src_uri not in self.generated else None
        file = Path(own or self.site.docs / page.file.src_uri)
        source = page.file.content_string.replace("\r\n", "\n").removeprefix("\ufeff")
        return Written.of(page.file.src_uri, file, page.markdown or "", source, page.meta)

    def _figures(
        self, page: Page, written: Written, found: list[Found], address: Address
    ) -> Mapping[str, str]:
        """Give the HTML of each fence of a page, by its stand-in; what is kept is not made again."""
        for each, fence in zip(found, written.fences, strict=True):
            if self.figures.is_whole(fence):
                self._waiting.append(_Waiting(fence, page, each.stand_in))
        is_run = [each.fence.is_run for each in found]
        examples = self._examples(written) if any(is_run) else []
        basis = (
            None if all(is_run) else self.site.catalog,
            self.rendered.viewer,
            [(example.request.asks, example.kept) for example in examples],
        )
        kept, count = self._made.get(written.path), len(self.errors)
        if kept is not None and kept.basis == basis:
            return kept.shown
        shown = dict(self._shown(written, found, iter(examples), address))
        if kept is not None and len(self.errors) == count:
            kept.basis, kept.shown = basis, shown
        return shown

    def _shown(
        self, written: Written, found: list[Found], examples: Iterator[Example], address: Address
    ) -> Iterator[tuple[str, str]]:
        """Give the HTML of each fence of a page but those that wait, by its stand-in."""
        for each, fence in zip(found, written.fences, strict=True):
            if fence.is_run:
                if example := next(examples, None):
                    yield each.stand_in, self._example(example, each, written, address)
            elif not self.figures.is_whole(fence):
                yield each.stand_in, self._figure(fence, written, address)

    def _example(self, example: Example, found: Found, written: Written, address: Address) -> str:
        try:
            return self.rendered.figure(written.path, example, found.shaded(example), address)
        except NexusError as error:
            self.errors.append(error)
            return ""

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
            self.errors.append(error)
            return ""

    def _examples(self, written: Written) -> list[Example]:
        """Give the examples of a page; none where one of them, or what it asks for, is wrong."""
        try:
            asked = request.read(written.file, written.fences)
            if self.task.checks_only:
                self.errors += self._runner.stale(asked)
                return []
            examples = self._runner.examples(asked, run=self._is_open(self.urls[written.path]))
        except MachineError:
            raise
        except NexusError as error:
            self.errors.append(error)
            return []
        self.rendered.add(written.path, examples, self.offers.of(examples) if self.offers else {})
        return examples

    @cached_property
    def _runner(self) -> Runner:
        runner = self.site.runner(self._databases, self.progress, self.task.note, self.task.kept)
        if self.site.settings.examples:
            runner = self.task.runner(runner) if self.task.runner else runner
            runner = self._background.attached(runner) if self._background else runner
        return runner

    def _address(self, page: Page, files: Files) -> Address:
        """Give what tells how a page links to another page or file of the site."""
        return partial(links.of_source if self.task.stages else links.of_page, page, files)

    @property
    def files(self) -> list[Path]:
        """The files of the pages that people wrote."""
        return [page.file for path, page in self.written.items() if path not in self.generated]

    # When every page was read

    def finish(self, files: Files) -> None:
        """Read the pages that were not taken, and put the figures that waited into their pages."""
        self.progress.close()
        for file in files.documentation_pages():
            if file.page and not self.has_taken(file.page):
                self._read(file.page, [])
        pages = self.figures.facts.pages
        for path in places.in_order(pages, files):
            pages[path] = pages.pop(path)
        for each in self._waiting:
            page = self.written[each.page.file.src_uri]
            html = self._figure(each.fence, page, self._address(each.page, files))
            if self._late is not None:
                self._late[each.stand_in] = html
            else:
                put(each.page, each.stand_in, html)
        is_marked = self.is_journal and any(map(statements.has_marks, self.written.values()))
        if is_marked and not self.task.checks_only:
            statements.put(self.figures.facts, files, lambda page: self._address(page, files))
