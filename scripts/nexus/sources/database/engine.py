"""Who starts a PostgreSQL for SQL files: the room of examples, which lies above this one.

It is handed down to where it is needed, and starts nothing before that.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from nexus.core.errors import MachineError


class Server(Protocol):
    """A running PostgreSQL."""

    @property
    def programs(self) -> Path:
        """The folder of the programs that come with it, such as pg_dump."""

    def dsn(self) -> str:
        """Return the superuser's address for libpq."""


Engine = Callable[[], AbstractContextManager[Server]]


def missing() -> AbstractContextManager[Server]:
    """Raise MachineError: nobody has said what starts a server."""
    hint = "pip install 'project-nexus[evidence]'"
    raise MachineError("SQL files are read by a PostgreSQL, and there is none", hint=hint)
