"""The diagram of what changed: tables that did, and by name alone those that are joined to them.

A sign stands before each name and a word or a rule behind it, so that the colours say nothing alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from nexus.core.text import printable
from nexus.erd import svg
from nexus.erd.layout import Layout
from nexus.erd.notation import Card, Row, card
from nexus.schema.comparison.change import SIGNS, Action, Change, Comparison
from nexus.schema.groups import MOST_TABLES
from nexus.schema.model import Relation, Schema, Table

_LONGEST = 60


def file(comparison: Comparison) -> str:
    """Return the text of an SVG file."""
    return svg.file(*_drawn(comparison, {}))


def inline(comparison: Comparison, links: Mapping[str, str]) -> str:
    """Return an SVG element for a page; `links` are the addresses of tables by id."""
    return svg.inline(*_drawn(comparison, links))


def described(comparison: Comparison) -> str:
    """Say all changes in words, each with its place."""
    said = (f"{_place(change)}: {change.kind} {change.action}." for change in comparison.changes)
    return printable(" ".join(said)) if comparison.changes else ""


def title(comparison: Comparison) -> str:
    """Return what the diagram is called."""
    return f"What changed in {comparison.new.name}: {comparison.summary}"


def _drawn(comparison: Comparison, links: Mapping[str, str]) -> tuple[Layout, svg.Caption]:
    whole = _both(comparison.old, comparison.new)
    touched = comparison.touched
    near = {other for table in touched for other in whole.neighbours[table]}
    # A picture of many changes has no room for what did not.
    shown = {*touched, *near} if len({*touched, *near}) <= MOST_TABLES else {*touched}
    part = whole.part(shown)
    cards = [_card(table, touched.get(table.id, ())) for table in part.tables]
    # A picture of nothing says so.
    cards = cards or [Card("", comparison.summary, "table", ())]
    # Graphviz and what it comes with are imported only when something must be placed.
    from nexus.erd.placement import place

    layout = place(cards, part.relations, "auto")
    status = dict(_status(part, comparison))
    words = described(comparison)
    return layout, svg.Caption(title(comparison), words, links=links, changes=status)


def _place(change: Change) -> str:
    return change.place or change.kind


def _both(old: Schema, new: Schema) -> Schema:
    """One schema of what is in the new one, and behind it what was in the old one only."""
    tables = [_merged(old.by_id.get(table.id), table) for table in new.tables]
    gone = [table for table in old.tables if table.id not in new.by_id]
    return replace(new, tables=(*tables, *gone))


def _merged(old: Table | None, new: Table) -> Table:
    if old is None:
        return new
    names = {column.name for column in new.columns}
    keys = {(key.columns, key.target) for key in new.foreign_keys}
    return replace(
        new,
        columns=(*new.columns, *(c for c in old.columns if c.name not in names)),
        foreign_keys=(
            *new.foreign_keys,
            *(key for key in old.foreign_keys if (key.columns, key.target) not in keys),
        ),
    )


def _status(part: Schema, comparison: Comparison) -> Iterator[tuple[Relation, Action]]:
    before, after = ({*map(_line, s.relations)} for s in (comparison.old, comparison.new))
    for relation in part.relations:
        if _line(relation) not in before:
            yield relation, "added"
        elif _line(relation) not in after:
            yield relation, "removed"


def _line(relation: Relation) -> tuple[str, str, tuple[str, ...]]:
    return relation.child, relation.parent, relation.foreign_key.columns


def _card(table: Table, changes: tuple[Change, ...]) -> Card:
    """The card of a table: of one that only changed the rows that did, and those of its keys."""
    own = [change for change in changes if not change.name]
    found: list[Action] = [c.action for c in own if c.kind in {"table", "view"}]
    action = found[0] if found else "changed"
    if not changes:
        return card(table, "none")
    rows = card(table, "all").rows
    if action in {"added", "removed"}:
        return _signed(card(table, "all"), action, action)
    about = _by_column(table, changes)
    kept = [_row(row, about[row.column]) for row in rows if row.column in about]
    return _signed(replace(card(table, "none"), rows=tuple(kept)), action, _words(own) or "changed")


def _signed(shown: Card, action: Action, words: str) -> Card:
    title = _cut(f"{SIGNS[action]} {shown.title} ({words})")
    return replace(shown, title=title, change=action)


def _by_column(table: Table, changes: tuple[Change, ...]) -> Mapping[str, list[Change]]:
    names = {column.name for column in table.columns}
    about: dict[str, list[Change]] = {}
    for change in changes:
        if change.action == "renamed" and change.kind != "column":
            continue  # a rule that is called something else draws no line
        named = [change.name] if change.name in names and not change.columns else change.columns
        for name in named:
            about.setdefault(name, []).append(change)
    return about


def _row(row: Row, changes: list[Change]) -> Row:
    found: list[Action] = [change.action for change in changes if change.kind == "column"]
    whole = found[0] if found else "changed"
    said = _cut(printable(", ".join(filter(None, (row.type, _words(changes))))))
    return replace(row, name=f"{SIGNS[whole]} {row.name}", type=said, change=whole)


def _words(changes: list[Change]) -> str:
    return ", ".join(map(_word, changes))


def _word(change: Change) -> str:
    if change.action == "renamed":
        return f"was {printable(change.old)}"
    if change.kind == "column":
        return change.action
    if change.kind in {"type", "nullability"}:
        return f"was {printable(change.old)}"
    return f"{change.kind} {change.action}"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}\N{HORIZONTAL ELLIPSIS}"
