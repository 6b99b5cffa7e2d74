"""What a dialect cannot express of a MetaData, and how to leave it out for a while.

Each table, column, constraint and index is tried with the dialect's own compiler. Whatever fails,
or would silently become something else, gets a remark with its reason; so does what depends on it.
`set_aside` takes all of it out of SQLAlchemy's sight, and puts it back.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from textwrap import shorten
from typing import Any

from sqlalchemy import Column, Index, MetaData, Table
from sqlalchemy import Enum as EnumType
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.exc import (
    NoReferencedColumnError,
    NoReferencedTableError,
    SQLAlchemyError,
    UnsupportedCompilationError,
)
from sqlalchemy.schema import (
    Constraint,
    CreateColumn,
    CreateIndex,
    CreateTable,
    ExecutableDDLElement,
    ForeignKeyConstraint,
)

# Dialects in which names that differ in case only are one name.
_FOLD_TABLES = ("sqlite", "mssql")
_FOLD_COLUMNS = ("sqlite", "mssql", "mysql", "mariadb")


def reason(fault: BaseException) -> str:
    """An exception in words that are the same in every run."""
    if isinstance(fault, UnsupportedCompilationError):
        kind = re.search(r"(\w+)'>", str(fault))
        return f"it has no form for {kind[1] if kind else 'this'}"
    text = re.sub(r" at 0x[0-9a-fA-F]+", "", str(fault)).partition("\n")[0]
    return text if isinstance(fault, SQLAlchemyError) and text else f"{type(fault).__name__}: {text}"


class Limits:
    """The items of a MetaData that cannot be made through `engine`, and remarks that say so.

    An item (a table, column, constraint or index) is `in` the limits if it is left out.
    """

    def __init__(self, metadata: MetaData, engine: MockConnection) -> None:
        self._metadata, self._engine, self._dialect = metadata, engine, engine.dialect
        self._items: dict[Any, None] = {}
        self.remarks: list[str] = []
        tables = list(metadata.tables.values())
        for table in tables:
            for column in table.columns:
                self._judge(column, f"{table.fullname}.{column.name}", self._column(column))
            self._judge(table, table.fullname, self._table(table))
        for table in tables:
            for rule in _rules(table):
                self._judge(rule, _title(rule), self._rule(rule))
        self.remarks += [*self._unsaid(tables), *self._other_events(tables)]

    def __contains__(self, item: object) -> bool:
        return item in self._items

    @contextmanager
    def set_aside(self) -> Iterator[None]:
        """For the time of the `with`, SQLAlchemy makes everything but what is left out."""
        with ExitStack() as back:
            for table in self._metadata.tables.values():
                for key in table.foreign_key_constraints:
                    # Adding a key by ALTER TABLE would keep it out of CREATE TABLE ever after.
                    _keep(back, key, "_create_rule")
            for item in self._items:
                if isinstance(item, Column):
                    _keep(back, item, "system")
                    item.system = True
                elif not isinstance(item, Table):
                    _keep(back, item, "_ddl_if")
                    item.ddl_if(callable_=_never)
                if isinstance(item, ForeignKeyConstraint):
                    _unlink(back, item)
            yield

    def _judge(self, item: Any, title: str, why: str | None) -> None:
        if why is not None:
            self._items[item] = None
            self.remarks.append(f"left out: {type(item).__name__} {title}: {why}")

    # Each of the following gives the reason why an item cannot be made, or None.

    def _column(self, column: Column[Any]) -> str | None:
        name = column.name.lower()
        if self._dialect.name in _FOLD_COLUMNS and any(
            other.name.lower() == name and other not in self._items
            for other in _before(column, column.table.columns)
        ):
            return "its name differs from another one in case only"
        return self._compiled(CreateColumn(column))

    def _table(self, table: Table) -> str | None:
        if all(column in self for column in table.columns):
            return "it has no columns here"
        name = table.fullname.lower()
        if self._dialect.name in _FOLD_TABLES and any(
            other.fullname.lower() == name
            for other in _before(table, self._metadata.tables.values())
        ):
            return "its name differs from another one in case only"
        return self._compiled(table)

    def _rule(self, rule: Any) -> str | None:
        if rule.table in self:
            return "its table is left out"
        if not self._is_meant(rule, rule):
            return f"it is not meant for {self._dialect.name}"
        if absent := [column.name for column in _columns(rule) if column in self]:
            return f"its column {absent[0]} is left out"
        if isinstance(rule, ForeignKeyConstraint):
            return self._foreign_key(rule)
        if isinstance(rule, Index):
            return self._option(rule) or self._compiled(CreateIndex(rule))
        return self._compiled(rule)

    def _foreign_key(self, key: ForeignKeyConstraint) -> str | None:
        try:
            targets = [element.column for element in key.elements]
        except NoReferencedTableError as fault:
            return f"{fault.table_name} is not in the models"
        except NoReferencedColumnError as fault:
            return f"{fault.table_name} has no column {fault.column_name}"
        if any(target in self or target.table in self for target in targets):
            return "what it refers to is left out"
        return self._compiled(key)

    def _option(self, index: Index) -> str | None:
        """An option that is given for another dialect only: without it this is another index."""
        for option in ("where", "using"):
            given = {
                name.rpartition("_")[0]
                for name, value in index.dialect_kwargs.items()
                if name.endswith(f"_{option}") and str(value).lower() not in ("none", "btree")
            }
            if given and self._dialect.name not in given:
                return f"its {option.upper()} is for {', '.join(sorted(given))} only"
        return None

    def _compiled(self, item: Any) -> str | None:
        try:
            if isinstance(item, Table):
                self._dialect.validate_identifier(item.name)
            elif isinstance(item, CreateColumn | CreateIndex):
                item.compile(dialect=self._dialect)
            else:
                self._dialect.ddl_compiler(self._dialect, None).process(item)
        except Exception as fault:  # the compiler of a type or construct may be the models' own
            return reason(fault)
        return None

    # Remarks on what has no item of its own.

    def _unsaid(self, tables: list[Table]) -> Iterator[str]:
        name = self._dialect.name
        columns = [column for table in tables for column in table.columns if column not in self]
        free = [f"{c.table.fullname}.{c.name}" for c in columns if self._is_unchecked_enum(c)]
        if free:
            yield f"not checked: the values of {', '.join(free)}"
        items = [*tables, *columns]
        if not self._dialect.supports_comments and any(item.comment for item in items):
            yield f"left out: the comments, which {name} does not keep"

    def _is_unchecked_enum(self, column: Column[Any]) -> bool:
        kind = column.type
        if not isinstance(kind, EnumType) or kind.create_constraint:
            return False
        return not (kind.native_enum and self._dialect.supports_native_enum)

    def _other_events(self, tables: list[Table]) -> Iterator[str]:
        name = self._dialect.name
        for target in (self._metadata, *tables):
            for moment in ("before_create", "after_create"):
                for listener in getattr(target.dispatch, moment):
                    if isinstance(listener, ExecutableDDLElement):
                        if not self._is_meant(listener, target):
                            text = str(getattr(listener, "statement", type(listener).__name__))
                            yield f"not meant for {name}: {shorten(text, 90)}"

    def _is_meant(self, item: Any, target: Any) -> bool:
        """Whether an item of the models or an event is to be made in this dialect."""
        condition = getattr(item, "_ddl_if", None)
        if condition is None:
            return True
        ddl = item if isinstance(item, ExecutableDDLElement) else CreateTable(item.table)
        try:
            return bool(condition._should_execute(ddl, target, self._engine))
        except Exception:  # a condition is its author's code
            return False


def _rules(table: Table) -> list[Any]:
    constraints: list[Constraint] = list(table._sorted_constraints)
    return [*constraints, *sorted(table.indexes, key=lambda index: str(index.name))]


def _title(rule: Any) -> str:
    name = rule.name if isinstance(rule.name, str) else "without a name"
    return f"{name} of {rule.table.fullname}"


def _columns(rule: Any) -> list[Column[Any]]:
    return list(getattr(rule, "columns", ()))


def _before(item: Any, items: Any) -> Iterator[Any]:
    for other in items:
        if other is item:
            return
        yield other


def _never(*_: Any, **__: Any) -> bool:
    return False


def _keep(back: ExitStack, item: Any, attribute: str) -> None:
    back.callback(setattr, item, attribute, getattr(item, attribute))


def _unlink(back: ExitStack, key: ForeignKeyConstraint) -> None:
    """Take a key from its table, which SQLAlchemy could not sort by what the key refers to."""
    table, elements = key.table, set(key.elements)
    back.callback(table.foreign_keys.update, elements)
    back.callback(table.constraints.add, key)
    table.foreign_keys.difference_update(elements)
    table.constraints.discard(key)
