"""An example and its results as plain text, for a terminal."""

from collections.abc import Sequence
from itertools import zip_longest

from nexus import plans
from nexus.core.results import Done, Plan, Printed, Result, Rows, SqlError
from nexus.core.text import printable, visible
from nexus.examples.example import Example
from nexus.plans import Node


def text(example: Example) -> str:
    """Return the example's place, what ran it, and what it gave, as lines of text."""
    ran = example.kept.ran
    by = f"{ran.by}, {ran.data}" if ran.data else ran.by
    head = f"-- {example.request.place} ({by})"
    return visible("\n".join([head, *map(_result, example.kept.results), ""]))


def _result(result: Result) -> str:
    match result:
        case Rows():
            return _rows(result)
        case Done():
            return result.tag
        case SqlError():
            return f"ERROR {result.sqlstate}: {result.message}\n{result.detail}".rstrip()
        case Plan():
            return "\n".join(_tree(plans.read(result.document).root))
        case Printed():
            return result.text.rstrip("\n")


def _rows(result: Rows) -> str:
    """The rows below their names, each column as wide as its longest value."""
    names = [column.name for column in result.columns]
    lines = [["NULL" if v is None else printable(v) for v in row] for row in result.rows]
    widths = [max(map(len, column)) for column in zip_longest(names, *lines, fillvalue="")]
    rule = ["-" * width for width in widths]
    count = f"({len(result.rows)} of {result.count} rows)"
    return "\n".join([*(_line(line, widths) for line in (names, rule, *lines)), count])


def _line(values: Sequence[str], widths: Sequence[int]) -> str:
    padded = (value.ljust(width) for value, width in zip(values, widths, strict=True))
    return "  ".join(padded).rstrip()


def _tree(node: Node, depth: int = 0) -> list[str]:
    what = f"{node.kind} on {node.relation}" if node.relation else node.kind
    rows = f"rows {node.estimated_rows:g} -> {node.rows:g}, loops {node.loops:g}"
    below = [line for child in node.children for line in _tree(child, depth + 1)]
    return [f"{'  ' * depth}{what} ({rows}, {node.buffers:g} buffers)", *below]
