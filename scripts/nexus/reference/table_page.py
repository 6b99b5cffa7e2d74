"""The page of one table: its neighbourhood, columns, relations, rules, and what creates it."""

from collections.abc import Iterator

from nexus.erd.options import Options
from nexus.pages import comments, markdown
from nexus.pages.markdown import code, name, names
from nexus.reference import findings_page, listing
from nexus.reference.book import MOST_EFFECTS, Book, joined, section
from nexus.schema import groups
from nexus.schema.joins import deletes
from nexus.schema.model import Column, ForeignKey, Index, Key, Relation, Schema, Table
from nexus.schema.statements import Statements

# With more columns than this, a neighbourhood is too long to read: only keys are drawn.
_MOST_COLUMNS = 120
_KINDS = {
    "table": "",
    "view": "This is a view.",
    "stub": "This table is outside the models: only what foreign keys refer to is known of it.",
}


def write(book: Book, table: Table) -> str:
    """Return the Markdown of the page."""
    about = comments.plain(table.about) or f"The table {table.id} of the schema {book.schema.name}."
    return joined(
        table.id,
        about,
        f"# Table {name(table.id)}",
        book.about(table.about),
        _KINDS[table.kind],
        _figure(book, table),
        section("Columns", _columns(book, table)),
        section("Relations", _relations(book, table)),
        section("Keys", _keys(book, table)),
        section("Checks", _checks(book, table)),
        section("Indexes", _indexes(book, table)),
        section("Referenced by", _referenced_by(book, table)),
        section("What a DELETE of a row does", _deletes(book, table)),
        findings_page.of_table(book, table.id),
        section("Statements", _statements(book, table)),
        searched=not listing.is_long(book),
    )


def facts(book: Book, table: Table) -> object:
    """Return the plain data from which the page follows: the table, and those its diagram shows."""
    near, left_out = _near(book, table)
    return [book.excerpt([table.id], near.by_id), left_out]


def _near(book: Book, table: Table) -> tuple[Schema, tuple[str, ...]]:
    return groups.nearest(book.schema, [table.id], 1)


def _figure(book: Book, table: Table) -> str:
    near, _ = _near(book, table)
    is_long = sum(len(each.columns) for each in near.tables) > _MOST_COLUMNS
    options = Options((table.id,), 1, "keys" if is_long else "")
    figure = book.style.figure(book, book.files[table.id].removesuffix(".md"), options, "")
    return f"{figure}\n\nThe diagram shows only the columns in keys." if is_long else figure


def _columns(book: Book, table: Table) -> str:
    head = ("Column", "Type", "Null", "Default", "Keys", "Since", "What it holds")
    rows = (_column(book, table, column) for column in table.columns)
    return markdown.table(head, rows, optional={"Since"})


def _column(book: Book, table: Table, column: Column) -> tuple[str, ...]:
    kind = code(column.type)
    return (
        name(column.name),
        markdown.link(kind, "enums.md") if column.enum else kind,
        "yes" if column.nullable else "no",
        ", ".join(_defaults(column)),
        ", ".join(_marks(table, column.name)),
        markdown.text(book.births.get((table.id, column.name), "")),
        book.comment(column.about),
    )


def _defaults(column: Column) -> Iterator[str]:
    if column.server_default is not None:
        yield code(column.server_default)
    if column.identity is not None:
        yield code(column.identity)
    if column.computed is not None:
        yield f"computed as {code(column.computed)}"
    if column.is_fetched:
        yield "set by the database"
    if column.client_default is not None:
        yield f"{code(column.client_default)} by the application"


def _marks(table: Table, column: str) -> Iterator[str]:
    if column in table.primary_key.columns:
        yield "primary"
    if any(column in key.columns for key in table.foreign_keys):
        yield "foreign"
    if frozenset({column}) in table.unique_sets() and table.primary_key.columns != (column,):
        yield "unique"


def _relations(book: Book, table: Table) -> str:
    rows = [(_sentence(book, relation), _join(relation)) for relation in book.relations[table.id]]
    return markdown.table(("In words", "Columns"), rows)


def _sentence(book: Book, relation: Relation) -> str:
    child, parent = book.to(relation.child), book.to(relation.parent)
    up, down = relation.parent_end.words, relation.child_end.words
    rows = "rows" if down.endswith("more") else "row"
    known = "" if relation.enforced else " Only the models know it; the database does not keep it."
    return (
        f"Each {child} row belongs to {up} {parent} row; "
        f"each {parent} row has {down} {child} {rows}.{known}"
    )


def _join(relation: Relation) -> str:
    key = relation.foreign_key
    pairs = zip(key.columns, key.target_columns, strict=True)
    own, other = relation.child, relation.parent
    return ", ".join(f"{name(f'{own}.{a}')} to {name(f'{other}.{b}')}" for a, b in pairs)


def _referenced_by(book: Book, table: Table) -> str:
    rows = [
        (book.to(r.child), names(r.foreign_key.columns), _actions(r.foreign_key))
        for r in book.relations[table.id]
        if r.parent == table.id
    ]
    return markdown.table(("Table", "Columns", "Rules"), rows, {"Rules"})


def _deletes(book: Book, table: Table) -> str:
    found = book.deletes[table.id]
    shown = enumerate(found[:MOST_EFFECTS], 1)
    lines = [f"{n}. It {findings_page.prose(each.words)}." for n, each in shown]
    return "\n\n".join(filter(None, ("\n".join(lines), deletes.more(found, len(lines)))))


def _keys(book: Book, table: Table) -> str:
    primary = [table.primary_key] if table.primary_key.columns else []
    keys: list[tuple[str, Key | ForeignKey, str]] = [
        *(("primary", key, "") for key in primary),
        *(("unique", key, "") for key in table.uniques),
        *(("foreign", key, _reference(book, key)) for key in table.foreign_keys),
    ]
    rows = [(kind, _called(key.name), names(key.columns), to) for kind, key, to in keys]
    return markdown.table(("Key", "Name", "Columns", "References"), rows, {"Name", "References"})


def _called(given: str | None) -> str:
    """The name of a rule, or nothing where it has none."""
    return "" if given is None else name(given)


def _reference(book: Book, key: ForeignKey) -> str:
    target = book.to(key.target) if key.target in book.files else name(key.target)
    return ", ".join(filter(None, (f"{target} {names(key.target_columns)}", _actions(key))))


def _actions(key: ForeignKey) -> str:
    rules = {
        "match": key.match,
        "on delete": key.on_delete,
        "on update": key.on_update,
        "initially": key.initially,
    }
    words = [f"{rule} {code(action)}" for rule, action in rules.items() if action]
    return ", ".join([*words, *(["deferrable"] if key.deferrable else [])])


def _checks(book: Book, table: Table) -> str:
    rows = [
        (_called(rule.name), code(rule.expression), book.comment(rule.comment))
        for rule in (*table.checks, *table.exclusions)
    ]
    return markdown.table(("Name", "What must hold", "Why"), rows, {"Name", "Why"})


def _indexes(book: Book, table: Table) -> str:
    rows = [
        (_called(index.name), ", ".join(map(code, index.parts)), ", ".join(_details(book, index)))
        for index in table.indexes
    ]
    return markdown.table(("Index", "Columns", "Details"), rows, {"Index", "Details"})


def _details(book: Book, index: Index) -> Iterator[str]:
    if index.unique:
        yield "unique"
    if index.method:
        yield f"method {code(index.method)}"
    if index.predicate is not None:
        yield f"where {code(index.predicate)}"
    if index.include:
        yield f"includes {names(index.include)}"
    if index.nulls_not_distinct:
        yield "nulls not distinct"
    if index.comment:
        yield book.comment(index.comment)


def _statements(book: Book, table: Table) -> str:
    known = book.statements.get(table.id, {})
    return book.style.tabs({dialect: _in_dialect(d, dialect) for dialect, d in known.items()})


def _in_dialect(statements: Statements, dialect: str) -> str:
    cannot = "cannot express all of it" if statements.sql else "cannot create this table"
    remarks = "\n".join(f"- {markdown.text(remark)}" for remark in statements.remarks)
    lacking = f"{dialect} {cannot}:\n\n{remarks}" if remarks else ""
    shown = markdown.sql(statements.sql) if statements.sql else ""
    return "\n\n".join(filter(None, (shown, lacking)))
