"""The ways between two tables, beside those that a search of everything finds."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from nexus.core.errors import NexusError
from nexus.exports.joins.graph import graph
from nexus.exports.joins.spoken import spoken
from nexus.schema.joins import search
from nexus.schema.joins.search import Step, Way, tables, ways
from nexus.schema.model import Relation, Schema

from tests.helpers import chain, drawn, schema, table, to


def everything(found: Schema, first: str, last: str) -> Iterator[Way]:
    """Every way that meets no table twice, by trying each relation in each direction."""

    def longer(way: Way, seen: tuple[str, ...]) -> Iterator[Way]:
        if seen[-1] == last:
            yield way
            return
        for relation in found.relations:
            for up in (True, False):
                step = Step(relation, up)
                if step.start == seen[-1] and step.end not in seen:
                    yield from longer((*way, step), (*seen, step.end))

    return longer((), (first,))


@pytest.mark.parametrize("part", range(4))
def test_ways_are_those_of_a_search_of_everything(part: int) -> None:
    """In 200 schemas, between each two tables: all shortest ones, and all of the next length."""
    for seed in range(part * 50, part * 50 + 50):
        found = drawn(seed)
        for first in found.by_id:
            for last in found.by_id:
                if first == last:
                    continue
                every = list(everything(found, first, last))
                lengths = sorted({len(way) for way in every})
                if not lengths:
                    with pytest.raises(
                        NexusError, match=f"no relations lead from {first} to {last}"
                    ):
                        ways(found, first, last)
                    continue
                told = ways(found, first, last)
                assert told.whole
                assert sorted(map(str, told.shortest)) == sorted(
                    str(way) for way in every if len(way) == lengths[0]
                )
                assert sorted(map(str, told.longer)) == sorted(
                    str(way) for way in every if lengths[1:] and len(way) == lengths[1]
                )


def test_a_table_that_refers_to_itself_has_a_way_to_itself() -> None:
    """One for each key; another table has none."""
    tree = schema(table("node", "up", "root", foreign_keys=(to("node", "up"), to("node", "root"))))
    assert [tables(way) for way in ways(tree, "node", "node").shortest] == [("node", "node")] * 2
    with pytest.raises(NexusError, match="the table a does not refer to itself"):
        ways(chain("a", "b"), "a", "a")


def test_relations_of_the_models_alone_are_the_last_resort() -> None:
    """Where the database keeps a way, even a longer one, that is the way."""
    link = table("c", "a_id", links=(to("a", "a_id"),))
    only = ways(schema(table("a"), link), "c", "a")
    assert [step.relation.enforced for way in only.shortest for step in way] == [False]
    kept = table("c", "a_id", "b_id", links=(to("a", "a_id"),), foreign_keys=(to("b", "b_id"),))
    both = schema(table("a"), table("b", "a_id", foreign_keys=(to("a", "a_id"),)), kept)
    assert [tables(way) for way in ways(both, "c", "a").shortest] == [("c", "b", "a")]
    assert ways(both, "c", "a").longer == ()


def test_a_search_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what it has found, and says that there may be more."""
    many = [f"k{number}" for number in range(search.MOST_WAYS + 1)]
    twice = schema(table("a"), table("b", *many, foreign_keys=tuple(to("a", key) for key in many)))
    told = ways(twice, "b", "a")
    assert (len(told.shortest), told.whole) == (search.MOST_WAYS, False)
    monkeypatch.setattr(search, "_MOST_STEPS", 3)
    assert not ways(twice, "b", "a").whole


def test_an_unknown_table_is_told_with_those_that_there_are() -> None:
    """As everywhere."""
    with pytest.raises(NexusError, match="there is no table 'z'"):
        ways(chain("a", "b"), "a", "z")


def test_a_step_leads_from_a_table_to_a_table() -> None:
    """Up to what the key refers to, or down."""
    (relation,) = chain("a", "b").relations
    assert isinstance(relation, Relation)
    assert (Step(relation, up=True).start, Step(relation, up=True).end) == ("b", "a")
    assert (Step(relation, up=False).start, Step(relation, up=False).end) == ("a", "b")


def test_a_statement_with_quotes_is_called_that_of_postgresql() -> None:
    """MySQL takes them for those of a text; names without need none."""
    for names, dialect, label in (
        (("a", "b"), "mysql", "SQL"),
        (("a", "Order"), "mysql", "SQL (PostgreSQL)"),
        (("a", "Order"), "", "SQL"),
    ):
        found = replace(chain(*names), dialect=dialect)
        (way,) = ways(found, *names).shortest
        assert list(spoken(way, found, graph(found)).statements) == [label]
