"""Which tables are spelt from plain facts alone, and those facts: what their statements follow from.

A `Schema` does not say all: a type may have a variant for one dialect, an index an option. Where a
table is made of SQLAlchemy's own classes and of SQL text, the rest is plain data, read here. Of
anything else (a type or a construct of the models' own, a composed expression, a condition, an
event) it cannot be said without asking SQLAlchemy what it comes to: such tables have no spelling.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version
from typing import Any

from sqlalchemy import Column, Computed, Identity, Index, MetaData, Table
from sqlalchemy.schema import (
    CheckConstraint,
    CreateColumn,
    CreateIndex,
    CreateTable,
    DefaultClause,
    ExecutableDDLElement,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    UniqueConstraint,
)
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from nexus.core.cache import address
from nexus.schema.model import Schema

# The attributes of a type that say nothing about how it is spelt.
_UNSPELT = {"dispatch", "metadata", "enum_class", "values_callable", "sort_key"}
_RULES = (CheckConstraint, ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint)


# What writes a table: where the models teach one of them another spelling, nothing is plain.
_WRITTEN = (*_RULES, Column, CreateColumn, CreateIndex, CreateTable, Index)


class _NotPlainError(Exception):
    """A table's statements follow from more than plain facts."""


def spellings(metadata: MetaData, facts: Schema) -> dict[str, list[object]]:
    """By table id, plain data that the statements of a table follow from, in every dialect.

    A table is not among them where there is no such data for it or for what it refers to.
    """
    own = dict(_own(metadata, facts)) if all(map(_is_own, _WRITTEN)) else {}
    shared = _shared_names(metadata)
    release = version("sqlalchemy")
    found: dict[str, list[object]] = {}
    for name, table in metadata.tables.items():
        targets = sorted({key.target for key in facts.by_id[name].foreign_keys})
        near = [own.get(each) for each in (name, *targets)]
        if all(near) and not shared.intersection(_names(table)):
            found[name] = [release, *near]
    return found


def _own(metadata: MetaData, facts: Schema) -> Iterator[tuple[str, list[object]]]:
    digests = {table.id: address(replace(table, source=None)) for table in facts.tables}
    for name, table in metadata.tables.items():
        try:
            state = _table(table)
        except _NotPlainError:
            continue
        yield name, [digests[name], state]


def _shared_names(metadata: MetaData) -> set[str]:
    """The names, case aside, that more than one table or index has: one may stand in another's way."""
    times = Counter(name for table in metadata.tables.values() for name in _names(table))
    return {name for name, number in times.items() if number > 1}


def _names(table: Table) -> Iterator[str]:
    yield table.fullname.lower()
    yield from (str(index.name) for index in table.indexes)


# Each of the following gives plain data, or raises _NotPlainError.


def _table(table: Table) -> list[object]:
    rules = [*table.constraints, *(rule for column in table.columns for rule in column.constraints)]
    for rule in rules:
        _rule(rule)
    for index in table.indexes:
        _require(_is_bare(index) and all(isinstance(part, Column) for part in index.expressions))
    events = (*table.dispatch.before_create, *table.dispatch.after_create)
    _require(not table._prefixes and all(map(_is_own_event, events)))  # noqa: SLF001
    options = {name: _plain(value) for name, value in table.dialect_kwargs.items()}
    _plain([table.name, table.schema, *(index.name for index in table.indexes)])
    return [options, [_column(column) for column in table.columns]]


def _rule(rule: Any) -> None:
    _require(type(rule) in _RULES and _is_bare(rule))
    _sql(getattr(rule, "sqltext", ""))
    _require(not getattr(rule, "match", None) and not getattr(rule, "use_alter", None))
    _plain(rule.name if isinstance(rule.name, str) else None)


def _column(column: Column[Any]) -> list[object]:
    _require(not column.dialect_kwargs and not getattr(column.default, "is_sequence", False))
    return [
        _name(column.name),
        _plain(column.autoincrement),
        column.nullable,
        column.system,
        _type(column.type),
        _default(column.server_default),
    ]


def _default(given: Any) -> str:
    if given is None:
        return ""
    _require(type(given) in {DefaultClause, Computed, Identity})
    return _sql(getattr(given, "arg", getattr(given, "sqltext", "")))


def _type(kind: TypeEngine[Any]) -> list[object]:
    _require(_is_own(type(kind)))
    variants = getattr(kind, "_variant_mapping", {})
    state = {
        name: _type(value) if isinstance(value, TypeEngine) else _plain(value)
        for name, value in vars(kind).items()
        if not name.startswith("_") and name not in _UNSPELT
    }
    return [type(kind).__name__, state, {name: _type(kind) for name, kind in variants.items()}]


def _sql(given: Any) -> str:
    """What kind of SQL it is; its text is among the facts."""
    if isinstance(given, TextClause):
        _require(not given._bindparams)  # noqa: SLF001
    elif isinstance(given, FunctionElement):
        _require(_is_own(type(given)) and not len(given.clauses))
    else:
        _require(isinstance(given, str))
    return type(given).__name__


def _plain(value: Any) -> object:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    _require(value is None or isinstance(value, str | int | float))
    return _name(value) if isinstance(value, str) else value


def _name(given: str) -> str:
    """A text; SQLAlchemy may hold a name as one that is always, or never, to be quoted."""
    _require(getattr(given, "quote", None) is None)
    return str(given)


def _require(holds: bool) -> None:  # noqa: FBT001
    if not holds:
        raise _NotPlainError


def _is_bare(item: Any) -> bool:
    """Whether a constraint or index is unconditional, and has no option for a dialect."""
    return item._ddl_if is None and not item.dialect_kwargs  # noqa: SLF001 (there is no public way)


def _is_own(kind: type) -> bool:
    """Whether a class is SQLAlchemy's, and the models did not teach a compiler another spelling."""
    return kind.__module__.startswith("sqlalchemy.") and not hasattr(kind, "_compiler_dispatcher")


def _is_own_event(listener: object) -> bool:
    """Whether an event is SQLAlchemy's own, such as that which makes the type of an enum."""
    called = getattr(listener, "func", listener)
    own = str(getattr(called, "__module__", "")).startswith("sqlalchemy.")
    return own and not isinstance(called, ExecutableDDLElement)
