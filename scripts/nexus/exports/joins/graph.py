"""The pieces of which every way between two tables is said, in SQL and in the words of the models.

A way meets each table once, so that a piece is the same in every way: what a table is called, and
what a relation is in each language. A page's script puts the same pieces together.
"""

from collections.abc import Iterator
from keyword import iskeyword

import msgspec

from nexus.exports.clauses import identifier, table_name
from nexus.schema.joins.search import Step, Way
from nexus.schema.mapped import Lookup, Mapped
from nexus.schema.model import Relation, Schema, Table

# What a statement of SQLAlchemy calls a table that is joined to itself.
OTHER = "other"


class Node(msgspec.Struct, frozen=True, omit_defaults=True):
    """A table: its id, what FROM says, and what SQLAlchemy and Django call it and import it by.

    What is empty is not known. `page` is the address of its page.
    """

    id: str
    sql: str
    alias: str
    sqlalchemy: str = ""
    sqlalchemy_from: str = ""
    django: str = ""
    django_from: str = ""
    page: str = ""


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """A relation between the tables of those places: its condition in SQL and in SQLAlchemy.

    `up`, `down` and `across` are Django's names, as in `Lookup`; `words` say it, `kept` that the
    database keeps it. Where a table refers to itself, `again` is what JOIN says of it.
    """

    child: int
    parent: int
    words: str
    on: str
    sqlalchemy: str = ""
    up: str = ""
    down: str = ""
    across: str = ""
    again: str = ""
    kept: bool = True


class Graph(msgspec.Struct, frozen=True, omit_defaults=True):
    """All tables of a schema, and the relations between them.

    It is `foreign` where the models are those of another database than PostgreSQL.
    """

    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    foreign: bool = False


def graph(schema: Schema, pages: dict[str, str] | None = None) -> Graph:
    """Return the pieces of a schema; `pages` are the addresses of its tables, by id."""
    names = dict(zip(schema.by_id, _aliases(schema), strict=True))
    nodes = tuple(
        _node(table, names[table.id], (pages or {}).get(table.id, "")) for table in schema.tables
    )
    lines = tuple(_line(relation, schema, names) for relation in schema.relations)
    return Graph(nodes, lines, foreign=schema.dialect not in {"", "postgresql"})


def _aliases(schema: Schema) -> Iterator[str]:
    """What each table is called in a statement: its name, with a number where others have it too."""
    taken: set[str] = set()
    for table in schema.tables:
        number, alias = 1, identifier(table.name)
        while alias in taken:
            number += 1
            alias = identifier(f"{table.name}_{number}")
        taken.add(alias)
        yield alias


def _node(table: Table, alias: str, page: str) -> Node:
    own = identifier(table.name) == alias
    sql = table_name(table) if own else f"{table_name(table)} AS {alias}"
    return Node(table.id, sql, alias, *_sqlalchemy(table.mapped), *_django(table.mapped), page)


def _sqlalchemy(known: Mapped | None) -> tuple[str, str]:
    """What SQLAlchemy calls a table, and the line that it is imported by."""
    if known is None or known.orm != "sqlalchemy":
        return "", ""
    if not known.module:
        return f"metadata.tables[{known.name!r}]", ""
    if not _is_name(known.name):
        return "", ""
    shown = f"{known.name}.__table__" if known.shares else known.name
    return shown, _import(known)


def _django(known: Mapped | None) -> tuple[str, str]:
    if known is None or known.orm != "django" or not _is_name(known.name):
        return "", ""
    return f"{known.name}.{known.manager}", _import(known)


def _import(known: Mapped) -> str:
    return f"from {known.module} import {known.name.partition('.')[0]}"


def _is_name(text: str) -> bool:
    parts = text.split(".")
    return all(part.isidentifier() and not iskeyword(part) for part in parts)


def _line(relation: Relation, schema: Schema, names: dict[str, str]) -> Line:
    key = relation.foreign_key
    pairs = list(zip(key.columns, key.target_columns, strict=True))
    child, parent = schema.by_id[relation.child], schema.by_id[relation.parent]
    other = identifier(f"{parent.name}_2") if child is parent else names[parent.id]
    lookup = (child.mapped and child.mapped.lookup(key.columns)) or Lookup((), "")
    known = "" if relation.enforced else " (only the models know it)"
    return Line(
        schema.order[child.id],
        schema.order[parent.id],
        f"{relation.sentence}{known}",
        " AND ".join(
            f"{names[child.id]}.{identifier(own)} = {other}.{identifier(target)}"
            for own, target in pairs
        ),
        _condition(child, parent, pairs),
        *(lookup.up, lookup.down, lookup.across),
        f"{table_name(parent)} AS {other}" if child is parent else "",
        relation.enforced,
    )


def _condition(child: Table, parent: Table, pairs: list[tuple[str, str]]) -> str:
    """The condition of a relation in SQLAlchemy; nothing where a table has no name there."""
    other = OTHER if child is parent else ""
    both = [(_column(child, own), _column(parent, name, other)) for own, name in pairs]
    if not all(own and name for own, name in both):
        return ""
    parts = [f"{own} == {name}" for own, name in both]
    return parts[0] if len(parts) == 1 else f"and_({', '.join(parts)})"


def _column(table: Table, name: str, called: str = "") -> str:
    known = table.mapped
    shown = called or _sqlalchemy(known)[0]
    if known is None or not shown:
        return ""
    attribute = dict(known.attributes).get(name, "")
    if not (known.module and known.attributes) or known.shares:
        return f"{shown}.c[{name!r}]"
    if _is_name(attribute):
        return f"{shown}.{attribute}"
    return "" if called else f"{shown}.__table__.c[{name!r}]"


def nodes(way: Way, found: Graph, schema: Schema) -> list[Node]:
    """Return the pieces of the tables of a way."""
    return [found.nodes[schema.order[table]] for table in (way[0].start, *(s.end for s in way))]


def line(step: Step, found: Graph, schema: Schema) -> Line:
    """Return the piece of the relation of a step."""
    return found.lines[schema.relations.index(step.relation)]
