"""The tables of a very large schema: what a page holds of them, and what its search loads."""

import json
from pathlib import Path

import pytest
from nexus.core.errors import NexusError
from nexus.figures.tables import Tables
from nexus.pages.fences import Fence
from nexus.reference import listing
from nexus.schema.model import Schema

from tests.helpers import EVIL, Tags, check_evil, schema, table
from tests.nexus.figures.builders import facts, html, page

LARGE = schema(*(table(f"table_{n}", comment=f"The *{n}th* of them.") for n in range(1501)))
EVIL_ONE = schema(table(EVIL, comment=EVIL), *LARGE.tables)


def shown(folder: Path, found: Schema) -> str:
    """The HTML of the tables of a schema."""
    return html(Tables(facts(folder, schemas=(found,))), f"schema: {found.name}", page())


def test_a_page_has_the_first_tables_and_says_where_the_parts_are(tmp_path: Path) -> None:
    """What leads to the page of a table stands around its name."""
    told = shown(tmp_path, LARGE)
    assert told.count("<tr>") == 101
    assert "The first 100 of 1,501 tables." in told
    assert '<a href="/schema/shop/table_99.md"><code>table_99</code></a>' in told
    assert 'data-before="/schema/shop/" data-after=".md"' in told
    assert "&quot;/schema/shop/parts/1.json&quot;]" in told


def test_the_parts_have_all_tables(tmp_path: Path) -> None:
    """A page that is called as its table is not named again."""
    book = facts(tmp_path, schemas=(schema(table("index"), *LARGE.tables),)).books["shop"]
    made = dict(listing.files(book))
    assert list(made) == ["schema/shop/parts/0.json", "schema/shop/parts/1.json"]
    rows = [row for text in made.values() for row in json.loads(text)]
    assert rows[0] == ["index", book.files["index"].removesuffix(".md"), 1, ""]
    assert rows[1500] == ["table_1499", "", 1, "The 1499th of them."]
    assert len(rows) == 1502


def test_few_tables_are_listed_as_they_are(tmp_path: Path) -> None:
    """And nothing is to be loaded."""
    few = schema(table("guest"), table("stay"))
    told = shown(tmp_path, few)
    assert told.count("<tr>") == 3
    assert "<form" not in told
    assert not list(listing.files(facts(tmp_path, schemas=(few,)).books["shop"]))


def test_a_schema_needs_a_reference_for_that(tmp_path: Path) -> None:
    """Without one there are no pages to lead to."""
    known = facts(tmp_path, schemas=(LARGE,), has_reference=False)
    with pytest.raises(NexusError, match="no reference of this schema"):
        html(Tables(known), "schema: shop", page())


def test_names_and_words_are_only_text(tmp_path: Path) -> None:
    """In the page, in its copy and in its data."""
    told = shown(tmp_path, EVIL_ONE)
    assert not {"b", "img", "svg", "script"} & Tags(told).elements
    check_evil(told)
    known = facts(tmp_path, schemas=(EVIL_ONE,))
    words = Tables(known).words(Fence("nexus-tables", "schema: shop"), page(), "/{}".format)
    assert "Show more" not in words
    assert "[`table_9`](/schema/shop/table_9.md)" in words
