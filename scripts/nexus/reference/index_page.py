"""The index page of a schema: what it is, its overview, and every table with its comment.

It lists what the models refer to and do not define, too.
"""

from collections import Counter

from nexus.core.text import counted
from nexus.erd.options import WHOLE, Options
from nexus.pages import markdown
from nexus.reference import findings_page, listing
from nexus.reference.book import Book, joined, section
from nexus.schema.groups import MOST_TABLES
from nexus.schema.joins import shape

# So many circles have a diagram here; whoever has more has other cares.
_MOST_CYCLES = 5
_MOST_NAMED = 20
_MOST_LONE = 200


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
        section("From one table to another", _box(book, "joins")),
        section("What a DELETE does", _box(book, "deletes")),
        section("Hubs", _hubs(book)),
        section("Circles", _cycles(book)),
        section("Tables without relations", _lone(book)),
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
    if listing.is_long(book) and (found := book.style.box(book, "tables")):
        return found
    rows = [
        (book.to(table.id), str(len(table.columns)), book.comment(table.about))
        for table in book.schema.tables
    ]
    return markdown.table(("Table", "Columns", "What it holds"), rows)


def _box(book: Book, kind: str) -> str:
    return book.style.box(book, kind) if book.schema.relations else ""


def _hubs(book: Book) -> str:
    rows = [(book.to(table), str(number)) for table, number in shape.hubs(book.schema)]
    shown = markdown.table(("Table", "Tables joined to it"), rows)
    words = "The tables that most others are joined to; the page of each begins with its diagram."
    return f"{words}\n\n{shown}" if rows else ""


def _cycles(book: Book) -> str:
    found = shape.cycles(book.schema)
    shown = [_cycle(book, *each) for each in enumerate(found[:_MOST_CYCLES], 1)]
    more = [" refers to ".join(map(book.to, (*each, each[0]))) for each in found[_MOST_CYCLES:]]
    rest = "\n".join(f"- {way}." for way in more[:_MOST_NAMED])
    less = len(more) - _MOST_NAMED
    return "\n\n".join(filter(None, (*shown, rest, f"And {less} more." if less > 0 else "")))


def _cycle(book: Book, number: int, tables: tuple[str, ...]) -> str:
    way = " refers to ".join(map(book.to, (*tables, tables[0])))
    options = Options(tables, columns="keys", title=f"Circle {number}: {' - '.join(tables)}")
    return f"{way}.\n\n{book.style.figure(book, f'index/circle-{number}', options, '')}"


def _lone(book: Book) -> str:
    tables = shape.lone(book.schema) if book.schema.relations else ()
    if not tables:
        return ""
    shown = tables[:MOST_TABLES]
    options = Options(shown, columns="keys", title="Tables without relations")
    names = ", ".join(map(book.to, tables[:_MOST_LONE]))
    less = len(tables) - _MOST_LONE
    names += f" and {less:,} more" if less > 0 else ""
    return f"{names}.\n\n{book.style.figure(book, 'index/lone', options, '')}"


def _enums(book: Book) -> str:
    if not book.schema.enums:
        return ""
    number = counted(len(book.schema.enums), "enum")
    return f"The values of {markdown.link(number, 'enums.md')} and the columns that take them."
