"""The schema as PostgreSQL's DDL: the statements that make it, in an order in which they run.

What PostgreSQL cannot have is cut to fit first (`fitting`), and told in comments at the top. Then
come schemas, extensions, named types and the models' own statements; tables, parents before their
children; indexes, the foreign keys that close a cycle, views, comments; and what the models run
last.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from nexus.exports.clauses import (
    check_clause,
    foreign_key_clause,
    identifier,
    index_clause,
    key_clause,
    literal,
    qualified,
    table_name,
)
from nexus.exports.fitting import extensions, fit
from nexus.schema.model import (
    Check,
    Column,
    Composite,
    Domain,
    Enum,
    ForeignKey,
    Key,
    Named,
    Schema,
    Table,
)
from nexus.schema.statements import Statements, script

_IN_SQL = re.compile(r"\bLANGUAGE\s+'?sql\b", re.IGNORECASE)
_FUNCTION = re.compile(r"\bFUNCTION\s+(?:[\w\"]+\.)?\"?(\w+)", re.IGNORECASE)
_SERIALS = {"smallint": "smallserial", "bigint": "bigserial"}


def postgresql(schema: Schema) -> str:
    """Return the statements that make the whole schema, each with a semicolon at its end."""
    fitted = fit(schema)
    made = list(_Script(fitted.schema).statements())
    return script(fitted.remarks.lines(), made or ["-- There is nothing to make."])


def statements(schema: Schema) -> dict[str, Statements]:
    """Return what makes each table and view by itself, by id, with the remarks that are about it."""
    fitted = fit(schema)
    whole = _Script(fitted.schema)
    return {
        table.id: Statements(
            script((), whole.alone(table.id)).rstrip("\n"),
            tuple(fitted.remarks.lines(table.id)),
        )
        for table in schema.tables
        if table.kind != "stub"
    }


class _Script:
    """The statements of a schema that fits."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        types: tuple[Named, ...] = (*schema.enums, *schema.domains, *schema.composites)
        self._types = {kind.id: qualified(kind.name, kind.schema) for kind in types}
        self._tables = _parents_first({t.id: t for t in schema.tables if t.kind == "table"})
        self._order = {table: place for place, table in enumerate(self._tables)}

    def statements(self) -> Iterator[str]:
        """Yield all of them, in order."""
        schema, tables = self._schema, self._tables.values()
        views = [table for table in schema.tables if table.kind == "view"]
        for name in _schemas(schema):
            yield f"CREATE SCHEMA IF NOT EXISTS {identifier(name)};"
        for name in extensions.needed(schema):
            yield f"CREATE EXTENSION IF NOT EXISTS {identifier(name)};"
        if any(_IN_SQL.search(text) for text in schema.before):
            # The body of such a function is about tables that are not there yet.
            yield "SET check_function_bodies = off;"
        yield from map(_enum, schema.enums)
        types, own = list(self._named_types()), [f"{text};" for text in schema.before]
        # Functions may be about types, and domains may be checked by functions.
        yield from (*own, *types) if self._calls_own() else (*types, *own)
        for sequence in schema.sequences:
            name = qualified(sequence.name, sequence.schema)
            yield f"CREATE SEQUENCE {name} {sequence.options}".rstrip() + ";"
        for table in tables:
            yield self._create(table, [k for k in table.foreign_keys if self._is_early(k, table)])
        yield from (text for table in tables for text in _indexes(table))
        yield from (text for table in tables for text in self._late(table))
        for view in views:
            yield from (_view(view), *_indexes(view))
        yield from (text for table in (*tables, *views) for text in _comments(table))
        yield from (f"{text};" for table in (*tables, *views) for text in table.after)
        yield from (f"{text};" for text in schema.after)

    def _calls_own(self) -> bool:
        """Whether a domain calls a function of the models' own."""
        made = {name for text in self._schema.before for name in _FUNCTION.findall(text)}
        return any(made.intersection(_words(domain)) for domain in self._schema.domains)

    def _named_types(self) -> Iterator[str]:
        """Domains and composite types, each behind those that its definition names."""
        waiting: list[Domain | Composite] = [*self._schema.domains, *self._schema.composites]
        while waiting:
            names = {kind.name for kind in waiting}
            free = (kind for kind in waiting if not names & {*_words(kind)} - {kind.name})
            kind = next(free, waiting[0])
            waiting.remove(kind)
            what, named = ("DOMAIN" if isinstance(kind, Domain) else "TYPE"), self._types[kind.id]
            yield f"CREATE {what} {named} AS {kind.definition};"

    def alone(self, table_id: str) -> Iterator[str]:
        """Yield those of one table or view; none where it is not made at all."""
        table = self._schema.by_id.get(table_id)
        if table is None:
            return
        used = {column.enum for column in table.columns if _item(column) == column.enum}
        yield from (_enum(enum) for enum in self._schema.enums if enum.id in used)
        is_view = table.kind == "view"
        yield _view(table) if is_view else self._create(table, table.foreign_keys)
        yield from (*_indexes(table), *_comments(table), *(f"{text};" for text in table.after))

    # Tables

    def _create(self, table: Table, keys: Iterable[ForeignKey]) -> str:
        if table.partition_of in self._schema.by_id:
            return self._partition(table, self._schema.by_id[table.partition_of])
        rules = (_rule(rule, text) for rule, text in self._rules(table, keys))
        lines = [*(self._column(column) for column in table.columns), *rules]
        body = ",\n".join(f"    {line}" for line in lines)
        options = f" {table.options}" if table.options else ""
        return f"CREATE TABLE {table_name(table)} (\n{body}\n){options};"

    def _partition(self, table: Table, whole: Table) -> str:
        """A partition: it has the columns and the keys of the table that it belongs to."""
        own = replace(
            table,
            primary_key=Key(None, ()) if whole.primary_key.columns else table.primary_key,
            uniques=() if whole.uniques else table.uniques,
        )
        lines = ",\n".join(f"    {_rule(rule, text)}" for rule, text in self._rules(own, ()))
        body = f" (\n{lines}\n)" if lines else ""
        name = f"{table_name(table)} PARTITION OF {table_name(whole)}"
        return f"CREATE TABLE {name}{body} {table.options or 'DEFAULT'};"

    def _column(self, column: Column) -> str:
        kind = self._type(column)
        if column.is_serial:
            kind = _SERIALS.get(column.type, "serial")
        parts = [
            identifier(column.name),
            kind,
            f"DEFAULT {column.server_default}" if column.server_default is not None else "",
            column.identity or "",
            _computed(column),
            "" if column.nullable else "NOT NULL",
        ]
        return " ".join(filter(None, parts))

    def _type(self, column: Column) -> str:
        item = _item(column)
        return self._types.get(item, item) + column.type[len(item) :]

    def _rules(
        self, table: Table, keys: Iterable[ForeignKey]
    ) -> Iterator[tuple[Key | ForeignKey | Check, str]]:
        if table.primary_key.columns:
            yield table.primary_key, key_clause("PRIMARY KEY", table.primary_key)
        yield from ((key, key_clause("UNIQUE", key)) for key in table.uniques)
        yield from ((key, self._foreign_key(key)) for key in keys)
        yield from ((check, check_clause(check)) for check in table.checks)
        yield from ((rule, rule.expression) for rule in table.exclusions)

    # Foreign keys

    def _foreign_key(self, key: ForeignKey) -> str:
        return foreign_key_clause(key, self._schema.by_id[key.target])

    def _is_early(self, key: ForeignKey, table: Table) -> bool:
        """Whether what a key refers to is there when its table is made, and kept unique by then."""
        if table.partition_of:
            return False
        target = self._tables[key.target]
        keys = (target.primary_key, *target.uniques)
        is_unique = any(set(own.columns) == set(key.target_columns) for own in keys)
        return is_unique and self._order[key.target] <= self._order[table.id]

    def _late(self, table: Table) -> Iterator[str]:
        for key in table.foreign_keys:
            if not self._is_early(key, table):
                rule = _rule(key, self._foreign_key(key))
                yield f"ALTER TABLE {table_name(table)} ADD {rule};"


def _words(kind: Domain | Composite) -> list[str]:
    return re.findall(r"\w+", kind.definition)


def _schemas(schema: Schema) -> dict[str, None]:
    types: tuple[Named, ...] = (*schema.enums, *schema.domains, *schema.composites)
    named: tuple[Named, ...] = (*schema.tables, *types, *schema.sequences)
    return dict.fromkeys(each.schema for each in named if each.schema)


def _parents_first(tables: Mapping[str, Table]) -> dict[str, Table]:
    """The tables by id, each behind those that it refers to, as far as no cycle forbids it."""
    made: dict[str, Table] = {}
    seen: set[str] = set()
    for first in tables:
        waiting = [first]
        while waiting:
            table = waiting[-1]
            seen.add(table)
            own = tables[table]
            before = (own.partition_of,) if own.partition_of in tables else ()
            targets = (*before, *_inherited(own, tables), *(k.target for k in own.foreign_keys))
            unseen = next((target for target in targets if target not in seen), None)
            if unseen is None:
                made.setdefault(waiting.pop(), tables[table])
            else:
                waiting.append(unseen)
    return made


def _inherited(table: Table, tables: Mapping[str, Table]) -> Iterator[str]:
    """The tables that one inherits from."""
    found = re.match(r"INHERITS \((.*?)\)", table.options or "")
    names = found[1].replace('"', "").split(", ") if found else ()
    yield from (name for name in names if name in tables)


def _item(column: Column) -> str:
    """The type of a column, or of the items of an array."""
    return column.type.rstrip("[]")


def _computed(column: Column) -> str:
    if column.computed is None:
        return ""
    # The one that is not stored needs PostgreSQL 18.
    kept = "VIRTUAL" if column.persisted is False else "STORED"
    return f"GENERATED ALWAYS AS ({column.computed}) {kept}"


def _rule(rule: Key | ForeignKey | Check, text: str) -> str:
    return text if rule.name is None else f"CONSTRAINT {identifier(rule.name)} {text}"


def _enum(enum: Enum) -> str:
    values = ", ".join(map(literal, enum.values))
    return f"CREATE TYPE {qualified(enum.name, enum.schema)} AS ENUM ({values});"


def _view(view: Table) -> str:
    kind = "MATERIALIZED VIEW" if view.is_materialized else "VIEW"
    return f"CREATE {kind} {table_name(view)} AS\n{view.definition};"


def _indexes(table: Table) -> Iterator[str]:
    yield from (f"{index_clause(index, index.name, table)};" for index in table.indexes)


# Comments


def _comments(table: Table) -> Iterator[str]:
    for what, comment in _commented(table):
        if comment is not None:
            yield f"COMMENT ON {what} IS {literal(comment)};"


def _commented(table: Table) -> Iterator[tuple[str, str | None]]:
    name = table_name(table)
    kind = "VIEW" if table.kind == "view" else "TABLE"
    yield f"{'MATERIALIZED ' if table.is_materialized else ''}{kind} {name}", table.comment
    for column in table.columns:
        yield f"COLUMN {name}.{identifier(column.name)}", column.comment
    keys: tuple[Key | ForeignKey, ...] = (table.primary_key, *table.uniques, *table.foreign_keys)
    rules: tuple[Key | ForeignKey | Check, ...] = (*keys, *table.checks, *table.exclusions)
    for rule in rules:
        yield f"CONSTRAINT {identifier(rule.name or '')} ON {name}", rule.comment
    for index in table.indexes:
        yield f"INDEX {qualified(index.name or '', table.schema)}", index.comment
