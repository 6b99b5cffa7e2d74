"""The tables of a MetaData as a module of SQLAlchemy's classes: what programs read that import nothing."""

import re
from collections.abc import Iterator
from keyword import iskeyword
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Table,
    UniqueConstraint,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql.elements import ColumnElement

_HEAD = """
from sqlalchemy import (
    CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Integer, String, UniqueConstraint, text
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase):
    pass
"""


class Impossible(Exception):
    """No class can say it."""


def module(metadata: MetaData) -> str:
    """A class for each table, called `T0` and so on; raises where a table cannot be one."""
    tables = enumerate(metadata.tables.values())
    return _HEAD + "\n".join(_model(number, table) for number, table in tables)


def _model(number: int, table: Table) -> str:
    if not table.primary_key.columns:
        raise Impossible
    schema = [repr({"schema": table.schema})] if table.schema else []
    told = "".join(f"{each}, " for each in (*_rules(table), *schema))
    rules = [f"__table_args__ = ({told})"] if told else []
    lines = [f"__tablename__ = {table.name!r}", *rules, *map(_column, table.columns)]
    return "\n    ".join([f"class T{number}(Base):", *lines]) + "\n"


def _column(column: Column[Any]) -> str:
    if column.computed is not None:
        raise Impossible
    place = list(column.table.columns).index(column)
    is_plain = column.name.isidentifier() and not iskeyword(column.name) and column.name[0] != "_"
    given = [] if is_plain and column.name != "metadata" else [repr(str(column.name))]
    kind = "str" if column.type.python_type is str else "int"
    given.append("String" if kind == "str" else "Integer")
    alone = (k for k in column.foreign_keys if k.constraint and len(k.constraint.elements) == 1)
    given += [f"ForeignKey({_target(key)!r})" for key in alone]
    marks = ("primary_key", "unique", "index")
    given += [f"{mark}=True" for mark in marks if getattr(column, mark)]
    kind += " | None" if column.nullable and not column.primary_key else ""
    name = column.name if given[0] in {"String", "Integer"} else f"column_{place}"
    return f"{name}: Mapped[{kind}] = mapped_column({', '.join(given)})"


def _target(key: ForeignKey) -> str:
    try:
        return f"{key.column.table.fullname}.{key.column.name}"
    except SQLAlchemyError:  # the models have no such table, or no such column
        return key.target_fullname


def _rules(table: Table) -> Iterator[str]:
    """What is said of several columns, or of one beside it."""
    for rule in table.constraints:
        if isinstance(rule, ForeignKeyConstraint) and len(rule.elements) > 1:
            targets = list(map(_target, rule.elements))
            yield f"ForeignKeyConstraint({list(rule.column_keys)!r}, {targets!r})"
        elif isinstance(rule, UniqueConstraint):
            yield from _unique(rule)
        elif isinstance(rule, CheckConstraint):
            yield f"CheckConstraint({str(rule.sqltext)!r})"
        elif type(rule).__name__ == "ExcludeConstraint":
            raise Impossible
    yield from (_index(index) for index in table.indexes if not _is_of_a_column(index))


def _unique(rule: UniqueConstraint) -> Iterator[str]:
    names = [column.name for column in rule.columns]
    if not names:
        raise Impossible
    if len(names) > 1 or not next(iter(rule.columns)).unique:
        given = list(map(repr, names))
        given += ["deferrable=True, initially='DEFERRED'"] if rule.deferrable else []
        nulls = rule.dialect_kwargs.get("postgresql_nulls_not_distinct")
        given += ["postgresql_nulls_not_distinct=True"] if nulls else []
        yield f"UniqueConstraint({', '.join(given)})"


def _is_of_a_column(index: Index) -> bool:
    return any(getattr(part, "index", False) for part in index.expressions)


def _index(index: Index) -> str:
    parts = [_part(part) for part in index.expressions]
    if not parts:
        raise Impossible
    given = [repr(index.name), *parts, f"unique={index.unique}"]
    where, more = (index.dialect_kwargs.get(f"postgresql_{k}") for k in ("where", "include"))
    given += [f"postgresql_where=text({str(where)!r})"] if where is not None else []
    given += [f"postgresql_include={more!r}"] if more else []
    return f"Index({', '.join(given)})"


def _part(part: str | ColumnElement[Any]) -> str:
    if isinstance(part, Column):
        return repr(part.name)
    plain = re.sub(r"\b\w+\.", "", str(part))
    return f"text({plain!r})"
