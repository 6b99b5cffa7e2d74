"""A box for queries on each page about a schema whose data readers can have in their browser."""

from collections.abc import Iterable, Iterator

from mkdocs.structure.pages import Page

from nexus.examples.live import html
from nexus.examples.live.offer import Offer
from nexus.mkdocs_plugin.work import Work
from nexus.reference import questions
from nexus.reference.book import Book


def put(work: Work, pages: Iterable[Page]) -> None:
    """Put a box at the end of the index and of each table's page, where there is data to query."""
    if work.offers is None:
        return
    boxes = {path: box for book in work.site.books.values() for path, box in _boxes(work, book)}
    for page in pages:
        if page.file.src_uri in work.generated and page.file.src_uri in boxes:
            offer, asked = boxes[page.file.src_uri]
            page.content = f"{page.content}{html.box(offer, asked)}"


def _boxes(work: Work, book: Book) -> Iterator[tuple[str, tuple[Offer, list[tuple[str, str]]]]]:
    """Give the path of each page of a schema that gets a box, with its questions."""
    found = work.offers.data(book.schema.name) if work.offers else None
    if found is None:
        return
    offer, namespace = found
    yield book.index, (offer, questions.of_schema(book.schema, namespace))
    for table in book.schema.tables:
        if table.kind == "table":
            asked = questions.of_table(table, namespace)
            yield book.table_pages[table.id], (offer, asked)
