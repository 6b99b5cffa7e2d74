"""The site as the generator sees it: its settings, its schemas, and all that is made of them.

Whoever builds the pages asks it for generated pages, generated files, and figures for fences.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from typing import Any

from nexus import exports, reference
from nexus.build import webfonts
from nexus.core import encoding
from nexus.core.cache import Cache
from nexus.core.errors import (
    Errors,
    MachineError,
    NexusError,
    UsageError,
    place,
)
from nexus.erd import (
    Drawing,
    Options,
    draw,
    palette,
)
from nexus.examples import request as requests
from nexus.examples.example import Example
from nexus.examples.fixtures import Fixtures
from nexus.examples.postgres import databases
from nexus.examples.postgres.databases import Databases
from nexus.examples.rendered import Rendered
from nexus.examples.runner import Runner
from nexus.examples.store import Store
from nexus.figures import normal_form
from nexus.figures.board import Board
from nexus.pages import fences, frontmatter
from nexus.project import settings
from nexus.project.settings import Settings
from nexus.proof.journal import Journal
from nexus.publish.page import Page as PublishedPage
from nexus.publish.page import Website
from nexus.publish.publication import Publication
from nexus.publish.sources import Figure, Sources
from nexus.reference import Book, Page
from nexus.reference.styles import SiteStyle
from nexus.sources import catalog
from nexus.sources.catalog import Catalog

STYLES = "assets/nexus/erd.css"


@dataclass(frozen=True)
class Site:
    """A project's folder, read: `root` holds it all, `docs` the hand-written pages."""

    root: Path
    docs: Path
    settings: Settings
    catalog: Catalog
    cache: Cache
    environment: Mapping[str, str]

    @classmethod
    def read(cls, root: Path, docs: Path, given: object, environment: Mapping[str, str]) -> "Site":
        """The site below `root`, with the settings `given` in its configuration.

        Raises NexusError for a wrong setting, a model that cannot be imported, or broken front
        matter, each with its place.
        """
        chosen = settings.read(given)
        cache = Cache(settings.cache_folder(environment, root))
        check_front_matter(docs)
        return cls(
            root, docs, chosen, catalog.read(root / chosen.models, cache), cache, environment
        )

    @property
    def written(self) -> list[Path]:
        """The files of the pages that people wrote, in order."""
        return sorted(self.docs.rglob("*.md"))

    @cached_property
    def books(self) -> dict[str, Book]:
        """The reference of each schema, by the schema's name."""
        return {
            name: Book(schema, f"schema/{name}/", SiteStyle(), self.catalog.ddl.get(name, {}))
            for name, schema in self.catalog.items()
        }

    def pages(self) -> Iterator[Page]:
        """Every generated page."""
        for book in self.books.values():
            yield from reference.pages(book)

    def navigation(self) -> list[Any]:
        """The generated pages as a navigation lists them: per schema, its index and its tables."""
        return [{name: reference.navigation(book)} for name, book in self.books.items()]

    def edit_path(self, page: Page) -> str | None:
        """Where a generated page is edited: its source, relative to docs/, or None."""
        if page.source is None:
            return None
        file = Path(page.source.file).resolve()
        if not file.is_relative_to(self.root.resolve()):
            return None
        file = file.relative_to(self.root.resolve())
        return f"../{file.as_posix()}#L{page.source.line}"

    def assets(self) -> Iterator[tuple[str, bytes | str]]:
        """Every generated file, by its address: the style sheet, and each schema as a picture.

        A schema is a file of DBML as well, which dbdiagram.io opens.
        """
        yield STYLES, palette.page_styles()
        for schema in self.catalog.values():
            drawing = draw(schema, Options(), self.cache)
            svg = drawing.file()
            yield f"erd/{schema.name}.svg", svg
            yield f"erd/{schema.name}.png", self.cache.get_or_make(["png", svg], drawing.png)
            yield f"erd/{schema.name}.dbml", exports.export(schema, "dbml")

    def run(
        self,
        pages: Mapping[str, str],
        report: Callable[[str], None],
        wanted: Callable[[str], bool] = lambda _: True,
    ) -> Rendered:
        """The examples of the pages, run unless what they gave is kept.

        `pages` are the texts of pages by their path below docs/; `report` is given a line about what
        takes time. The examples of a page that is not `wanted` only show what is kept. Raises
        Errors with those of all pages.
        """
        found, errors = {}, []
        with self._runner(self._evidence, report) as runner:
            for page, text in pages.items():
                try:
                    asked = requests.read(self.docs / page, text)
                    found[page] = runner.examples(asked, run=wanted(page))
                except MachineError:
                    raise
                except NexusError as error:
                    errors.append(error)
        if errors:
            raise Errors(errors)
        return Rendered(self.docs, self.cache, found)

    def board(self, rendered: Rendered) -> Board:
        """What the claims of the weeks are proved by."""
        generated = {page.path for page in self.pages()}
        return Board(Journal.read(self.docs, generated), rendered.pages)

    def run_again(self, page: Path) -> list[Example]:
        """The examples of a page, run anew; nothing of it is kept. Raises NexusError."""
        try:
            text = encoding.read(page)
        except OSError as error:
            raise UsageError(f"cannot read the page: {error.strerror}", str(page)) from None
        with (
            tempfile.TemporaryDirectory() as folder,
            self._runner(Cache(Path(folder)), lambda _: None) as runner,
        ):
            return runner.examples(requests.read(page, text))

    def stale(self, page: Path, text: str) -> list[NexusError]:
        """An error for each example of a page whose kept results are older than its code."""
        with self._runner(self._evidence, lambda _: None) as runner:
            return list(runner.stale(requests.read(page, text)))

    @property
    def _evidence(self) -> Cache:
        """Results lie apart from what can be made again without running anything."""
        return Cache(self.cache.folder / "evidence", code="examples")

    @contextmanager
    def _runner(self, cache: Cache, report: Callable[[str], None]) -> Iterator[Runner]:
        models = self.root / self.settings.models
        fixtures = Fixtures(self.catalog, models, self.root / "data")
        with Databases(databases.address(self.environment, self.root)) as started:
            store = Store(self.root, cache, started.version())
            yield Runner(fixtures, store, started, report)

    def publication(
        self,
        website: Website,
        pages: Mapping[str, PublishedPage],
        rendered: Rendered,
        board: Board,
        mark: str,
    ) -> Publication:
        """What is published beside the pages; `mark` is the text of the site's mark, in SVG."""
        author = self.settings.author
        known = replace(website, author=author, profiles=tuple(self.settings.profiles.values()))
        sources = Sources(self.books, rendered, self._figures(board), self.cache)
        told = {
            path: replace(page, schema=self._parts.get(path, "")) for path, page in pages.items()
        }
        return Publication(known, told, sources, self._pictures, mark)

    @cached_property
    def _parts(self) -> dict[str, str]:
        """The schema of each generated page that is a part of one, and not its index."""
        return {
            page.path: name
            for name, book in self.books.items()
            for page in reference.pages(book)
            if page.path != book.index
        }

    def _figures(self, board: Board) -> dict[str, Figure]:
        """The figures that are told in words as they are shown, by the language of their fence."""
        return {
            "normal-form": lambda body, page, to: self.normal_form(body, page, "", to),
            "ledger": lambda _body, _page, to: board.ledger(to),
            "technologies": lambda _body, _page, to: board.technologies(to),
            "figure": board.figure,
        }

    def font(self, file: Path) -> bytes:
        """A font of the pages, trimmed to what they use."""
        return webfonts.trimmed(file, self._pictures)

    @property
    def _pictures(self) -> Cache:
        """Cards and fonts take longest to make, and change least."""
        return Cache(self.cache.folder / "pictures")

    def figure(self, source: str, page: str, text: str, address: Callable[[str], str]) -> str:
        """The HTML of an `erd` fence with the text `source`.

        `page` is the path of its page below docs/ and `text` that page's Markdown; `address` gives
        the address of a generated page's path, as the page links to it. Raises NexusError, placed
        at a line of the page.
        """
        start = fences.line_of(text, "erd", source)

        def where(line: int) -> str:
            return place(self.docs / page, start + line)

        request = fences.erd_request(source, where)
        try:
            drawing = self.drawing(request)
        except NexusError as error:
            raise error.at(where(0)) from None
        book = self.books[request.schema]
        shown = (*drawing.schema.by_id, *drawing.left_out)
        links = {table: address(book.table_pages[table]) for table in shown}
        groups = {name: address(book.group_pages[name]) for name in _known(drawing, book)}
        more = {table: links[table] for table in drawing.left_out}
        svg = drawing.inline(links, groups)
        return fences.erd_figure(svg, drawing.title, request.options.title, more)

    def normal_form(self, source: str, page: str, text: str, address: Callable[[str], str]) -> str:
        """The HTML of a `normal-form` fence; arguments and errors are those of `figure`."""
        start = fences.line_of(text, "normal-form", source)

        def where(line: int) -> str:
            return place(self.docs / page, start + line)

        asked = normal_form.request(source, where)
        try:
            schema = self.catalog[asked.schema]
            pages = self.books[schema.name].table_pages
            links = {table: address(path) for table, path in pages.items()}
            declared = catalog.docstring(self.root / self.settings.models, asked.dependencies)
            key = ["normal form", asked, schema, declared, links]

            def judged() -> bytes:
                return normal_form.figure(asked, schema, declared, links).encode()

            return self.cache.get_or_make(key, judged).decode()
        except NexusError as error:
            raise error.at(where(0)) from None

    def drawing(self, request: fences.ErdRequest) -> Drawing:
        """The diagram that a fence asks for; raises NexusError for an unknown schema or table."""
        return draw(self.catalog[request.schema], request.options, self.cache)


def _known(drawing: Drawing, book: Book) -> list[str]:
    """The names of a map's groups that have a page: those of a whole schema."""
    return [group.name for group in drawing.groups if group in book.groups]


def check_front_matter(docs: Path) -> None:
    """Checks the front matter of every page below `docs`; raises NexusError at the first error."""
    for file in sorted(docs.rglob("*.md")):
        page = PurePosixPath(file.relative_to(docs).as_posix())
        frontmatter.check(encoding.read(file), page, partial(place, file))
