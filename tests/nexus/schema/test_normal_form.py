"""Candidate keys and normal forms, from functional dependencies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nexus.core.errors import NexusError
from nexus.schema import normal_form
from nexus.schema.normal_form import Dependency

NAMES = st.frozensets(st.sampled_from("abcde"), min_size=1)
DEPENDENCIES = st.lists(st.builds(Dependency, NAMES, NAMES), max_size=6)


def verdict(columns: str, dependencies: str, lists: str = "") -> tuple[list[str], int]:
    """The keys (each a sorted word) and the form of a table with columns of one letter."""
    given_ = normal_form.dependencies(dependencies.replace("; ", "\n"))
    found = normal_form.judge("t", list(columns), given_, lists)
    return ["".join(sorted(key)) for key in found.keys], found.form


@pytest.mark.parametrize(
    ("columns", "dependencies", "keys", "form"),
    [
        ("a", "", ["a"], 4),
        ("ab", "", ["ab"], 4),
        ("ab", "a -> b", ["a"], 4),
        ("abc", "a -> b; b -> c", ["a"], 2),  # transitive
        ("abc", "a, b -> c; a -> c", ["ab"], 1),  # partial
        ("abcd", "a, b -> c; b -> d", ["ab"], 1),
        ("abc", "a, b -> c; c -> b", ["ab", "ac"], 3),  # third, not Boyce-Codd
        ("abc", "a -> b; b -> a; a -> c", ["a", "b"], 4),
        ("abcd", "a -> b, c, d; b -> a", ["a", "b"], 4),
        ("abcd", "a, b -> c, d; c -> d", ["ab"], 2),
        ("ab", "c -> a; a -> c", ["ab"], 4),  # a dependency of another table
        ("ac", "a -> b; b -> c", ["a"], 4),  # projected: a -> c by way of another table
    ],
)
def test_textbook_cases(columns: str, dependencies: str, keys: list[str], form: int) -> None:
    """Each key is minimal, and the form is the highest one that holds."""
    assert verdict(columns, dependencies) == (keys, form)


def test_a_list_in_a_cell_is_no_normal_form() -> None:
    """Whatever the dependencies say."""
    assert verdict("ab", "a -> b", lists="b") == (["a"], 0)


def test_only_functional_dependencies_are_read() -> None:
    """An arrow with two heads is one of many values, and prose is prose."""
    text = "Words -- here.\n\n    a, b -> c, d\n    a ->> e\n"
    assert normal_form.dependencies(text) == [Dependency(frozenset("ab"), frozenset("cd"))]


def test_a_wide_table_is_refused() -> None:
    """Every set of its columns would have to be looked at."""
    with pytest.raises(NexusError, match="more than 16 columns"):
        normal_form.judge("t", [f"c{number}" for number in range(17)], [])


@given(NAMES, DEPENDENCIES)
def test_a_closure_is_the_smallest_set_that_obeys(
    start: frozenset[str], dependencies: list[Dependency]
) -> None:
    """It holds the start, obeys every dependency, and adds only what some dependency gives."""
    found = normal_form.closure(start, dependencies)
    assert start <= found
    assert all(d.right <= found for d in dependencies if d.left <= found)
    assert all(any(a in d.right and d.left <= found for d in dependencies) for a in found - start)


@given(DEPENDENCIES)
def test_every_key_determines_all_and_none_holds_another(dependencies: list[Dependency]) -> None:
    """That is what a candidate key is."""
    keys = normal_form.judge("t", "abcde", dependencies).keys
    assert keys
    for key in keys:
        assert frozenset("abcde") <= normal_form.closure(key, dependencies)
        assert not any(other < key for other in keys)


def test_the_columns_of_a_dependency_are_told_in_one_order() -> None:
    """Sets have another order in each process: here it is that of the alphabet."""
    told = str(Dependency(frozenset("zyxwvut"), frozenset("gfedcba")))
    assert told == "t, u, v, w, x, y, z -> a, b, c, d, e, f, g"
