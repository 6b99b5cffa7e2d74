"""The `nexus-tables` fence: the tables of a very large schema, of which a reader finds one by its name.

The first of them stand in the page. The script asks for a name, and only then for the others.
"""

import json
from html import escape
from itertools import islice

from nexus.core.errors import NexusError
from nexus.core.text import counted
from nexus.figures.box import Box
from nexus.figures.figure import Address
from nexus.pages.fences import Fence
from nexus.pages.written import Written
from nexus.reference import listing
from nexus.reference.book import Book

_FIRST = 100
_HEAD = "<thead><tr><th>Table</th><th>Columns</th><th>What it holds</th></tr></thead>"
_FORM = (
    '<form class="nx-ask" role="search" hidden=""><label>Find a table '
    '<input type="search" name="find" autocomplete="off" spellcheck="false"/></label></form>'
    '<div role="status"></div>'
)


class Tables(Box):
    """The tables of a schema, to be searched."""

    does = "Lists the first tables of a schema, and finds any other by its name."

    def html(self, fence: Fence, page: Written, address: Address) -> str:
        """Return the first tables, and a form that a script shows."""
        schema = self.schema(fence, page)
        book = self.facts.books.get(schema.name)
        if book is None:
            raise NexusError("there is no reference of this schema", schema.name)
        return _box(book, address) if listing.is_long(book) else _table(book, address, None)


def _box(book: Book, address: Address) -> str:
    total = counted(len(book.schema.tables), "table")
    before, after = _around(book, address)
    parts = json.dumps([address(path) for path in listing.addresses(book)])
    data = {"parts": parts, "before": before, "after": after}
    told = " ".join(f'data-{name}="{escape(text)}"' for name, text in data.items())
    first = (
        f'<p class="nx-first">The first {_FIRST} of {total}. The pages of the groups have all.</p>'
    )
    more = '<button type="button" class="nx-more md-button" hidden="">Show more</button>'
    table = _table(book, address, _FIRST)
    return f'<div class="nx-tables" {told}>{_FORM}{first}{table}{more}</div>'


def _around(book: Book, address: Address) -> tuple[str, str]:
    """What stands before and after the name of a page in its address."""
    table, file = next(iter(book.files.items()))
    before, _, after = address(book.table_pages[table]).rpartition(file.removesuffix(".md"))
    return before, after


def _table(book: Book, address: Address, most: int | None) -> str:
    pages = islice(book.table_pages.values(), most)
    lines = "".join(
        f'<tr><td><a href="{escape(address(page))}"><code>{escape(name)}</code></a></td>'
        f"<td>{columns}</td><td>{escape(words)}</td></tr>"
        for page, (name, _, columns, words) in zip(pages, listing.rows(book, most), strict=True)
    )
    return f"<table>{_HEAD}<tbody>{lines}</tbody></table>"
