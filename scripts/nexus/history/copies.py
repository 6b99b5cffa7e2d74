"""Databases that are copies of each other, so that what is tried in one leaves the other as it was."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from nexus.core.errors import NexusError

# A session that was closed is gone from the server a moment later.
_PATIENCE = 5.0


class Copies:
    """The databases of one user who may make them; `address` names the server and this user."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._admin = psycopg.connect(make_conninfo(address, dbname="postgres"), autocommit=True)

    def address(self, database: str) -> str:
        """Return libpq's address of a database."""
        return make_conninfo(self._address, dbname=database)

    def parts(self, database: str) -> dict[str, Any]:
        """Return the address of a database in parts: host, port, user, password, dbname."""
        return conninfo_to_dict(self.address(database))

    def execute(self, database: str, script: str) -> None:
        """Execute SQL in a database; raises NexusError where PostgreSQL refuses it."""
        with psycopg.connect(self.address(database), autocommit=True) as connection:
            try:
                connection.execute(script.encode())
            except psycopg.Error as error:
                what = f"PostgreSQL refuses it: {error.diag.message_primary or error}"
                raise NexusError(what, "what was there before the first revision") from None

    @contextmanager
    def copied(self, database: str, name: str) -> Iterator[str]:
        """Make a copy of a database that nobody is connected to, and drop it at the end."""
        self._leave(database)
        make = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._admin.execute(make.format(sql.Identifier(name), sql.Identifier(database)))
        try:
            yield name
        finally:
            self._admin.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            )

    @contextmanager
    def made(self, name: str) -> Iterator[str]:
        """Make an empty database, and drop it at the end."""
        with self.copied("template0", name):
            yield name

    def _leave(self, database: str) -> None:
        """End the sessions that the revisions left open, and wait until they are gone."""
        end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        until = time.monotonic() + _PATIENCE
        while self._admin.execute(end, [database]).fetchall() and time.monotonic() < until:
            time.sleep(0.001)
