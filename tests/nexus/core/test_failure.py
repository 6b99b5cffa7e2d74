"""Any exception as one line: known errors as they are, the rest with its place and the way to all of it."""

import errno

import pytest
from nexus.core import failure
from nexus.core.errors import MachineError, NexusError


def caught(error: BaseException) -> BaseException:
    """An exception that was raised in this file."""
    with pytest.raises(type(error)) as found:
        raise error
    return found.value


def test_an_error_of_ours_stays_as_it_is() -> None:
    """So does what the machine refuses, with its own exit code."""
    error = NexusError("what", "where")
    assert failure.told(error) is error
    assert isinstance(failure.told(OSError(errno.ENOSPC, "full")), MachineError)


def test_an_unknown_exception_has_its_place_and_the_way_to_all_of_it() -> None:
    """Its message may have several lines, or none."""
    told = str(failure.told(caught(ValueError("two\nlines")), "look closer"))
    assert told.startswith("ValueError: two lines; tests/nexus/core/test_failure.py:")
    assert told.endswith("; look closer")
    assert "KeyError: no message" in str(failure.told(caught(type("KeyError", (Exception,), {})())))


def test_what_knows_its_own_line_is_placed_there() -> None:
    """As a template that cannot be read does."""
    error = ValueError("unexpected end")
    error.filename, error.lineno = "overrides/main.html", 3  # type: ignore[attr-defined]
    assert "; overrides/main.html:3; " in str(failure.told(error))


def test_the_error_behind_others_is_found() -> None:
    """Which MkDocs wraps twice."""
    inner, outer = ValueError(), KeyError()
    inner.__cause__, outer.__context__ = NexusError("what"), inner
    assert str(failure.behind(outer)) == "what"
    assert failure.behind(KeyError()) is None
