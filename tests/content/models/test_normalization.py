"""The stages of normalization against the definitions, from the dependencies they document.

The dependencies are read from the docstring of the flat sheet. From them follow the candidate keys
and the normal form of each table by closure, and by the chase that no stage loses a row or makes
one up. Dependencies of many values (`->>`) are met by `guest_phone`, a table that is all key.
"""

import re
from collections.abc import Iterable
from itertools import combinations
from types import ModuleType

import pytest
from sqlalchemy import Table

from models.normalization import (
    first_normal_form,
    second_normal_form,
    third_normal_form,
    unnormalized,
)

Attributes = frozenset[str]
Dependency = tuple[Attributes, Attributes]
STAGES = (first_normal_form, second_normal_form, third_normal_form)


def documented(module: ModuleType, arrow: str = "->") -> list[Dependency]:
    """Read the dependencies written in a module's docstring, one a line."""
    lines = re.findall(rf"^ {{4}}([\w, ]+) {arrow} ([\w, ]+)$", module.__doc__ or "", re.MULTILINE)
    return [(frozenset(left.split(", ")), frozenset(right.split(", "))) for left, right in lines]


DEPENDENCIES = documented(unnormalized)


def tables(module: ModuleType) -> dict[str, Table]:
    """Return the tables of a stage by name."""
    return dict(module.Base.metadata.tables)


def names(columns: Iterable[object]) -> Attributes:
    """Return the names of some columns as a set."""
    return frozenset(column.name for column in columns)


def closure(attributes: Attributes) -> Attributes:
    """All that the attributes determine, themselves included."""
    known = attributes
    while more := {a for left, right in DEPENDENCIES if left <= known for a in right} - known:
        known |= more
    return known


def subsets(attributes: Attributes) -> list[Attributes]:
    """Every subset but the empty one, small ones first."""
    sizes = range(1, len(attributes) + 1)
    return [frozenset(c) for size in sizes for c in combinations(sorted(attributes), size)]


def candidate_keys(attributes: Attributes) -> list[Attributes]:
    """Find the smallest sets of attributes that determine all the others."""
    keys: list[Attributes] = []
    for subset in subsets(attributes):
        if closure(subset) >= attributes and not any(key <= subset for key in keys):
            keys.append(subset)
    return keys


def breaches(attributes: Attributes) -> list[tuple[Attributes, str]]:
    """Each determinant that is no superkey, with an attribute outside the keys that it decides."""
    prime = frozenset().union(*candidate_keys(attributes))
    return [
        (left, right)
        for left in subsets(attributes)
        if not closure(left) >= attributes
        for right in (closure(left) & attributes) - left - prime
    ]


def normal_form(table: Table) -> int:
    """Find the highest normal form, of the first three, that a table with atomic values is in."""
    attributes = names(table.columns)
    keys = candidate_keys(attributes)
    partial = [left for left, _ in breaches(attributes) if any(left < key for key in keys)]
    return 1 if partial else 2 if breaches(attributes) else 3


def survives_the_chase(parts: list[Attributes]) -> bool:
    """Whether joining the parts gives their whole back, by the chase of its tableau."""
    whole = frozenset().union(*parts)
    rows = [{a: "same" if a in part else f"{a}{i}" for a in whole} for i, part in enumerate(parts)]
    while equate_one(rows):
        pass
    return any(set(row.values()) == {"same"} for row in rows)


def equate_one(rows: list[dict[str, str]]) -> bool:
    """Make two rows agree where a dependency says they must; False when all of them do."""
    for left, right in DEPENDENCIES:
        for one, other in combinations(rows, 2):
            differing = [a for a in right & one.keys() if one[a] != other[a]]
            if differing and all(one[a] == other[a] for a in left):
                replace(rows, differing[0], one[differing[0]], other[differing[0]])
                return True
    return False


def replace(rows: list[dict[str, str]], attribute: str, one: str, other: str) -> None:
    """Write one symbol for both in a column; `same` wins."""
    kept = "same" if "same" in (one, other) else one
    for row in rows:
        if row[attribute] in (one, other):
            row[attribute] = kept


def test_the_first_step_replaces_lists_by_single_values() -> None:
    """The three columns of lists give way to columns of one value and the number of the payment."""
    (flat,) = tables(unnormalized).values()
    before = names(flat.columns)
    after = frozenset().union(*(names(t.columns) for t in tables(first_normal_form).values()))
    assert names(flat.primary_key) == {"booking_ref"}
    assert before - after == {"guest_phones", "pay_methods", "amounts"}
    assert after - before == {"guest_phone", "payment_no", "pay_method", "amount"}


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
def test_primary_keys_are_the_only_candidate_keys(stage: ModuleType) -> None:
    """From the dependencies, each table has one candidate key: its primary key."""
    for table in tables(stage).values():
        assert candidate_keys(names(table.columns)) == [names(table.primary_key)]


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        (first_normal_form, {"booking_sheet": 1, "guest_phone": 3}),
        (second_normal_form, {"booking": 2, "payment": 3, "guest_phone": 3}),
        (third_normal_form, dict.fromkeys(third_normal_form.Base.metadata.tables, 3)),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_table_is_in_its_normal_form_and_no_higher(
    stage: ModuleType, expected: dict[str, int]
) -> None:
    """A stage has a table that stops at its own normal form, until all are in the third."""
    assert {name: normal_form(table) for name, table in tables(stage).items()} == expected


def test_the_second_step_removes_what_hangs_on_half_the_key() -> None:
    """What the second stage says it removes is just what depends on booking_ref in the first."""
    sheet = names(tables(first_normal_form)["booking_sheet"].columns)
    half = frozenset({"booking_ref"})
    removed = documented(second_normal_form)
    assert {left for left, _ in removed} == {half}
    assert frozenset().union(*(right for _, right in removed)) == (closure(half) & sheet) - half


def test_the_third_step_removes_what_goes_by_way_of_another_column() -> None:
    """What the third stage says it removes are the determinants of the second that are no key."""
    booking = names(tables(second_normal_form)["booking"].columns)
    removed = documented(third_normal_form)
    assert set(removed) < set(DEPENDENCIES)
    assert all(not closure(left) >= booking for left, _ in removed)
    assert {right for _, right in breaches(booking)} == {a for _, right in removed for a in right}


def test_phones_move_by_the_dependency_that_the_first_step_names() -> None:
    """guest_phone holds both sides of guest_email ->> guest_phone, and is all key."""
    (phones,) = [d for d in documented(first_normal_form, "->>") if "guest_phone" in d[1]]
    assert phones in documented(unnormalized, "->>")
    for stage in STAGES:
        table = tables(stage)["guest_phone"]
        assert names(table.columns) == names(table.primary_key) == phones[0] | phones[1]


@pytest.mark.parametrize("stage", STAGES[1:], ids=lambda stage: stage.__name__)
def test_no_stage_loses_a_fact(stage: ModuleType) -> None:
    """Joining the tables of a stage gives back the sheet of the first normal form."""
    sheet = names(tables(first_normal_form)["booking_sheet"].columns)
    parts = [names(t.columns) for name, t in tables(stage).items() if name != "guest_phone"]
    assert frozenset().union(*parts) == sheet
    assert survives_the_chase(parts)


def test_the_chase_sees_a_lost_fact() -> None:
    """Without the booking's reference in its payments, the join is not the sheet."""
    assert not survives_the_chase(
        [frozenset({"booking_ref", "start"}), frozenset({"payment_no", "amount", "start"})]
    )


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
def test_each_dependency_can_be_checked_in_one_table(stage: ModuleType) -> None:
    """Both sides of each dependency lie in one table, so no join is needed to keep it."""
    columns = [names(table.columns) for table in tables(stage).values()]
    assert all(any(left | right <= c for c in columns) for left, right in DEPENDENCIES)


def test_each_left_side_becomes_a_key_in_third_normal_form() -> None:
    """Each dependency's left side is the primary key of a table that holds its right side."""
    keys = {names(t.primary_key): names(t.columns) for t in tables(third_normal_form).values()}
    assert all(left in keys and right <= keys[left] for left, right in DEPENDENCIES)
