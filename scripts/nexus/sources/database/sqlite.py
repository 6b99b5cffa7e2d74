"""SQLite: a file, or statements that are executed in memory."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from nexus.core.errors import NexusError, place
from nexus.sources.database import live
from nexus.sources.naming import Home
from nexus.sources.reading import Reading


def scripts(texts: Sequence[str], path: Path, home: Home, typed: str) -> Reading:
    """Return the schema that statements make; raises NexusError where SQLite refuses one."""
    connection = sqlite3.connect(":memory:")
    # A script may not write into another file.
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    try:
        for text in texts:
            connection.executescript(text)
    except sqlite3.Error as error:
        raise NexusError(f"SQLite refuses it: {error}", place(path)) from None
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    return live.reflected(engine, home, typed)
