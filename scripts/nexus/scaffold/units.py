"""What a journal counts in: weeks, modules, days, sprints, or dates, as headings name them.

`Week 1 - Foundations`, `Module Two`, `R1D3`, `Day IV`, `2026-01-15` and `January 15, 2026` all say
which part of a journal follows.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

# In the order of their length: of a heading that holds days, the week is the part.
_NAMES = {
    "month": r"months?|mois|mes",
    "module": r"modules?|m[o\u00f3]dulo|modul",
    "unit": r"units?",
    "sprint": r"sprints?",
    "week": (
        r"weeks?|wk|semaine|semana|settimana|woche|\u043d\u0435\u0434\u0435\u043b\u044f"
        r"|\u0627\u0644\u0623\u0633\u0628\u0648\u0639|\u1233\u121d\u1295\u1275"
    ),
    "session": r"sessions?",
    "lesson": r"lessons?",
    "day": r"days?|jour|d[i\u00ed]a|giorno|tag|\u0434\u0435\u043d\u044c",
}
_WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_ROMAN = [
    "i",
    "ii",
    "iii",
    "iv",
    "v",
    "vi",
    "vii",
    "viii",
    "ix",
    "x",
    "xi",
    "xii",
    "xiii",
    "xiv",
    "xv",
    "xvi",
    "xvii",
    "xviii",
    "xix",
    "xx",
]
_NUMBERS = {word: number for number, word in enumerate(_WORDS)} | {
    word: number for number, word in enumerate(_ROMAN, start=1)
}
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
]
_LONGEST_FIRST = "|".join(sorted(_NUMBERS, key=len, reverse=True))
# A number in letters ends there: `Week I` counts, `week i was ill` does not.
_NUMBER = rf"(?P<number>\d{{1,4}}(?!\d)|\b(?:{_LONGEST_FIRST})\b(?=\s*(?:$|[^\w\s])))"
_UNIT = "|".join(f"(?P<{name}>{words})" for name, words in _NAMES.items())
_COUNTED = re.compile(
    rf"(?:alx\s+)?(?:{_UNIT})\s*(?:no\.?|n[\u00b0\u00ba]|nr\.?)?[\s#:._-]*{_NUMBER}"
)
_ORDINAL = re.compile(rf"(?P<ordinal>{'|'.join(_ORDINALS)})\s+(?:{_UNIT})\b")
_ROUND = re.compile(r"r\d+d(?P<number>\d+)\b")
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = "(?P<month>" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS) + r")\.?"
# A span of time is where somebody worked, and no part of a journal.
_UNTIL = (
    rf"\s*[-\u2013\u2014]\s*(?:\d|present|now|today|current|(?:{'|'.join(m[:3] for m in _MONTHS)}))"
)
_DATES = (
    re.compile(r"(?P<year>\d{4})[-/.](?P<number>\d{1,2})[-/.](?P<day>\d{1,2})\b"),
    re.compile(r"(?P<day>\d{1,2})[-/.](?P<number>\d{1,2})[-/.](?P<year>\d{4})\b"),
    re.compile(rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b,?\s*(?P<year>\d{{4}})?"),
    re.compile(
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s*(?P<year>\d{{4}})?\b"
    ),
    re.compile(rf"{_MONTH},?\s+(?P<year>\d{{4}})(?=\s*(?:$|[^\w\s]))(?!{_UNTIL})"),
)
_DATED = re.compile(r"(?:week\s+(?:of|from|starting|ending|beginning)|date|on|the)?[\s:,]*")
_SEPARATOR = re.compile(r"\s+[-|\u2013\u2014\u00b7]\s+|:\s+|\s*\u2014\s*")
_WEEKDAY = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b[\s,.:-]*")


@dataclass(frozen=True)
class Unit:
    """A part of a journal: what it counts in, its number, or its day where it has no number."""

    name: str
    number: int
    day: date | None = None


def read(heading: str) -> Unit | None:
    """Return the part of a journal that a heading in plain words begins, or None.

    It may have a name before it, as in `My journal - Week 4`.
    """
    found = _begun(heading)
    if found is None and (parts := _SEPARATOR.split(heading))[1:]:
        last = _begun(parts[-1])
        return last if last and last.name in _NAMES and last.day is None else None
    return found


def before(heading: str) -> str:
    """Return what stands before the part of a journal in a heading, such as `My journal`."""
    parts = _SEPARATOR.split(heading)
    return parts[0].strip() if parts[1:] and _begun(heading) is None else ""


def _begun(heading: str) -> Unit | None:
    """The part that the first words name, or the first words in Latin letters."""
    words = _start(heading)
    return _read(words) or _read(re.sub(r"^[^\x00-\u024f]+\W*", "", words))


def _read(words: str) -> Unit | None:
    if found := _COUNTED.match(words) or _ROUND.match(words):
        name = next((name for name in _NAMES if found.groupdict().get(name)), "day")
        given = found["number"]
        return Unit(name, int(given) if given.isdigit() else _NUMBERS[given])
    if found := _ORDINAL.match(words):
        name = next(name for name in _NAMES if found[name])
        return Unit(name, _ORDINALS.index(found["ordinal"]) + 1)
    return _dated(words)


def _dated(words: str) -> Unit | None:
    begin = _DATED.match(words)
    name = "week" if begin and begin[0].startswith("week") else "entry"
    rest = words[begin.end() :] if begin else words
    weekday = _WEEKDAY.match(rest)
    rest = rest[weekday.end() :] if weekday else rest
    for form in _DATES:
        if (found := form.match(rest)) and (day := _day(found)):
            return Unit(name, 0, day)
    return None


def _day(found: re.Match[str]) -> date | None:
    known = found.groupdict()
    month = known.get("month")
    number = next(n for n, m in enumerate(_MONTHS, 1) if month.startswith(m[:3])) if month else 0
    year = int(known.get("year") or 1)
    try:
        return date(year, number or int(found["number"]), int(known.get("day") or 1))
    except ValueError:
        return None


def _start(heading: str) -> str:
    """A heading in small letters, without what stands before its first letter or digit."""
    plain = unicodedata.normalize("NFKC", heading).lower()
    words = re.sub(r"^\W+", "", plain).lstrip(" _*:.-")
    return re.sub(r"^\d{1,3}[.)]\s+(?=[a-z])", "", words)


def longest(names: Iterable[str]) -> str:
    """Return the longest span of time among names: a week, if there are weeks and days."""
    order = [*_NAMES, "entry"]
    return min(names, key=order.index)
