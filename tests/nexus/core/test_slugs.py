"""Names as parts of addresses and of file names."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nexus.core.slugs import slugs

from tests.helpers import HOSTILE_NAMES

SAFE = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?")
NAMES = st.lists(
    st.one_of(st.text(max_size=100), st.sampled_from(["user", "User", "USER", "user-", "a b"])),
    unique=True,
    max_size=12,
)


@pytest.mark.parametrize("name", ["user", "public.user", "booking_2", "A-b", "x" * 80])
def test_a_plain_name_is_its_own_slug(name: str) -> None:
    """What is safe already stays as it is."""
    assert slugs([name]) == {name: name}


@pytest.mark.parametrize(
    "name",
    [
        "",
        "index",
        "Enums",
        "README",
        "404",
        "search",
        "CON",
        "nul",
        "a b",
        "-a",
        ".a",
        "a.",
        "x" * 81,
        "\u0131",
        "con.txt",
    ],
)
def test_a_name_that_is_not_safe_gets_a_mark(name: str) -> None:
    """It would hide a page, leave its folder, or mean a device on Windows."""
    (slug,) = slugs([name]).values()
    assert slug != name
    assert SAFE.fullmatch(slug)


def test_names_that_differ_in_case_only_get_different_slugs() -> None:
    """The first keeps its name."""
    found = slugs(["user", "User", "USER"])
    assert found["user"] == "user"
    assert len({slug.casefold() for slug in found.values()}) == 3


@pytest.mark.parametrize("name", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_a_hostile_name_gets_a_safe_slug(name: str) -> None:
    """No slash, no space, no markup, and not too long for a file system."""
    (slug,) = slugs([name]).values()
    assert SAFE.fullmatch(slug)
    assert len(slug) <= 80


@given(NAMES)
def test_slugs_are_safe_short_and_distinct_on_every_file_system(names: list[str]) -> None:
    """For any set of names."""
    found = slugs(names)
    assert list(found) == names
    assert all(SAFE.fullmatch(slug) and len(slug) <= 80 for slug in found.values())
    assert len({slug.casefold() for slug in found.values()}) == len(names)


def test_a_slug_that_another_name_would_take_by_chance_is_not_given_twice() -> None:
    """Even where a plain name is the marked form of one that comes later."""
    marked = slugs(["a b"])["a b"]
    assert len(set(slugs([marked, "a b"]).values())) == 2
