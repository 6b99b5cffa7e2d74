"""A way between two tables in SQL, SQLAlchemy and Django's ORM, from the pieces of a graph.

The script of a page, `joins.js`, does the same.
"""

from collections.abc import Iterable, Iterator, Sequence

from nexus.exports.joins.graph import OTHER, Graph, Line, Node
from nexus.exports.joins.graph import line as piece
from nexus.exports.joins.graph import nodes as pieces
from nexus.schema.joins.search import Way
from nexus.schema.model import Schema

_Lines = Sequence[tuple[Line, bool]]


def statements(way: Way, found: Graph, schema: Schema) -> Iterator[tuple[str, str]]:
    """Give each language that a way can be said in, with the statement."""
    nodes = pieces(way, found, schema)
    lines = [(piece(step, found, schema), step.up) for step in way]
    yield _labelled(_sql(nodes, lines), found)
    said = {"SQLAlchemy": _sqlalchemy(nodes, lines), "Django": _django(nodes, lines)}
    yield from ((language, text) for language, text in said.items() if text)


def _labelled(sql: str, found: Graph) -> tuple[str, str]:
    """A statement with its label: quotes around a name are PostgreSQL's, which not all others take."""
    return ("SQL (PostgreSQL)" if found.foreign and '"' in sql else "SQL"), sql


def _sql(nodes: Sequence[Node], lines: _Lines) -> str:
    first, last = nodes[0], nodes[-1]
    joined = [line.again or node.sql for node, (line, _) in zip(nodes[1:], lines, strict=True)]
    again = lines[0][0].again.rpartition(" AS ")[2]
    text = [f"SELECT {first.alias}.*, {again or last.alias}.*", f"FROM {first.sql}"]
    text += [f"JOIN {sql} ON {line.on}" for sql, (line, _) in zip(joined, lines, strict=True)]
    return "\n".join(text) + ";"


def _sqlalchemy(nodes: Sequence[Node], lines: _Lines) -> str:
    if not all(node.sqlalchemy for node in nodes) or not all(line.sqlalchemy for line, _ in lines):
        return ""
    names = [node.sqlalchemy for node in nodes]
    imports = dict.fromkeys(filter(None, (node.sqlalchemy_from for node in nodes)))
    if not _is_clear(imports):
        return ""
    is_own = bool(lines[0][0].again)
    used = ["select", *(["and_"] if any("and_(" in line.sqlalchemy for line, _ in lines) else [])]
    text = [f"from sqlalchemy import {', '.join(sorted(used))}"]
    text += ["from sqlalchemy.orm import aliased"] if is_own else []
    text += [*_grouped(imports), "", *([f"{OTHER} = aliased({names[0]})"] if is_own else [])]
    names = [names[0], OTHER] if is_own else names
    text += [
        "statement = (",
        f"    select({names[0]}, {names[-1]})",
        f"    .select_from({names[0]})",
    ]
    joins = zip(names[1:], lines, strict=True)
    text += [f"    .join({name}, {line.sqlalchemy})" for name, (line, _) in joins]
    return "\n".join([*text, ")"])


def _grouped(imports: Iterable[str]) -> Iterator[str]:
    """The lines of imports, one for each module."""
    known: dict[str, list[str]] = {}
    for line in imports:
        module, _, name = line.rpartition(" import ")
        known.setdefault(module, []).append(name)
    return (f"{module} import {', '.join(sorted(names))}" for module, names in known.items())


def _is_clear(imports: Iterable[str]) -> bool:
    """Whether no name is imported from two places."""
    names = [line.rpartition(" ")[2] for line in imports]
    return len(names) == len(set(names))


def _django(nodes: Sequence[Node], lines: _Lines) -> str:
    steps = list(_lookups(lines))
    if not nodes[0].django or not all(steps):
        return ""
    way = "__".join(steps)
    return "\n".join(
        [
            nodes[0].django_from,
            "",
            f"rows = {nodes[0].django}.filter({way}__isnull=False)",
            f'rows = rows.values("pk", "{way}__pk")',
        ]
    )


def _lookups(lines: _Lines) -> Iterator[str]:
    """What a query of Django calls each step; two over a table that only joins are one."""
    waiting = list(lines)
    while waiting:
        line, up = waiting.pop(0)
        is_over = not up and line.across and waiting and waiting[0][1]
        if is_over:
            waiting.pop(0)
            yield line.across
        else:
            yield line.up if up else line.down
