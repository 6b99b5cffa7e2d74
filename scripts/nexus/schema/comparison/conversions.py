"""What PostgreSQL does when the type of a column changes, where rows are there.

`ALTER TABLE ... ALTER COLUMN ... TYPE` casts each value as an assignment does. It rewrites the table
unless the two types hold the same bytes and the new one allows at least as much. A cast that is no
assignment needs USING, which somebody has to write.
"""

import re
from typing import NamedTuple

_WHOLE = ("smallint", "integer", "bigint")
_FLOATS = ("real", "double precision")
_STRINGS = ("varchar", "text", "char", "citext")
# The same bytes, whatever their lengths.
_PLAIN = ("varchar", "text", "citext")
_MOMENTS = ("date", "timestamp without time zone", "timestamp with time zone")
_TIMES = ("time without time zone", "time with time zone")
_FIELDS = ("year", "month", "day", "hour", "minute")
# How many decimals of a second a moment has where it does not say it.
_DECIMALS = 6
# Casts between families that are assignments, without what becomes of the values.
_ASSIGNED = {
    *((one, other) for one in _MOMENTS for other in _MOMENTS),
    *(
        (one, other)
        for one in _MOMENTS[1:]
        for other in _TIMES
        if (one, other) != (_MOMENTS[1], _TIMES[1])
    ),
    *((one, other) for one in _TIMES for other in _TIMES),
    *(("json", "jsonb"), ("jsonb", "json"), ("cidr", "inet"), ("inet", "cidr")),
    *(("bit", "varbit"), ("varbit", "bit"), ("interval", "time without time zone")),
    *(("integer", "money"), ("bigint", "money"), ("numeric", "money"), ("money", "numeric")),
    *(("time without time zone", "interval"), ("macaddr", "macaddr8"), ("macaddr8", "macaddr")),
}
_WIDER = {
    ("date", "timestamp without time zone"),
    ("date", "timestamp with time zone"),
    ("time without time zone", "interval"),
    ("time without time zone", "time with time zone"),
    ("cidr", "inet"),
    ("json", "jsonb"),
    ("jsonb", "json"),
    ("macaddr", "macaddr8"),
    ("bit", "varbit"),
    ("integer", "money"),
    ("money", "numeric"),
    ("timestamp without time zone", "timestamp with time zone"),
}
# Without a length they have that of one.
_OF_ONE = {"char", "bit"}
_SAME_BYTES = {
    *((one, other) for one in _PLAIN for other in _PLAIN if one != other),
    ("cidr", "inet"),
    ("bit", "varbit"),
}
# The longest text of a value, where there is one.
_LETTERS = {
    "smallint": 6,
    "integer": 11,
    "bigint": 20,
    "real": 15,
    "boolean": 5,
    "uuid": 36,
    "date": 10,
    "time without time zone": 15,
}
# How many digits of a number a type keeps, whatever the number.
_DIGITS = {"smallint": 4, "integer": 9, "bigint": 18, "real": 6, "double precision": 15}


class Conversion(NamedTuple):
    """What happens: whether it needs USING, whether values may not fit, whether it rewrites."""

    needs_using: bool
    narrows: bool
    rewrites: bool


class _Type(NamedTuple):
    name: str
    numbers: tuple[int, ...]
    array: str
    # The last field that an interval keeps.
    last: str = ""


def conversion(old: str, new: str, longest: int | None = None) -> Conversion:
    """Return what a change between two types does; each is spelt as `spelling.type_name` spells it.

    `longest` is the length of the longest value of an enum that the old one is.
    """
    one, other = (_read(each.partition(" collate ")[0]) for each in (old, new))
    if bool(one.array) != bool(other.array):
        is_text = other.name in _STRINGS and not other.array
        return Conversion(not is_text, is_text and bool(other.numbers), rewrites=True)
    found = _of_values(one, other, longest)
    if not one.array:
        return found
    # Each value of an array is converted, unless the same type only loses its limit.
    is_freed = one.name == other.name and not other.numbers and one.name not in _OF_ONE
    return found._replace(rewrites=not is_freed)


def _of_values(one: _Type, other: _Type, longest: int | None) -> Conversion:
    if one.name == other.name:
        return _lengths(one, other)
    if other.name in _STRINGS:
        return _to_string(one, other, _letters(one) if longest is None else longest)
    if _is_number(one) and _is_number(other):
        return Conversion(needs_using=False, narrows=_loses(one, other), rewrites=True)
    if (pair := (one.name, other.name)) in _ASSIGNED:
        narrows = _is_cut(one, other) if pair in _WIDER else not _is_money(one, other)
        return Conversion(needs_using=False, narrows=narrows, rewrites=pair not in _SAME_BYTES)
    return Conversion(needs_using=True, narrows=False, rewrites=True)


def _read(text: str) -> _Type:
    found = re.fullmatch(r"(.*?)(?:\((\d+(?:,-?\d+)?)\))?((?:\[\d*\])*)", text)
    if found is None:
        return _Type(text, (), "")
    name, numbers, array = found.groups()
    sizes = tuple(map(int, numbers.split(","))) if numbers else ()
    if name.startswith("interval "):
        return _Type("interval", sizes, array, name.rpartition(" ")[2])
    return _Type(name, sizes, array)


def _lengths(one: _Type, other: _Type) -> Conversion:
    """The same type with another length, precision or scale."""
    if one.name == "numeric":
        return _numerics(one, other)
    narrows = _length(other) < _length(one) or _finest(other) < _finest(one)
    # A padded text and a string of bits of a fixed length are made anew.
    rewrites = narrows or one.name in _OF_ONE
    return Conversion(needs_using=False, narrows=narrows, rewrites=rewrites)


def _length(kind: _Type) -> float:
    if kind.numbers:
        return kind.numbers[0]
    if kind.name.startswith(("time", "interval")):
        return _DECIMALS
    return 1 if kind.name in _OF_ONE else float("inf")


def _finest(kind: _Type) -> int:
    """How small the last field of an interval is: a second where it names none."""
    return _FIELDS.index(kind.last) if kind.last in _FIELDS else len(_FIELDS)


def _is_cut(one: _Type, other: _Type) -> bool:
    """Whether a wider type has a length or a precision that is too little."""
    if one.name == "date" or not other.numbers:
        return _finest(other) < len(_FIELDS)
    return one.name == "money" or other.numbers[0] < (one.numbers or (_DECIMALS,))[0]


def _is_money(one: _Type, other: _Type) -> bool:
    """Whether each number of one type is an amount of money."""
    if other.name != "money" or not one.numbers:
        return False
    digits, scale = one.numbers
    return scale <= 2 and digits - scale < 17


def _numerics(one: _Type, other: _Type) -> Conversion:
    if not other.numbers:
        return Conversion(needs_using=False, narrows=False, rewrites=False)
    if not one.numbers:
        return Conversion(needs_using=False, narrows=True, rewrites=True)
    (digits, scale), (most, other_scale) = one.numbers, other.numbers
    narrows = other_scale < scale or most - other_scale < digits - scale
    rewrites = narrows or scale != other_scale
    return Conversion(needs_using=False, narrows=narrows, rewrites=rewrites)


def _to_string(one: _Type, other: _Type, letters: float) -> Conversion:
    """Every type is assigned to a string; one of a length cuts off blanks, and refuses the rest."""
    narrows = letters > _length(other)
    same = (one.name, other.name) in _SAME_BYTES and not narrows
    return Conversion(needs_using=False, narrows=narrows, rewrites=not same)


def _letters(kind: _Type) -> float:
    if kind.name == "numeric" and kind.numbers:
        return kind.numbers[0] + 2
    is_long = kind.name in {"varchar", "char", "bit", "varbit"}
    return _length(kind) if is_long else _LETTERS.get(kind.name, float("inf"))


def _is_number(kind: _Type) -> bool:
    return kind.name in {*_WHOLE, *_FLOATS, "numeric"}


def _loses(one: _Type, other: _Type) -> bool:
    """Whether a value of one type of numbers may not be one of the other, to the last digit."""
    if one.name in _WHOLE:
        if other.name == "numeric":
            most, scale = other.numbers or (1000, 0)
            return most - scale <= _DIGITS[one.name]
        return _DIGITS[other.name] <= _DIGITS[one.name]
    if one.name == "numeric" and one.numbers and other.name in _FLOATS:
        return one.numbers[0] > _DIGITS[other.name]
    return (one.name, other.name) != ("real", "double precision")
