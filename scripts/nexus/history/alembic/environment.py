"""What env.py tells of a history: its MetaData, and the options that its revisions run with.

It is run as for offline work, in which it connects to nothing. Where it fails for a variable of the
environment that is not set, it runs again with one that names the database at hand.
"""

import builtins
import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from io import StringIO
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, event
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import OperationalError

from nexus.core import processes
from nexus.core.errors import NexusError
from nexus.history.alembic import variables
from nexus.sources import failure
from nexus.sources.inputs import Inputs, noted

# What of the options only says how env.py would connect and write.
_OF_OFFLINE = {
    *("connection", "url", "dialect_name", "dialect_opts", "as_sql", "literal_binds"),
    *("output_buffer", "output_encoding", "starting_rev", "tag", "purge"),
    *("transaction_per_migration", "transactional_ddl"),
}


class Environment:
    """The options of env.py, its MetaData (none, one, or several), and why it could not be run."""

    def __init__(self, configuration: Config, directory: ScriptDirectory, url: URL) -> None:
        self.options: dict[str, Any] = {}
        self.runs: list[dict[str, Any]] = []
        self._found: list[Any] = []
        self.remarks: list[str] = []
        self.is_known = False
        self._file = Path(directory.dir) / "env.py"
        if not self._file.is_file():
            self.remarks.append("there is no env.py")
            return
        self._try(configuration, directory, url)

    def _try(self, configuration: Config, directory: ScriptDirectory, url: URL) -> None:
        """Run env.py, and again where it lacks variables of the environment."""
        given: list[str] = []
        while (failed := self._run(configuration, directory)) is not None:
            error, inputs = failed
            lacking = failure.variables(error, inputs)
            more = variables.standing_in(lacking, inputs.variables, url)
            if not more:
                self._leave(error)
                break
            given += sorted(more)
            os.environ.update(more)
        else:
            self.is_known = True
        if given:
            told = f"not set in the environment, so values stand in for them: {', '.join(given)}"
            self.remarks.append(told)

    def _run(
        self, configuration: Config, directory: ScriptDirectory
    ) -> tuple[BaseException, Inputs] | None:
        """Run env.py; return why it could not be run, and what it asked for until then."""
        self.options, self.runs, self._found = {}, [], []
        context, inputs = _listening(self, configuration, directory), Inputs()
        try:
            with context, noted(inputs), _no_script_written():
                directory.run_env()
        except processes.ENDS:
            raise
        except BaseException as error:  # the user's code
            return error, inputs
        return None

    def _leave(self, error: BaseException) -> None:
        """Take from an env.py that failed what it had named until then."""
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if Path(frame.f_code.co_filename) == self._file and not self._found:
                self._take(frame.f_globals.get("target_metadata"))
        if self.metadata:
            # Its names for what revisions leave without a name hold for them as well.
            self.options.setdefault("target_metadata", self.metadata[0])
        told = _short(failure.told(error, self._file, Inputs()))
        is_named = any(each.tables for each in self.metadata)
        unknown = "options are" if is_named else "options and models are"
        hint = "" if is_named else "; name the models with --models"
        self.remarks.append(
            f"env.py does not run offline, so its {unknown} not known: {told}{hint}"
        )

    @property
    def metadata(self) -> tuple[MetaData, ...]:
        """Return each MetaData that env.py names."""
        found = {id(each): each for each in self._found if isinstance(each, MetaData)}
        return tuple(found.values())

    def note(self, options: dict[str, Any]) -> None:
        """Take note of the options that env.py configures."""
        self._take(options.get("target_metadata"))
        self.options |= {key: value for key, value in options.items() if key not in _OF_OFFLINE}

    def _take(self, found: Any) -> None:
        self._found += found if isinstance(found, list | tuple) else (found,)


def _listening(
    told: Environment, configuration: Config, directory: ScriptDirectory
) -> EnvironmentContext:
    """An environment that runs no revision, and writes what it is told into nothing."""
    context: Any = EnvironmentContext(
        configuration, directory, fn=lambda *_: [], as_sql=True, dont_mutate=True
    )
    configure = context.configure

    def listen(*_: Any, **options: Any) -> None:
        told.note(options)
        configure(dialect_name="postgresql", as_sql=True, output_buffer=StringIO())

    # Alembic's module `context` asks this very object, so it need be of no class of ours.
    context.configure = listen
    context.is_offline_mode = lambda: True
    context.begin_transaction = nullcontext
    context.run_migrations = lambda **given: told.runs.append(given)
    return context  # type: ignore[no-any-return]


@contextmanager
def _no_script_written() -> Iterator[None]:
    """Let nobody write a file of SQL: env.py of several databases would, in offline work."""

    def opened(file: Any, mode: str = "r", *given: Any, **more: Any) -> Any:
        is_script = str(file).endswith(".sql") and set(mode) & set("wax")
        return StringIO() if is_script else before(file, mode, *given, **more)

    before, builtins.open = builtins.open, opened
    try:
        yield
    finally:
        builtins.open = before


@contextmanager
def alone(url: URL) -> Iterator[None]:
    """Let SQLAlchemy connect to no other server than that of an address."""

    def refuse(_: Any, __: Any, ___: Any, given: dict[str, Any]) -> None:
        if given.get("host") != url.query.get("host"):
            raise OperationalError("", None, Exception("no other database is asked"))

    event.listen(Engine, "do_connect", refuse)
    try:
        yield
    finally:
        event.remove(Engine, "do_connect", refuse)


def _short(error: NexusError) -> str:
    return "; ".join(filter(None, (error.what, error.where)))
