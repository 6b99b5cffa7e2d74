"""A build of thousands of pages says how far it is."""

from typing import Any

import pytest
from nexus.mkdocs_plugin.counting import Counting
from nexus.reference.book import Book
from nexus.reference.styles import SiteStyle

from tests.helpers import schema, table


class Fake:
    """A site with a schema of that many tables."""

    def __init__(self, tables: int) -> None:
        found = schema(*(table(f"t{n}") for n in range(tables)))
        self.books = {"shop": Book(found, "schema/shop/", SiteStyle())}


@pytest.mark.parametrize(("tables", "lines"), [(20, []), (600, ["a.md (1 of 700)"])])
def test_a_line_is_told_now_and_then(tables: int, lines: list[str]) -> None:
    """Where there is a page for each of many tables; not for each page."""
    told: list[str] = []
    site: Any = Fake(tables)
    counting = Counting(site, told.append)
    for path in ("a.md", "b.md", "c.md"):
        counting.begin(path, 700)
    assert told == lines
