"""All pages of a schema's reference, in the order in which they are read."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from nexus.reference import enums_page, findings_page, group_page, index_page, listing, table_page
from nexus.reference.book import Book, Page

# A navigation that names more is longer than any page.
_MOST_GROUPS = 100


def pages(book: Book) -> Iterator[Page]:
    """Give every page of a schema's reference, in the order in which they are read."""
    source = next((table.source for table in book.schema.tables), None)
    groups, tables = _listed(book)
    yield Page(book.index, partial(index_page.write, book), book.everything, source)
    if book.schema.enums:
        yield Page(book.enums, partial(enums_page.write, book), book.everything, source)
    for group in book.groups:
        path, facts = book.group_pages[group.name], partial(group_page.facts, book, group)
        yield Page(path, partial(group_page.write, book, group), facts, source, listed=groups)
    for table in book.schema.tables:
        path, facts = book.table_pages[table.id], partial(table_page.facts, book, table)
        text = partial(table_page.write, book, table)
        yield Page(path, text, facts, table.source, listed=tables)
    for rule in book.rules:
        path, text = (
            f"{book.folder}{book.rule_files[rule.id]}",
            partial(findings_page.write, book, rule),
        )
        yield Page(path, text, book.everything, source, listed=False)


def navigation(book: Book) -> list[Any]:
    """Return the paths of the pages for a navigation; in a large schema, under their groups."""
    first = [book.index, book.enums] if book.schema.enums else [book.index]
    if not book.groups:
        return [*first, *book.table_pages.values()]
    groups, tables = _listed(book)
    return first + [
        {book.label(g.name): [book.group_pages[g.name], *(book.table_pages[t] for t in g.tables)]}
        if tables
        else {book.label(g.name): book.group_pages[g.name]}
        for g in book.groups
        if groups
    ]


def _listed(book: Book) -> tuple[bool, bool]:
    """Tell whether a navigation names the groups, and the tables.

    It stands on every page: with thousands of names in it, a site would be as large as their square.
    """
    return len(book.groups) <= _MOST_GROUPS, not listing.is_long(book)
