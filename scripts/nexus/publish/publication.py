"""All that is published beside the pages themselves: the tags of their heads, and files."""

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from urllib.parse import quote, unquote

from nexus.core.cache import Cache
from nexus.core.errors import NexusError
from nexus.figures import weeks
from nexus.figures.registry import Figures
from nexus.pages import markdown
from nexus.pages.written import Written
from nexus.proof import claims
from nexus.proof.claims import Link
from nexus.publish import cards, copies, feeds, llms, manifest, metadata, record, robots, sharing
from nexus.publish.cards import Card
from nexus.publish.feeds import Feeds
from nexus.publish.metadata import Tags
from nexus.publish.page import Page, Website
from nexus.publish.picture import Subject
from nexus.publish.sharing import Offer
from nexus.publish.sources import Sources


@dataclass(frozen=True)
class Publication:
    """A site and its pages by their path, in the order in which they are read.

    `written` are the same pages as their authors wrote them, `mark` is the text of the site's mark,
    a square SVG file. `parts` are what is wanted: cards, copies, feeds, metadata, record, sharing.
    `expand` puts files into the Markdown of a page, by its path, where it names them.
    """

    website: Website
    pages: Mapping[str, Page]
    written: Mapping[str, Written]
    figures: Figures
    parts: frozenset[str]
    cache: Cache
    mark: str
    expand: Callable[[str, str], str] = lambda text, _: text

    def head(self, path: str) -> Tags:
        """Return the tags in the head of a page, for search engines and networks."""
        page = self.pages[path]
        shown = self.pages.get(page.card, page)
        image = cards.path(shown.path) if "cards" in self.parts else ""
        up = "../" * page.url.count("/")
        tags: Tags = {}
        if "metadata" in self.parts:
            alt = self._card(shown).alt if image else ""
            tags |= metadata.tags(self.website, page, self._above(page), image, alt)
            tags |= manifest.tags(up)
        if "copies" in self.parts:
            tags |= copies.tags(page)
        if "feeds" in self.parts and self._weeks:
            tags |= feeds.tags(self.website, up)
        return tags

    def _above(self, page: Page) -> list[Page]:
        """Give the index pages of the folders that a page is in, from the top."""
        folders = [folder for folder in (page.folder, *page.folder.parents) if folder.name]
        indexes = (self.pages.get(f"{folder}/index.md") for folder in reversed(folders))
        return [index for index in indexes if index is not None and index != page]

    def offer(self, path: str) -> Offer | None:
        """Return what the page of a week offers to those who share it, or None for other pages."""
        page = self.pages.get(path)
        if page is None or "sharing" not in self.parts:
            return None
        return sharing.offer(page, self.website, self._figure(page) if page.is_week else "")

    def _figure(self, page: Page) -> str:
        """Give the first figure of a week in words; a wrong mark is told where it is shown."""
        try:
            shown = weeks.figures(self.figures.facts, page.path)
        except NexusError:
            return ""
        return next(
            (f"{each.figure.words}: {each.words}" for each in shown if each.figure.words), ""
        )

    def files(self) -> Iterator[tuple[str, str | bytes]]:
        """Yield the path of every file below the site, and its content."""
        own = [page for page in self.pages.values() if page.card not in self.pages]
        shown = own if "cards" in self.parts else []
        drawn = cards.pngs(list(map(self._card, shown)), self.cache)
        yield from zip((cards.path(page.path) for page in shown), drawn, strict=True)
        for page in self.pages.values():
            if "copies" in self.parts:
                yield page.copy, self._copy(page)
            if offered := self.offer(page.path):
                yield page.post, f"{offered.text}\n"
        if "copies" in self.parts:
            # The page whose card others share leads to them: one of very many tables, say.
            yield "llms.txt", llms.text(self.website, own)
        if "metadata" in self.parts:
            yield "robots.txt", robots.text(self.website)
            yield manifest.PATH, manifest.text(self.website)
            yield from manifest.icons(self.mark)
        if "feeds" in self.parts and self._weeks:
            feed = Feeds(
                self.website, tuple(self._weeks), "cards" in self.parts, "metadata" in self.parts
            )
            yield from feed.files()
        facts = self.figures.facts
        if "record" in self.parts and (facts.journal.weeks or facts.ran):
            yield record.PATH, record.text(self.website, self.pages, facts.ledger, facts.ran)
            yield record.SCHEMA, record.schema()

    @cached_property
    def _weeks(self) -> list[Page]:
        return [page for page in self.pages.values() if page.is_week]

    def _copy(self, page: Page) -> str:
        written = self.written[page.path]
        words = partial(self.figures.words, page=written, address=partial(_address, page))

        def expand(text: str) -> str:
            named = partial(self._name, page)
            return claims.without_marks(self.expand(text, page.path), named)

        return copies.text(page, written, self.pages, words, expand)

    def _name(self, page: Page, link: Link) -> str:
        """Give the words of a link that has none of its own: the title of what it leads to."""
        journal = self.figures.facts.journal
        try:
            target, section = journal.find(link.target, page.path)
        except NexusError:
            return link.target
        return markdown.text(section.title or journal.title(target))

    def _card(self, page: Page) -> Card:
        subject = self._subjects[page.path] or self._subject_of_week(page)
        told = (page.title, page.description, unquote(page.url))
        author = self.website.author.name
        week = self.figures.facts.weeks.label(page.path)
        return Card(self.website.name, *told, week, subject, page.schema, author)

    @cached_property
    def _subjects(self) -> dict[str, Subject | None]:
        sources = Sources(self.figures.facts)
        return {path: sources.subject(self.written[path]) for path in self.pages}

    def _subject_of_week(self, page: Page) -> Subject | None:
        """Give what the first page of the same week with a picture shows, for a week's own page."""
        if not page.is_week:
            return None
        same = (path for path, other in self.pages.items() if other.week == page.week)
        return next(filter(None, map(self._subjects.__getitem__, same)), None)


def _address(page: Page, path: str) -> str:
    """Tell how the file of a page links to the file of another."""
    return quote(posixpath.relpath(path, page.folder))
