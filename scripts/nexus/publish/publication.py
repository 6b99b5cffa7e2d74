"""All that is published beside the pages themselves: the tags of their heads, and files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from nexus.core.cache import Cache
from nexus.publish import (
    cards,
    copies,
    llms,
    manifest,
    metadata,
    robots,
    sharing,
)
from nexus.publish.cards import Card
from nexus.publish.page import Page, Website
from nexus.publish.picture import Subject
from nexus.publish.sharing import Offer
from nexus.publish.sources import Sources


@dataclass(frozen=True)
class Publication:
    """A site and its pages by their path, in the order in which they are read.

    `mark` is the text of the site's mark, a square SVG file.
    """

    website: Website
    pages: Mapping[str, Page]
    sources: Sources
    cache: Cache
    mark: str

    def head(self, path: str) -> str:
        """The tags in the head of a page, for search engines and networks."""
        page = self.pages[path]
        return metadata.head(self.website, page, self._above(page), self._card(page).alt)

    def _above(self, page: Page) -> list[Page]:
        """The index pages of the folders that a page is in, from the top."""
        folders = [folder for folder in (page.folder, *page.folder.parents) if folder.name]
        indexes = (self.pages.get(f"{folder}/index.md") for folder in reversed(folders))
        return [index for index in indexes if index is not None and index != page]

    def offer(self, path: str) -> Offer | None:
        """What a page offers to those who share it; None where it is not the page of a week."""
        page = self.pages[path]
        return sharing.offer(page, self.website.at(page.url))

    def files(self) -> Iterator[tuple[str, str | bytes]]:
        """Every file, by its path below the site."""
        for page in self.pages.values():
            yield cards.path(page.path), cards.png(self._card(page), self.cache)
            yield page.copy, copies.text(page, self.pages, self.sources.words(page))
            if offered := self.offer(page.path):
                yield page.post, f"{offered.text}\n"
        yield "robots.txt", robots.text(self.website)
        yield "llms.txt", llms.text(self.website, self.pages.values())
        yield manifest.PATH, manifest.text(self.website)
        yield from manifest.icons(self.mark)

    def _card(self, page: Page) -> Card:
        subject = self._subjects[page.path] or self._subject_of_week(page)
        told = (page.title, page.description, unquote(page.url))
        return Card(self.website.name, *told, page.week, subject, page.schema)

    @cached_property
    def _subjects(self) -> dict[str, Subject | None]:
        return {path: self.sources.subject(page) for path, page in self.pages.items()}

    def _subject_of_week(self, page: Page) -> Subject | None:
        """What the first page of the same week with a picture shows, for the page of a week."""
        if not page.is_week:
            return None
        same = (path for path, other in self.pages.items() if other.week == page.week)
        return next(filter(None, map(self._subjects.__getitem__, same)), None)
