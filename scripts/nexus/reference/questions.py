"""Questions to try on the data of a schema: what a reader may ask first, as SQL.

`namespace` is the PostgreSQL schema in which the tables are, where that is not the default one.
"""

from nexus.exports.clauses import identifier, literal
from nexus.schema.model import Schema, Table

_MOST = 10


def of_schema(schema: Schema, namespace: str = "") -> list[tuple[str, str]]:
    """Return questions about all tables of a schema, each in words and as SQL."""
    tables = [table for table in schema.tables if table.kind == "table"]
    counts = [
        f"SELECT {literal(table.id)} AS table_name, count(*) FROM {_name(table, namespace)}"
        for table in tables[:_MOST]
    ]
    found = [("How many rows are there?", "\nUNION ALL ".join(counts) + ";")] if counts else []
    return [*found, *(of_table(tables[0], namespace) if tables else [])]


def of_table(table: Table, namespace: str = "") -> list[tuple[str, str]]:
    """Return questions about one table, each in words and as SQL."""
    name = _name(table, namespace)
    found = [(f"What is in {table.id}?", f"SELECT * FROM {name}\nLIMIT {_MOST};")]
    for key in table.foreign_keys:
        if len(key.columns) == 1 and len(found) < 3:
            column = identifier(key.columns[0])
            query = (
                f"SELECT {column}, count(*) FROM {name}\n"
                f"GROUP BY {column} ORDER BY count(*) DESC, {column}\nLIMIT {_MOST};"
            )
            found.append((f"How many {table.id} for each {key.columns[0]}?", query))
    return found


def _name(table: Table, namespace: str) -> str:
    within = table.schema or namespace
    return f"{identifier(within)}.{identifier(table.name)}" if within else identifier(table.name)
