"""The changes between two schemas, in the order of the new one: tables, views, then named types."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

from nexus.schema.comparison import columns, constraints, renames, spelling
from nexus.schema.comparison.change import Change, Comparison, Kind
from nexus.schema.comparison.renames import Renames
from nexus.schema.comparison.renaming import renamed
from nexus.schema.model import Enum, Schema, Table

# What a statement makes: the name of it is no name of a whole text.
_MADE = re.compile(
    r"CREATE\s+(?:OR\s+REPLACE\s+)?(?:CONSTRAINT\s+)?"
    r"((?:FUNCTION|PROCEDURE|AGGREGATE)\s+[^(]+\([^)]*\)|(?:TRIGGER|POLICY)\s+(?:\"[^\"]+\"|\S+))",
    re.IGNORECASE,
)


def compare(old: Schema, new: Schema, declared: Iterable[str] = ()) -> Comparison:
    """Return what changed from `old` to `new`; `declared` are renames, as `renames.parse` reads them.

    Raises UsageError for a declaration that is none.
    """
    found = renames.found(old, new, renames.parse(declared))
    before = renamed(old, found)
    tables = _said_once([*_tables(before, new, found)], new)
    changes = (*tables, *_enums(before, new, found), *_rest(before, new))
    return Comparison(before, new, changes, tuple(found.unused))


def _said_once(changes: list[Change], schema: Schema) -> Iterator[Change]:
    """Leave out what a partition has from the table that it belongs to."""
    said = {replace(each, columns=()) for each in changes}
    parents = {table.id: table.partition_of for table in schema.tables if table.partition_of}
    for each in changes:
        parent = parents.get(each.owner)
        if parent is None or replace(each, owner=parent, columns=()) not in said:
            yield each


# Tables and views


def _tables(old: Schema, new: Schema, found: Renames) -> Iterator[Change]:
    names = {new_name: old_name for old_name, new_name in found.tables.items()}
    before, after = _known(old), _known(new)
    for table in before.values():
        if table.id not in after or after[table.id].kind != table.kind:
            yield Change("removed", _kind(table), table.id, old=_size(table))
    for table in after.values():
        was = before.get(table.id)
        if was is None or was.kind != table.kind:
            yield Change("added", _kind(table), table.id, new=_size(table))
            continue
        if table.id in names:
            yield _renamed(_kind(table), found, "", names[table.id], table.id)
        yield from _table(was, table, found)


def _known(schema: Schema) -> dict[str, Table]:
    # A stub stands for a table that others make.
    return {table.id: table for table in schema.tables if table.kind != "stub"}


def _kind(table: Table) -> Kind:
    return "view" if table.kind == "view" else "table"


def _size(table: Table) -> str:
    return f"({', '.join(column.name for column in table.columns)})"


def _renamed(kind: Kind, found: Renames, owner: str, old: str, new: str) -> Change:
    score = found.scores.get((owner, old))
    name = new if owner else ""
    return Change("renamed", kind, owner or new, name, old, new, score=score)


def _table(old: Table, new: Table, found: Renames) -> Iterator[Change]:
    for name, other in found.columns.get(new.id, {}).items():
        yield _renamed("column", found, new.id, name, other)
    if new.kind == "view":
        told = _view(old), _view(new)
        if spelling.expression(told[0]) != spelling.expression(told[1]):
            yield Change("changed", "view", new.id, "", *told)
            return
    yield from columns.changes(old, new)
    yield from constraints.changes(old, new)
    if old.comment != new.comment:
        yield Change("changed", "comment", new.id, "", old.comment or "", new.comment or "")
    if spelling.expression(old.options) != spelling.expression(new.options):
        yield Change("changed", "options", new.id, "", old.options or "", new.options or "")
    yield from _listed("statement", old.after, new.after, new.id)


def _view(view: Table) -> str:
    stored = "materialized " if view.is_materialized else ""
    return f"{stored}{' '.join((view.definition or '').split())}"


# What stands beside them


def _enums(old: Schema, new: Schema, found: Renames) -> Iterator[Change]:
    names = {new_name: old_name for old_name, new_name in found.enums.items()}
    before = {enum.id: enum for enum in old.enums}
    after = {enum.id: enum for enum in new.enums}
    for enum in before.values():
        if enum.id not in after:
            yield Change("removed", "enum", enum.id, old=", ".join(enum.values))
    for enum in after.values():
        if enum.id not in before:
            yield Change("added", "enum", enum.id, new=", ".join(enum.values))
            continue
        if enum.id in names:
            yield _renamed("enum", found, "", names[enum.id], enum.id)
        for name, other in found.values.get(enum.id, {}).items():
            yield _renamed("enum value", found, enum.id, name, other)
        yield from _values(before[enum.id], enum)


def _values(old: Enum, new: Enum) -> Iterator[Change]:
    for value in old.values:
        if value not in new.values:
            yield Change("removed", "enum value", new.id, value, old=value)
    for value in new.values:
        if value not in old.values:
            yield Change("added", "enum value", new.id, value, new=value)
    left = [value for value in old.values if value in new.values]
    if left != [value for value in new.values if value in old.values]:
        told = ", ".join(old.values), ", ".join(new.values)
        yield Change("changed", "enum", new.id, "", *told)


def _rest(old: Schema, new: Schema) -> Iterator[Change]:
    kinds: tuple[tuple[Kind, Callable[[Schema], Mapping[str, str]]], ...] = (
        ("domain", lambda schema: {each.id: each.definition for each in schema.domains}),
        ("composite type", lambda schema: {each.id: each.definition for each in schema.composites}),
        ("sequence", lambda schema: {each.id: each.options for each in schema.sequences}),
    )
    for kind, read in kinds:
        yield from _defined(kind, read(old), read(new))
    yield from _listed("extension", old.extensions, new.extensions)
    for before, after in ((old.before, new.before), (old.after, new.after)):
        yield from _listed("statement", before, after)


def _defined(kind: Kind, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for name in {**old, **new}:
        before, after = old.get(name), new.get(name)
        if before is None:
            yield Change("added", kind, name, new=cast("str", after))
        elif after is None:
            yield Change("removed", kind, name, old=before)
        elif spelling.expression(before) != spelling.expression(after):
            yield Change("changed", kind, name, "", before, after)


def _listed(
    kind: Kind, old: Sequence[str], new: Sequence[str], owner: str = ""
) -> Iterator[Change]:
    before, after = _named(old), _named(new)
    for name, text in before.items():
        if name not in after:
            yield Change("removed", kind, owner, name, old=text)
    for name, text in after.items():
        if name not in before:
            yield Change("added", kind, owner, name, new=text)
        elif before[name] != text:
            yield Change("changed", kind, owner, name, before[name], text)


def _named(texts: Sequence[str]) -> dict[str, str]:
    """Texts in one line by the names of what they make, where one alone makes it; else by themselves."""
    plain = [" ".join(text.split()) for text in texts]
    found = [_MADE.match(text) for text in plain]
    names = [each[1] if each else text for each, text in zip(found, plain, strict=True)]
    times = Counter(names)
    pairs = zip(names, plain, strict=True)
    return {name if times[name] == 1 else text: text for name, text in pairs}
