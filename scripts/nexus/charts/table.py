"""The rows that a chart is drawn from: read from CSV, and asked for numbers.

A column's name carries its unit as its last word: `peak_kib` is a peak in KiB, `seconds` are
seconds. Whatever cannot be drawn is an error that names its row and column.
"""

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

from nexus.core.errors import NexusError
from nexus.core.results import Column, Rows

# The last word of a column's name: the unit as it is written, and what is measured in it.
_UNITS = {
    "bytes": ("bytes", "memory"),
    "kib": ("KiB", "memory"),
    "mib": ("MiB", "memory"),
    "gib": ("GiB", "memory"),
    "us": ("\N{MICRO SIGN}s", "time"),
    "ms": ("ms", "time"),
    "seconds": ("s", "time"),
    "percent": ("%", "share"),
}
_QUANTITIES = dict(_UNITS.values())
# Beyond these an axis has no readable ticks. Infinity and NaN are beyond them as well.
_LEAST, _MOST = 1e-9, 1e15
MEMORY = {unit for unit, quantity in _QUANTITIES.items() if quantity == "memory"}


@dataclass(frozen=True, slots=True)
class Measure:
    """What the numbers of a column are: a name for people, and a unit, which may be empty."""

    name: str
    unit: str

    @property
    def axis(self) -> str:
        """Return the title of an axis of these numbers."""
        name = self.name or _QUANTITIES.get(self.unit, "")
        return ", ".join(filter(None, (name[:1].upper() + name[1:], self.unit)))


@dataclass(frozen=True, slots=True)
class Series:
    """A column of numbers to draw: what they are, the numbers, and the place among its like."""

    measure: Measure
    values: list[float]
    place: int


def read_csv(text: str) -> Rows:
    """Read a CSV text with a header line; a column of numbers has the type `numeric`.

    Raises NexusError for a text that is no such table, with the line.
    """
    try:
        header, *lines = csv.reader(io.StringIO(text), strict=True)
    except csv.Error as error:
        hint = "print it with csv.writer"
        raise NexusError(f"the output is not CSV: {error}", hint=hint) from None
    except ValueError:
        raise NexusError("the output is empty", hint="print a header line and rows") from None
    if not all(name.strip() for name in header) or len(set(header)) < len(header):
        what = "the header line of the CSV has an empty or a repeated name"
        raise NexusError(what, hint="name each column once")
    rows = [tuple(line) for line in lines if line]
    for number, row in enumerate(rows, 1):
        if len(row) != len(header):
            what = f"the CSV has {len(row)} values for {len(header)} columns"
            raise NexusError(what, f"row {number}")
    cells = zip(*rows, strict=True) if rows else [()] * len(header)
    columns = tuple(Column(name, _type(own)) for name, own in zip(header, cells, strict=True))
    return Rows(columns, tuple(rows), len(rows))


def _type(cells: tuple[str, ...]) -> str:
    return "numeric" if cells and all(_number(cell) is not None for cell in cells) else "text"


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if value == 0 or _LEAST <= abs(value) <= _MOST else None


def index(table: Rows, name: str) -> int:
    """Return the position of a column, from 0; raises NexusError where none has that name."""
    names = [column.name for column in table.columns]
    if name not in names:
        hint = f"the columns are {', '.join(names)}"
        raise NexusError(f"the chart needs a column '{name}'", hint=hint)
    return names.index(name)


def texts(table: Rows, column: int) -> list[str]:
    """Return the values of a column as text; a null becomes `NULL`."""
    return ["NULL" if row[column] is None else str(row[column]) for row in table.rows]


def numbers(table: Rows, column: int, *, least: float = -math.inf) -> list[float]:
    """Return the numbers of a column; raises NexusError for what is no number, or below `least`."""
    values = []
    for number, row in enumerate(table.rows, 1):
        value = _number(row[column])
        where = f"row {number}, column '{table.columns[column].name}'"
        if value is None:
            raise NexusError(f"{row[column]!r} is no number that a chart can show", where)
        if value < least:
            raise NexusError(f"{row[column]} is less than {least:g}", where)
        values.append(value)
    return values


def series(table: Rows, most: int) -> dict[str, list[Series]]:
    """Return every column but the first, by unit.

    Raises NexusError where there is none, where there are more than `most`, or no numbers.
    """
    if not 2 <= len(table.columns) <= most + 1:
        hint = f"give it one to name the rows, and 1 to {most} of numbers"
        raise NexusError(f"the chart has {len(table.columns)} columns", hint=hint)
    units: dict[str, list[Series]] = {}
    for place, column in enumerate(table.columns[1:]):
        one = Series(measure(column.name), numbers(table, place + 1), place)
        units.setdefault(one.measure.unit, []).append(one)
    return units


def measure(name: str) -> Measure:
    """Return what a column's name says about its numbers."""
    *words, last = name.replace("_", " ").split() or [""]
    if last.lower() not in _UNITS:
        return Measure(" ".join([*words, last]), "")
    return Measure(" ".join(words), _UNITS[last.lower()][0])


def title(group: Sequence[Series]) -> str:
    """Return the title of an axis for the columns of one unit."""
    if len(group) == 1:
        return group[0].measure.axis
    unit = group[0].measure.unit
    return Measure("", unit).axis if unit else ""


def shown(value: float) -> str:
    """Return a number for people: about three digits, with commas between thousands."""
    size = abs(value)
    if size >= 100:
        return signed(f"{value:,.0f}")
    return signed(f"{value:.{3 if size >= 1 else 2}g}".replace("e-0", "e-"))


def signed(text: str) -> str:
    """Return a number with a minus sign, which screen readers say, in place of a hyphen."""
    return text.replace("-", "\N{MINUS SIGN}", 1) if text.startswith("-") else text


def quantity(value: float, unit: str) -> str:
    """Return a number and its unit."""
    return f"{shown(value)} {unit}".rstrip()
