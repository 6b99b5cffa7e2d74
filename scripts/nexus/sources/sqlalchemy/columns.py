"""Columns of SQLAlchemy's tables as facts: types, defaults, and what else makes their values."""

import re
from dataclasses import replace
from datetime import datetime
from enum import Enum as PythonEnum
from reprlib import recursive_repr
from typing import Any

from sqlalchemy import Column as SAColumn
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import Computed, DefaultClause, FetchedValue, Identity

from nexus.schema.model import Column, Enum
from nexus.sources.sqlalchemy import mapped
from nexus.sources.sqlalchemy.spelling import (
    compiled,
    dimensions,
    enum_of,
    own_dialect,
    plainly,
    sql,
    type_text,
)


def column(
    declared: SAColumn[Any],
    enums: dict[str, Enum],
    *,
    is_of_view: bool = False,
    mapper: Any = None,
) -> Column:
    """Read a column, which may be one of a view; an enum that is new is added to `enums`, by id.

    `mapper` is that of its table's class, if there is one.
    """
    generated = declared.computed
    identity = declared.identity
    enum = _enum(declared, enums)
    return Column(
        name=str(declared.name),
        type=_type(declared, enum),
        # A primary key is never null, whatever else is said of the column.
        nullable=bool(declared.nullable and not declared.primary_key),
        enum=enum.id if enum else None,
        server_default=None if generated is not None or identity else _server_default(declared),
        client_default=_client_default(declared.default),
        computed=None if generated is None else sql(generated.sqltext),
        persisted=None if generated is None else generated.persisted,
        is_fetched=_is_fetched(declared.server_default),
        identity=None if identity is None else _identity(identity),
        comment=declared.comment,
        is_serial=not is_of_view and _is_serial(declared),
        description=_words(declared, mapper),
    )


def _words(declared: SAColumn[Any], mapper: Any) -> str | None:
    """Return what the models say of a column where no comment does."""
    if declared.comment is not None:
        return None
    if mapper is None:
        return declared.doc if isinstance(declared.doc, str) else None
    return mapped.column_words(mapper, declared)


def _type(column: SAColumn[Any], enum: Enum | None) -> str:
    """The type of a column: for what the database keeps as an enum, the enum's name."""
    found = enum_of(column.type)
    if enum is None or found is None or not found.native_enum:
        return type_text(column.type)
    # MySQL's enums have no name, and are enums in the database all the same.
    is_named = found.name or own_dialect(found)
    return enum.id + dimensions(column.type) if is_named else type_text(column.type)


def _enum(column: SAColumn[Any], enums: dict[str, Enum]) -> Enum | None:
    found = enum_of(column.type)
    if found is None:
        return None
    name = str(found.name or f"{column.table.name}_{column.name}")
    schema = str(found.schema) if found.schema else None
    enum = Enum(name, tuple(str(value) for value in found.enums), schema)
    number = 2
    # Two enums of one name and other values are two enums: PostgreSQL would refuse the second.
    while enums.setdefault(enum.id, enum) != enum:
        enum, number = replace(enum, name=f"{name} ({number})"), number + 1
    return enum


def _is_serial(column: SAColumn[Any]) -> bool:
    """Whether PostgreSQL's dialect makes a column of type SERIAL of it."""
    try:
        is_counted = column is column.table.autoincrement_column
    except SQLAlchemyError:  # no number at all
        return False
    # A sequence that is optional is for databases that cannot count by themselves.
    is_free = column.default is None or getattr(column.default, "optional", False)
    return bool(is_counted and is_free and column.server_default is None)


def _server_default(column: SAColumn[Any]) -> str | None:
    if column.server_default is None:
        return None
    if not isinstance(column.server_default, DefaultClause):
        return None
    text = compiled(lambda d: d.ddl_compiler(d, None).get_column_default_string(column))
    return text or plainly(column.server_default.arg)


def _is_fetched(default: Any) -> bool:
    """Whether the database sets a column, by a trigger or whatever, without the models' help."""
    told = DefaultClause | Computed | Identity
    return isinstance(default, FetchedValue) and not isinstance(default, told)


def _client_default(given: Any) -> str | None:
    if given is None:
        return None
    if given.is_callable:
        return f"{getattr(given.arg, '__name__', type(given.arg).__name__)}()"
    if given.is_sequence:
        return f"nextval({given.name})"
    return sql(given.arg) if given.is_clause_element else _literal(given.arg)


@recursive_repr()
def _literal(value: object) -> str:
    """A value as Python writes it, the same in every run."""
    if isinstance(value, PythonEnum):
        return f"{type(value).__name__}.{value.name}"
    # Nobody writes microseconds by hand: such a moment was taken while the models were imported.
    if isinstance(value, datetime) and value.microsecond not in {0, 999_999}:
        return "a moment computed at import"
    try:
        text = _collection(value) or repr(value)
    except Exception:  # an author's class may refuse to be shown
        return f"{type(value).__name__}()"
    return f"{type(value).__name__}()" if re.search(r" at 0x[0-9a-fA-F]+>", text) else text


def _collection(value: object) -> str:
    """A collection with its items as literals, sets in order; the empty string for anything else."""
    if isinstance(value, set | frozenset) and value:
        return f"{{{', '.join(sorted(map(_literal, value)))}}}"
    if type(value) is list:
        return f"[{', '.join(map(_literal, value))}]"
    if type(value) is tuple:
        return f"({', '.join(map(_literal, value))}{',' if len(value) == 1 else ''})"
    if type(value) is dict:
        return f"{{{', '.join(f'{_literal(k)}: {_literal(v)}' for k, v in value.items())}}}"
    return ""


def _identity(identity: Identity) -> str:
    return compiled(lambda d: d.ddl_compiler(d, None).visit_identity_column(identity)) or "identity"
