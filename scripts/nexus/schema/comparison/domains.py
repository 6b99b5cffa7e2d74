"""Domains: the type behind each, and the rules and the default that its columns have by it."""

import re
from dataclasses import replace

from nexus.schema.comparison import spelling
from nexus.schema.model import Column, Schema, Table

# What stands behind the type of a domain, and what of it a value may break.
_BEHIND = re.compile(r"\s+(?=(?:DEFAULT|NOT NULL|CONSTRAINT|CHECK|COLLATE)\b)", re.IGNORECASE)
_RULE = re.compile(r"(?:NOT NULL|CHECK)\b", re.IGNORECASE)
_DEFAULT = re.compile(r"DEFAULT\s+(.+)", re.IGNORECASE | re.DOTALL)


def defined(definition: str) -> tuple[str, list[str]]:
    """Return the type of a domain, and its rules."""
    kind, *rest = _BEHIND.split(definition)
    return spelling.type_name(kind), [each for each in rest if _RULE.match(each)]


def plain(kind: str, schema: Schema) -> tuple[str, list[str]]:
    """Return a type, or that of a domain, and the rules of the domain."""
    found = _definition(kind, schema)
    if found is None:
        return kind, []
    base, rules = defined(found)
    under, more = plain(base, schema) if base != kind else (base, [])
    return under, [*rules, *more]


def filled(table: Table, schema: Schema) -> Table:
    """Return a table whose columns have the default and the NOT NULL of their domains as their own."""
    return replace(table, columns=tuple(_filled(column, schema) for column in table.columns))


def _filled(column: Column, schema: Schema) -> Column:
    definition = _definition(column.type, schema)
    if definition is None:
        return column
    found = [each[1] for part in _BEHIND.split(definition) if (each := _DEFAULT.match(part))]
    return replace(
        column,
        server_default=column.server_default or "".join(found[:1]) or None,
        nullable=column.nullable and "NOT NULL" not in plain(column.type, schema)[1],
    )


def _definition(kind: str, schema: Schema) -> str | None:
    return next((each.definition for each in schema.domains if each.id == kind), None)
