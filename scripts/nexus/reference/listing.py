"""The tables of a schema that has too many for its index page: a page finds them in parts."""

from collections.abc import Iterator
from itertools import islice

from nexus.core.parts import compact, parts
from nexus.core.text import printable
from nexus.pages import comments
from nexus.reference.book import Book

# A page with more rows is slow to open on a phone.
_MOST = 500
# The words of a comment that help to know a table again.
_WORDS = 120
Row = tuple[str, str, int, str]


def is_long(book: Book) -> bool:
    """Tell whether a schema has too many tables to list them on one page."""
    return len(book.schema.tables) > _MOST


def rows(book: Book, most: int | None = None) -> Iterator[Row]:
    """Yield the id of each table, its page's file without .md, its number of columns, and a few words."""
    for table in islice(book.schema.tables, most):
        words = comments.plain(table.about)[:_WORDS]
        page = book.files[table.id].removesuffix(".md")
        yield printable(table.id), page, len(table.columns), printable(words) if words else ""


def addresses(book: Book) -> list[str]:
    """Return the paths of the parts."""
    number = len(list(parts(book.schema.tables)))
    return [f"{book.folder}parts/{place}.json" for place in range(number)]


def files(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the path and the JSON of each part; a page called as its table is not named again."""
    if is_long(book):
        short = [(i, "" if page == i else page, n, words) for i, page, n, words in rows(book)]
        for address, part in zip(addresses(book), parts(short), strict=True):
            yield address, compact(part)
