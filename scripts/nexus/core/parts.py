"""Rows of data in parts, of which a page loads only those that it needs."""

import json
from collections.abc import Iterator, Sequence
from typing import TypeVar

_SIZE = 1000
_Row = TypeVar("_Row")


def parts(rows: Sequence[_Row]) -> Iterator[Sequence[_Row]]:
    """Yield the rows in parts of a thousand."""
    for start in range(0, len(rows), _SIZE):
        yield rows[start : start + _SIZE]


def compact(rows: Sequence[object]) -> str:
    """Return rows as JSON with a line for each, so that a change shows as one."""
    lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return "[" + ",\n".join(lines) + "]\n"
