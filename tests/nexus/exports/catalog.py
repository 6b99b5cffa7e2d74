"""What a PostgreSQL holds, as rows to compare, and a second way to make a schema.

`make` says each fact of a schema in a statement of its own, in whatever order needs no thought,
with the quoting of psycopg. Where the export is right, it leaves the same rows in the catalog.
"""

from collections.abc import Iterator
from typing import Any, LiteralString

from nexus.exports.clauses import held_name
from nexus.schema.model import Check, Column, ForeignKey, Index, Key, Named, Schema, Table
from psycopg import Connection
from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

Rows = list[tuple[Any, ...]]

_NAMED: LiteralString = " JOIN pg_namespace AS n ON n.oid = "
_OWN: LiteralString = r"""
    n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT FROM pg_depend AS e WHERE e.deptype = 'e' AND e.objid = """
_COUNTER: LiteralString = "pg_get_serial_sequence(format('%I.%I', n.nspname, relname), attname)"
_QUERIES: dict[str, LiteralString] = {
    "tables": "SELECT nspname, relname, relkind, pg_get_partkeydef(c.oid), obj_description(c.oid),"
    " CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END FROM pg_class AS c"
    f"{_NAMED} relnamespace WHERE relkind IN ('r', 'p', 'v', 'm') AND {_OWN} c.oid)",
    "columns": "SELECT nspname, relname, attnum, attname, format_type(atttypid, atttypmod),"
    " attnotnull, attidentity, attgenerated, collname, col_description(c.oid, attnum),"
    f" coalesce({_COUNTER}, pg_get_expr(adbin, adrelid)), seqstart, seqincrement, seqmax"
    f" FROM pg_class AS c {_NAMED} relnamespace"
    " JOIN pg_attribute AS a ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped"
    " LEFT JOIN pg_attrdef ON (adrelid, adnum) = (attrelid, attnum)"
    " LEFT JOIN pg_collation AS k ON k.oid = attcollation AND collname <> 'default'"
    f" LEFT JOIN pg_sequence ON seqrelid = {_COUNTER}::regclass"
    f" WHERE relkind IN ('r', 'p') AND {_OWN} c.oid)",
    "constraints": "SELECT nspname, relname, conname, pg_get_constraintdef(k.oid),"
    f" obj_description(k.oid) FROM pg_constraint AS k {_NAMED} connamespace"
    f" JOIN pg_class AS c ON c.oid = conrelid WHERE contype <> 'n' AND {_OWN} c.oid)",
    "indexes": "SELECT nspname, relname, pg_get_indexdef(indexrelid), obj_description(c.oid)"
    f" FROM pg_index JOIN pg_class AS c ON c.oid = indexrelid {_NAMED} relnamespace"
    f" WHERE {_OWN} indrelid)",
    "types": "SELECT nspname, typname, format_type(typbasetype, typtypmod),"
    " (SELECT array_agg(enumlabel::text ORDER BY enumsortorder)"
    " FROM pg_enum WHERE enumtypid = t.oid)"
    f" FROM pg_type AS t {_NAMED} typnamespace WHERE typtype IN ('e', 'd') AND {_OWN} t.oid)",
    "sequences": "SELECT nspname, relname, seqstart, seqincrement, seqmin, seqmax, seqcycle"
    f" FROM pg_sequence JOIN pg_class AS c ON c.oid = seqrelid {_NAMED} relnamespace"
    f" WHERE {_OWN} c.oid)",
}


def catalog(connection: Connection) -> dict[str, Rows]:
    """What the database holds beside its own, by kind of thing."""
    return {
        kind: sorted(connection.execute(query).fetchall(), key=repr)
        for kind, query in _QUERIES.items()
    }


def make(connection: Connection, schema: Schema) -> None:
    """Makes a schema, statement by statement."""
    for statement in _statements(schema):
        connection.execute(statement)


def _statements(schema: Schema) -> Iterator[Composable]:
    tables = [table for table in schema.tables if table.kind == "table"]
    views = [table for table in schema.tables if table.kind == "view"]
    types: list[Named] = [*schema.enums, *schema.domains]
    named: list[Named] = [*schema.tables, *types, *schema.sequences]
    for name in {each.schema for each in named if each.schema}:
        yield SQL("CREATE SCHEMA IF NOT EXISTS {}").format(_name(name))
    yield from map(_raw, schema.before)
    for enum in schema.enums:
        values = SQL(", ").join(map(Literal, enum.values))
        yield SQL("CREATE TYPE {} AS ENUM ({})").format(_id(enum), values)
    for domain in schema.domains:
        yield SQL("CREATE DOMAIN {} AS {}").format(_id(domain), _raw(domain.definition))
    for sequence in schema.sequences:
        yield SQL("CREATE SEQUENCE {} {}").format(_id(sequence), _raw(sequence.options))
    own = {kind.id: _id(kind) for kind in types}
    for table in tables:
        yield from _table(table, own)
    for table in tables:
        yield from (_index(table, index) for index in table.indexes)
    for table in tables:
        yield from (_foreign_key(table, key, schema) for key in table.foreign_keys)
    for view in views:
        kind = SQL("MATERIALIZED VIEW" if view.is_materialized else "VIEW")
        yield SQL("CREATE {} {} AS {}").format(kind, _id(view), _raw(view.definition or ""))
        yield from (_index(view, index) for index in view.indexes)
    for table in (*tables, *views):
        yield from _comments(table)
        yield from map(_raw, table.after)
    yield from map(_raw, schema.after)


def _raw(text: str) -> SQL:
    return SQL(text)  # type: ignore[arg-type]


def _name(name: str) -> Identifier:
    return Identifier(held_name(name))


def _id(item: Named) -> Identifier:
    names = (item.schema, item.name) if item.schema else (item.name,)
    return Identifier(*map(held_name, names))


def _names(names: tuple[str, ...]) -> Composed:
    return SQL(", ").join(map(_name, names))


def _table(table: Table, own: dict[str, Identifier]) -> Iterator[Composable]:
    columns = SQL(", ").join(_column(column, own) for column in table.columns)
    yield SQL("CREATE TABLE {} ({}) {}").format(_id(table), columns, _raw(table.options or ""))
    if table.primary_key.columns:
        yield _add(table, table.primary_key, _key("PRIMARY KEY", table.primary_key))
    for key in table.uniques:
        yield _add(table, key, _key("UNIQUE", key))
    for check in table.checks:
        yield _add(table, check, SQL("CHECK ({})").format(_raw(check.expression)))
    for rule in table.exclusions:
        yield _add(table, rule, _raw(rule.expression))


def _column(column: Column, own: dict[str, Identifier]) -> Composed:
    item = column.type.rstrip("[]")
    kind = SQL("{}{}").format(own.get(item, _raw(item)), _raw(column.type[len(item) :]))
    if column.is_serial:
        size = {"smallint": "smallserial", "bigint": "bigserial"}.get(column.type, "serial")
        kind = SQL("{}").format(_raw(size))
    values = ""
    if column.server_default is not None:
        values = f"DEFAULT {column.server_default}"
    elif column.computed is not None:
        stored = "VIRTUAL" if column.persisted is False else "STORED"
        values = f"GENERATED ALWAYS AS ({column.computed}) {stored}"
    nulls = SQL("" if column.nullable else "NOT NULL")
    made = (_name(column.name), kind, _raw(values), _raw(column.identity or ""), nulls)
    return SQL(" ").join(made)


def _add(table: Table, rule: Key | ForeignKey | Check, clause: Composable) -> Composed:
    name = SQL("") if rule.name is None else SQL("CONSTRAINT {}").format(_name(rule.name))
    return SQL("ALTER TABLE {} ADD {} {}").format(_id(table), name, clause)


def _key(kind: LiteralString, key: Key) -> Composed:
    nulls = SQL("NULLS NOT DISTINCT" if key.nulls_not_distinct else "")
    parts = [SQL(kind), nulls, SQL("({})").format(_names(key.columns)), _include(key), _when(key)]
    return SQL(" ").join(parts)


def _include(rule: Key | Index) -> Composable:
    return SQL("INCLUDE ({})").format(_names(rule.include)) if rule.include else SQL("")


def _when(key: Key | ForeignKey) -> Composable:
    words = {None: "", True: "DEFERRABLE", False: "NOT DEFERRABLE"}[key.deferrable]
    return _raw(f"{words} INITIALLY {key.initially}" if key.initially else words)


def _foreign_key(table: Table, key: ForeignKey, schema: Schema) -> Composed:
    rules = {"ON DELETE": key.on_delete, "ON UPDATE": key.on_update, "MATCH": key.match}
    clause = SQL("FOREIGN KEY ({}) REFERENCES {} ({}) {} {} {} {}").format(
        _names(key.columns),
        _id(schema.by_id[key.target]),
        _names(key.target_columns),
        *(_raw(f"{rule} {rules[rule]}" if rules[rule] else "") for rule in reversed(rules)),
        _when(key),
    )
    return _add(table, key, clause)


def _index(table: Table, index: Index) -> Composed:
    own = {column.name for column in table.columns}
    parts = [_name(part) if part in own else _raw(part) for part in index.parts]
    return SQL("CREATE {} INDEX {} ON {} USING {} ({}) {} {} {} {}").format(
        SQL("UNIQUE" if index.unique else ""),
        SQL("") if index.name is None else _name(index.name),
        _id(table),
        _raw(index.method or "btree"),
        SQL(", ").join(parts),
        _include(index),
        SQL("NULLS NOT DISTINCT" if index.nulls_not_distinct else ""),
        _raw(f"WITH ({index.storage})" if index.storage else ""),
        _raw(f"WHERE {index.predicate}" if index.predicate else ""),
    )


def _comments(table: Table) -> Iterator[Composable]:
    kind = "VIEW" if table.kind == "view" else "TABLE"
    whole = SQL("MATERIALIZED VIEW {}" if table.is_materialized else f"{kind} {{}}")  # type: ignore[arg-type]
    schema = (held_name(table.schema),) if table.schema else ()
    held: list[tuple[Composable, str | None]] = [(whole.format(_id(table)), table.comment)]
    for column in table.columns:
        place = Identifier(*schema, held_name(table.name), held_name(column.name))
        held.append((SQL("COLUMN {}").format(place), column.comment))
    keys: tuple[Key | ForeignKey, ...] = (table.primary_key, *table.uniques, *table.foreign_keys)
    rules: tuple[Key | ForeignKey | Check, ...] = (*keys, *table.checks, *table.exclusions)
    for rule in rules:
        what = SQL("CONSTRAINT {} ON {}").format(_name(rule.name or "-"), _id(table))
        held.append((what, rule.comment))
    for index in table.indexes:
        name = Identifier(*schema, held_name(index.name or "-"))
        held.append((SQL("INDEX {}").format(name), index.comment))
    for what, comment in held:
        if comment is not None:
            text = Literal(comment.replace("\0", "?"))
            yield SQL("COMMENT ON {} IS {}").format(what, text)
