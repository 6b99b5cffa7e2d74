"""The schema in the JSON form of tbls (https://github.com/k1LoW/tbls), which other tools read.

Fields are filled as tbls fills them from a PostgreSQL database: definitions are SQL text, a table
is `BASE TABLE` or `VIEW`, `cardinality` is the child's end of a relation and `parent_cardinality`
the other. A table outside the models has the type `EXTERNAL`; a group is a label. Every foreign
key is a constraint of its table; `relations` holds each distinct one once.
"""

import json
from collections.abc import Iterator
from typing import Any

from nexus.core.text import BIDI_CONTROLS, EIGHT_BIT_CONTROLS
from nexus.exports.clauses import (
    Names,
    check_clause,
    foreign_key_clause,
    generation,
    index_clause,
    key_clause,
)
from nexus.schema.model import (
    Check,
    Column,
    Key,
    Relation,
    Schema,
    Table,
)

_TYPES = {"table": "BASE TABLE", "view": "VIEW", "stub": "EXTERNAL"}


def tbls(schema: Schema) -> str:
    """Return the schema as tbls JSON: valid against its JSON schema, in declared order."""
    document = {
        "name": schema.name,
        **_filled(desc=schema.description),
        "tables": [_table(table, schema) for table in schema.tables],
        "relations": [_relation(relation, schema) for relation in schema.relations],
        "enums": [{"name": enum.id, "values": list(enum.values)} for enum in schema.enums],
        "driver": {"name": "postgres"},
    }
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    # What would turn the text around is escaped: who reads the file must see it.
    return text.translate({ord(c): f"\\u{ord(c):04x}" for c in BIDI_CONTROLS + EIGHT_BIT_CONTROLS})


def _table(table: Table, schema: Schema) -> dict[str, Any]:
    names = Names(table)
    return {
        "name": table.id,
        "type": _TYPES[table.kind],
        **_filled(comment=table.about),
        "columns": [_column(column) for column in table.columns],
        "indexes": list(_indexes(table, names)),
        "constraints": list(_constraints(table, schema, names)),
        **_filled(labels=[{"name": table.group}] if table.group else None),
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": column.type,
        "nullable": column.nullable,
        **_filled(
            default=column.server_default,
            extra_def=generation(column),
            comment=column.about,
        ),
    }


def _indexes(table: Table, names: Names) -> Iterator[dict[str, Any]]:
    own = {column.name for column in table.columns}
    for index in table.indexes:
        name = names.name(index.name, index.columns, "idx")
        yield {
            "name": name,
            "def": index_clause(index, name, table),
            "table": table.id,
            "columns": list(index.columns or (part for part in index.parts if part in own)),
            **_filled(comment=index.comment),
        }


def _constraints(table: Table, schema: Schema, names: Names) -> Iterator[dict[str, Any]]:
    if table.primary_key.columns:
        name = names.name(table.primary_key.name, (), "pkey")
        yield _key(table, "PRIMARY KEY", table.primary_key, name)
    for key in table.uniques:
        yield _key(table, "UNIQUE", key, names.name(key.name, key.columns, "key"))
    for foreign in table.foreign_keys:
        target = schema.by_id.get(foreign.target) or Table(foreign.target)
        yield {
            "name": names.name(foreign.name, foreign.columns, "fkey"),
            "type": "FOREIGN KEY",
            "def": foreign_key_clause(foreign, target),
            "table": table.id,
            "referenced_table": foreign.target,
            "columns": list(foreign.columns),
            "referenced_columns": list(foreign.target_columns),
            **_filled(comment=foreign.comment),
        }
    for check in table.checks:
        yield _rule(table, "CHECK", check_clause(check), check, names)
    for check in table.exclusions:
        yield _rule(table, "EXCLUDE", check.expression, check, names)


def _key(table: Table, kind: str, key: Key, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "type": kind,
        "def": key_clause(kind, key),
        "table": table.id,
        "columns": list(key.columns),
    }


def _rule(table: Table, kind: str, text: str, rule: Check, names: Names) -> dict[str, Any]:
    return {
        "name": names.name(rule.name, (), "check" if kind == "CHECK" else "excl"),
        "type": kind,
        "def": text,
        "table": table.id,
        **_filled(comment=rule.comment),
    }


def _relation(relation: Relation, schema: Schema) -> dict[str, Any]:
    key = relation.foreign_key
    return {
        "table": relation.child,
        "columns": list(key.columns),
        "cardinality": relation.child_end.name.lower(),
        "parent_table": relation.parent,
        "parent_columns": list(key.target_columns),
        "parent_cardinality": relation.parent_end.name.lower(),
        "def": foreign_key_clause(key, schema.by_id[relation.parent]),
        **_filled(virtual=not relation.enforced),
    }


def _filled(**fields: object) -> dict[str, object]:
    """The fields that say something: tbls leaves empty ones out."""
    return {name: value for name, value in fields.items() if value}
