"""What every kind of figure has: its HTML for a page, its words for a copy, and its check."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from markdown.extensions.toc import slugify

from nexus.core.author import Author
from nexus.core.cache import Cache
from nexus.core.errors import NexusError
from nexus.examples.example import UNRUN, Example
from nexus.examples.rendered import Rendered
from nexus.figures import words
from nexus.figures.manual import Manual
from nexus.pages.fences import Fence, Where
from nexus.pages.weeks import Weeks
from nexus.pages.written import Written
from nexus.pages.yaml import Option
from nexus.proof import ledger
from nexus.proof.journal import Journal
from nexus.proof.ledger import Ledger
from nexus.proof.sections import Slugify
from nexus.reference.book import Book
from nexus.schema.model import Schema
from nexus.schema.timeline import Timeline
from nexus.sources.catalog import Catalog

# How the page being built links to another page or file of the site.
Address = Callable[[str], str]


def _no_versions(revision: str, _: str) -> Schema:
    raise NexusError("the versions of the models are not known here", revision)


@dataclass(frozen=True)
class Facts:
    """What figures are made from: the schemas, what the examples gave, and the pages.

    `pages` are those that were read so far, by their path; when all were read, they come in the
    order of the navigation. `slugify` makes the anchor of a heading of its title, as the site does.
    `author` is who speaks, `manual` what the generator says of itself. `timelines` has the histories
    by their names, and `versions` gives a schema, by its name, at a revision of git.
    """

    catalog: Catalog
    books: Mapping[str, Book]
    rendered: Rendered
    cache: Cache
    weeks: Weeks = field(default_factory=Weeks)
    slugify: Slugify = slugify
    pages: dict[str, Written] = field(default_factory=dict)
    # The paths of the pages that nobody wrote.
    others: set[str] = field(default_factory=set)
    author: Author = field(default_factory=Author)
    manual: Manual = field(default_factory=Manual)
    timelines: Mapping[str, Timeline] = field(default_factory=dict)
    versions: Callable[[str, str], Schema] = _no_versions

    @cached_property
    def ran(self) -> dict[str, list[Example]]:
        """Return the examples by their page, without those that still wait in a preview."""
        return {
            page: [example for example in examples if not example.kept.is_pending]
            for page, examples in self.rendered.pages.items()
        }

    @cached_property
    def tables(self) -> dict[str, int]:
        """Return the number of tables of each schema."""
        return {name: len(schema.tables) for name, schema in self.catalog.items()}

    @cached_property
    def ledger(self) -> Ledger:
        """Return what backs the statements of the weeks; raises Errors for links that lead nowhere."""
        return ledger.read(self.journal, self.ran)

    @cached_property
    def journal(self) -> Journal:
        """Return the pages as the ledger reads them; all of them must have been read before."""
        books = self.books.values()
        generated = {
            path
            for book in books
            for path in (book.index, *book.table_pages.values(), *book.group_pages.values())
        }
        return Journal(dict(map(self._as_it_ran, self.pages)), generated, self.weeks, self.slugify)

    def _as_it_ran(self, path: str) -> tuple[str, Written]:
        """A page by its path; without its examples where they do not run, as they back nothing."""
        page = self.pages[path]
        if all(example.kept != UNRUN for example in self.rendered.pages.get(path, ())):
            return path, page
        return path, replace(page, fences=tuple(f for f in page.fences if not f.is_run))


class Figure:
    """One kind of fence that becomes a figure.

    `whole` says that it needs all pages, and must wait until they were read. `does` says what it
    shows, and `options` are those of its fence, for those who look them up.
    """

    whole = True
    does = ""
    options: Mapping[str, Option] = {}

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def takes(self, fence: Fence) -> bool:
        """Tell whether a fence of that name is meant for this generator, not for another tool."""
        return bool(fence.language)

    def html(self, fence: Fence, page: Written, address: Address) -> str:
        """Return the figure as HTML; raises NexusError, which may have no place yet."""
        raise NotImplementedError

    def words(self, fence: Fence, page: Written, address: Address) -> str:
        """Return the figure as Markdown; raises NexusError as `html` does."""
        return words.of(self.html(fence, page, address))

    def check(self, fence: Fence, page: Written) -> None:
        """Raise NexusError if the figure cannot be made, without drawing it where possible."""
        self.html(fence, page, str)


def where(fence: Fence, page: Written) -> Where:
    """Return the function that gives the place of a line of a fence's text, counted from 1."""
    return lambda line: page.where(fence.line + line)
