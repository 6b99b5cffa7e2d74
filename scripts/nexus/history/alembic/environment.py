"""What env.py tells of a history: its MetaData, and the options that its revisions run with.

It is run once as for offline work, in which it connects to nothing.
"""

import builtins
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
from nexus.sources import failure
from nexus.sources.inputs import Inputs

# What of the options only says how env.py would connect and write.
_OF_OFFLINE = {
    *("connection", "url", "dialect_name", "dialect_opts", "as_sql", "literal_binds"),
    *("output_buffer", "output_encoding", "starting_rev", "tag", "purge"),
    *("transaction_per_migration", "transactional_ddl"),
}


class Environment:
    """The options of env.py, its MetaData (none, one, or several), and why it could not be run."""

    def __init__(self, configuration: Config, directory: ScriptDirectory) -> None:
        self.options: dict[str, Any] = {}
        self.runs: list[dict[str, Any]] = []
        self._found: list[Any] = []
        self.remark = ""
        if not (Path(directory.dir) / "env.py").is_file():
            self.remark = "there is no env.py"
            return
        context = _listening(self, configuration, directory)
        try:
            with context, _no_script_written():
                directory.run_env()
        except processes.ENDS:
            raise
        except BaseException as error:  # the user's code
            told = failure.told(error, Path(directory.dir) / "env.py", Inputs())
            self.remark = f"env.py does not run offline, so its options and models are not known: {_short(told)}"

    @property
    def metadata(self) -> tuple[MetaData, ...]:
        """Return each MetaData that env.py names."""
        found = {id(each): each for each in self._found if isinstance(each, MetaData)}
        return tuple(found.values())

    def note(self, options: dict[str, Any]) -> None:
        """Take note of the options that env.py configures."""
        found = options.get("target_metadata")
        self._found += found if isinstance(found, list | tuple) else (found,)
        self.options |= {key: value for key, value in options.items() if key not in _OF_OFFLINE}


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
            raise OperationalError("no other database is asked", None, Exception("refused"))

    event.listen(Engine, "do_connect", refuse)
    try:
        yield
    finally:
        event.remove(Engine, "do_connect", refuse)


def _short(error: NexusError) -> str:
    return "; ".join(filter(None, (error.what, error.where)))
