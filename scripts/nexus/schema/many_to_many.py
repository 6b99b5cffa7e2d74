"""Tables that only join two others, seen as what they mean: one relation, many to many."""

from collections import Counter
from collections.abc import Iterator

from nexus.schema.model import Cardinality, ForeignKey, Relation, Schema, Table


def joined(schema: Schema) -> tuple[Schema, tuple[Relation, ...]]:
    """Return a schema without the tables that only join two, and its relations with those instead.

    Such a table has two foreign keys and nothing else, but for a primary key of its own to which
    nothing refers.
    """
    met = Counter(end for r in schema.relations for end in {r.child, r.parent})
    own: dict[str, list[Relation]] = {}
    for relation in schema.relations:
        own.setdefault(relation.child, []).append(relation)
    lines = {
        table.id: _line(table, *own[table.id])
        for table in schema.tables
        if len(own.get(table.id, ())) == 2 == met[table.id] and _only_joins(table)
    }
    rest = schema.part(table for table in schema.by_id if table not in lines)
    return rest, tuple(_replaced(schema.relations, lines))


def _only_joins(table: Table) -> bool:
    keys = (*table.foreign_keys, *table.links)
    named = {column for key in keys for column in key.columns}
    others = [column.name for column in table.columns if column.name not in named]
    return table.kind == "table" and (not others or table.primary_key.columns == tuple(others))


def _line(table: Table, one: Relation, other: Relation) -> Relation:
    """The two relations of a table as one, between the columns that they refer to."""
    columns, targets = one.foreign_key.target_columns, other.foreign_key.target_columns
    key = ForeignKey(None, columns[:1], other.parent, targets[:1])
    many = Cardinality.ZERO_OR_MORE
    enforced = one.enforced and other.enforced
    return Relation(one.parent, other.parent, key, many, many, enforced, through=table.id)


def _replaced(relations: tuple[Relation, ...], lines: dict[str, Relation]) -> Iterator[Relation]:
    yield from (relation for relation in relations if relation.child not in lines)
    yield from lines.values()
