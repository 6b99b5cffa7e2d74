"""What a change may do to a database that has rows and readers, as PostgreSQL behaves.

A comparison knows no rows: a risk says what can happen. `harms` has the risks and their reasons, and
`keys` says those of keys, rules and indexes.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from nexus.schema.comparison import keys, rows, spelling
from nexus.schema.comparison.change import Change, Comparison, Kind
from nexus.schema.comparison.conversions import conversion
from nexus.schema.comparison.harms import RISKS, Risk
from nexus.schema.comparison.rows import Pair
from nexus.schema.model import Schema, Table

# What gives another value to each row: a default that PostgreSQL cannot keep beside the table.
_VOLATILE = re.compile(
    r"\b(nextval|random\w*|gen_random_uuid|uuidv[47]|uuid_generate_\w+|clock_timestamp|timeofday)\s*\(",
    re.IGNORECASE,
)
# What stands behind the type of a domain, and what of it a value may break.
_BEHIND = re.compile(r"\s+(?=(?:DEFAULT|NOT NULL|CONSTRAINT|CHECK|COLLATE)\b)", re.IGNORECASE)
_RULE = re.compile(r"(?:NOT NULL|CHECK)\b", re.IGNORECASE)
_COLLATE = " collate "


def of_change(change: Change, comparison: Comparison) -> list[Risk]:
    """Return what one of the changes of a comparison may do, the worst first."""
    names = {*_whole(change, comparison), *_inner(change, comparison)}
    return [risk for name, risk in RISKS.items() if name in names]


def _whole(change: Change, comparison: Comparison) -> Iterator[str]:
    if (find := _OF_ANY.get(change.kind)) is not None:
        yield from find(change, comparison)


def _inner(change: Change, comparison: Comparison) -> Iterator[str]:
    """What a change does within a table that is in both schemas, and was not only renamed there."""
    tables = rows.both(change, comparison)
    if tables is None or change.action == "renamed":
        return
    if (find := _OF_TABLES.get(change.kind)) is not None:
        yield from find(change, tables, comparison)
    elif change.action != "removed" and change.kind in keys.RULES:
        yield from keys.RULES[change.kind](change, tables)


# What needs no table with rows


def _table(change: Change, _: Comparison) -> Iterator[str]:
    if change.action == "removed":
        yield "drop-table"
    elif change.action == "renamed":
        yield "rename-table"


def _view(change: Change, comparison: Comparison) -> Iterator[str]:
    if change.action == "removed":
        yield "drop-view"
    elif change.action == "renamed":
        yield "rename-table"
    elif change.action == "changed":
        old, new = (schema.by_id[change.owner] for schema in (comparison.old, comparison.new))
        if {column.name for column in old.columns} - {column.name for column in new.columns}:
            yield "narrower-view"


def _name(change: Change, _: Comparison) -> Iterator[str]:
    if change.action == "renamed":
        yield "rename-column"


def _enum(change: Change, comparison: Comparison) -> Iterator[str]:
    if change.action == "renamed":
        yield "rename-type"
    elif change.action == "changed" and _is_used(change, comparison):
        yield from ("type-needs-using", "type-rewrites-table")


def _enum_value(change: Change, comparison: Comparison) -> Iterator[str]:
    if change.action == "renamed":
        yield "rename-enum-value"
    elif change.action == "removed" and _is_used(change, comparison):
        yield from ("remove-enum-value", "type-rewrites-table")


def _is_used(change: Change, comparison: Comparison) -> bool:
    """Whether a column has the type before and after."""
    before, after = (_users(s, change.owner) for s in (comparison.old, comparison.new))
    return bool(before & after)


def _users(schema: Schema, kind: str) -> set[tuple[str, str]]:
    """The columns of tables that have a named type, or an array of it."""
    return {
        (table.id, column.name)
        for table in schema.tables
        if table.kind == "table"
        for column in table.columns
        if kind in {column.enum, column.type, column.type.removesuffix("[]")}
    }


def _domain(change: Change, comparison: Comparison) -> Iterator[str]:
    if change.action != "changed" or not _is_used(change, comparison):
        return
    (old, old_rules), (new, rules) = map(_defined, (change.old, change.new))
    yield from _converted(old, new)
    if added := [each for each in rules if each not in old_rules]:
        yield "constraint-scans-table"
        yield from ("set-not-null" if each == "NOT NULL" else "add-check" for each in added)


def _defined(definition: str) -> tuple[str, list[str]]:
    """The type of a domain, and its rules."""
    kind, *rest = _BEHIND.split(definition)
    return spelling.type_name(kind), [each for each in rest if _RULE.match(each)]


# Columns of tables


def _column(change: Change, tables: Pair, _: Comparison) -> Iterator[str]:
    if change.action == "removed":
        yield "drop-column"
        return
    column = tables.new.column(change.name)
    if tables.is_filled(column):
        is_stored = column.computed is not None and column.persisted is not False
        is_own = rows.is_counted(column) or _VOLATILE.search(column.server_default or "")
        if is_stored or is_own:
            yield "column-rewrites-table"
    elif not column.nullable:
        yield "add-required-column"


def _type(change: Change, tables: Pair, comparison: Comparison) -> Iterator[str]:
    old, _ = _plain(change.old, comparison.old)
    new, rules = _plain(change.new, comparison.new)
    yield from _converted(old, new)
    if rules:
        yield from ("add-check", "type-rewrites-table")
    if old.partition(_COLLATE)[2] != new.partition(_COLLATE)[2]:
        yield from _rebuilt(change.name, tables.new)


def _plain(kind: str, schema: Schema) -> tuple[str, list[str]]:
    """A type, or that of a domain, and the rules of the domain."""
    found = next((each for each in schema.domains if each.id == kind), None)
    if found is None:
        return kind, []
    base, rules = _defined(found.definition)
    under, more = _plain(base, schema) if base != kind else (base, [])
    return under, [*rules, *more]


def _converted(old: str, new: str) -> Iterator[str]:
    done = conversion(old, new)
    if done.narrows:
        yield "narrower-type"
    if done.needs_using:
        yield "type-needs-using"
    if done.rewrites:
        yield "type-rewrites-table"


def _rebuilt(column: str, table: Table) -> Iterator[str]:
    """An index is made anew where its order is another."""
    keys = (table.primary_key, *table.uniques)
    held = {name for key in keys for name in key.columns}
    held |= {word for index in table.indexes for part in index.parts for word in part.split()}
    if column in held:
        yield "key-blocks-table"


def _nullability(change: Change, tables: Pair, _: Comparison) -> Iterator[str]:
    rule = spelling.expression(f'"{change.name}" IS NOT NULL')
    checks = (each for each in tables.old.checks if not each.not_valid)
    is_kept = any(spelling.expression(each.expression) == rule for each in checks)
    if change.new == "not null" and not is_kept:
        yield from ("set-not-null", "constraint-scans-table")


def _computed(change: Change, tables: Pair, _: Comparison) -> Iterator[str]:
    column, was_virtual = tables.new.column(change.name), _is_virtual(change, tables.old)
    if column.computed is not None and column.persisted is not False:
        yield "column-rewrites-table"
    # PostgreSQL can only drop such a column, and add another; one that it computes loses nothing.
    if not change.old or (was_virtual and column.computed is None):
        yield "drop-column"


def _is_virtual(change: Change, table: Table) -> bool:
    return any(c.persisted is False for c in table.columns if c.name == change.name and c.computed)


def _options(change: Change, _: Pair, __: Comparison) -> Iterator[str]:
    old, new = (re.search(r"PARTITION BY .*", each) for each in (change.old, change.new))
    if new and (old is None or old[0] != new[0]):
        yield "divide-table"


_OF_ANY: Mapping[Kind, Callable[[Change, Comparison], Iterator[str]]] = {
    "table": _table,
    "view": _view,
    "column": _name,
    "enum": _enum,
    "enum value": _enum_value,
    "domain": _domain,
}
_OF_TABLES: Mapping[Kind, Callable[[Change, Pair, Comparison], Iterator[str]]] = {
    "column": _column,
    "type": _type,
    "nullability": _nullability,
    "computed": _computed,
    "options": _options,
}
