"""Writes the statements that create each table of a MetaData, in each dialect.

A dialect that cannot say a thing either refuses it or leaves it out without a word: both are told.
"""

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Column, Index, Table
from sqlalchemy.dialects import mysql, sqlite
from sqlalchemy.dialects.postgresql import ENUM, CreateEnumType, ExcludeConstraint
from sqlalchemy.schema import CreateIndex, CreateTable, SetColumnComment, SetTableComment
from sqlalchemy.types import Enum

from nexus import reader
from nexus.loader import Models
from nexus.reference.ddl import Statements

_DIALECTS: Mapping[str, Any] = {
    "PostgreSQL": reader.POSTGRESQL,
    "MySQL": mysql.dialect(),
    "SQLite": sqlite.dialect(),
}

# Functions of PostgreSQL alone that defaults often call.
_FUNCTION = re.compile(
    r"\b(?:gen_random_uuid|uuid_generate_v\w+|uuidv[47]|nextval)\b", re.IGNORECASE
)


def read(models: Models) -> dict[str, dict[str, Statements]]:
    """The statements of every table, by table id, then by dialect; never fails."""
    with warnings.catch_warnings():
        # Compiling for documentation: what SQLAlchemy would warn of is not news to the reader.
        warnings.simplefilter("ignore")
        return {
            str(table.fullname): {name: _statements(table, name) for name in _DIALECTS}
            for table in models.metadata.tables.values()
        }


def _statements(table: Table, name: str) -> Statements:
    dialect = _DIALECTS[name]
    try:
        parts = [_text(part, dialect) for part in _parts(table, dialect)]
    except Exception as fault:  # a type's compiler is its author's code, and may raise anything
        return Statements("", tuple(_refused(table, dialect)) or (_first_line(fault),))
    return Statements(_joined(parts), tuple(_left_out(table, name)))


def _joined(parts: Iterable[str]) -> str:
    # Comments stand together, as they are short and many.
    return "\n\n".join(parts).replace(";\n\nCOMMENT ON COLUMN ", ";\nCOMMENT ON COLUMN ")


def _parts(table: Table, dialect: Any) -> Iterator[Any]:
    if dialect.name == "postgresql":
        yield from _enum_types(table)
    yield CreateTable(table)
    for index in sorted(table.indexes, key=lambda index: str(index.name or "")):
        if len(index.expressions):
            yield CreateIndex(index)
    if dialect.supports_comments and not dialect.inline_comments:
        if table.comment:
            yield SetTableComment(table)
        yield from (SetColumnComment(column) for column in table.columns if column.comment)


def _enum_types(table: Table) -> Iterator[Any]:
    found: dict[str, Any] = {}
    for column in table.columns:
        kind = column.type.dialect_impl(_DIALECTS["PostgreSQL"])
        if isinstance(kind, ENUM) and kind.name:
            found.setdefault(kind.name, CreateEnumType(kind))
    yield from found.values()


def _text(part: Any, dialect: Any) -> str:
    lines = str(part.compile(dialect=dialect)).strip().replace("\t", "    ").split("\n")
    return "\n".join(line.rstrip() for line in lines) + ";"


def _first_line(fault: Exception) -> str:
    return (str(fault).strip() or type(fault).__name__).splitlines()[0]


def _refused(table: Table, dialect: Any) -> Iterator[str]:
    """Each column whose type the dialect does not have."""
    for column in table.columns:
        try:
            column.type.compile(dialect=dialect)
        except Exception:  # as above
            yield f"no type {type(column.type).__name__}, which the column {column.name} has"


def _left_out(table: Table, name: str) -> Iterator[str]:
    """What SQLAlchemy leaves out of this dialect's statements without a word."""
    if name == "PostgreSQL":
        return
    for rule in table.constraints:
        if isinstance(rule, ExcludeConstraint):
            yield f"the exclusion constraint {rule.name or 'without a name'}"
    for column in table.columns:
        if column.identity is not None:
            yield f"the identity of the column {column.name} as it is declared"
        yield from _left_out_of_default(column)
    if name == "SQLite":
        if table.comment or any(column.comment for column in table.columns):
            yield "comments on tables and columns"
        if any(
            isinstance(column.type, Enum) and _is_native(column.type) for column in table.columns
        ):
            yield "enum types: any text is accepted"
    for index in table.indexes:
        yield from _left_out_of(index, name)


def _left_out_of_default(column: Column[Any]) -> Iterator[str]:
    default = getattr(column.server_default, "arg", "")
    # A default of the models' own making may refuse to be written, here or anywhere.
    told = getattr(default, "text", None) or getattr(default, "name", default)
    found = _FUNCTION.search(told) if isinstance(told, str) else None
    if found:
        yield f"the function {found[0]}, which the default of the column {column.name} calls"


def _is_native(kind: Enum) -> bool:
    return kind.native_enum and not kind.create_constraint


def _left_out_of(index: Index, name: str) -> Iterator[str]:
    options = index.dialect_options["postgresql"]
    if options["using"]:
        yield f"the method {options['using']} of the index {index.name}"
    if options["include"]:
        yield f"the included columns of the index {index.name}"
    own = index.dialect_options[name.lower()] if name == "SQLite" else {"where": None}
    if options["where"] is not None and own["where"] is None:
        yield f"the condition of the index {index.name}: it holds for all rows"
