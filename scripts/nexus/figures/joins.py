"""The `nexus-joins` and `nexus-deletes` fences: two boxes that a reader asks about a schema.

The one tells the ways from a table to another, the other what a DELETE of a row does. Without a
script they are a list of all relations, and one of all effects; the script asks for names, and draws
the answer from the diagram of the page.
"""

import re
from html import escape

import msgspec

from nexus.core.text import article, counted, printable
from nexus.exports.joins.graph import Graph, graph
from nexus.figures.box import Box
from nexus.figures.figure import Address
from nexus.pages.fences import Fence
from nexus.pages.written import Written
from nexus.schema.joins import deletes
from nexus.schema.model import Schema

_NAMES = re.compile(r"`([^`]*)`")
# A page with more is slow to open; what stands in the box stands elsewhere too.
_MOST_BYTES = 160_000
_MOST_EFFECTS = 20
_MOST_LISTED = 1000
# What would end a script, or begin something else within it; and two ends of lines of old.
_UNSAFE = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


class Joins(Box):
    """The ways between two tables that a reader chooses."""

    does = "Asks for two tables of a schema, and shows the ways to join them."

    def html(self, fence: Fence, page: Written, address: Address) -> str:
        """Return the box, with all relations below it."""
        schema = self.schema(fence, page)
        found = graph(schema, self._pages(schema, address))
        lines = "".join(
            f"<li><span>{_name(line.words)}</span>: <code>{_name(line.on)}</code></li>"
            for line in found.lines
        )
        number = counted(len(found.lines), "relation")
        told = (
            f'<div class="nx-joins">{_island(found)}<details open=""><summary>{number}</summary>'
            f"<ul>{lines}</ul></details></div>"
        )
        words = f"There are {number}: <code>nexus path</code> tells the ways between two tables."
        return told if len(told) <= _MOST_BYTES else f"<p>{words}</p>"

    def _pages(self, schema: Schema, address: Address) -> dict[str, str]:
        book = self.facts.books.get(schema.name)
        return {table: address(path) for table, path in book.table_pages.items()} if book else {}


class Deletes(Box):
    """What a DELETE of a row of the table does that a reader chooses."""

    does = "Asks for a table of a schema, and says what a DELETE of one of its rows does."

    def html(self, fence: Fence, page: Written, address: Address) -> str:
        """Return the box, with what is done to the rows of others for each table."""
        schema = self.schema(fence, page)
        known = deletes.Deletes(schema)
        told = {table: known.of(table) for table in schema.by_id}
        less = "<p>The page of each table says what a DELETE of one of its rows does.</p>"
        if sum(min(len(found), _MOST_EFFECTS) for found in told.values()) > _MOST_LISTED:
            return less
        parts = "".join(_part(table, found) for table, found in told.items() if found)
        quiet = [_code(table) for table, found in told.items() if not found]
        rest = f"<p>A DELETE in {', '.join(quiet)} affects no other table.</p>" if quiet else ""
        words = (
            "<p>This is what the database does, in this order; an ORM may do more before it asks the "
            "database.</p>"
        )
        box = f'<div class="nx-deletes">{words}{parts}<div class="nx-quiet">{rest}</div></div>'
        return box if len(box) <= _MOST_BYTES else less


def _part(table: str, found: tuple[deletes.Effect, ...]) -> str:
    items = "".join(
        f'<li data-child="{_name(e.relation.child)}" data-effect="{e.consequence}" '
        f'data-relation="{_name(e.relation.sentence)}">It {_prose(e.words)}.</li>'
        for e in found[:_MOST_EFFECTS]
    )
    more = deletes.more(found, _MOST_EFFECTS)
    rest = f"<p>{more}</p>" if more else ""
    head = f"<summary>A DELETE of {article(table, _code(table))} row</summary>"
    return f'<details data-table="{_name(table)}">{head}<ol>{items}</ol>{rest}</details>'


def _name(text: str) -> str:
    return escape(printable(text))


def _code(text: str) -> str:
    return f"<code>{_name(text)}</code>"


def _prose(words: str) -> str:
    parts = _NAMES.split(words)
    parts[::2] = [escape(part) for part in parts[::2]]
    parts[1::2] = map(_code, parts[1::2])
    return "".join(parts)


def _island(found: Graph) -> str:
    """The pieces as JSON in a script that no browser runs, and that no text in it can end.

    What the list of relations says is not said again, nor what is called as its table.
    """
    nodes = [_short(msgspec.to_builtins(node)) for node in found.nodes]
    lines = [msgspec.to_builtins(line) for line in found.lines]
    lines = [{k: v for k, v in line.items() if k not in {"words", "on"}} for line in lines]
    shown = msgspec.json.encode(_printable({"nodes": nodes, "lines": lines})).decode()
    return f'<script type="application/json">{shown.translate(_UNSAFE)}</script>'


def _short(node: dict[str, str]) -> dict[str, str]:
    """A table without what it is called where that is its id."""
    same = {"alias"} if node["alias"] == node["id"] else set()
    same |= {"sql"} if node["sql"] == node["alias"] else set()
    return {key: value for key, value in node.items() if key not in same}


def _printable(value: object) -> object:
    """A value without what no browser shows, or no UTF-8 holds."""
    if isinstance(value, str):
        return printable(value) if value.strip() else value
    if isinstance(value, dict):
        return {key: _printable(held) for key, held in value.items()}
    return list(map(_printable, value)) if isinstance(value, list) else value
