"""Tiny examples for the tests of evidence."""

from pathlib import Path

from nexus.core.results import Column, Result, Rows
from nexus.examples.example import Example, Kept, Ran
from nexus.examples.request import Request, read

from tests.nexus.pages.builders import taken

RAN = Ran("PostgreSQL 18.6", "shop: 3 rows in 1 table", "2031-07-01T10:00Z")


def request(header: str = 'run="shop"', code: str = "SELECT 1;", language: str = "sql") -> Request:
    """The request of a page whose only fence, in line 1, has that header and code."""
    (found,) = read(Path("page.md"), taken(f"```{language} {header}\n{code}\n```"))
    return found


def example(*results: Result, header: str = 'run="shop"', number: int = 1) -> Example:
    """An example that gave these results."""
    return Example(request(header), number, Kept(RAN, results))


def rows(columns: dict[str, str], *lines: tuple[str | None, ...], count: int = 0) -> Rows:
    """A result: the type of each column by its name, and the rows."""
    named = tuple(Column(name, kind) for name, kind in columns.items())
    return Rows(named, lines, count or len(lines))
