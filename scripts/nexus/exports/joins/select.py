"""A way between two tables as a SELECT of PostgreSQL that joins them."""

from collections.abc import Iterator

from nexus.exports.clauses import identifier, table_name
from nexus.schema.joins.search import Step, Way, tables
from nexus.schema.model import Schema


def select(way: Way, schema: Schema) -> str:
    """Return the statement, with every column of the first table and of the last."""
    ids = tables(way)
    names = list(_aliases(ids, schema))
    lines = [
        f"SELECT {names[0]}.*, {names[-1]}.*",
        f"FROM {_called(ids[0], names[0], schema)}",
    ]
    for number, step in enumerate(way):
        joined = _called(ids[number + 1], names[number + 1], schema)
        lines.append(f"JOIN {joined} ON {_condition(step, *names[number : number + 2])}")
    return "\n".join(lines) + ";"


def _aliases(ids: tuple[str, ...], schema: Schema) -> Iterator[str]:
    """What each table is called in the statement: its name, with a number where it stands twice."""
    taken: set[str] = set()
    for table in ids:
        name = schema.by_id[table].name
        number, alias = 1, name
        while alias in taken:
            number += 1
            alias = f"{name}_{number}"
        taken.add(alias)
        yield identifier(alias)


def _called(table: str, alias: str, schema: Schema) -> str:
    known = schema.by_id[table]
    own = identifier(known.name) == alias
    return table_name(known) if own else f"{table_name(known)} AS {alias}"


def _condition(step: Step, before: str, behind: str) -> str:
    child, parent = (before, behind) if step.up else (behind, before)
    key = step.relation.foreign_key
    return " AND ".join(
        f"{child}.{identifier(own)} = {parent}.{identifier(other)}"
        for own, other in zip(key.columns, key.target_columns, strict=True)
    )
