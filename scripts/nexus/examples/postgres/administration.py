"""What makes and drops the databases of the examples, as a user who may.

A database and the role that owns it have the same name. That role may do what it likes in its
database, and nothing elsewhere: it makes no databases or roles, reads no files, and may connect
to no other database that was made here.
"""

import contextlib
from collections.abc import Iterable, Iterator
from typing import LiteralString
from urllib.parse import quote, urlencode

import psycopg
from psycopg import pq, sql

from nexus.core.errors import MachineError, NexusError, UsageError, place
from nexus.core.results import SYNTAX_ERROR, SqlError
from nexus.core.text import counted
from nexus.examples.postgres import answer, removal
from nexus.examples.postgres.fixture import SETTINGS, Script

# The first version whose own order of text is the same on every system.
_OLDEST = 17
_EXAMPLE = "write it as postgresql://user:password@host:5432/database"
_FIX = "check NEXUS_DATABASE_URL, or leave it empty to use the embedded PostgreSQL"

_NEW_DATABASE: LiteralString = (
    "CREATE DATABASE {0} OWNER {0} TEMPLATE template0 ENCODING 'UTF8'"
    " LOCALE 'C' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
)
_SIZE = r"""
    SELECT count(*), coalesce(sum(greatest(reltuples, 0)), 0)::bigint
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind = 'r' AND nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'
"""
# A build is alive as long as a session bears its name.
_LEFT_OVER = """
    SELECT name FROM (
        SELECT datname, datdba FROM pg_database UNION SELECT rolname, oid FROM pg_roles
    ) AS made (name, owner)
    WHERE name ~ '^nexus_[0-9a-f]{12}_[0-9]+$' AND pg_has_role(owner, 'USAGE') AND NOT EXISTS (
        SELECT FROM pg_stat_activity WHERE starts_with(name, application_name || '_')
            AND application_name <> ''
    )
"""

# What an example may see of a server: how it plans, shows and compares, and what it can load. How a
# new session starts is said by its configuration, whoever connects.
_SETTINGS = """
    SELECT name || '=' || reset_val FROM pg_settings
    WHERE category ~ '^(Query Tuning|Client Connection Defaults|Version and Platform|Preset Options)'
        OR name IN ('work_mem', 'hash_mem_multiplier', 'shared_buffers', 'temp_buffers',
            'max_parallel_workers', 'autovacuum', 'server_encoding')
    UNION ALL SELECT 'extension ' || name || '=' || coalesce(default_version, '')
    FROM pg_available_extensions
    ORDER BY 1
"""

# What `url` says itself, or what is of the connection that it comes from.
_OWN = {"user", "password", "dbname", "application_name", "connect_timeout"}


class Administrator:
    """A connection of the user who makes databases and roles, and drops them."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    @property
    def version(self) -> str:
        """Return the version of the server, such as `18.6`."""
        reported = self._connection.info.parameter_status("server_version") or ""
        return reported.partition(" ")[0]  # without a distribution's own number

    def settings(self) -> list[str]:
        """Return the settings of the server that an example may see; raises MachineError."""
        try:
            return [line for (line,) in self._connection.execute(_SETTINGS)]
        except psycopg.Error as error:
            raise MachineError(f"PostgreSQL refuses: {error}", hint=_FIX) from error

    def url(self, database: str, user: str = "", password: str = "") -> str:
        """Return the URL of a database for libpq; without a user, it is this user's.

        Host and port are in its query, where there is room for the folder of a socket.
        """
        info = self._connection.info
        user, password = (user, password) if user else (info.user, info.password)
        given = info.get_parameters()
        query = {name: value for name, value in given.items() if name not in _OWN}
        # Said even where it is the default: the environment could name another.
        query["port"] = str(info.port)
        account = f"{quote(user, '')}:{quote(password, '')}"
        where = urlencode(query, quote_via=quote, safe="/")
        return f"postgresql://{account}@/{quote(database, '')}?{where}"

    def run(self, statement: LiteralString, *names: str, **values: str) -> None:
        """Run a statement with names and values in place; raises MachineError."""
        literals = {name: sql.Literal(value) for name, value in values.items()}
        try:
            whole = sql.SQL(statement).format(*map(sql.Identifier, names), **literals)
            self._connection.execute(whole)
        except psycopg.OperationalError as error:
            hint = "build again; if it ends again, look at the memory and the disk of this machine"
            raise MachineError(f"PostgreSQL has ended: {error}", hint=hint) from error
        except psycopg.Error as error:
            raise MachineError(f"PostgreSQL refuses: {error}", hint=_FIX) from error

    def syntax_error(self, text: str) -> SqlError | None:
        """Return what is wrong with a text that cannot be read; nothing of it is run.

        All of it is read before any statement is looked at, so what else is wrong with one of them
        in a database without tables does not count: such an error has another code, or no place.
        """
        pgconn = self._connection.pgconn
        if "\0" in text or self._connection.closed:
            return None
        with self._connection.lock:
            result = pgconn.prepare(b"", text.encode())
        if result.status != pq.ExecStatus.FATAL_ERROR:
            return None
        refusal = answer.refusal(result, self._connection.info.encoding)
        return refusal if refusal.sqlstate == SYNTAX_ERROR and refusal.position else None

    def transactions(self) -> str:
        """Return a number that grows with each transaction of the server that wrote something."""
        query = "SELECT pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text"
        try:
            return str(self._connection.execute(query).fetchall()[0][0])
        except psycopg.Error as error:
            raise MachineError(f"PostgreSQL has ended: {error}", hint="build again") from error

    def make_role(self, name: str, password: str) -> None:
        """Make a role that may log in, and that this user may act for."""
        # An example that opens connections without end leaves some to the others.
        new = "CREATE ROLE {} LOGIN CONNECTION LIMIT 40 PASSWORD {password}"
        self.run(new, name, password=password)
        self.run("GRANT {} TO CURRENT_USER WITH INHERIT TRUE, SET TRUE", name)
        for setting, value in SETTINGS.items():
            self.run("ALTER ROLE {} SET {} = {value}", name, setting, value=value)

    def make_database(self, name: str) -> None:
        """Make an empty database for the role of that name."""
        self.run(_NEW_DATABASE, name)
        self.close_to_others(name)

    def make_template(self, name: str) -> None:
        """Take a database from its role, which keeps the tables in it."""
        # Else REASSIGN OWNED in a copy would give the copy's role the template as well.
        self.run("ALTER DATABASE {} OWNER TO CURRENT_USER", name)

    def copy(self, template: str, name: str) -> str:
        """Copy a template for the role of that name, and return the copy's size in words."""
        # Twice as fast as by the log, for hundreds of megabytes.
        self.run("CREATE DATABASE {0} OWNER {0} TEMPLATE {1} STRATEGY FILE_COPY", name, template)
        self.close_to_others(name)
        with connected(self.url(name)) as inside:
            Administrator(inside).run("REASSIGN OWNED BY {} TO {}", template, name)
            [(tables, rows)] = inside.execute(_SIZE)
        return f"{counted(rows, 'row')} in {counted(tables, 'table')}" if tables else "no tables"

    def close_to_others(self, database: str) -> None:
        """Let only the owner of a database connect to it, and superusers."""
        self.run("REVOKE ALL ON DATABASE {} FROM PUBLIC", database)

    def drop(self, name: str) -> str:
        """Drop a database and its role if they exist; return what stays, in one line, or nothing."""
        return removal.drop(self._connection, name)

    def drop_left_over(self) -> Iterator[str]:
        """Drop what killed builds of the same user have left; yield a line about what stays."""
        for (name,) in self._connection.execute(_LEFT_OVER).fetchall():
            if stays := self.drop(name):
                yield stays

    def check(self) -> None:
        """Raise MachineError if the server is too old, or this user lacks a right."""
        if self._connection.info.server_version < _OLDEST * 10_000:
            what = f"the examples need PostgreSQL {_OLDEST}, and this is {self.version}"
            raise MachineError(what, "NEXUS_DATABASE_URL", _FIX)
        rights = self._connection.execute(
            "SELECT rolsuper OR (rolcreatedb AND rolcreaterole)"
            " FROM pg_roles WHERE rolname = current_user"
        )
        if rights.fetchone() != (True,):
            what = "the user may not make databases and roles"
            hint = "as a superuser: ALTER ROLE ... CREATEDB CREATEROLE"
            raise MachineError(what, "NEXUS_DATABASE_URL", hint)


@contextlib.contextmanager
def connected(conninfo: str, application: str = "nexus") -> Iterator[psycopg.Connection]:
    """Open a connection that commits each statement, and close it at the end.

    Raises MachineError if the server cannot be reached, UsageError if this is no address at all.
    """
    try:
        connection = psycopg.connect(
            conninfo, autocommit=True, connect_timeout=10, application_name=application
        )
    except psycopg.OperationalError as error:
        raise MachineError(f"no connection to PostgreSQL: {error}", hint=_FIX) from error
    except psycopg.ProgrammingError:  # whose message may hold the password
        raise UsageError("NEXUS_DATABASE_URL is no address of a database", hint=_EXAMPLE) from None
    with contextlib.closing(connection):
        yield connection


def load(url: str, scripts: Iterable[Script]) -> None:
    """Run scripts in order; raises NexusError at the line that PostgreSQL points at."""
    with connected(url) as connection:
        # Else VACUUM would find rows whose commit is not on disk yet, and pages not all-visible.
        connection.execute("SET synchronous_commit = on")
        for script in scripts:
            _prepare(connection, script)
            try:
                connection.execute(script.text.encode())
            except psycopg.Error as error:
                raise _error(script, error) from error
        # The same sizes and estimates at each build, and no work left for the first reader.
        connection.execute("VACUUM ANALYZE")


def _prepare(connection: psycopg.Connection, script: Script) -> None:
    path = "public"
    if script.schema:
        schema = sql.Identifier(script.schema)
        connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(schema))
        path = f"{schema.as_string()}, public"
    connection.execute(
        "SELECT set_config('search_path', %s, false), set_config('nexus.dataset', %s, false)",
        [path, script.dataset],
    )


def _error(script: Script, error: psycopg.Error) -> NexusError:
    told = error.diag
    position = told.statement_position
    line = script.text.count("\n", 0, int(position) - 1) + 1 if position else None
    what = f"PostgreSQL refuses the script: {told.message_primary or error}"
    hint = f"{told.message_detail or ''} {told.message_hint or ''}"
    return NexusError(what, place(script.file, line), hint.strip() or "fix the statement there")
