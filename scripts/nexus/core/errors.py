"""The errors that a user can fix, each in one line: what; where; what to do.

Every expected failure of the generator is a `NexusError`; its `exit_code` says which kind. Anything
else that escapes is a bug of this program.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from nexus.core.text import printable


class NexusError(Exception):
    """Something in the content is wrong (exit code 1).

    `what` is the cause, `where` a place such as `models/airbnb.py:12` or `booking.user_id`, and
    `hint` what to do about it; both may be empty.
    """

    exit_code = 1

    def __init__(self, what: str, where: str = "", hint: str = "") -> None:
        super().__init__(what, where, hint)
        self.what, self.where, self.hint = what, where, hint

    def __str__(self) -> str:
        parts = (" ".join(part.split()) for part in (self.what, self.where, self.hint))
        return "; ".join(printable(part) for part in parts if part)

    def at(self, where: str) -> "NexusError":
        """Return the same error, placed at `where` unless it already has a place."""
        return type(self)(self.what, self.where or where, self.hint)


class Errors(NexusError):
    """Several errors at once, a line each."""

    def __init__(self, errors: Iterable[NexusError]) -> None:
        self.errors = tuple(errors)
        super().__init__(self.errors[0].what)

    def __str__(self) -> str:
        return "\n".join(map(str, self.errors))

    def at(self, where: str) -> "Errors":
        """Return the same errors, each placed at `where` unless it already has a place."""
        return Errors(error.at(where) for error in self.errors)


class UsageError(NexusError):
    """A command, an option or a setting is wrong (exit code 2)."""

    exit_code = 2


class MachineError(NexusError):
    """The machine lacks something that the work needs, such as a program (exit code 3)."""

    exit_code = 3


def place(path: Path, line: int | None = None) -> str:
    """Return `path:line`, from the working directory where possible; `line` counts from 1."""
    try:
        # A link to itself is no error here.
        shown = Path(os.path.realpath(path)).relative_to(Path.cwd())
    except (ValueError, OSError):  # it lies elsewhere, or the working directory is gone
        shown = path
    return shown.as_posix() if line is None else f"{shown.as_posix()}:{line}"
