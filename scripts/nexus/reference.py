"""The reference of a schema: Markdown pages made from its facts, one for each table."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from nexus import markdown
from nexus.markdown import code, link, text
from nexus.schema import Column, Schema, Source, Table
from nexus.slugs import slugs


@dataclass(frozen=True)
class Page:
    """A page of the reference: its path, its Markdown, and where its facts are declared."""

    path: str
    markdown: str
    source: Source | None = None


def paths(schema: Schema) -> dict[str, str]:
    """The path of each table's page below the reference, by table id."""
    found = slugs(schema.by_id)
    return {table: f"schema/{schema.name}/{slug}.md" for table, slug in found.items()}


def pages(schema: Schema) -> Iterator[Page]:
    """The index page of a schema, then the page of each table."""
    where = paths(schema)
    yield Page(f"schema/{schema.name}/index.md", _index(schema), schema.tables[0].source)
    for table in schema.tables:
        yield Page(where[table.id], _table_page(schema, table), table.source)


def _index(schema: Schema) -> str:
    files = {table: path.rpartition("/")[2] for table, path in paths(schema).items()}
    rows = [(link(code(t.id), files[t.id]), text(t.comment or "")) for t in schema.tables]
    counts = f"{len(schema.tables)} tables, {len(schema.relations)} relations"
    return _joined(
        _front_matter(f"Schema {schema.name}", f"The schema {schema.name}: {counts}."),
        f"# Schema {code(schema.name)}",
        text(schema.description),
        _erd(schema),
        "## Tables",
        markdown.table(("Table", "What it holds"), rows),
        _enums(schema),
    )


def _enums(schema: Schema) -> str:
    rows = [(code(e.name), ", ".join(code(v) for v in e.values)) for e in schema.enums]
    table = markdown.table(("Enum", "Values"), rows)
    return f"## Enums\n\n{table}" if table else ""


def _table_page(schema: Schema, table: Table) -> str:
    about = table.comment or f"The table {table.id} of the schema {schema.name}."
    return _joined(
        _front_matter(f"Table {table.id}", about),
        f"# Table {code(table.id)}",
        text(table.comment or ""),
        _erd(schema, table),
        "## Columns",
        markdown.table(
            ("Column", "Type", "Null", "Default", "Keys", "What it holds"),
            [_column(table, column) for column in table.columns],
        ),
        _relations(schema, table),
        _rules(table),
        _indexes(table),
    )


def _column(table: Table, column: Column) -> tuple[str, ...]:
    default = column.server_default or column.identity or column.computed or ""
    return (
        code(column.name),
        code(column.type),
        "yes" if column.nullable else "no",
        code(default),
        _keys(table, column),
        text(column.comment or ""),
    )


def _keys(table: Table, column: Column) -> str:
    keys = {
        "primary": column.name in table.primary_key.columns,
        "foreign": any(column.name in key.columns for key in table.foreign_keys),
        "unique": any(key.columns == (column.name,) for key in table.uniques),
    }
    return ", ".join(name for name, holds in keys.items() if holds)


def _relations(schema: Schema, table: Table) -> str:
    files = {name: path.rpartition("/")[2] for name, path in paths(schema).items()}
    rows = [
        (
            link(code(r.child), files[r.child]),
            code(", ".join(r.foreign_key.columns)),
            link(code(r.parent), files[r.parent]),
            f"{r.child_end.words} to {r.parent_end.words}",
        )
        for r in schema.relations
        if table.id in (r.child, r.parent)
    ]
    shown = markdown.table(("Table", "Columns", "References", "Cardinality"), rows)
    return f"## Relations\n\n{shown}" if shown else ""


def _rules(table: Table) -> str:
    rules = (*table.checks, *table.exclusions)
    rows = [(code(rule.name or ""), code(rule.expression)) for rule in rules]
    shown = markdown.table(("Rule", "What must hold"), rows)
    return f"## Rules\n\n{shown}" if shown else ""


def _indexes(table: Table) -> str:
    rows = [(code(i.name or ""), code(", ".join(i.parts))) for i in table.indexes]
    shown = markdown.table(("Index", "Columns"), rows)
    return f"## Indexes\n\n{shown}" if shown else ""


def _erd(schema: Schema, table: Table | None = None) -> str:
    options: dict[str, object] = {"schema": schema.name}
    if table is not None:
        options |= {"tables": [table.id], "depth": 1}
    # JSON is YAML too, and quotes whatever a name holds.
    lines = [f"{name}: {json.dumps(value)}" for name, value in options.items()]
    return "\n".join(["```erd", *lines, "```"])


def _front_matter(title: str, description: str) -> str:
    values = {"title": title, "description": " ".join(description.split())}
    return "\n".join(["---", *(f"{k}: {json.dumps(v)}" for k, v in values.items()), "---"])


def _joined(*blocks: str) -> str:
    return "\n\n".join(block for block in blocks if block) + "\n"
