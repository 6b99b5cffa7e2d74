"""The boxes of a schema: what they say without a script, and that names in them are only names."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from nexus.core.errors import NexusError
from nexus.figures.joins import Deletes, Joins
from nexus.pages.fences import Fence
from nexus.schema.model import Schema
from nexus.sources.catalog import Catalog

from tests.helpers import EVIL, HOSTILE_NAMES, Tags, check_evil, check_printable, schema, table, to
from tests.nexus.figures.builders import facts, page

SHOP = schema(
    table("guest"),
    table("stay", "guest_id", foreign_keys=(to("guest", "guest_id", on_delete="CASCADE"),)),
)


def html(kind: type[Joins | Deletes], folder: Path, found: Schema = SHOP) -> str:
    """The HTML of a box about a schema."""
    known = replace(facts(folder), catalog=Catalog({found.name: found}))
    name = "nexus-joins" if kind is Joins else "nexus-deletes"
    return kind(known).html(Fence(name, f"schema: {found.name}"), page(), str)


def test_all_relations_are_listed(tmp_path: Path) -> None:
    """With what joins them; the script has the same pieces as JSON."""
    told = html(Joins, tmp_path)
    assert "<span>stay.guest_id references guest.id</span>: <code>stay.guest_id = guest.id<" in told
    found = re.search(r'<script type="application/json">(.*?)</script>', told)
    assert found
    pieces = json.loads(found[1])
    assert [node["id"] for node in pieces["nodes"]] == ["guest", "stay"]
    assert pieces["lines"] == [{"child": 1, "parent": 0}]


def test_all_deletes_are_listed(tmp_path: Path) -> None:
    """Table by table; those that nothing depends on are named together."""
    told = html(Deletes, tmp_path)
    assert "<summary>A DELETE of a <code>guest</code> row</summary>" in told
    assert "It deletes the <code>stay</code> rows whose <code>guest_id</code> refers" in told
    assert "A DELETE in <code>stay</code> affects no other table." in told


def test_a_copy_of_the_page_has_the_lists(tmp_path: Path) -> None:
    """And no script."""
    known = replace(facts(tmp_path), catalog=Catalog({"shop": SHOP}))
    words = Joins(known).words(Fence("nexus-joins", "schema: shop"), page(), str)
    assert "- stay.guest\\_id references guest.id" in words or "- stay.guest_id references" in words
    assert "nodes" not in words
    words = Deletes(known).words(Fence("nexus-deletes", "schema: shop"), page(), str)
    assert "- It deletes the `stay` rows" in words


@pytest.mark.parametrize("kind", [Joins, Deletes])
def test_a_box_without_a_schema_is_an_error(tmp_path: Path, kind: type[Joins | Deletes]) -> None:
    """And so is one of an unknown schema."""
    box = kind(facts(tmp_path))
    with pytest.raises(NexusError, match="names no schema"):
        box.check(Fence("nexus-joins", ""), page())
    with pytest.raises(NexusError, match="nosuch"):
        box.check(Fence("nexus-joins", "schema: nosuch"), page())


@pytest.mark.parametrize(
    "name", [*HOSTILE_NAMES.values(), EVIL, "</script><b onx=1>", "`<b onx=1>`"]
)
def test_names_are_only_names(tmp_path: Path, name: str) -> None:
    """In JSON, in lists and in attributes."""
    other = table("other", name, foreign_keys=(to(name, name, on_delete="CASCADE"),))
    found = schema(table(name), other)
    for kind in (Joins, Deletes):
        told = html(kind, tmp_path, found)
        tags = Tags(told)
        assert not {"b", "img", "svg"} & tags.elements
        assert not {"onx", "onload", "onerror"} & tags.attributes
        check_printable(told)
        assert told.count("<script") == told.count("</script>") == (kind is Joins)
    if name == EVIL:
        check_evil(html(Deletes, tmp_path, found))


def test_a_box_that_would_be_too_much_says_where_it_stands(tmp_path: Path) -> None:
    """A page of megabytes helps nobody; a DELETE that touches everything is cut short."""
    cascade = {"on_delete": "CASCADE"}
    ring = schema(
        *(
            table(
                f"table_{n}",
                "next",
                foreign_keys=(to(f"table_{(n + 1) % 2000}", "next", **cascade),),
            )
            for n in range(2000)
        )
    )
    assert "<code>nexus path</code> tells the ways" in html(Joins, tmp_path, ring)
    assert "The page of each table says" in html(Deletes, tmp_path, ring)
    few = schema(
        *(
            table(
                f"table_{n}", "next", foreign_keys=(to(f"table_{(n + 1) % 30}", "next", **cascade),)
            )
            for n in range(30)
        )
    )
    assert html(Deletes, tmp_path, few).count("And so on, in 10 more ways.") == 30
