"""The errors that a user can fix: one line, a place, and an exit code."""

from pathlib import Path

import pytest
from nexus.core.errors import (
    MachineError,
    NexusError,
    UsageError,
    place,
)


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (NexusError("it broke"), "it broke"),
        (NexusError("it broke", "a.py:1", "fix it"), "it broke; a.py:1; fix it"),
        (NexusError("it\n  broke\tbadly", "", "fix it"), "it broke badly; fix it"),
    ],
)
def test_an_error_is_told_in_one_line(error: NexusError, line: str) -> None:
    """What, where and what to do, without the parts that are empty."""
    assert str(error) == line


def test_an_error_gets_a_place_once_and_keeps_its_kind() -> None:
    """The innermost place is the most exact one."""
    placed = UsageError("it broke").at("a.py:1").at("b.py:2")
    assert (type(placed), placed.where) == (UsageError, "a.py:1")


@pytest.mark.parametrize(("kind", "code"), [(NexusError, 1), (UsageError, 2), (MachineError, 3)])
def test_each_kind_has_its_exit_code(kind: type[NexusError], code: int) -> None:
    """Scripts tell content, usage and the machine apart."""
    assert kind("it broke").exit_code == code


def test_a_place_is_relative_where_it_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file below the working directory is shown as one would type it, any other in full."""
    monkeypatch.chdir(tmp_path)
    assert place(tmp_path / "docs" / "a.md", 3) == "docs/a.md:3"
    assert place(Path("docs/a.md")) == "docs/a.md"
    assert place(tmp_path.parent / "a.md", 3) == f"{tmp_path.parent.as_posix()}/a.md:3"
