"""What rules find of a schema, on its pages: quietly, below what the tables are.

Each rule that finds something has a page with its reason, its examples and all that it finds.
"""

import re
from collections.abc import Iterator

from nexus.core.text import counted
from nexus.pages import markdown
from nexus.reference import listing
from nexus.reference.book import Book, joined, section
from nexus.schema.lint.report import Finding
from nexus.schema.lint.rule import Rule

_NAMES = re.compile(r"`([^`]*)`")
_UP = "../"
# A page with more rows is slow to open on a phone; the page of a table has all that is found of it.
_MOST_PLACES = 500


def write(book: Book, rule: Rule) -> str:
    """Return the Markdown of the page of a rule."""
    found = [finding for finding in book.findings if finding.rule == rule]
    return joined(
        rule.id,
        rule.why,
        f"# Rule {markdown.name(rule.id)}",
        markdown.text(rule.why),
        section("Wrong", _example(rule.wrong, rule.then, rule.gives[0])),
        section("Right", _example(rule.right, rule.then_right or rule.then, rule.gives[1])),
        section("Found", _places(book, found[:_MOST_PLACES], up=_UP)),
        _more(len(found) - _MOST_PLACES),
        searched=not listing.is_long(book),
    )


def _example(tables: str, then: str, given: str) -> str:
    said = (markdown.sql(tables), "Then:", markdown.sql(then), "PostgreSQL:", markdown.sql(given))
    return "\n\n".join(said)


def _places(book: Book, found: list[Finding], up: str = "") -> str:
    rows = [
        (book.to(each.table, up), _what(each), markdown.text(each.accepted or "")) for each in found
    ]
    return markdown.table(("Table", "What", "Accepted because"), rows, {"Accepted because"})


def _more(number: int) -> str:
    words = f"And {number:,} more: `nexus lint` lists all, and the page of each table has its own."
    return words if number > 0 else ""


def _what(finding: Finding) -> str:
    name = f"{markdown.name(finding.name)}: " if finding.name else ""
    return f"{name}{prose(finding.words)}"


def prose(words: str) -> str:
    """Return the words of a finding as Markdown, with the names of an author's as code."""
    parts = _NAMES.split(words)
    parts[::2] = map(markdown.between, parts[::2])
    parts[1::2] = map(markdown.name, parts[1::2])
    return "".join(parts)


def of_table(book: Book, table: str) -> str:
    """Return the section about what is found of a table."""
    rows = [
        (_what(each), _link(each.rule.id, book.rule_files), markdown.text(each.accepted or ""))
        for each in book.findings_of[table]
    ]
    head = ("What", "Rule", "Accepted because")
    return section("Findings", markdown.table(head, rows, {"Accepted because"}))


def of_schema(book: Book) -> str:
    """Return the section about what is found of the whole schema, and how much is described."""
    return section("Findings", "\n\n".join(filter(None, _summary(book))))


def _summary(book: Book) -> Iterator[str]:
    if (report := book.report) is None:
        return
    if report.describable:
        total = counted(report.describable, "table or column", "tables and columns")
        yield f"{report.described:,} of {total} are described."
    rows = [
        (_link(rule.id, book.rule_files), markdown.text(rule.why), str(number))
        for rule, number in book.rules.items()
    ]
    yield markdown.table(("Rule", "Why", "Found"), rows)


def _link(rule: str, files: dict[str, str]) -> str:
    return markdown.link(markdown.name(rule), files[rule])
