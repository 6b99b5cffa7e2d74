"""What a diagram shows of a table: a card with a title, and a row for each column that is wanted.

The text is what a person reads: control characters, which no picture can show, are replaced by
their printable symbols, and so are those that would turn the text around.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from nexus.core.choices import Columns
from nexus.core.text import printable
from nexus.schema.groups import Group
from nexus.schema.model import Column, Table

# On a map a name takes the room of many tables.
_LONGEST_NAME = 48
_SHORTER = {
    "timestamp without time zone": "timestamp",
    "timestamp with time zone": "timestamptz",
    "time without time zone": "time",
    "time with time zone": "timetz",
    "double precision": "double",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One column of a card: its key marks (`PK`, `FK`, `U`), its name, its type in short.

    `change` is what was done to it, where a diagram shows changes.
    """

    column: str
    marks: tuple[str, ...]
    name: str
    type: str
    change: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One table as a diagram shows it; its rows are in one column or, on a map, in several."""

    table: str
    title: str
    kind: str
    rows: tuple[Row, ...]
    across: int = 1
    change: str = ""

    @property
    def lines(self) -> int:
        """Return how many rows there are below each other."""
        return math.ceil(len(self.rows) / self.across)

    @property
    def texts(self) -> tuple[str, ...]:
        """Return every text that is written on the card."""
        return (self.title, *(text for row in self.rows for text in (row.name, row.type)))


def card(table: Table, columns: Columns) -> Card:
    """Return the card of a table with all of its columns, only those in its keys, or none."""
    rows: tuple[Row, ...] = ()
    if columns != "none":
        marked, keys = _marked(table), table.key_columns
        shown = [c for c in table.columns if columns == "all" or c.name in keys]
        rows = tuple(_row(column, marked) for column in shown)
    return Card(table.id, printable(table.id), table.kind, rows)


def _marked(table: Table) -> dict[str, frozenset[str]]:
    """The columns of a table that have each mark."""
    primary = frozenset(table.primary_key.columns)
    single = (columns for columns in table.unique_sets() if len(columns) == 1)
    return {
        "PK": primary,
        "FK": frozenset[str]().union(*(key.columns for key in table.foreign_keys)),
        "U": frozenset[str]().union(*single) - primary,
    }


def group_card(group: Group, lines: int) -> Card:
    """Return the card of a group on a map: a row for each of its tables, by name only.

    Of more than `lines` rows the card makes several columns.
    """
    rows = tuple(Row(table, (), _shortened(printable(table)), "") for table in group.tables)
    across = math.ceil(len(rows) / lines)
    return Card(group.name, _shortened(printable(group.name)), "group", rows, across)


def _shortened(text: str) -> str:
    is_short = len(text) <= _LONGEST_NAME
    return text if is_short else f"{text[: _LONGEST_NAME - 1]}\N{HORIZONTAL ELLIPSIS}"


def _row(column: Column, marked: Mapping[str, frozenset[str]]) -> Row:
    kind = short_type(column.type)
    held = tuple(mark for mark, columns in marked.items() if column.name in columns)
    said = printable(f"{kind} null" if column.nullable else kind)
    return Row(column.name, held, printable(column.name), said)


@lru_cache(maxsize=1 << 12)
def short_type(text: str) -> str:
    """Return a type in PostgreSQL's short spelling, e.g. `timestamptz` and `numeric(10,2)`."""
    for long, short in _SHORTER.items():
        text = text.replace(long, short)
    return re.sub(r"(?<=\d), (?=\d)", ",", text)
