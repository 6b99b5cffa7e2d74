"""The SELECT of a way: PostgreSQL takes each, and what it gives is what belongs together."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from nexus import exports
from nexus.examples.postgres.server import Server
from nexus.exports.joins.graph import graph
from nexus.exports.joins.spoken import spoken
from nexus.schema.joins.search import Way, ways
from nexus.schema.model import Column, ForeignKey, Key, Schema

from tests.helpers import HOSTILE_NAMES, drawn, schema, table, to

Session = psycopg.Connection[Any]


@pytest.fixture(scope="module")
def session(server: Server) -> Iterator[Session]:
    """A database of its own."""
    with psycopg.connect(server.dsn(), autocommit=True) as opened:
        opened.execute("CREATE DATABASE joins")
        with psycopg.connect(f"{server.dsn()} dbname=joins", autocommit=True) as own:
            yield own
        opened.execute("DROP DATABASE joins")


def select(way: Way, found: Schema) -> str:
    """The SELECT of a way."""
    return spoken(way, found, graph(found)).statements["SQL"]


def made(session: Session, found: Schema) -> None:
    """Make the tables of a schema, and no others."""
    session.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    session.execute(exports.export(found, "postgresql").encode())


def test_every_way_of_200_schemas_runs(session: Session) -> None:
    """Between each two tables that have one."""
    number = 0
    for seed in range(200):
        found = drawn(seed)
        near = found.neighbours
        joined = {a: {a} for a in near}
        for _ in near:
            joined = {a: some.union(*(near[b] for b in some)) for a, some in joined.items()}
        made(session, found)
        pieces = graph(found)
        for first in near:
            for last in joined[first] - {first}:
                told = ways(found, first, last)
                every = (*told.shortest, *told.longer)
                texts = [spoken(way, found, pieces).statements["SQL"] for way in every]
                session.execute("\n".join(texts).encode())
                number += len(texts)
    assert number > 5_000


def test_it_gives_what_belongs_together(session: Session) -> None:
    """Each row of the first table with those that it leads to."""
    shop = schema(
        table("guest"),
        table("stay", Column("guest_id", "integer"), foreign_keys=(to("guest", "guest_id"),)),
        table("bill", Column("stay_id", "integer"), foreign_keys=(to("stay", "stay_id"),)),
    )
    made(session, shop)
    session.execute(
        "INSERT INTO guest VALUES (1), (2); INSERT INTO stay VALUES (10, 1), (11, 1), (12, NULL);"
        "INSERT INTO bill VALUES (100, 10), (101, 11), (102, 12)"
    )
    (way,) = ways(shop, "guest", "bill").shortest
    text = select(way, shop)
    assert text == (
        "SELECT guest.*, bill.*\nFROM guest\n"
        "JOIN stay ON stay.guest_id = guest.id\nJOIN bill ON bill.stay_id = stay.id;"
    )
    assert sorted(session.execute(text.encode()).fetchall()) == [(1, 100, 10), (1, 101, 11)]
    (back,) = ways(shop, "bill", "guest").shortest
    assert sorted(session.execute(select(back, shop).encode()).fetchall()) == [
        (100, 10, 1),
        (101, 11, 1),
    ]


def test_a_table_joined_to_itself_has_two_names(session: Session) -> None:
    """So have two tables of one name in different schemas."""
    tree = schema(table("node", Column("up", "integer"), foreign_keys=(to("node", "up"),)))
    made(session, tree)
    session.execute("INSERT INTO node VALUES (1, NULL), (2, 1)")
    text = select(ways(tree, "node", "node").shortest[0], tree)
    assert "JOIN node AS node_2 ON node.up = node_2.id" in text
    assert session.execute(text.encode()).fetchall() == [(2, 1, 1, None)]
    key = ForeignKey(None, ("up",), "a.node", ("id",))
    two = schema(
        table("node", schema="a"),
        table("node", Column("up", "integer"), schema="b", foreign_keys=(key,)),
    )
    made(session, two)
    session.execute(select(ways(two, "b.node", "a.node").shortest[0], two).encode())
    session.execute("DROP SCHEMA a, b CASCADE")


def test_the_second_name_of_a_table_is_quoted_as_the_first(session: Session) -> None:
    """A blank in it ends no name."""
    tree = schema(table("a b", Column("up", "integer"), foreign_keys=(to("a b", "up"),)))
    made(session, tree)
    text = select(ways(tree, "a b", "a b").shortest[0], tree)
    assert 'FROM "a b"\n' in text
    assert 'AS "a b_2" ON "a b".up = "a b_2".id' in text
    session.execute(text.encode())
    key = ForeignKey(None, ("up",), "a.a b", ("id",))
    two = schema(
        table("a b", schema="a"),
        table("a b", Column("up", "integer"), schema="b", foreign_keys=(key,)),
    )
    made(session, two)
    text = select(ways(two, "b.a b", "a.a b").shortest[0], two)
    assert 'FROM b."a b" AS "a b_2"\n' in text
    session.execute(text.encode())
    session.execute("DROP SCHEMA a, b CASCADE")


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_names_are_only_names(session: Session, name: str) -> None:
    """Also in a key of two columns."""
    called = HOSTILE_NAMES[name]
    columns = (Column("id", "integer", nullable=False), Column(called, "integer", nullable=False))
    target = table("t", primary_key=Key(None, ("id", called)))
    object.__setattr__(target, "columns", columns)
    key = ForeignKey(None, ("id", called), "t", ("id", called))
    other = table(f"{called}!", columns[1], foreign_keys=(key,))
    found = schema(target, other)
    made(session, found)
    text = select(ways(found, "t", other.id).shortest[0], found)
    assert " AND " in text
    session.execute(text.encode())
