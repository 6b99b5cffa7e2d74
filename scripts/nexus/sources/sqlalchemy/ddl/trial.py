"""Tries one item of a MetaData in a dialect: with its compiler and, for SQLite, in a database.

Python carries an SQLite, so what that refuses need not be a guess: a piece of DDL is run in an
empty database in memory, inside a transaction that is rolled back.
"""

import re
import sqlite3
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, Date, DateTime, Index, Table
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import SQLAlchemyError, UnsupportedCompilationError
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable
from sqlalchemy.types import NullType

# SQLAlchemy spells some types and defaults in the same words for every dialect. PostgreSQL has none
# of these types, and takes no moment as models for MySQL give it.
_NO_TYPE = re.compile(
    r"(BINARY|BLOB|CLOB|DATETIME|DOUBLE|NVARCHAR|TEXT(?=\()|VARBINARY)\b(?! PRECISION)"
)
_NO_TYPE_IN_TABLE = re.compile(rf"^\s.* {_NO_TYPE.pattern}", re.MULTILINE)
_MYSQL_MOMENT = re.compile(r"current_\w+\s*\(\s*\)|'0000-00-00", re.IGNORECASE)


def reason(error: BaseException) -> str:
    """An exception in words that are the same in every run."""
    if isinstance(error, UnsupportedCompilationError):
        found = re.search(r"<class '(?:\w+\.)*(\w+)'>|of type (\w+)", str(error))
        return f"there is no form for {(found[1] or found[2]) if found else 'it'}"
    text = re.sub(r" at 0x[0-9a-fA-F]+", "", str(error)).partition("\n")[0]
    return (
        text if isinstance(error, SQLAlchemyError) and text else f"{type(error).__name__}: {text}"
    )


class Trial:
    """A dialect that is asked what it refuses, and why: None stands for nothing."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        is_sqlite = dialect.name == "sqlite"
        self._sqlite = sqlite3.connect(":memory:", isolation_level=None) if is_sqlite else None

    def whole(self, table: Table) -> bool:
        """Whether a table can be made as it is declared; if not, its pieces tell why."""
        try:
            text = str(CreateTable(table).compile(dialect=self._dialect))
        except Exception:  # the compiler of a type or construct may be the models' own
            return False
        if self._dialect.name == "postgresql":
            return not (_NO_TYPE_IN_TABLE.search(text) or _MYSQL_MOMENT.search(text))
        return self._run(text) is None

    def table(self, table: Table) -> str | None:
        """Why a table cannot be called what it is called."""
        try:
            self._dialect.validate_identifier(table.name)
        except SQLAlchemyError as error:
            return reason(error)
        return None

    def column(self, column: Column[Any]) -> str | None:
        """Why a column cannot be made among the others of its table."""
        if isinstance(column.type, NullType):
            return "its type is not known"
        if column.system:
            # The database has it already: nothing is made of it.
            return None
        others = _distinct(column.table)
        others.pop(column.name.lower(), None)
        try:
            text = str(CreateColumn(column).compile(dialect=self._dialect))
        except Exception as error:  # as above
            return reason(error)
        if self._dialect.name == "postgresql":
            name = self._dialect.identifier_preparer.format_column(column)
            moment = isinstance(column.type, Date | DateTime) and _MYSQL_MOMENT.search(text)
            word = moment or _NO_TYPE.match(text.removeprefix(f"{name} "))
            return f"PostgreSQL refuses {word[0]}" if word else None
        return self._run(_create(column.table, others.values(), text))

    def rule(self, rule: Any) -> str | None:
        """Why a constraint or an index cannot be made."""
        table: Any = rule.table
        columns = _distinct(table).values()
        compiler: Any = self._dialect.ddl_compiler
        try:
            if isinstance(rule, Index):
                text = str(CreateIndex(rule).compile(dialect=self._dialect))
            else:
                text = compiler(self._dialect, None).process(rule) or ""
        except Exception as error:  # as above
            return reason(error)
        if isinstance(rule, Index):
            # The name of a schema would have to be that of an attached database.
            return None if table.schema else self._run(_create(table, columns), text)
        return self._run(_create(table, columns, text))

    def _run(self, *statements: str) -> str | None:
        if self._sqlite is None:
            return None
        self._sqlite.execute("BEGIN")
        try:
            for statement in statements:
                self._sqlite.execute(statement)
        except sqlite3.Error as error:
            return f"SQLite refuses it: {error}"
        finally:
            self._sqlite.execute("ROLLBACK")
        return None


def _distinct(table: Table) -> dict[str, Column[Any]]:
    """One column for each name, case aside: SQLite takes no two of them into a table."""
    return {column.name.lower(): column for column in table.columns}


def _create(table: Table, columns: Iterable[Column[Any]], more: str = "") -> str:
    """The statement for a table with columns that have names only, and one part more."""
    parts = [*(_quoted(column.name) for column in columns), more]
    return f"CREATE TABLE {_quoted(table.name)} (\n{', '.join(filter(None, parts))})"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
