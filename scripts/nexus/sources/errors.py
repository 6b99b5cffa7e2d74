"""Errors as they pass between the program and a process that reads models."""

from typing import Self

import msgspec

from nexus.core.errors import MachineError, NexusError, UsageError

_KINDS = {kind.exit_code: kind for kind in (NexusError, UsageError, MachineError)}


class Failure(msgspec.Struct, frozen=True):
    """An error, as `NexusError` has it."""

    what: str
    where: str
    hint: str
    exit_code: int

    @classmethod
    def of(cls, error: NexusError) -> Self:
        """Return an error as it is passed on."""
        return cls(error.what, error.where, error.hint, error.exit_code)

    def error(self, where: str = "") -> NexusError:
        """Return the error again, placed at `where` rather than at its own place."""
        kind = _KINDS.get(self.exit_code, NexusError)
        return kind(self.what, where or self.where, self.hint)
