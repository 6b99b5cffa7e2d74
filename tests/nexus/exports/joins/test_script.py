"""The script of a page tells the ways that the command tells."""

import json
import subprocess
from dataclasses import replace
from typing import Any

import msgspec
from nexus.core.errors import NexusError
from nexus.exports.joins.graph import graph
from nexus.exports.joins.spoken import spoken
from nexus.schema.joins.search import ways
from nexus.schema.mapped import Lookup, Mapped
from nexus.schema.model import Schema

from tests.helpers import ROOT, drawn, schema, table, to
from tests.nexus.exports.conftest import node


def expected(found: Schema) -> list[Any]:
    """What the command tells of each two tables."""
    pieces, told = graph(found), []
    for first in found.by_id:
        for last in found.by_id:
            try:
                given = ways(found, first, last)
            except NexusError:
                told.append([[], [], True])
                continue
            kinds = (given.shortest, given.longer)
            said = [[dict(spoken(way, found, pieces).statements) for way in kind] for kind in kinds]
            told.append([*said, given.whole])
    return told


def django() -> Schema:
    """Tables that only join two, in the words of Django."""

    def named(name: str, *lookups: Lookup) -> Mapped:
        return Mapped("django", "app.models", name, lookups=lookups, manager="objects")

    over = (Lookup(("book",), "book", across="tags"), Lookup(("tag",), "tag", across="written"))
    return schema(
        table("tag", mapped=named("Tag")),
        table("book", "up", foreign_keys=(to("book", "up"),), mapped=named("Book")),
        table(
            "book_tags",
            "book",
            "tag",
            foreign_keys=(to("book", "book"), to("tag", "tag")),
            mapped=named("Book.tags.through", *over),
        ),
    )


def alchemy() -> Schema:
    """Classes of two modules, one of which is a table only."""

    def named(module: str, name: str) -> Mapped:
        return Mapped("sqlalchemy", module, name, (("id", "key"), ("up", "up")))

    return schema(
        table("a", "up", foreign_keys=(to("a", "up"),), mapped=named("x", "A")),
        table("b", "up", foreign_keys=(to("a", "up"),), mapped=named("y.z", "Outer.B")),
        table("c", "up", foreign_keys=(to("b", "up"),), mapped=named("", "c")),
        table("d", "up", links=(to("c", "up"),), mapped=named("x", "A")),
    )


def foreign() -> Schema:
    """Tables of another database, one of which has a name that needs quotes."""
    tables = (table("a"), table("b", "up", foreign_keys=(to("a", "up"),)))
    return replace(
        schema(*tables, table("Order", "up", foreign_keys=(to("b", "up"),))), dialect="mysql"
    )


def test_the_script_tells_what_the_command_tells() -> None:
    """Of all tables of a hundred schemas, in the same order, in every language."""
    every = [*map(drawn, range(100)), django(), alchemy(), foreign()]
    lines = "".join(msgspec.json.encode(graph(found)).decode() + "\n" for found in every)
    command = [*node(), str(ROOT / "tests/node/ways.mjs")]
    done = subprocess.run(command, input=lines, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) == len(every)
    for given, found in zip(told, every, strict=True):
        assert given == expected(found)
    assert "tags__isnull" in lines or "Book.tags.through" in lines
