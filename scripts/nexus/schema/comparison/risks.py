"""What a change may do to a database that has rows and readers, as PostgreSQL behaves.

A comparison knows no rows: a risk says what can happen. `harms` has the risks and their reasons, and
`keys` says those of keys, rules and indexes.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from nexus.schema.comparison import domains, keys, rows, spelling
from nexus.schema.comparison.change import Change, Comparison, Kind
from nexus.schema.comparison.conversions import conversion
from nexus.schema.comparison.harms import RISKS, Risk
from nexus.schema.comparison.rows import Pair
from nexus.schema.comparison.wordings import is_named
from nexus.schema.model import Column, Schema, Table

# What gives another value to each row: a default that PostgreSQL cannot keep beside the table.
_VOLATILE = re.compile(
    r"nextval|random\w*|gen_\w+|uuidv[47]|uuid_generate_\w+|clock_timestamp|timeofday"
    r"|currval|lastval|setval|set_config|current_query|array_s(ample|huffle)|txid_status"
)
_CALLED = re.compile(r'(\w+)"?\s*\(')
_FUNCTION = re.compile(
    r'\s*CREATE\s+(?:OR\s+REPLACE\s+)?FUNCTION\s+(?:[^(]*\.)?"?(\w+)"?\s*\(', re.IGNORECASE
)
_BODY = re.compile(r"\$(\w*)\$.*?\$\1\$|'(?:[^']|'')*'", re.DOTALL)
_STEADY = re.compile(r"\b(?:IMMUTABLE|STABLE)\b", re.IGNORECASE)
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
    elif change.action == "removed" and _is_used(change, comparison, is_kept=False):
        yield "remove-enum-value"
        if _is_used(change, comparison):
            yield "type-rewrites-table"


def _is_used(change: Change, comparison: Comparison, *, is_kept: bool = True) -> bool:
    """Whether a column has the type before and after."""
    before, after = (
        {*_users(schema, change.owner, is_kept=is_kept)}
        for schema in (comparison.old, comparison.new)
    )
    return bool(before & after)


def _users(schema: Schema, kind: str, *, is_kept: bool) -> Iterator[tuple[str, str]]:
    """The columns of tables that have a named type, or an array of it.

    Of an enum that is not `is_kept` by the database, the models alone know: it is a text there.
    """
    for table in schema.tables:
        for column in table.columns if table.kind == "table" else ():
            is_type = kind in {column.type, column.type.rstrip("[]")}
            if is_type or (kind == column.enum and not is_kept):
                yield table.id, column.name


def _domain(change: Change, comparison: Comparison) -> Iterator[str]:
    if change.action != "changed" or not _is_used(change, comparison):
        return
    (old, old_rules), (new, rules) = map(domains.defined, (change.old, change.new))
    yield from _converted(old, new)
    if added := [each for each in rules if each not in old_rules]:
        yield "constraint-scans-table"
        yield from ("set-not-null" if each == "NOT NULL" else "add-check" for each in added)


# Columns of tables


def _column(change: Change, tables: Pair, comparison: Comparison) -> Iterator[str]:
    if change.action == "removed":
        yield "drop-column"
        return
    column = tables.new.column(change.name)
    _, rules = domains.plain(column.type, comparison.new)
    is_stored = column.computed is not None and column.persisted is not False
    if rules or is_stored or rows.is_counted(column) or _is_volatile(column, comparison.new):
        yield "column-rewrites-table"
    if not tables.is_filled(column):
        if not column.nullable:
            yield "add-required-column"
        elif any(keys.answers_null(rule) for rule in rules):
            yield "add-check"


def _is_volatile(column: Column, schema: Schema) -> bool:
    """Whether a default has another value for each row, as far as PostgreSQL knows."""
    called = {name.lower() for name in _CALLED.findall(column.server_default or "")}
    return any(map(_VOLATILE.fullmatch, called)) or not called.isdisjoint(_volatile(schema))


def _volatile(schema: Schema) -> Iterator[str]:
    """The functions of a schema that do not say that they are anything else."""
    for text in (*schema.before, *schema.after):
        if (found := _FUNCTION.match(text)) and not _STEADY.search(_BODY.sub("", text)):
            yield found[1].lower()


def _type(change: Change, tables: Pair, comparison: Comparison) -> Iterator[str]:
    old, _ = domains.plain(change.old, comparison.old)
    new, rules = domains.plain(change.new, comparison.new)
    values = (each.values for each in comparison.old.enums if each.id == old.removesuffix("[]"))
    longest = max(map(len, next(values, ())), default=None)
    yield from (done := [*_converted(old, new, longest)])
    if rules:
        yield from ("add-check", "type-rewrites-table")
    is_sorted_anew = old.partition(_COLLATE)[2] != new.partition(_COLLATE)[2]
    if is_sorted_anew or "type-rewrites-table" not in done:
        yield from _rebuilt(change.name, tables.new, is_sorted_anew=is_sorted_anew)


def _rebuilt(column: str, table: Table, *, is_sorted_anew: bool) -> Iterator[str]:
    """What is made anew: an index that computes or asks, any where its order is another; a rule.

    PostgreSQL keeps no index that has an expression or a condition (CheckIndexCompatible).
    """
    held = [" ".join(key.columns) for key in (table.primary_key, *table.uniques)]
    held += [each.expression for each in table.exclusions]
    texts = held if is_sorted_anew else []
    for index in table.indexes:
        is_plain = index.predicate is None and not any("(" in part for part in index.parts)
        if is_sorted_anew or not is_plain:
            texts.append(" ".join((*index.parts, index.predicate or "")))
    if any(is_named(column, text) for text in texts):
        yield "key-blocks-table"
    if any(is_named(column, each.expression) for each in table.checks if not each.not_valid):
        yield "constraint-scans-table"


def _converted(old: str, new: str, longest: int | None = None) -> Iterator[str]:
    done = conversion(old, new, longest)
    if done.narrows:
        yield "narrower-type"
    if done.needs_using:
        yield "type-needs-using"
    if done.rewrites:
        yield "type-rewrites-table"


def _nullability(change: Change, tables: Pair, _: Comparison) -> Iterator[str]:
    rule = spelling.expression(f'"{change.name}" IS NOT NULL')
    checks = (each for each in tables.old.checks if not each.not_valid)
    is_kept = any(spelling.expression(each.expression) == rule for each in checks)
    if change.new == "not null" and not is_kept:
        yield "constraint-scans-table"
        if not tables.is_filled_once(tables.new.column(change.name)):
            yield "set-not-null"


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
