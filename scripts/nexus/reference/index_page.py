"""The index page of a schema: what it is, its overview, and every table with its comment.

It lists what the models refer to and do not define, too.
"""

from collections import Counter

from nexus.core.text import counted
from nexus.erd.options import WHOLE
from nexus.pages import markdown
from nexus.reference import findings_page
from nexus.reference.book import Book, joined, section


def write(book: Book) -> str:
    """Return the Markdown of the page."""
    schema = book.schema
    counts = _counts(book)
    return joined(
        schema.name,
        f"The schema {schema.name}: {counts}.",
        f"# Schema {markdown.name(schema.name)}",
        book.about(schema.description),
        f"{counts}.",
        book.style.figure(book, "index", WHOLE, ""),
        section("Warnings", _warnings(book)),
        section("Groups", _groups(book)),
        section("Tables", _tables(book)),
        section("Enums", _enums(book)),
        findings_page.of_schema(book),
    )


def _counts(book: Book) -> str:
    schema = book.schema
    kinds = Counter(table.kind for table in schema.tables)
    known = {
        **{kind: kinds[kind] for kind in ("table", "view", "stub")},
        "column": sum(len(table.columns) for table in schema.tables),
        "relation": len(schema.relations),
        "enum": len(schema.enums),
    }
    return ", ".join(counted(n, noun) for noun, n in known.items() if n)


def _warnings(book: Book) -> str:
    return "\n".join(f"- {markdown.text(warning)}" for warning in book.schema.warnings)


def _groups(book: Book) -> str:
    rows = [
        (markdown.link(markdown.text(g.name), book.group_files[g.name]), str(len(g.tables)))
        for g in book.groups
    ]
    return markdown.table(("Group", "Tables"), rows)


def _tables(book: Book) -> str:
    rows = [
        (book.to(table.id), str(len(table.columns)), book.comment(table.about))
        for table in book.schema.tables
    ]
    return markdown.table(("Table", "Columns", "What it holds"), rows)


def _enums(book: Book) -> str:
    if not book.schema.enums:
        return ""
    number = counted(len(book.schema.enums), "enum")
    return f"The values of {markdown.link(number, 'enums.md')} and the columns that take them."
