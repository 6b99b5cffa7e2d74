"""What changed in the columns of a table."""

from collections.abc import Iterator

from nexus.schema.comparison import clauses, spelling
from nexus.schema.comparison.change import Change, Kind
from nexus.schema.model import Column, Table


def changes(old: Table, new: Table) -> Iterator[Change]:
    """Yield the changes of columns that have the same name in both tables, or are in one alone."""
    before = {column.name: column for column in old.columns}
    after = {column.name: column for column in new.columns}
    for name, column in before.items():
        if name not in after:
            yield Change("removed", "column", new.id, name, old=clauses.of_column(column))
    for name, column in after.items():
        if name in before:
            yield from _facts(new.id, before[name], column)
        else:
            yield Change("added", "column", new.id, name, new=clauses.of_column(column))


def _facts(table: str, old: Column, new: Column) -> Iterator[Change]:
    facts: tuple[tuple[Kind, str, str], ...] = (
        ("type", spelling.type_of(old), spelling.type_of(new)),
        ("nullability", _nullability(old), _nullability(new)),
        ("identity", clauses.of_identity(old), clauses.of_identity(new)),
        ("comment", old.comment or "", new.comment or ""),
    )
    for kind, before, after in facts:
        if before != after:
            yield Change("changed", kind, table, new.name, old=before, new=after)
    if spelling.default_of(old) != spelling.default_of(new):
        given = old.server_default or "", new.server_default or ""
        yield Change("changed", "default", table, new.name, *given)
    one, other = clauses.of_computed(old), clauses.of_computed(new)
    if spelling.expression(one) != spelling.expression(other):
        yield Change("changed", "computed", table, new.name, one, other)


def _nullability(column: Column) -> str:
    return "null" if column.nullable else "not null"
