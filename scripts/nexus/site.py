"""The site as the generator sees it: its settings, its schemas, and all that is made of them.

Whoever builds the pages asks it for generated pages, generated files, and figures for fences.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from nexus import catalog, fences, frontmatter, reference, settings
from nexus.cache import Cache
from nexus.catalog import Catalog
from nexus.erd import Drawing, Options, draw, palette
from nexus.errors import NexusError, place
from nexus.reference import Page
from nexus.settings import Settings

STYLES = "assets/nexus/erd.css"


@dataclass(frozen=True)
class Site:
    """A project's folder, read: `root` holds it all, `docs` the hand-written pages."""

    root: Path
    docs: Path
    settings: Settings
    catalog: Catalog
    cache: Cache

    @classmethod
    def read(cls, root: Path, docs: Path, given: object, environment: Mapping[str, str]) -> "Site":
        """The site below `root`, with the settings `given` in its configuration.

        Raises NexusError for a wrong setting, a model that cannot be imported, or broken front
        matter, each with its place.
        """
        chosen = settings.read(given)
        cache = Cache(settings.cache_folder(environment, root))
        check_front_matter(docs)
        return cls(root, docs, chosen, catalog.read(root / chosen.models, cache), cache)

    def pages(self) -> Iterator[Page]:
        """Every generated page."""
        for schema in self.catalog.values():
            yield from reference.pages(schema)

    def navigation(self) -> list[Any]:
        """The generated pages as a navigation lists them: per schema, its index and its tables."""
        return [
            {schema.name: [page.path for page in reference.pages(schema)]}
            for schema in self.catalog.values()
        ]

    def edit_path(self, page: Page) -> str | None:
        """Where a generated page is edited: its source, relative to docs/, or None."""
        if page.source is None:
            return None
        file = Path(page.source.file).relative_to(self.root.resolve())
        return f"../{file.as_posix()}#L{page.source.line}"

    def assets(self) -> Iterator[tuple[str, bytes | str]]:
        """Every generated file, by its address: the style sheet, and each schema's diagram."""
        yield STYLES, palette.page_styles()
        for schema in self.catalog.values():
            drawing = draw(schema, Options(), self.cache)
            svg = drawing.file()
            yield f"erd/{schema.name}.svg", svg
            yield f"erd/{schema.name}.png", self.cache.made(["png", svg], drawing.png)

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
        except NexusError as fault:
            raise fault.at(where(0)) from None
        links = reference.paths(self.catalog[request.schema])
        svg = drawing.inline({table: address(path) for table, path in links.items()})
        return fences.erd_figure(svg, drawing.title, request.options.title)

    def drawing(self, request: fences.ErdRequest) -> Drawing:
        """The diagram that a fence asks for; raises NexusError for an unknown schema or table."""
        return draw(self.catalog[request.schema], request.options, self.cache)


def check_front_matter(docs: Path) -> None:
    """Checks the front matter of every page below `docs`; raises NexusError at the first fault."""
    for file in sorted(docs.rglob("*.md")):
        page = PurePosixPath(file.relative_to(docs).as_posix())
        frontmatter.check(file.read_text("utf-8"), page, partial(place, file))
