"""What models run themselves when their tables are made: statements of their own, and views.

Models listen to SQLAlchemy's events with a statement, or with a function that executes some. Each
listener is called with what it takes for a PostgreSQL, which writes the statements down. One that
raises is left out, with a remark; SQLAlchemy's own, which make types, are passed over.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import MetaData, Table
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.schema import ExecutableDDLElement

from nexus.core import processes
from nexus.sources.sqlalchemy.spelling import POSTGRESQL


class _Database(MockConnection):
    """What listeners take for a database: it runs nothing."""

    def exec_driver_sql(self, statement: str, *_: Any, **__: Any) -> None:
        """Take plain text, as a real connection does."""
        self.execute(statement)  # type: ignore[arg-type]


class Events:
    """The events of a MetaData; `remarks` say which listeners raised, and what."""

    def __init__(self, metadata: MetaData) -> None:
        self._tables = list(metadata.tables.values())
        self._made: list[Any] = []
        self._database = _Database(POSTGRESQL, self._record)
        self.remarks: list[str] = []

    def _record(self, statement: Any, *_: Any, **__: Any) -> None:
        self._made.append(statement)

    def statements(self, target: MetaData | Table, moment: str) -> list[str]:
        """Return what listeners of `before_create` or `after_create` execute, as SQL, in order."""
        return [
            text
            for listener in _listeners(target, moment)
            if _view(listener) is None
            for text in self._texts(listener, target)
        ]

    def _texts(self, listener: Any, target: MetaData | Table) -> list[str]:
        self._made.clear()
        tables = self._tables if isinstance(target, MetaData) else [target]
        try:
            listener(target, self._database, checkfirst=False, tables=tables)
            return [_text(statement) for statement in self._made]
        except processes.ENDS:
            raise
        except BaseException as error:  # an author's code, which may even leave Python
            called = getattr(listener, "func", listener)
            name = getattr(called, "__name__", type(called).__name__)
            where = getattr(target, "fullname", "the MetaData")
            reason = f"{type(error).__name__}: {error}".rstrip(": ")
            self.remarks.append(f"{where}: the listener {name} is left out: it raises {reason}")
            return []


def views(metadata: MetaData) -> Iterator[tuple[str, Any, bool]]:
    """Yield the views that listeners make, as those of sqlalchemy_utils do.

    Each is its name, its SELECT, and whether it is materialized.
    """
    for listener in _listeners(metadata, "after_create"):
        if (view := _view(listener)) is not None:
            yield str(view.name), view.selectable, bool(getattr(view, "materialized", False))


def has_own(target: MetaData | Table) -> bool:
    """Tell whether the models run anything themselves when the target is made."""
    moments = ("before_create", "after_create")
    return any(True for moment in moments for _ in _listeners(target, moment))


def _listeners(target: MetaData | Table, moment: str) -> Iterator[Any]:
    for listener in getattr(target.dispatch, moment):
        called = getattr(listener, "func", listener)
        own = str(getattr(called, "__module__", "")).startswith("sqlalchemy.")
        if not own or isinstance(called, ExecutableDDLElement):
            yield listener


def _view(listener: Any) -> Any:
    """The statement that makes a view, or None for any other listener."""
    is_view = isinstance(listener, ExecutableDDLElement) and hasattr(listener, "selectable")
    return listener if is_view and hasattr(listener, "name") else None


def _text(statement: Any) -> str:
    text = statement if isinstance(statement, str) else str(statement.compile(dialect=POSTGRESQL))
    return text.strip().rstrip(";")
