"""The schema in DBML (https://dbml.dbdiagram.io), which dbdiagram.io draws and @dbml/core reads.

Enums, then tables, then one `Ref` per foreign key, then groups. Both ends of a reference are said
in the operator: `>` many to one, `-` one to one, and `?` beside it for an end that may be empty.
What DBML has no words for stands in a note, and what its readers refuse (a table without columns,
a second reference between the same columns) in a `//` comment, so that nothing is lost.
"""

import re
from collections.abc import Iterable, Iterator

from nexus.exports.clauses import (
    Names,
    foreign_key_clause,
    generation,
    index_clause,
    key_clause,
)
from nexus.exports.dbml_syntax import (
    block,
    bracketed,
    expression,
    quoted,
    remark,
    string,
)
from nexus.schema.model import (
    Cardinality,
    Check,
    Column,
    Enum,
    ForeignKey,
    Index,
    Key,
    Relation,
    Schema,
    Table,
)

_ACTIONS = ("cascade", "restrict", "set null", "set default", "no action")
_METHODS = (None, "btree", "hash")
_LITERAL = re.compile(r"'((?:[^']|'')*)'|-?\d+(?:\.\d+)?|true|false|null", re.IGNORECASE)


def dbml(schema: Schema) -> str:
    """Return the schema as DBML that @dbml/core parses, whatever its names and comments hold."""
    blocks = [
        _project(schema),
        *map(_enum, schema.enums),
        *(_table(table, schema) for table in schema.tables),
        "\n".join(_references(schema)),
        *_groups(schema),
    ]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _project(schema: Schema) -> str:
    lines = [f"database_type: {string(schema.database)}"]
    if schema.description:
        lines.append(f"Note: {string(schema.description)}")
    return block(f"Project {quoted(schema.name)}", lines)


def _enum(enum: Enum) -> str:
    if not enum.values:
        return remark(f"Enum {quoted(enum.id)} has no values")
    return block(f"Enum {quoted(enum.id)}", map(quoted, dict.fromkeys(enum.values)))


# Tables


def _table(table: Table, schema: Schema) -> str:
    if not table.columns:
        return remark(f"Table {_id(table, schema)} has no columns")
    lines = [_column(column, table) for column in table.columns]
    lines += _part("indexes", [*_keys(table), *_indexes(table)])
    lines += _part("checks", _checks(table))
    if note := _table_note(table, schema):
        lines += ["", f"Note: {string(note)}"]
    return block(f"Table {_id(table, schema)}", lines)


def _part(head: str, lines: list[str]) -> list[str]:
    return ["", f"{head} {{", *(f"  {line}" for line in lines), "}"] if lines else []


def _table_note(table: Table, schema: Schema) -> str:
    notes = [table.about or ""]
    if table.kind == "stub":
        notes.append("Outside the models: only the columns that keys refer to are known.")
    if table.kind == "view":
        notes.append("A view.")
    notes += [f"{_label(name)}{clause}" for name, clause in _more(table, schema)]
    notes += [f"{_label(rule.name)}{rule.expression}" for rule in table.exclusions]
    notes += [f"{_label(check.name)}CHECK ({check.expression})" for check in _unquotable(table)]
    return "\n".join(filter(None, notes))


def _more(table: Table, schema: Schema) -> Iterator[tuple[str | None, str]]:
    """The name and the clause of each key that is more than DBML has words for."""
    for kind, keys in (("PRIMARY KEY", (table.primary_key,)), ("UNIQUE", table.uniques)):
        for key in keys:
            if key != Key(key.name, key.columns):
                yield key.name, key_clause(kind, key)
    for foreign in table.foreign_keys:
        if not _is_said(foreign) and foreign.target in schema.by_id:
            yield foreign.name, foreign_key_clause(foreign, schema.by_id[foreign.target])


def _is_said(key: ForeignKey) -> bool:
    actions = [action.lower() for action in (key.on_delete, key.on_update) if action]
    plain = not (key.match or key.initially) and key.deferrable is None
    return plain and all(action in _ACTIONS for action in actions)


def _label(name: str | None) -> str:
    return f"{name}: " if name else ""


def _column(column: Column, table: Table) -> str:
    settings = [
        "pk" if table.primary_key.columns == (column.name,) else "",
        "unique" if any(key.columns == (column.name,) for key in table.uniques) else "",
        "" if column.nullable else "not null",
    ]
    notes = [column.about or "", generation(column)]
    if column.enum is not None and _enum_type(column) is None:
        notes.append(f"Enum: {column.enum}")
    if column.server_default is not None:
        default = _default(column.server_default)
        settings.append(f"default: {default}" if default else "")
        notes.append("" if default else f"Default: {column.server_default}")
    if note := "\n".join(filter(None, notes)):
        settings.append(f"note: {string(note)}")
    return f"{quoted(column.name)} {_type(column)}{bracketed(settings)}"


def _type(column: Column) -> str:
    kind = _enum_type(column) or column.type
    return kind if re.fullmatch(r"[a-z]\w*(\(\d+(,\d+)?\))?", kind, re.ASCII) else quoted(kind)


def _enum_type(column: Column) -> str | None:
    """The enum's own name as a type, or None where the database holds the enum as text."""
    bare = column.type.rstrip("[]")
    if column.enum is None or bare not in (column.enum, *_short_forms(column.enum)):
        return None
    return column.enum + column.type[len(bare) :]


def _short_forms(enum: str) -> tuple[str, str]:
    """An enum's name without its number, and without its schema: as a type says it."""
    unnumbered = re.sub(r" \(\d+\)$", "", enum)
    return unnumbered, unnumbered.rpartition(".")[2]


def _default(sql: str) -> str | None:
    literal = _LITERAL.fullmatch(sql)
    if literal is None:
        return expression(sql)
    return sql if literal[1] is None else string(literal[1].replace("''", "'"))


def _keys(table: Table) -> list[str]:
    composite = [key for key in table.uniques if len(key.columns) > 1]
    lines = [_entry(map(quoted, key.columns), ["unique", _named(key.name)]) for key in composite]
    if len(table.primary_key.columns) > 1:
        key = table.primary_key
        lines.insert(0, _entry(map(quoted, key.columns), ["pk", _named(key.name)]))
    return lines


def _indexes(table: Table) -> Iterator[str]:
    own = {column.name for column in table.columns}
    names = Names(table)
    for index in table.indexes:
        parts = [quoted(part) if part in own else expression(part) for part in index.parts]
        note = _index_note(index, names.name(index.name, index.columns, "idx"), table)
        settings = [
            "unique" if index.unique and index.predicate is None else "",
            _named(index.name),
            f"type: {index.method}" if index.method and index.method in _METHODS else "",
            f"note: {string(note)}" if note else "",
        ]
        if parts and None not in parts and len(set(parts)) == len(parts):
            yield _entry(filter(None, parts), settings)
        else:
            yield remark(index_clause(index, index.name or "", table))


def _index_note(index: Index, name: str, table: Table) -> str:
    plain = index.predicate is None and not index.include and index.method in _METHODS
    plain = plain and not index.nulls_not_distinct
    notes = [index.comment or "", "" if plain else index_clause(index, name, table)]
    return "\n".join(filter(None, notes))


def _checks(table: Table) -> list[str]:
    return [
        f"{text}{bracketed([_named(check.name)])}"
        for check in table.checks
        if (text := expression(check.expression)) is not None
    ]


def _unquotable(table: Table) -> list[Check]:
    return [check for check in table.checks if expression(check.expression) is None]


def _entry(parts: Iterable[str], settings: list[str]) -> str:
    return f"({', '.join(parts)}){bracketed(settings)}"


def _named(name: str | None) -> str:
    return f"name: {string(name)}" if name else ""


# References and groups


def _references(schema: Schema) -> Iterator[str]:
    seen = set()
    for relation in schema.relations:
        key = relation.foreign_key
        ends = frozenset(
            {
                (relation.child, frozenset(key.columns)),
                (relation.parent, frozenset(key.target_columns)),
            }
        )
        known = {column.name for column in schema.by_id[relation.parent].columns}
        # Readers of DBML refuse a second line between the same columns, in either direction, and
        # one to a column that is not there.
        is_refused = len(ends) == 1 or ends in seen or not known.issuperset(key.target_columns)
        # One that the database does not keep is no statement of DBML's, which makes keys of them.
        is_refused |= not relation.enforced
        text = _reference(relation, schema)
        yield remark(text) if is_refused else text
        seen.add(ends)


def _reference(relation: Relation, schema: Schema) -> str:
    key = relation.foreign_key
    one = relation.child_end is Cardinality.ZERO_OR_ONE
    optional = "?" if relation.parent_end is Cardinality.ZERO_OR_ONE else ""
    ends = f"{_end(relation.child, key.columns, schema)} ?{'-' if one else '>'}{optional} "
    ends += _end(relation.parent, key.target_columns, schema)
    actions = {"delete": key.on_delete, "update": key.on_update}
    known = {name: (does or "").lower() for name, does in actions.items()}
    settings = [f"{name}: {does}" for name, does in known.items() if does in _ACTIONS]
    head = f"Ref {quoted(key.name)}" if key.name else "Ref"
    return f"{head}: {ends}{bracketed(settings)}"


def _end(table: str, columns: tuple[str, ...], schema: Schema) -> str:
    names = ", ".join(map(quoted, columns))
    return f"{_id(schema.by_id[table], schema)}.{names if len(columns) == 1 else f'({names})'}"


def _groups(schema: Schema) -> Iterator[str]:
    grouped = [table for table in schema.tables if table.group and table.columns]
    order = dict.fromkeys(table.group for table in grouped)
    for group in order:
        members = (_id(table, schema) for table in grouped if table.group == group)
        yield block(f"TableGroup {quoted(group or '')}", members)


def _id(table: Table, schema: Schema) -> str:
    if table.schema:
        return f"{quoted(table.schema)}.{quoted(table.name)}"
    # DBML takes a table without a schema for one of `public`.
    return f'"(no schema)".{quoted(table.name)}' if _clashes(table, schema) else quoted(table.name)


def _clashes(table: Table, schema: Schema) -> bool:
    twin = schema.by_id.get(f"public.{table.name}")
    return twin is not None and twin.schema == "public"
