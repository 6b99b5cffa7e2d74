"""Executes revisions of Alembic by its own API, on a connection of ours."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationStep
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL, Engine
from sqlalchemy.engine.interfaces import BindTyping
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from nexus.history import extensions, refusal
from nexus.history.alembic import models
from nexus.history.alembic.environment import Environment, alone
from nexus.history.alembic.scripts import Scripts
from nexus.history.copies import Copies
from nexus.history.names import chosen
from nexus.history.order import Order, Planned
from nexus.history.sql import ENDS, Heard
from nexus.history.walk import as_new, read
from nexus.schema.model import Schema, Table
from nexus.sources.sqlalchemy import loader, reader
from nexus.sources.sqlalchemy.loader import Models

_IN_PARTS = re.compile(r"autocommit|concurrently|AUTOCOMMIT|CONCURRENTLY")
_AS_WRITTEN = "the models are compared as they are written, since they cannot be made"
_MODELS = "models"
_NO_MODELS = "env.py names no models (target_metadata) with tables: name them with --models"


class Migrator:
    """The revisions of a folder of scripts, and a connection to whatever database is at hand."""

    def __init__(self, order: Order, copies: Copies) -> None:
        self._copies, self._path = copies, Path(order.path)
        self._scripts = Scripts(self._path)
        configuration = self._scripts.configuration
        url = self._url(order.database)
        written = url.render_as_string(hide_password=False)
        configuration.set_main_option("sqlalchemy.url", written.replace("%", "%%"))
        with alone(url):
            self._environment = Environment(configuration, self._scripts.directory, url)
        self.own = str(self._environment.options.get("version_table") or "alembic_version")
        outside = self._scripts.schemas()
        # As a rule it is env.py that makes them, when it connects.
        for schema in filter(
            None, (self._environment.options.get("version_table_schema"), *outside)
        ):
            named = psycopg.sql.Identifier(str(schema)).as_string()
            copies.execute(order.database, f"CREATE SCHEMA IF NOT EXISTS {named}")
        self._heard = Heard(self.own)
        self._engines: dict[str, Engine] = {}
        self._connection: Connection | None = None
        self._is_trial = False
        self._models = order.models
        self._remarks = [
            f"no revision makes the schema {name}, so it is made first" for name in outside
        ]

    @property
    def remarks(self) -> list[str]:
        """What was not looked at, and why."""
        return [*self._environment.remarks, *self._remarks]

    def plan(self) -> list[Planned]:
        """Return all revisions in the order in which they run."""
        return list(self._scripts.planned())

    def skip(self, _: Sequence[str]) -> None:
        """Take revisions for done: what has run is known by the database alone."""

    def _url(self, database: str) -> URL:
        given = self._copies.parts(database)
        account = {"username": given["user"], "password": given["password"]}
        query = {"host": given["host"], "port": given["port"]}
        return URL.create("postgresql+psycopg", **account, database=database, query=query)

    @contextmanager
    def connect(self, database: str) -> Iterator[Any]:
        """Open a connection for `run`, and give psycopg's own."""
        with alone(self._url(database)), self._engine(database).connect() as self._connection:
            yield self._raw
            self._connection.rollback()

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Let nothing last of what runs meanwhile, as of a session that has just begun."""
        self._is_trial = True
        try:
            self._connected.begin()
            as_new(self._raw)
            yield
        finally:
            self._is_trial = False
            self._connected.rollback()

    @property
    def _raw(self) -> Any:
        return self._connected.connection.driver_connection

    def _engine(self, database: str) -> Engine:
        """The engine of a database, which keeps no connection open."""
        if found := self._engines.get(database):
            return found
        # Values are put into the statement, as psycopg2 does: PostgreSQL then guesses no types.
        given = {"cursor_factory": psycopg.ClientCursor}
        engine = create_engine(self._url(database), poolclass=NullPool, connect_args=given)
        # Nor does SQLAlchemy tell them then.
        engine.dialect.bind_typing = BindTyping.NONE
        event.listen(engine, "before_cursor_execute", self._note, retval=True)
        event.listen(engine, "do_execute", _as_it_is)
        event.listen(engine, "after_cursor_execute", _unbound)
        event.listen(engine, "rollback", _bound)
        event.listen(engine, "commit", lambda _: self._check())
        event.listen(engine, "commit", _bound)
        return self._engines.setdefault(database, engine)

    def is_whole(self, revision: str) -> bool:
        """Tell whether a revision runs in one transaction, as its text has it."""
        return not _IN_PARTS.search(self._scripts.text(revision))

    @property
    def _connected(self) -> Connection:
        if self._connection is None:
            raise RuntimeError("nothing is connected")
        return self._connection

    def _note(self, _: Any, cursor: Any, statement: str, given: Any, *__: Any) -> tuple[str, Any]:
        self._check(statement)
        self._heard.note(statement, given, cursor.connection)
        return extensions.fitted(statement, cursor.connection), given

    def _check(self, statement: str = "COMMIT") -> None:
        """Raise RuntimeError where a trial would commit: it is made in a copy then."""
        if self._is_trial and ENDS.search(statement):
            raise RuntimeError("it ends its transaction")

    def run(self, revision: str, *, upward: bool) -> list[str]:
        """Execute the script of a revision, in a transaction of its own."""
        way = MigrationStep.upgrade_from_script if upward else MigrationStep.downgrade_from_script
        directory = self._scripts.directory
        step = way(directory.revision_map, self._scripts.script(revision))
        once = step.migration_fn
        step.migration_fn = lambda **_: [once(**given) for given in self._environment.runs or [{}]]
        self._heard.taken()
        environment = EnvironmentContext(
            self._scripts.configuration, directory, fn=lambda *_: [step]
        )
        connection = self._connected
        try:
            with environment as context:
                context.configure(
                    connection=connection,
                    transaction_per_migration=True,
                    **self._environment.options,
                )
                with context.begin_transaction():
                    context.run_migrations()
            if self._is_trial:
                connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
            else:
                connection.commit()
        except BaseException:
            connection.rollback()
            raise
        return self._heard.taken()

    def told(self, error: BaseException, revision: str) -> str:
        """Return why a revision failed, in one line."""
        return refusal.told(error, Path(self._scripts.script(revision).path))

    def is_compared(self, table: Table) -> bool:
        """Tell whether a table of the database is held against the models."""
        return models.is_meant(self._environment.options, table.name, table.schema)

    def models(self) -> Schema | None:
        """Return the schema of the models, spelt as the database does, or None with a remark."""
        where = Path(self._scripts.directory.dir) / "env.py"
        try:
            meant = self._meant()
        except Exception as error:  # the user's models
            self._remarks.append(f"the models cannot be read: {refusal.told(error, where)}")
            return None
        if meant is None:
            if self._environment.is_known:
                self._remarks.append(_NO_MODELS)
            return None
        try:
            with self._copies.made(_MODELS), self.connect(_MODELS) as connection:
                extensions = self._scripts.extensions()
                names, failed = models.make(meant.metadata, self._connected, extensions)
                self._remarks += failed
                return chosen(read(connection, self.own), names)
        except SQLAlchemyError as error:
            self._remarks.append(f"{_AS_WRITTEN}: {refusal.told(error, where)}")
            return reader.read(meant)

    def _meant(self) -> Models | None:
        """The models that were named, or those of env.py, if they have tables."""
        if self._models:
            return loader.load(self._models)
        found = self._environment.metadata
        return (
            Models("", found[0] if len(found) == 1 else models.copied(found))
            if any(each.tables for each in found)
            else None
        )


def _as_it_is(cursor: Any, statement: str, given: Any, context: Any) -> bool:
    """Send SQL for the driver without values as it is: psycopg2 looks for no `%` in it either."""
    if given or context is None or context.compiled is not None:
        return False
    cursor.execute(statement)
    return True


# What psycopg2 does: after a COMMIT in the text of a statement it begins no other transaction by
# itself, so that CREATE INDEX CONCURRENTLY can follow, until its own commit.
_FREED = "nexus_freed"


def _unbound(connection: Connection, cursor: Any, statement: str, *_: Any) -> None:
    raw = cursor.connection
    is_idle = raw.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
    if is_idle and not raw.autocommit and ENDS.search(statement):
        raw.autocommit = connection.info[_FREED] = True


def _bound(connection: Connection) -> None:
    if connection.info.pop(_FREED, False):
        raw: Any = connection.connection.driver_connection
        raw.commit()
        raw.autocommit = False
