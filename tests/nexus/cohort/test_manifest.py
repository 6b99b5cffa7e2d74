"""A manifest is a stranger's: what its form knows is taken within bounds, and all else is refused."""

import json
from typing import Any

import pytest
from nexus.cohort import manifest
from nexus.core.errors import NexusError

from tests.nexus.cohort.builders import NOW, statement, week
from tests.nexus.cohort.builders import manifest as made


def read(facts: object) -> manifest.Manifest:
    """What is read of a manifest, or of bytes."""
    return manifest.read(facts if isinstance(facts, bytes) else json.dumps(facts).encode(), NOW)


def test_statements_are_counted_and_not_believed() -> None:
    """Weeks come in order, the newest moment counts, and technologies come once."""
    two = week(2, statement("diagram", ""), statement("account", ""), technologies=["sql", "Git"])
    found = read(made("A", two, week(1, counts={"example": 10**6}), author="Ada"))
    assert [each.number for each in found.weeks] == [1, 2]
    assert found.counts == {"example": 1, "diagram": 1, "account": 1}
    assert (found.ran, found.author) == ("2021-05-01T10:00Z", "Ada")
    assert found.technologies == ("SQL", "Git")


def test_a_week_without_a_title_has_its_number() -> None:
    """A table needs something to link from."""
    found = read(made("A", week(1, title="Keys"), week(2, title=" ")))
    assert [each.title for each in found.weeks] == ["Keys", "Week 2"]


def test_what_its_form_does_not_know_is_passed_over() -> None:
    """A later version may say more."""
    assert read({**made("A"), "more": [1], "__proto__": {"x": 1}}).name == "A"


def test_nothing_ran_in_the_future() -> None:
    """A clock may be wrong, or somebody wants to come first for ever: the moment is not known then."""
    later, near = statement(ran="9999-01-01T00:00Z"), statement(ran="2021-06-01T20:00Z")
    assert read(made("A", week(1, later))).ran == ""
    assert read(made("A", week(1, later, near))).ran == "2021-06-01T20:00Z"


def without(key: str) -> dict[str, Any]:
    """A manifest that lacks something."""
    return {name: value for name, value in made().items() if name != key}


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (b"", "no manifest"),
        (b"<!doctype html>", "no manifest"),
        (b"[1]", "no manifest"),
        (b'{"format": 1', "no manifest"),
        (b"\xff\xfe{\x00", "no manifest"),
        (b'{"format": 1, "x": "\xff"}', "no manifest"),
        (b'{"format": 1, "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "no manifest"),
        (b'{"format": 1e400}', "no manifest"),
        ({**made(), "format": 2}, "format is 2"),
        ({**made(), "generator": {"name": "other"}}, "no manifest"),
        (without("site"), "no manifest"),
        (without("weeks"), "no manifest"),
        (made(" \n"), "no name"),
        (made("\u200b\u3164\U000e0041\ufe0f"), "no name"),
        (made("A", week(-1)), "no manifest"),
        (made("A", week(10**30)), "no manifest"),
        (made("A", week(1, title=None)), "no manifest"),
        (made("A", week(1, statement("<b>"))), "no manifest"),
        (made("A", *([week()] * 1001)), "no manifest"),
        (made("A", week(1, statement(ran="2021-13-01T10:00Z"))), "names no moment"),
        (made("A", week(1, statement(ran="now\n"))), "names no moment"),
    ],
)
def test_what_is_no_manifest_is_refused_in_one_line(facts: object, told: str) -> None:
    """Whatever was sent in its place, or that it claims."""
    with pytest.raises(NexusError, match=told) as refused:
        read(facts)
    assert "\n" not in str(refused.value)
    assert len(refused.value.what) < 200


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\u202eb", "a\ufffdb"),
        ("a\0b", "a\u2400b"),
        ("\ud800", "\ufffd"),
        ("a\n\n b", "a b"),
        ("é" * 1_000_000, "é" * 159 + "…"),
        (" " * 1_000_000 + "a", "a"),
        ("Z" + "\u0301" * 300 + "algo", "Z" + "\u0301" * 4 + "algo"),
    ],
)
def test_a_text_can_be_shown(name: str, shown: str) -> None:
    """On one line, without what turns text around, and not without end."""
    content = json.dumps(made(name)).encode()
    if "ud800" in content.decode():
        with pytest.raises(NexusError, match="no manifest"):
            read(content)
        return
    assert read(content).name == shown
