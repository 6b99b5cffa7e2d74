"""The page of one group of a large schema's tables: their diagram, and what joins it to others."""

from nexus.core.text import counted
from nexus.erd.options import Options
from nexus.pages import markdown
from nexus.reference import listing
from nexus.reference.book import Book, joined, section
from nexus.schema.groups import Group

_UP = "../../"


def write(book: Book, group: Group) -> str:
    """Return the Markdown of the page."""
    number = counted(len(group.tables), "table")
    title = f"{book.schema.name}: {group.name}"
    file = book.group_files[group.name].removesuffix("/index.md")
    options = Options(group.tables, columns="keys", title=f"{title}, {number} with their keys")
    return joined(
        group.name,
        f"The group {group.name} of the schema {book.schema.name}: {number}.",
        f"# {markdown.text(title)}",
        book.style.figure(book, file, options, _UP),
        section("Tables", _tables(book, group)),
        section("Relations to other groups", _outward(book, group)),
        # Every page loads what can be searched; the index finds any table by its name.
        searched=not listing.is_long(book),
    )


def facts(book: Book, group: Group) -> object:
    """Return the plain data from which the page follows: the group, and its tables."""
    return [group.name, book.excerpt(group.tables, group.tables)]


def _tables(book: Book, group: Group) -> str:
    rows = [
        (book.to(table, _UP), book.comment(book.schema.by_id[table].about, _UP))
        for table in group.tables
    ]
    return markdown.table(("Table", "What it holds"), rows)


def _outward(book: Book, group: Group) -> str:
    inside = frozenset(group.tables)
    rows = [
        (book.to(r.child, _UP), markdown.names(r.foreign_key.columns), book.to(r.parent, _UP))
        for r in dict.fromkeys(r for table in group.tables for r in book.relations[table])
        if not {r.child, r.parent} <= inside
    ]
    return markdown.table(("Table", "Columns", "References"), rows)
