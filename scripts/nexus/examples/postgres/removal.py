"""Drops a database and its role, whatever the examples did that own them.

An owner may make a database a template, close it, leave a transaction prepared in it, or own
things in another database: PostgreSQL then refuses to drop it. All of that is undone first. What
stays all the same is named, with the statements that remove it.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import LiteralString

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

_FREE: tuple[LiteralString, ...] = (
    "ALTER DATABASE {0} WITH ALLOW_CONNECTIONS true CONNECTION LIMIT -1 IS_TEMPLATE false",
    "ALTER DATABASE {0} RESET ALL",
    "GRANT CONNECT ON DATABASE {0} TO CURRENT_USER",
)
_IS_THERE = "SELECT FROM pg_database WHERE datname = %(name)s"
_PREPARED = "SELECT database, gid FROM pg_prepared_xacts WHERE owner = %(name)s"
_OWNS = """
    SELECT DISTINCT datname FROM pg_shdepend JOIN pg_roles ON pg_roles.oid = refobjid
    JOIN pg_database ON pg_database.oid = dbid OR (dbid = 0 AND datname = current_database())
    WHERE refclassid = 'pg_authid'::regclass AND rolname = %(name)s
"""
_STAYS = """
    SELECT 'DATABASE' FROM pg_database WHERE datname = %(name)s
    UNION ALL SELECT 'ROLE' FROM pg_roles WHERE rolname = %(name)s
"""
_STATEMENTS = {"DATABASE": 'DROP DATABASE "{}" WITH (FORCE);', "ROLE": 'DROP ROLE "{}";'}


def drop(connection: psycopg.Connection, name: str) -> str:
    """Drop the database and the role of that name, if they exist.

    Return what is left of them in one line, with the reason and the statements that remove it;
    the empty string where nothing is.
    """
    removal = _Removal(connection, name)
    try:
        removal.database()
        removal.role()
    except psycopg.Error as error:
        return _left(connection, name, error)
    return ""


def _left(connection: psycopg.Connection, name: str, error: psycopg.Error) -> str:
    try:
        found = [kind for (kind,) in connection.execute(_STAYS, {"name": name})]
    except psycopg.Error:  # nobody can ask any more
        found = list(_STATEMENTS)
    if not found:
        return ""
    reason = " ".join((error.diag.message_primary or str(error)).split())
    statements = " ".join(_STATEMENTS[kind].format(name) for kind in found)
    return f"{name} stays on the server: {reason}; NEXUS_DATABASE_URL; as its user: {statements}"


class _Removal:
    """The removal of one database and its role; each step raises psycopg.Error."""

    def __init__(self, connection: psycopg.Connection, name: str) -> None:
        self._connection, self._name = connection, name

    def database(self) -> None:
        """Drop the database, with its sessions and what was prepared in it."""
        if self._connection.execute(_IS_THERE, {"name": self._name}).rowcount:
            for statement in _FREE:
                self._run(self._connection, statement)
        for place, gid in self._asked(_PREPARED):
            with self._inside(place) as inside:
                # Who prepared a transaction, or a superuser, may end it.
                self._run(inside, "SET ROLE {0}")
                inside.execute(sql.SQL("ROLLBACK PREPARED {}").format(sql.Literal(gid)))
        self._run(self._connection, "DROP DATABASE IF EXISTS {0} WITH (FORCE)")

    def role(self) -> None:
        """Drop the role, with what it owns in other databases."""
        for (place,) in self._asked(_OWNS):
            with self._inside(place) as inside:
                self._run(inside, "DROP OWNED BY {0} CASCADE")
        self._run(self._connection, "DROP ROLE IF EXISTS {0}")

    def _asked(self, query: LiteralString) -> list[tuple[str, ...]]:
        return self._connection.execute(query, {"name": self._name}).fetchall()

    def _run(self, connection: psycopg.Connection, statement: LiteralString) -> None:
        connection.execute(sql.SQL(statement).format(sql.Identifier(self._name)))

    @contextmanager
    def _inside(self, database: str) -> Iterator[psycopg.Connection]:
        """A connection of the same user to another database of the server."""
        info = self._connection.info
        known = {**info.get_parameters(), "password": info.password, "dbname": database}
        with closing(psycopg.connect(make_conninfo(**known), autocommit=True)) as connection:
            yield connection
