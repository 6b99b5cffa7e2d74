"""The site as the generator sees it: its settings, its schemas, and all that is made of them.

Whoever builds the pages asks it for generated pages and files, for the examples' results, and for
the figures of fences.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from nexus import exports
from nexus.build import npm
from nexus.core.cache import Cache
from nexus.core.progress import Progress
from nexus.erd.drawing import draw
from nexus.erd.options import Options
from nexus.examples import records
from nexus.examples.fixtures import Fixtures
from nexus.examples.live.bundle import Bundle
from nexus.examples.live.interpreter import Interpreter
from nexus.examples.live.offers import Offers
from nexus.examples.live.programs import Programs
from nexus.examples.postgres import databases, server
from nexus.examples.postgres.databases import Databases
from nexus.examples.rendered import Rendered
from nexus.examples.runner import Idle, Runner
from nexus.examples.store import Store
from nexus.figures.figure import Facts
from nexus.figures.registry import Figures
from nexus.pages.weeks import Weeks
from nexus.pages.written import Written
from nexus.project import histories, manual, rules, settings
from nexus.project.settings import Settings
from nexus.proof.sections import Slugify
from nexus.publish.page import Page as PublishedPage
from nexus.publish.page import Website
from nexus.publish.publication import Publication
from nexus.reference import contents, listing
from nexus.reference.book import Book, Page
from nexus.reference.changelog import Changelog
from nexus.reference.styles import SiteStyle
from nexus.schema.timeline import Timeline
from nexus.sources import catalog
from nexus.sources.catalog import Catalog

Report = Callable[[str], None]
# The folder in the cache of what takes longest to make, and changes least.
PICTURES = "pictures"


@dataclass(frozen=True)
class Site:
    """A project's folder, read: `root` holds it all, `docs` the hand-written pages.

    `has_tabs` tells whether the theme can show tabs.
    """

    root: Path
    docs: Path
    settings: Settings
    catalog: Catalog
    cache: Cache
    environment: Mapping[str, str]
    has_tabs: bool = True

    @classmethod
    def read(
        cls,
        root: Path,
        docs: Path,
        chosen: Settings,
        environment: Mapping[str, str],
        *,
        strict: bool = False,
    ) -> "Site":
        """Read the site below `root`; raises NexusError for models that cannot be read.

        With `strict`, no module of a folder may be left out.
        """
        cache = Cache(settings.cache_folder(environment, root))
        read = partial(catalog.read, engine=server.embedded, dialect=chosen.dialect)
        schemas = read(root, chosen.models, cache, strict=strict)
        return cls(root, docs, chosen, schemas, cache, environment)

    @cached_property
    def weeks(self) -> Weeks:
        """Return what says which pages belong to which week."""
        return Weeks(self.settings.weeks_dir)

    @cached_property
    def books(self) -> dict[str, Book]:
        """Return the reference of each schema by its name; it is empty if the setting is off."""
        if not self.settings.reference:
            return {}
        style, ddl = SiteStyle(self.has_tabs), self.catalog.ddl
        choices = rules.of_site(self.root, self.settings) if self.settings.lint else None
        is_only = len(self.catalog) == 1
        since = partial(histories.births, self.timelines, is_only=is_only)
        return {
            name: Book(schema, f"schema/{name}/", style, ddl.get(name, {}), choices, since(schema))
            for name, schema in self.catalog.items()
        }

    @cached_property
    def changelogs(self) -> dict[str, Changelog]:
        """Return the pages of how schemas came to be, by their names; none if the setting is off."""
        style = SiteStyle(self.has_tabs)
        return {
            name: Changelog(timeline, f"changelog/{name}/", style)
            for name, timeline in self.timelines.items()
        }

    @cached_property
    def timelines(self) -> dict[str, Timeline]:
        """Return the histories that the setting asks for, by their names."""
        return histories.read(self.root, self.settings.history, self.catalog, self.cache)

    def pages(self) -> Iterator[Page]:
        """Yield every generated page."""
        for book in self.books.values():
            yield from contents.pages(book)
        for changelog in self.changelogs.values():
            yield from changelog.pages()

    def navigation(self) -> list[Any]:
        """Return the generated pages as a navigation lists them: per schema, index and tables."""
        # A section each: a page called index would stand for the section around it.
        logs = [{name: [log.index]} for name, log in self.changelogs.items()]
        listed = [{name: contents.navigation(book)} for name, book in self.books.items()]
        return [*listed, {"Changes": logs}] if logs else listed

    def edit_path(self, page: Page) -> str | None:
        """Return where a generated page is edited: its source, seen from the pages' folder."""
        if page.source is None:
            return None
        file = Path(page.source.file).resolve()
        if not file.is_relative_to(self.root.resolve()):
            return None
        way = Path(os.path.relpath(file, self.docs.resolve()))
        return f"{way.as_posix()}#L{page.source.line}"

    def assets(self) -> Iterator[tuple[str, bytes | str]]:
        """Yield each schema as SVG, PNG and DBML (which dbdiagram.io opens), and what pages ask for."""
        for schema in self.catalog.values():
            drawing = draw(schema, Options(), self.cache)
            svg = drawing.file()
            yield f"erd/{schema.name}.svg", svg
            yield f"erd/{schema.name}.png", self.cache.get_or_make(["png", svg], drawing.png)
            yield f"erd/{schema.name}.dbml", exports.export(schema, "dbml")
        for book in self.books.values():
            yield from listing.files(book)

    def figures(self, slugify: Slugify, repository: str = "") -> Figures:
        """Return the figures of the pages; `repository` is the address of the source, if known."""
        rendered = Rendered(self.docs, self.cache)
        author = self.settings.identity(repository)
        facts = Facts(
            *(self.catalog, self.books, rendered, self.cache, self.weeks, slugify),
            author=author,
            manual=manual.read(),
            timelines=self.timelines,
            versions=partial(histories.version, self.root, self.catalog, self.cache),
        )
        return Figures(facts)

    def runner(
        self, started: Databases, progress: Progress, note: Report, anew: Cache | None = None
    ) -> Runner:
        """Return what runs examples on these databases, if they are to run.

        `report` gets a line for what takes time, `note` one for what is good to know of evidence.
        With `anew`, results are looked for and kept only there.
        """
        # Results lie apart from what can be made again without running anything.
        kept = anew or Cache(self.cache.folder / "evidence", code="examples")
        shared = None if anew else records.shared(self.environment, self.root, note)
        own = (self.cache.folder,)
        store = Store(self.root, kept, started.identity, shared, note, own)
        kind = Runner if self.settings.examples else Idle
        return kind(self.fixtures, store, started, progress)

    @cached_property
    def fixtures(self) -> Fixtures:
        """Return what the databases of the examples are made of."""
        return Fixtures(self.catalog, self.root / self.settings.data_dir)

    def offers(self, report: Report) -> Offers | None:
        """Return what readers may run, if they may; `report` gets a line for what they cannot."""
        if self.settings.live == "off":
            return None
        cache = Cache(self.cache.folder / "live", code="examples/live")
        interpreter = Interpreter(npm.PACKAGES, cache)
        programs = Programs(interpreter, report) if self.settings.live == "python" else None
        return Offers(Bundle(npm.PACKAGES, cache), self.fixtures, cache, report, programs)

    def databases(self, report: Report) -> Databases:
        """Return the databases of the examples; nothing is started before an example runs.

        `report` is given a line about what stays on a server of the user's.
        """
        return Databases(databases.address(self.environment), report)

    def publication(
        self,
        website: Website,
        pages: Mapping[str, PublishedPage],
        written: Mapping[str, Written],
        figures: Figures,
        mark: str,
    ) -> Publication:
        """Return what is published beside the pages; `mark` is the site's mark as SVG text."""
        known = replace(website, author=figures.facts.author)
        told = {path: self._told(page) for path, page in pages.items()}
        return Publication(known, told, written, figures, self.settings.parts, self._pictures, mark)

    def _told(self, page: PublishedPage) -> PublishedPage:
        """A page with the schema that it is a part of; those of very many tables share a card."""
        name = self._parts.get(page.path, "")
        is_one_of_many = name and listing.is_long(self.books[name])
        return replace(page, schema=name, card=self.books[name].index if is_one_of_many else "")

    @cached_property
    def _parts(self) -> dict[str, str]:
        """The schema of each generated page that is a part of one, and not its index."""
        return {
            page.path: name
            for name, book in self.books.items()
            for page in contents.pages(book)
            if page.path != book.index
        }

    @property
    def _pictures(self) -> Cache:
        """Cards."""
        return Cache(self.cache.folder / PICTURES)
