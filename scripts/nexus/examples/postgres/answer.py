"""What comes in from PostgreSQL, piece by piece, as the answer to an author's text.

The first rows of a result are kept, the others are counted. What PostgreSQL refuses is part of
the answer; what passes a limit is not, and neither is text that comes in another encoding than the
session's.
"""

import re
from dataclasses import dataclass, field

from psycopg import errors, pq

from nexus.core.errors import NexusError
from nexus.core.results import Done, SqlError

_LONGEST_MESSAGE = 20_000
_COPIES = (pq.ExecStatus.COPY_IN, pq.ExecStatus.COPY_OUT, pq.ExecStatus.COPY_BOTH)


@dataclass(frozen=True)
class Limits:
    """The limits of one example: its time, the rows of a result, the bytes of all its results.

    `shown` is the number of rows of each result that are kept, `kept` the bytes of all of those, and
    `waiting` those of what has come in and is not whole: a row, or some rows.
    """

    seconds: float = 30.0
    shown: int = 10
    rows: int = 1_000_000
    bytes: int = 100_000_000
    kept: int = 10_000_000
    waiting: int = 40_000_000


@dataclass
class Reading:
    """A result with rows as it comes in; the type of a column is its oid and its modifier."""

    names: tuple[str, ...]
    types: tuple[tuple[int, int], ...]
    rows: list[tuple[str | None, ...]] = field(default_factory=list)
    count: int = 0


@dataclass
class Answer:
    """What has come in of the answer to a text."""

    limits: Limits
    codec: str
    results: list[Done | Reading] = field(default_factory=list)
    refusal: SqlError | None = None
    is_ascii: bool = True
    _open: Reading | None = None
    _bytes: int = 0
    _kept: int = 0

    def add(self, result: pq.abc.PGresult) -> None:
        """Take in a piece; raises NexusError if it passes a limit."""
        match result.status:
            case pq.ExecStatus.TUPLES_CHUNK:
                self._add_rows(result)
            case pq.ExecStatus.TUPLES_OK:
                self._add_rows(result)
                self._open = None
            case pq.ExecStatus.COMMAND_OK:
                self.results.append(Done(self._text(result.command_status)))
            case pq.ExecStatus.FATAL_ERROR:
                if self._open is not None:
                    self.results.pop()  # the rows so far are no result
                self.refusal = refusal(result, self.codec)
            case status if status in _COPIES:
                hint = "use INSERT, or show the rows with SELECT"
                raise NexusError("COPY waits for a client program, and there is none", hint=hint)
            case _:
                pass  # an empty text

    def _add_rows(self, result: pq.abc.PGresult) -> None:
        columns = range(result.nfields)
        if self._open is None:
            names = tuple(self._text(result.fname(column)) for column in columns)
            types = tuple((result.ftype(column), result.fmod(column)) for column in columns)
            self._open = Reading(names, types)
            self.results.append(self._open)
        self._open.count += result.ntuples
        for row in range(result.ntuples):
            values = [result.get_value(row, column) for column in columns]
            size = sum(map(len, filter(None, values)))
            self._bytes += size
            if len(self._open.rows) < self.limits.shown:
                self._kept += size
                self._check()  # before it is turned into text, which takes more room
                shown = (None if value is None else self._text(value) for value in values)
                self._open.rows.append(tuple(shown))
        self._check()

    def _check(self) -> None:
        limits = self.limits
        if self._open is not None and self._open.count > limits.rows:
            what = f"the example returns more than {limits.rows:,} rows"
            raise NexusError(what, hint="add LIMIT")
        if self._bytes > limits.bytes:
            hint = "add LIMIT, or select less"
            raise NexusError(f"the example returns more than {limits.bytes:,} bytes", hint=hint)
        if self._kept > limits.kept:
            what = f"the rows to show hold more than {limits.kept:,} bytes"
            raise NexusError(what, hint="select less, or show fewer rows")

    def _text(self, value: bytes | None) -> str:
        found = value or b""
        self.is_ascii = self.is_ascii and found.isascii()
        try:
            return found.decode(self.codec)
        except UnicodeDecodeError:
            raise mixed() from None


def mixed() -> NexusError:
    """Return the error about text whose encoding changed on the way, so that nobody knows it."""
    hint = "set client_encoding in an example of its own, before this one"
    return NexusError("the example changes the encoding of what it shows itself", hint=hint)


def refusal(result: pq.abc.PGresult, codec: str) -> SqlError:
    """Return what PostgreSQL says where it refuses a text."""

    def told(part: pq.DiagnosticField) -> str:
        return (result.error_field(part) or b"")[:_LONGEST_MESSAGE].decode(codec, "replace")

    sqlstate = told(pq.DiagnosticField.SQLSTATE)
    position = told(pq.DiagnosticField.STATEMENT_POSITION)
    return SqlError(
        sqlstate=sqlstate,
        message=told(pq.DiagnosticField.MESSAGE_PRIMARY),
        detail=told(pq.DiagnosticField.MESSAGE_DETAIL),
        hint=told(pq.DiagnosticField.MESSAGE_HINT),
        position=int(position) if position else None,
        condition=_condition(sqlstate),
    )


def conditions() -> dict[str, str]:
    """Return PostgreSQL's name for each SQLSTATE that it knows, such as check_violation."""
    codes = {getattr(each, "sqlstate", None) for each in vars(errors).values()}
    return {code: _condition(code) for code in sorted(c for c in codes if isinstance(c, str))}


def _condition(sqlstate: str) -> str:
    """PostgreSQL's name for a SQLSTATE; empty if it is an author's own."""
    try:
        name = errors.lookup(sqlstate).__name__
    except KeyError:
        return ""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
