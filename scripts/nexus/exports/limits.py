"""What a dialect cannot express of a MetaData, with a remark on each item that says why.

Tables and columns are judged first, then the constraints and indexes that depend on them. An item
is left out where the dialect refuses it (`trial`), where it would silently become something else,
and where what it needs is left out.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations
from textwrap import shorten
from typing import Any

from sqlalchemy import Column, Index, MetaData, PrimaryKeyConstraint, Table, UniqueConstraint
from sqlalchemy import Enum as EnumType
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.exc import NoReferencedColumnError, NoReferencedTableError
from sqlalchemy.schema import CreateTable, ExecutableDDLElement, ForeignKeyConstraint

from nexus.exports.aside import PARTS, without
from nexus.exports.trial import Trial

# Dialects in which names that differ in case only are one name.
_FOLD_TABLES = ("sqlite", "mssql")
_FOLD_COLUMNS = ("sqlite", "mssql", "mysql", "mariadb")
# Dialects in which the name of an index is its table's; elsewhere it is the schema's.
_NAMES_PER_TABLE = ("mysql", "mariadb", "mssql")


class Limits:
    """What of a MetaData cannot be made through `engine`, and the remarks that say so.

    `items` are tables, columns, constraints and indexes; `parts` names, for a column that can be
    made, the attributes that it must do without.
    """

    def __init__(self, metadata: MetaData, engine: MockConnection) -> None:
        self._metadata, self._engine, self._dialect = metadata, engine, engine.dialect
        self._trial = Trial(engine.dialect)
        self._names: set[tuple[object, object]] = set()
        self.items: dict[Any, None] = {}
        self.parts: dict[Column[Any], tuple[str, ...]] = {}
        self.remarks: list[str] = []
        tables = list(metadata.tables.values())
        for table in tables:
            for column in table.columns:
                self._judge(column, _place(column), self._column(column))
            self._judge(table, table.fullname, self._table(table))
        for table in tables:
            for rule in _rules(table):
                if table in self:
                    self.items[rule] = None
                else:
                    self._judge(rule, _title(rule), self._rule(rule))
        self.remarks += [*self._unsaid(tables), *self._other_events(tables)]

    def __contains__(self, item: object) -> bool:
        return item in self.items

    def _judge(self, item: Any, title: str, why: str | None) -> None:
        if why is not None:
            self.items[item] = None
            self.remarks.append(f"left out: {type(item).__name__} {title}: {why}")

    # Each of the following gives the reason why an item cannot be made, or None.

    def _column(self, column: Column[Any]) -> str | None:
        twins = (c for c in column.table.columns if c.name.lower() == column.name.lower())
        if self._dialect.name in _FOLD_COLUMNS and next(twins) is not column:
            return "its name differs from another one in case only"
        why = self._trial.column(column)
        held = [name for name in PARTS if getattr(column, name)]
        for parts in (*combinations(held, 1), *combinations(held, 2)) if why else ():
            with without(column, parts):
                is_made = self._trial.column(column) is None
            if is_made:
                what = " and ".join(PARTS[name] for name in parts)
                self.remarks.append(f"left out: {what} of {_place(column)}: {why}")
                self.parts[column] = parts
                return None
        return why

    def _table(self, table: Table) -> str | None:
        if all(column in self for column in table.columns):
            return "it has no columns here"
        name = table.fullname.lower()
        twins = (t for t in self._metadata.tables.values() if t.fullname.lower() == name)
        if self._dialect.name in _FOLD_TABLES and next(twins) is not table:
            return "its name differs from another one in case only"
        return self._trial.table(table)

    def _rule(self, rule: Any) -> str | None:
        if not self._is_meant(rule, rule):
            return f"it is not meant for {self._dialect.name}"
        if absent := [column.name for column in _columns(rule) if column in self]:
            return f"its column {absent[0]} is left out"
        if _is_empty(rule):
            return "it has no columns"
        if isinstance(rule, ForeignKeyConstraint):
            return self._foreign_key(rule)
        if isinstance(rule, UniqueConstraint) and not rule.columns:
            return "it has no columns"
        return self._index(rule) if isinstance(rule, Index) else self._trial.rule(rule)

    def _foreign_key(self, key: ForeignKeyConstraint) -> str | None:
        try:
            targets = [element.column for element in key.elements]
        except NoReferencedTableError as fault:
            return f"{fault.table_name} is not in the models"
        except NoReferencedColumnError as fault:
            return f"{fault.table_name} has no column {fault.column_name}"
        if any(target in self or target.table in self for target in targets):
            return "what it refers to is left out"
        if not _is_key(targets):
            return "what it refers to is not unique"
        return self._trial.rule(key)

    def _index(self, index: Any) -> str | None:
        scope = index.table if self._dialect.name in _NAMES_PER_TABLE else index.table.schema
        if (scope, index.name) in self._names:
            return "another index has its name"
        why = self._option(index) or self._trial.rule(index)
        if why is None:
            self._names.add((scope, index.name))
        return why

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

    # Remarks on what has no item of its own.

    def _unsaid(self, tables: list[Table]) -> Iterator[str]:
        columns = [column for table in tables for column in table.columns if column not in self]
        free = [_place(column) for column in columns if self._is_unchecked_enum(column)]
        if free:
            yield f"not checked: the values of {', '.join(free)}"
        items: list[Any] = [*tables, *columns]
        if not self._dialect.supports_comments and any(item.comment for item in items):
            yield f"left out: the comments, which {self._dialect.name} does not keep"

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
                    is_ddl = isinstance(listener, ExecutableDDLElement)
                    if is_ddl and not self._is_meant(listener, target):
                        text = str(getattr(listener, "statement", type(listener).__name__))
                        yield f"not meant for {name}: {shorten(text, 90)}"

    def _is_meant(self, item: Any, target: Any) -> bool:
        """Whether an item of the models or an event is to be made in this dialect."""
        condition = getattr(item, "_ddl_if", None)
        if condition is None:
            return True
        ddl = item if isinstance(item, ExecutableDDLElement) else CreateTable(item.table)
        try:
            # SQLAlchemy has no public way to ask.
            return bool(condition._should_execute(ddl, target, self._engine))  # noqa: SLF001
        except Exception:  # a condition is its author's code
            return False


def _rules(table: Table) -> list[Any]:
    """The constraints and indexes of a table, which SQLAlchemy keeps in sets, in one order."""
    rules: list[Any] = [*table.constraints, *table.indexes]

    def order(rule: Any) -> tuple[str, str, list[str], str]:
        columns = [column.name for column in _columns(rule)]
        text = [str(part) for part in getattr(rule, "expressions", ())]
        return type(rule).__name__, str(rule.name), columns, f"{text}{getattr(rule, 'sqltext', '')}"

    return sorted(rules, key=order)


def _is_key(columns: Iterable[Column[Any]]) -> bool:
    """Whether a foreign key may refer to these columns: all of a key, or of a unique index."""
    wanted = set(columns)
    table = next(iter(wanted)).table
    kinds = (PrimaryKeyConstraint, UniqueConstraint)
    keys: list[Any] = [rule for rule in table.constraints if isinstance(rule, kinds)]
    keys += [index for index in table.indexes if index.unique]
    return any(set(key.columns) == wanted for key in keys)


def _is_empty(rule: Any) -> bool:
    if isinstance(rule, Index):
        return not rule.expressions
    return isinstance(rule, UniqueConstraint) and not rule.columns


def _place(column: Column[Any]) -> str:
    return f"{column.table.fullname}.{column.name}"


def _title(rule: Any) -> str:
    name = rule.name if isinstance(rule.name, str) else "without a name"
    return f"{name} of {rule.table.fullname}"


def _columns(rule: Any) -> list[Column[Any]]:
    return list(getattr(rule, "columns", ()))
