"""What a dialect cannot express of a MetaData, with a remark on each item that says why.

Tables and columns are judged first, then the constraints and indexes that depend on them. An item
is left out where the dialect refuses it (`trial`), where it would silently become something else,
and where what it needs is left out.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from textwrap import shorten
from typing import Any

from sqlalchemy import Column, Index, MetaData, PrimaryKeyConstraint, Table, UniqueConstraint
from sqlalchemy import Enum as EnumType
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.exc import NoReferencedColumnError, NoReferencedTableError
from sqlalchemy.schema import CreateTable, ExecutableDDLElement, ForeignKeyConstraint

from nexus.sources.sqlalchemy.ddl.aside import with_change
from nexus.sources.sqlalchemy.ddl.changes import Change, changes, words
from nexus.sources.sqlalchemy.ddl.trial import Trial

# Dialects in which names that differ in case only are one name.
_FOLD_TABLES = ("sqlite", "mssql")
_FOLD_COLUMNS = ("sqlite", "mssql", "mysql", "mariadb")
# Dialects in which the name of an index is its table's; elsewhere it is the schema's.
_NAMES_PER_TABLE = ("mysql", "mariadb", "mssql")

# Functions of PostgreSQL alone that defaults often call.
_FUNCTION = re.compile(
    r"\b(?:gen_random_uuid|uuid_generate_v\w+|uuidv[47]|nextval)\b", re.IGNORECASE
)


class Limits:
    """What of a MetaData cannot be made through `engine`, and the remarks that say so.

    `items` are tables, columns, constraints and indexes; `changed` says how a column is made that
    cannot be made as it is declared. Judged are `tables`, or else all there are, and what they
    refer to.
    """

    def __init__(
        self, metadata: MetaData, engine: MockConnection, tables: Iterable[Table] | None = None
    ) -> None:
        self._metadata, self._engine, self._dialect = metadata, engine, engine.dialect
        self._trial = Trial(engine.dialect)
        self._names: set[tuple[object, object]] = set()
        self._whole: dict[Table, bool] = {}
        self._told: list[tuple[Table, str]] = []
        self._tables = list(metadata.tables.values() if tables is None else tables)
        self.items: dict[Any, None] = {}
        self.changed: dict[Column[Any], Change] = {}
        for table in self._tables:
            self._judge_table(table)
        for table in self._tables:
            self._judge_rules(table)

    @property
    def remarks(self) -> list[str]:
        """What is left out or not kept of all the tables and of the MetaData's own events."""
        told = [remark for _, remark in self._told]
        return [
            *told,
            *self._unsaid(self._tables),
            *self._other_events(self._metadata, *self._tables),
        ]

    def remarks_on(self, table: Table) -> list[str]:
        """What is left out or not kept of one table."""
        told = [remark for judged, remark in self._told if judged is table]
        return [*told, *self._unsaid([table]), *self._other_events(table)]

    def __contains__(self, item: object) -> bool:
        return item in self.items

    def _judge_table(self, table: Table) -> None:
        """Judge a table and its columns: piece by piece only where it is not accepted whole."""
        if table in self._whole:
            return
        self._whole[table] = self._is_whole(table)
        for column in () if self._whole[table] else table.columns:
            self._judge(column, table, _place(column), self._column(column))
        self._judge(table, table, table.fullname, self._table(table))

    def _judge_rules(self, table: Table) -> None:
        for rule in _rules(table):
            if table in self:
                self.items[rule] = None
            else:
                self._judge(rule, table, _title(rule), self._rule(rule))

    def _judge(self, item: Any, table: Table, title: str, why: str | None) -> None:
        if why is not None:
            self.items[item] = None
            self._told.append((table, f"left out: {type(item).__name__} {title}: {why}"))

    def _is_whole(self, table: Table) -> bool:
        names = {column.name.lower() for column in table.columns}
        is_folded = self._dialect.name in _FOLD_COLUMNS and len(names) < len(table.columns)
        return not is_folded and self._trial.whole(table)

    # Each of the following gives the reason why an item cannot be made, or None.

    def _column(self, column: Column[Any]) -> str | None:
        twins = (c for c in column.table.columns if c.name.lower() == column.name.lower())
        if self._dialect.name in _FOLD_COLUMNS and next(twins) is not column:
            return "its name differs from another one in case only"
        why = self._trial.column(column)
        for change in changes(column) if why else ():
            with with_change(column, change):
                is_made = self._trial.column(column) is None
            if is_made:
                self._told.append((column.table, self._changed(column, change, str(why))))
                self.changed[column] = change
                return None
        return why

    def _changed(self, column: Column[Any], change: Change, why: str) -> str:
        remark = f"left out: {words(change)} of {_place(column)}: {why}"
        if "type" in change:
            remark += f"; it is made as {change['type'].compile(dialect=self._dialect)}"
        return remark

    def _table(self, table: Table) -> str | None:
        if all(column in self for column in table.columns):
            return "it has no columns here"
        first = self._folded[table.fullname.lower()]
        if self._dialect.name in _FOLD_TABLES and first is not table:
            return "its name differs from another one in case only"
        return self._trial.table(table)

    @cached_property
    def _folded(self) -> dict[str, Table]:
        """The first table of each name, case aside."""
        return {t.fullname.lower(): t for t in reversed(list(self._metadata.tables.values()))}

    def _rule(self, rule: Any) -> str | None:
        if not self._is_meant(rule, rule):
            return f"it is not meant for {self._dialect.name}"
        if absent := [column.name for column in _columns(rule) if column in self]:
            return f"its column {absent[0]} is left out"
        if _is_empty(rule):
            return "it has no columns"
        if isinstance(rule, ForeignKeyConstraint):
            return self._foreign_key(rule)
        return self._index(rule) if isinstance(rule, Index) else self._tried(rule)

    def _tried(self, rule: Any) -> str | None:
        return None if self._whole[rule.table] else self._trial.rule(rule)

    def _foreign_key(self, key: ForeignKeyConstraint) -> str | None:
        try:
            targets = [element.column for element in key.elements]
        except NoReferencedTableError as error:
            return f"{error.table_name} is not in the models"
        except NoReferencedColumnError as error:
            return f"{error.table_name} has no column {error.column_name}"
        for target in targets:
            self._judge_table(target.table)
        if any(target in self or target.table in self for target in targets):
            return "what it refers to is left out"
        if not _is_key(targets):
            return "what it refers to is not unique"
        return self._tried(key)

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
        yield from self._unkept(columns)
        items: list[Any] = [*tables, *columns]
        if not self._dialect.supports_comments and any(item.comment for item in items):
            yield f"left out: the comments, which {self._dialect.name} does not keep"

    def _unkept(self, columns: list[Column[Any]]) -> Iterator[str]:
        """What becomes something else without a word, where the rest of its item is made."""
        if not self._dialect.supports_identity_columns:
            own = [_place(column) for column in columns if column.identity is not None]
            yield from (
                [f"not kept: the identity of {', '.join(own)} as it is declared"] if own else []
            )
        for function, users in _foreign_functions(columns).items():
            if self._dialect.name != "postgresql":
                yield (
                    f"not in {self._dialect.name}: the function {function}, "
                    f"which the defaults of {', '.join(users)} call"
                )
        tables = dict.fromkeys(column.table for column in columns)
        for index in (index for table in tables for index in _rules(table) if index not in self):
            if self._loses_columns(index):
                yield f"not kept: the included columns of {_title(index)}"

    def _loses_columns(self, rule: Any) -> bool:
        """Whether an index holds columns beside its key, and does not here."""
        if not isinstance(rule, Index) or f"{self._dialect.name}_include" in rule.dialect_kwargs:
            return False
        return bool(rule.dialect_options["postgresql"]["include"])

    def _is_unchecked_enum(self, column: Column[Any]) -> bool:
        kind = column.type
        if not isinstance(kind, EnumType) or kind.create_constraint:
            return False
        return not (kind.native_enum and self._dialect.supports_native_enum)

    def _other_events(self, *targets: MetaData | Table) -> Iterator[str]:
        name = self._dialect.name
        for target in targets:
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


def _foreign_functions(columns: Iterable[Column[Any]]) -> dict[str, list[str]]:
    """The functions of PostgreSQL that defaults call, each with the places of those columns."""
    found: dict[str, list[str]] = {}
    for column in columns:
        called = _FUNCTION.search(_default(column))
        if called:
            found.setdefault(called[0], []).append(_place(column))
    return found


def _default(column: Column[Any]) -> str:
    """The text of a default, or the name of the function that it calls."""
    given = getattr(column.server_default, "arg", "")
    told = getattr(given, "text", None) or getattr(given, "name", given)
    # A default of the models' own making may refuse to be written, here or anywhere.
    return told if isinstance(told, str) else ""


def _is_empty(rule: Any) -> bool:
    if isinstance(rule, Index):
        return not rule.expressions
    return isinstance(rule, UniqueConstraint | ForeignKeyConstraint) and not rule.columns


def _place(column: Column[Any]) -> str:
    return f"{column.table.fullname}.{column.name}"


def _title(rule: Any) -> str:
    name = rule.name if isinstance(rule.name, str) else "without a name"
    return f"{name} of {rule.table.fullname}"


def _columns(rule: Any) -> list[Column[Any]]:
    return list(getattr(rule, "columns", ()))
