"""Executes migrations of Django by its own executor, on a database of ours."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from nexus.core.errors import MachineError
from nexus.history import digest, extensions, refusal
from nexus.history.copies import Copies
from nexus.history.names import chosen
from nexus.history.order import Order, Planned
from nexus.history.sql import ENDS, Heard
from nexus.history.walk import as_new, read
from nexus.schema.model import Schema, Table

_MODELS = "models"


class Migrator:
    """The migrations of all apps of a project, and a connection to whatever database is at hand."""

    own = "django_migrations"

    def __init__(self, order: Order, copies: Copies) -> None:
        try:
            from django.db.migrations.state import ProjectState

            from nexus.history.django import project
        except ModuleNotFoundError as error:
            hint = "pip install 'project-nexus[django]'"
            raise MachineError(f"a package is not installed: {error.name}", hint=hint) from None
        if order.project is None:
            raise RuntimeError("an order of Django names its project")
        self._copies, self._project = copies, project
        self._folders = tuple(map(Path, order.project.folders))
        self.remarks = project.set_up(order.project, copies.parts(order.database))
        self._known, self._needs, self._apps, remarks = project.migrations()
        self.remarks += remarks
        self._heard = Heard(self.own)
        self._connection: Any = None
        self._is_trial = False
        # The models as they are after what has run, and as they were before each of it.
        self._state: Any = ProjectState()
        self._before: dict[str, Any] = {}

    def plan(self) -> list[Planned]:
        """Return all migrations in the order in which they run."""
        return [
            Planned(
                self._project.revision(each, self._needs[name]),
                digest.of(self._project.file(each), self._folders),
            )
            for name, each in self._known.items()
        ]

    def skip(self, revisions: Sequence[str]) -> None:
        """Take these migrations for done."""
        for name in revisions:
            self._state = self._known[name].mutate_state(self._state, preserve=False)

    @contextmanager
    def connect(self, database: str) -> Iterator[Any]:
        """Open a connection for `run`, and give psycopg's own."""
        self._connection = self._project.connect(database)
        try:
            with self._connection.execute_wrapper(self._note):
                yield self._connection.connection
        finally:
            self._connection.close()

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Let nothing last of what runs meanwhile, as of a session that has just begun."""
        from django.db import transaction

        self._is_trial = True
        try:
            with transaction.atomic():
                as_new(self._connection.connection)
                self._connection.ensure_timezone()
                yield
                transaction.set_rollback(True)
        finally:
            self._is_trial = False

    def _note(self, execute: Any, statement: str, given: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        if self._is_trial and ENDS.search(statement):
            raise RuntimeError("it ends its transaction")
        raw = self._connection.connection
        self._heard.note(statement, given, raw)
        return execute(extensions.fitted(str(statement), raw), given, many, context)

    def is_whole(self, revision: str) -> bool:
        """Tell whether a migration runs in one transaction."""
        return bool(self._known[revision].atomic)

    def run(self, revision: str, *, upward: bool) -> list[str]:
        """Execute a migration, in a transaction of its own where it has one."""
        from django.db.migrations.executor import MigrationExecutor

        migration, is_first = self._known[revision], revision not in self._before
        if package := self._project.lacking(migration):
            raise ModuleNotFoundError(f"No module named {package!r}")
        before = self._before.setdefault(revision, self._state).clone()
        if not (is_first or self._connection.in_atomic_block):
            # A second try: what was rendered bit by bit may hold two classes of one model.
            vars(before).pop("apps", None)
        executor = MigrationExecutor(self._connection)
        executor.recorder.ensure_schema()
        self._heard.taken()
        if upward:
            after = executor.apply_migration(before, migration)
            self._state = after if is_first else self._state
        else:
            executor.unapply_migration(before, migration)
        if self._connection.in_atomic_block:
            # What waits for the end of a transaction would keep a table from being altered.
            self._connection.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
            self._connection.connection.execute("SET CONSTRAINTS ALL DEFERRED")
        return self._heard.taken()

    def told(self, error: BaseException, revision: str) -> str:
        """Return why a migration failed, in one line."""
        return refusal.told(error, self._project.file(self._known[revision]))

    def is_compared(self, table: Table) -> bool:
        """Tell whether a table of the database is held against the models: not what others make."""
        from nexus.history.django import models

        return table.name not in models.unmanaged()

    def models(self) -> Schema | None:
        """Return the schema of the models of all apps with migrations, or None with a remark."""
        from nexus.history.django import models

        with self._copies.made(_MODELS), self.connect(_MODELS) as connection:
            try:
                named = models.make(self._known.values(), self._connection)
            except Exception as error:  # the user's models
                told = refusal.told(error, Path("models.py"))
                self.remarks.append(f"the models cannot be made, so they are not compared: {told}")
                return None
            found, wanted = read(connection, self.own), models.tables(self._apps)
        return chosen(
            replace(found, tables=tuple(each for each in found.tables if each.name in wanted)),
            named,
        )
