"""The page of a schema's enums: the values of each, and the columns that take them."""

from nexus.core.text import counted
from nexus.pages import markdown
from nexus.reference.book import Book, joined
from nexus.schema.model import Enum


def write(book: Book) -> str:
    """Return the Markdown of the page."""
    schema = book.schema
    users = _users(book)
    rows = [(markdown.name(e.id), _values(e), ", ".join(users[e.id])) for e in schema.enums]
    return joined(
        "Enums",
        f"The {counted(len(schema.enums), 'enum')} of the schema {schema.name}, with their values.",
        f"# Enums of {markdown.name(schema.name)}",
        markdown.table(("Enum", "Values", "Taken by"), rows),
    )


def _values(enum: Enum) -> str:
    return ", ".join(markdown.name(value) or "the empty text" for value in enum.values)


def _users(book: Book) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {enum.id: [] for enum in book.schema.enums}
    for table in book.schema.tables:
        for column in table.columns:
            if column.enum is not None:
                found[column.enum].append(f"{book.to(table.id)} {markdown.name(column.name)}")
    return found
