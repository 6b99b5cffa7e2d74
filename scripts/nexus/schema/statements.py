"""The statements that create a schema or a table, as plain text, and remarks on what they lack."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from nexus.core.text import printable

# A remark names so many places, and counts the others.
_MOST_PLACES = 8


@dataclass(frozen=True, slots=True)
class Statements:
    """What creates one table in one dialect, and a remark on each thing it cannot express.

    `sql` is empty where the dialect cannot create the table at all.
    """

    sql: str
    remarks: tuple[str, ...] = ()


# By table id, then by the dialect's name.
Ddl = Mapping[str, Mapping[str, Statements]]


@dataclass(frozen=True, slots=True)
class Remark:
    """What a database lacks, in words: at a place in the table of that id, or at none."""

    words: str
    table: str = ""
    place: str = ""


class Remarks(list[Remark]):
    """The remarks on a schema, in the order in which they were made."""

    def __init__(self) -> None:
        super().__init__()
        self._of: dict[str, list[Remark]] = {}

    def add(self, words: str, table: str = "", column: str = "") -> None:
        """Add a remark on a table, or on a column of it; no words are no remark."""
        if words:
            made = Remark(words, table, f"{table}.{column}" if column else table)
            self.append(made)
            self._of.setdefault(table, []).append(made)

    def lines(self, table: str | None = None) -> list[str]:
        """Return the remarks, or those on one table, as lines that each name all their places."""
        places: dict[str, list[str]] = {}
        for remark in self if table is None else self._of.get(table, ()):
            places.setdefault(remark.words, []).append(remark.place)
        return [_line(words, list(dict.fromkeys(where))) for words, where in places.items()]


def _line(words: str, places: list[str]) -> str:
    known = [place for place in places if place]
    more = len(known) - _MOST_PLACES
    named = ", ".join(known[:_MOST_PLACES]) + (f" and {more} more" if more > 0 else "")
    line = f"{named}: {words}" if named else words
    return printable(" ".join(line.split()))


def script(remarks: Iterable[str], statements: Iterable[str]) -> str:
    """Return the statements below each other, with the remarks as comments on top of them."""
    texts = [*(f"-- {remark}" for remark in remarks), *statements]
    return "\n".join([*_spaced(texts), ""])


def _spaced(texts: Iterable[str]) -> Iterator[str]:
    """The texts, with an empty line around each that has several lines."""
    before = ""
    for text in texts:
        is_apart = "\n" in before + text or text.startswith("--") != before.startswith("--")
        yield from ("", text) if before and is_apart else (text,)
        before = text
