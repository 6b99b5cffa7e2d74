"""How tables hang together as a whole: circles are found where they are, also among very many."""

import random
from string import ascii_lowercase

import pytest
from nexus.schema.joins import deletes, shape

from tests.helpers import schema, table, to


def ring(first: int, last: int) -> dict[str, set[str]]:
    """Tables each of which refers to the next, and the last to the first."""
    numbers = range(first, last)
    return {f"t{n}": {f"t{first + (n + 1 - first) % len(numbers)}"} for n in numbers}


def test_a_shortest_circle_leads_through_each_table_in_one() -> None:
    """What leads into a circle, or out of it, is in none."""
    refers = {"a": {"b"}, "b": {"c", "d"}, "c": {"b"}, "d": {"a"}, "z": {"a"}, "c2": set()}
    assert list(shape.circles(refers, refers)) == [("a", "b", "d"), ("b", "c")]


def test_only_tables_stand_alone() -> None:
    """A view has no relations, and nobody misses them."""
    found = schema(
        table("a"), table("b", kind="view"), table("c"), table("d", foreign_keys=(to("c", "id"),))
    )
    assert shape.lone(found) == ("a",)


@pytest.mark.parametrize("seed", range(20))
def test_circles_are_those_that_looking_at_all_tables_finds(seed: int) -> None:
    """Their lengths are those of the shortest ways back, found one table at a time."""
    chance = random.Random(seed)
    names = [f"t{n}" for n in range(12)]
    refers = {name: set(chance.sample(names, chance.randint(0, 2))) - {name} for name in names}
    found = [set(circle) for circle in shape.circles(refers, refers)]
    for name in names:
        reached, length = {name}, 0
        ring = set(refers[name])
        while ring and name not in ring:
            length += 1
            reached |= ring
            ring = {far for near in ring for far in refers[near]} - (reached - {name})
        is_in_one = name in ring
        shortest = min((len(circle) for circle in found if name in circle), default=0)
        assert shortest == (length + 1 if is_in_one else 0)


def test_very_long_circles_are_found_once() -> None:
    """One that all of three thousand tables are in takes no square of that."""
    refers = ring(0, 3000) | ring(5000, 5003)
    found = list(shape.circles(refers, refers))
    assert [len(circle) for circle in found] == [3000, 3]


def test_what_goes_with_a_row_is_cut_where_nobody_reads_on() -> None:
    """A chain of thousands of tables that delete each other."""
    chain = [table("t0")]
    for n in range(1, 3000):
        key = to(f"t{n - 1}", "up", on_delete="CASCADE")
        chain.append(table(f"t{n}", "up", foreign_keys=(key,)))
    known = deletes.Deletes(schema(*chain))
    found = known.of("t0")
    assert len(found) == deletes.MOST
    assert deletes.more(found, 40) == f"And so on, in at least {deletes.MOST - 40} more ways."
    assert deletes.more(known.of("t2990"), 4) == "And so on, in 5 more ways."


def test_hubs_are_the_tables_that_most_others_are_joined_to() -> None:
    """The largest comes first, whatever its place among the models."""
    few, many = (
        [table(f"{hub}_{n}", "hub_id", foreign_keys=(to(hub, "hub_id"),)) for n in range(count)]
        for hub, count in (("small", 6), ("large", 8))
    )
    held = schema(table("small"), table("large"), *few, *many)
    assert shape.hubs(held) == (("large", 8), ("small", 6))


def test_of_circles_as_short_the_first_of_the_alphabet_is_found() -> None:
    """Each time: a set has another order in each process."""
    ends = ascii_lowercase[1:]
    refers = {"a": {*ends}, **{end: {"a"} for end in ends}}
    assert next(iter(shape.circles(refers, refers))) == ("a", "b")
