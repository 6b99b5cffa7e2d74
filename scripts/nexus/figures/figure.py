"""What every kind of figure has: its HTML for a page, its words for a copy, and its check."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from nexus.core.cache import Cache
from nexus.examples.example import WAITING, Example
from nexus.examples.rendered import Rendered
from nexus.figures import words
from nexus.pages.fences import Fence, Where
from nexus.pages.weeks import Weeks
from nexus.pages.written import Written
from nexus.proof import ledger
from nexus.proof.journal import Journal
from nexus.proof.ledger import Ledger
from nexus.proof.sections import Slugify, slug
from nexus.reference import Book
from nexus.sources.catalog import Catalog

# How the page being built links to another page or file of the site.
Address = Callable[[str], str]


@dataclass(frozen=True)
class Facts:
    """What figures are made from: the schemas, what the examples gave, and the pages.

    `pages` are those that were read so far, by their path; `slugify` makes the anchor of a heading
    of its title, as the site does.
    """

    catalog: Catalog
    books: Mapping[str, Book]
    rendered: Rendered
    cache: Cache
    weeks: Weeks = field(default_factory=Weeks)
    slugify: Slugify = slug
    pages: dict[str, Written] = field(default_factory=dict)

    @cached_property
    def ran(self) -> dict[str, list[Example]]:
        """The examples by their page; one that still waits, in a preview, proves nothing yet."""
        return {
            page: [example for example in examples if example.kept is not WAITING]
            for page, examples in self.rendered.pages.items()
        }

    @cached_property
    def ledger(self) -> Ledger:
        """What the statements of the weeks rest on; raises Errors for proofs that are not there."""
        return ledger.read(self.journal, self.ran)

    @cached_property
    def journal(self) -> Journal:
        """The pages as the ledger reads them; asked for only when all of them were read."""
        generated = {
            path
            for book in self.books.values()
            for path in (book.index, *book.table_pages.values())
        }
        return Journal(self.pages, generated, self.weeks, self.slugify)


class Figure:
    """One kind of fence that becomes a figure.

    `whole` tells whether it looks at all pages, and so must wait until they were read.
    """

    whole = True

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def takes(self, fence: Fence) -> bool:
        """Tell whether a fence of that name is meant for it, and not for somebody else."""
        return bool(fence.language)

    def html(self, fence: Fence, page: Written, address: Address) -> str:
        """Give the figure as HTML; raises NexusError, placed at a line of the page."""
        raise NotImplementedError

    def words(self, fence: Fence, page: Written, address: Address) -> str:
        """Give the figure as Markdown; raises NexusError as `html` does."""
        return words.of(self.html(fence, page, address))

    def check(self, fence: Fence, page: Written) -> None:
        """Raise NexusError where the figure could not be made, as far as nothing need be drawn."""
        self.html(fence, page, str)


def where(fence: Fence, page: Written) -> Where:
    """Give the function that names the place of a line of a fence's text, the first being 1."""
    return lambda line: page.where(fence.line + line)
