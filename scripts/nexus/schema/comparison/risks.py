"""What a change may do to a database that has rows and readers, as PostgreSQL behaves.

A comparison knows no rows: a risk says what can happen. `harms` has the risks and their reasons.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from nexus.schema.comparison import spelling
from nexus.schema.comparison.change import Change, Comparison, Kind
from nexus.schema.comparison.conversions import conversion
from nexus.schema.comparison.harms import RISKS, Risk
from nexus.schema.model import Column, Schema, Table

# What gives another value to each row: a default that PostgreSQL cannot keep beside the table.
_VOLATILE = re.compile(
    r"\b(nextval|random\w*|gen_random_uuid|uuidv[47]|uuid_generate_\w+|clock_timestamp|timeofday)\s*\(",
    re.IGNORECASE,
)


def of_change(change: Change, comparison: Comparison) -> list[Risk]:
    """Return what one of the changes of a comparison may do, the worst first."""
    find = _RULES.get(change.kind)
    if find is None:
        return []
    names = set(find(change, comparison))
    return [risk for name, risk in RISKS.items() if name in names]


def _both(change: Change, comparison: Comparison) -> tuple[Table, Table] | None:
    """The table of a change before and after, where rows may be in it; None where there is none."""
    old, new = (schema.by_id.get(change.owner) for schema in (comparison.old, comparison.new))
    return (old, new) if old and new and new.kind == "table" else None


def _table(change: Change, _: Comparison) -> Iterator[str]:
    if change.action == "removed":
        yield "drop-table"
    elif change.action == "renamed":
        yield "rename-table"


def _view(change: Change, _: Comparison) -> Iterator[str]:
    if change.action == "removed":
        yield "drop-view"
    elif change.action == "renamed":
        yield "rename-table"


def _column(change: Change, comparison: Comparison) -> Iterator[str]:
    tables = _both(change, comparison)
    if change.action == "renamed":
        yield "rename-column"
    elif tables is None:
        return
    elif change.action == "removed":
        yield "drop-column"
    else:
        column = tables[1].column(change.name)
        yield from _added(column)


def _added(column: Column) -> Iterator[str]:
    if _is_filled(column):
        is_stored = column.computed is not None and column.persisted is not False
        if _is_counted(column) or is_stored or _VOLATILE.search(column.server_default or ""):
            yield "column-rewrites-table"
    elif not column.nullable:
        yield "add-required-column"


def _is_counted(column: Column) -> bool:
    """Whether each row that is there gets a number that no other one has."""
    return column.is_serial or column.identity is not None


def _is_filled(column: Column) -> bool:
    """Whether the rows that are there get a value of a new column."""
    given = (column.server_default, column.computed, column.identity)
    is_null = spelling.expression(column.server_default) == "null"
    return column.is_serial or (any(each is not None for each in given) and not is_null)


def _type(change: Change, comparison: Comparison) -> Iterator[str]:
    if _both(change, comparison) is None:
        return
    done = conversion(change.old, change.new)
    if done.narrows:
        yield "narrower-type"
    if done.needs_using:
        yield "type-needs-using"
    if done.rewrites:
        yield "type-rewrites-table"


def _nullability(change: Change, comparison: Comparison) -> Iterator[str]:
    tables = _both(change, comparison)
    if tables is None or change.new != "not null":
        return
    yield from ("set-not-null", "constraint-scans-table")


def _computed(change: Change, comparison: Comparison) -> Iterator[str]:
    tables = _both(change, comparison)
    if tables and tables[1].column(change.name).computed is not None:
        yield "column-rewrites-table"
        if not change.old:  # PostgreSQL can only drop the column, and add another
            yield "drop-column"


def _unique(change: Change, comparison: Comparison) -> Iterator[str]:
    tables = _both(change, comparison)
    if tables is None or change.action in {"removed", "renamed"}:
        return
    yield "key-blocks-table"
    if _may_repeat(change, tables):
        yield "add-unique"


def _primary_key(change: Change, comparison: Comparison) -> Iterator[str]:
    tables = _both(change, comparison)
    if tables is None or change.action in {"removed", "renamed"}:
        return
    yield "key-blocks-table"
    is_told_apart = tables[0].is_unique(change.columns) or any(
        map(_is_counted, _fresh(change, *tables))
    )
    if not is_told_apart or _can_be_null(change, tables[0]):
        yield "add-primary-key"


def _can_be_null(change: Change, old: Table) -> bool:
    return any(column.nullable for column in old.columns if column.name in change.columns)


def _may_repeat(change: Change, tables: tuple[Table, Table]) -> bool:
    """Whether two rows can have the same values in the columns that are to be unique."""
    old, new = tables
    if "nulls not distinct" in change.new:
        return "nulls not distinct" not in change.old
    is_counted = any(map(_is_counted, _fresh(change, old, new)))
    is_told_apart = old.is_unique(change.columns) or is_counted or _is_empty(change, old, new)
    return not (change.columns and is_told_apart)


def _is_empty(change: Change, old: Table, new: Table) -> bool:
    """Whether a column of it is new and has no value in any row: then no row breaks the rule."""
    fresh = _fresh(change, old, new)
    return any(column.nullable and not _is_filled(column) for column in fresh)


def _fresh(change: Change, old: Table, new: Table) -> list[Column]:
    """The new columns of a key, a rule or an index."""
    known = {column.name for column in old.columns}
    return [column for column in new.columns if column.name in {*change.columns} - known]


def _index(change: Change, comparison: Comparison) -> Iterator[str]:
    tables = _both(change, comparison)
    if tables is None or change.action in {"removed", "renamed"}:
        return
    yield "index-blocks-writes"
    if change.new.startswith("unique ") and _may_repeat(change, tables):
        yield "add-unique"


def _check(change: Change, comparison: Comparison) -> Iterator[str]:
    if _both(change, comparison) and change.action in {"added", "changed"}:
        yield from ("add-check", "constraint-scans-table")


def _exclusion(change: Change, comparison: Comparison) -> Iterator[str]:
    if _both(change, comparison) and change.action in {"added", "changed"}:
        yield from ("add-exclusion", "key-blocks-table")


def _foreign_key(change: Change, comparison: Comparison) -> Iterator[str]:
    tables = _both(change, comparison)
    if tables is None or change.action in {"removed", "renamed"}:
        return
    yield "constraint-scans-table"
    # A key that refers as before and only does something else on delete has no row against it.
    if change.action == "added" and not _is_empty(change, *tables):
        yield "add-foreign-key"


def _enum_value(change: Change, comparison: Comparison) -> Iterator[str]:
    before, after = (_users(s, change.owner) for s in (comparison.old, comparison.new))
    if change.action == "removed" and before & after:
        yield "remove-enum-value"


def _users(schema: Schema, enum: str) -> set[tuple[str, str]]:
    return {
        (t.id, column.name) for t in schema.tables for column in t.columns if column.enum == enum
    }


_RULES: Mapping[Kind, Callable[[Change, Comparison], Iterator[str]]] = {
    "table": _table,
    "view": _view,
    "column": _column,
    "type": _type,
    "nullability": _nullability,
    "computed": _computed,
    "unique": _unique,
    "primary key": _primary_key,
    "index": _index,
    "check": _check,
    "exclusion": _exclusion,
    "foreign key": _foreign_key,
    "enum value": _enum_value,
}
