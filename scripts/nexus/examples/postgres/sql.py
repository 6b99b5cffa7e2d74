"""Runs SQL as an author wrote it, within limits that the SQL itself cannot lift.

The text goes to PostgreSQL whole, so that several statements are one transaction unless it says
otherwise. Results are read in pieces: the first rows are kept, the others are counted. A clock of
this process, and not a setting of the session, ends what takes too long. What PostgreSQL refuses
is a result; what passes a limit is a NexusError, and closes the connection. Text goes out and comes
in as the session encodes it, as an example may change that for those after it.
"""

import contextlib
import mmap
import select
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import psycopg
from psycopg import pq

from nexus.core.errors import MachineError, NexusError
from nexus.core.results import SYNTAX_ERROR, Column, Done, Plan, Result, Rows, SqlError
from nexus.examples.postgres.answer import Answer, Limits, Reading, mixed

_CHUNK = 200
_EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "
# PostgreSQL's encodings that Python does not have.
_NO_CODEC = {"EUC_TW", "MULE_INTERNAL"}
_DEFAULT = Limits()


@contextlib.contextmanager
def connect(dsn: str) -> Iterator[psycopg.Connection]:
    """Open a connection for examples, and close it at the end; raises MachineError if it cannot."""
    try:
        # Prepared statements of our own would be in an example's sight, and in its reach.
        connection = psycopg.connect(dsn, autocommit=True, prepare_threshold=None)
    except psycopg.OperationalError as error:
        raise MachineError(f"no connection to PostgreSQL: {error}") from error
    with contextlib.closing(connection):
        yield connection


def run(connection: psycopg.Connection, text: str, limits: Limits = _DEFAULT) -> tuple[Result, ...]:
    """Run a text and return the result of each of its statements, up to the first refusal.

    Raises NexusError if it passes a limit, leaves a transaction open, or its COPY waits for a
    client; MachineError if the server has gone.
    """
    command = _encoded(connection, text)
    answer = _ask(connection, lambda: connection.pgconn.send_query(command), limits)
    refusal = (answer.refusal,) if answer.refusal else ()
    return (*_named(connection, answer.results), *refusal)


def explain(
    connection: psycopg.Connection, text: str, limits: Limits = _DEFAULT
) -> tuple[Plan | SqlError]:
    """Run the one statement of a text and return its plan, or its refusal.

    Raises NexusError and MachineError as `run` does, and NexusError for several statements.
    """
    command = _encoded(connection, f"{_EXPLAIN}{text}")
    whole = replace(limits, shown=1)
    # As a query with parameters, even none, several statements are refused before any runs.
    answer = _ask(connection, lambda: connection.pgconn.send_query_params(command, None), whole)
    refusal = answer.refusal
    if refusal is None:
        [plan] = _readings(answer.results)
        return (Plan(str(plan.rows[0][0])),)
    if refusal.sqlstate == SYNTAX_ERROR and refusal.position is None:
        raise NexusError("a plan is of one statement, and here are several", hint="keep one")
    before = (refusal.position or 0) - len(_EXPLAIN)
    return (msgspec.structs.replace(refusal, position=before if before > 0 else None),)


def _ask(connection: psycopg.Connection, send: Callable[[], None], limits: Limits) -> Answer:
    """The whole answer to what is sent; an error on the way closes the connection."""
    codec = _codec(connection)
    answer = Answer(limits, codec)
    try:
        send()
        connection.pgconn.set_chunked_rows_mode(_CHUNK)
        for result in _pieces(connection.pgconn, limits):
            answer.add(result)
        _check_end(connection, answer)
        if not answer.is_ascii and codec != _codec(connection):
            raise mixed()
    except psycopg.Error as error:
        connection.close()
        raise _gone(str(error)) from error
    except NexusError:
        # Closing alone would leave the server at work on it.
        with contextlib.suppress(psycopg.Error):
            connection.cancel_safe(timeout=1)
        connection.close()
        raise
    return answer


def _pieces(pgconn: pq.abc.PGconn, limits: Limits) -> Iterator[pq.abc.PGresult]:
    """What the server sends, piece by piece; raises NexusError when the time is over."""
    until = time.monotonic() + limits.seconds
    while pgconn.flush():
        _wait([], [pgconn.socket], until, limits)
    size = _size()
    while True:
        while pgconn.is_busy():
            _wait([pgconn.socket], [], until, limits)
            pgconn.consume_input()
            # A value is taken in whole before it can be counted, so what it takes is watched.
            if _size() - size > limits.waiting:
                what = f"a row of the example takes more than {limits.waiting:,} bytes of memory"
                raise NexusError(what, hint="select less of it, e.g. left(column, 100)")
        piece = pgconn.get_result()
        if piece is None:
            return
        _wait([], [], until, limits)
        yield piece


def _size() -> int:
    """How many bytes of memory this process takes; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * mmap.PAGESIZE
    except OSError:
        return 0


def _codec(connection: psycopg.Connection) -> str:
    """The codec of the session's encoding; raises NexusError where Python has none."""
    name = (connection.pgconn.parameter_status(b"client_encoding") or b"UTF8").decode("ascii")
    if name == "SQL_ASCII":
        return "utf-8"  # nothing is converted: it comes as the database has it
    if name in _NO_CODEC:
        hint = "use UTF8, or another that is more common"
        raise NexusError(f"the encoding {name} of the session is not known", hint=hint)
    return connection.info.encoding


def _encoded(connection: psycopg.Connection, text: str) -> bytes:
    """A text as the session encodes it; raises NexusError where that cannot be."""
    codec = _codec(connection)
    try:
        return text.encode(codec)
    except UnicodeEncodeError as error:
        what = f"the encoding of the session has no {text[error.start]!r}"
        raise NexusError(what, hint="leave it out, or set client_encoding to UTF8") from None


def _wait(readable: list[int], writable: list[int], until: float, limits: Limits) -> None:
    left = until - time.monotonic()
    if left <= 0:
        hint = "let it do less, or on fewer rows"
        raise NexusError(f"the example takes more than {limits.seconds:g} seconds", hint=hint)
    if readable or writable:
        select.select(readable, writable, [], left)


def _check_end(connection: psycopg.Connection, answer: Answer) -> None:
    """Leave no transaction behind; raises NexusError where the author forgot to end one."""
    if connection.pgconn.status == pq.ConnStatus.BAD:
        raise _gone(answer.refusal.message if answer.refusal else "")
    if connection.pgconn.transaction_status == pq.TransactionStatus.IDLE:
        return
    connection.rollback()
    if answer.refusal is None:
        hint = "end it with COMMIT or ROLLBACK"
        raise NexusError("the example leaves its transaction open", hint=hint)


def _gone(reason: str) -> MachineError:
    hint = "build again, unless the example itself ended its connection"
    return MachineError(f"PostgreSQL has closed the connection: {reason}", hint=hint)


def _named(connection: psycopg.Connection, results: list[Done | Reading]) -> Iterator[Done | Rows]:
    """The results, with the types of columns as PostgreSQL writes them."""
    kinds = {kind for reading in _readings(results) for kind in reading.types}
    names = _type_names(connection, kinds)
    for result in results:
        if isinstance(result, Done):
            yield result
            continue
        columns = zip(result.names, (names[kind] for kind in result.types), strict=True)
        yield Rows(tuple(Column(*pair) for pair in columns), tuple(result.rows), result.count)


def _readings(results: list[Done | Reading]) -> list[Reading]:
    return [result for result in results if isinstance(result, Reading)]


def _type_names(
    connection: psycopg.Connection, types: set[tuple[int, int]]
) -> dict[tuple[int, int], str]:
    if not types:
        return {}
    query = (
        b"SELECT oid::bigint, modifier, pg_catalog.format_type(oid, modifier) FROM"
        b" ROWS FROM (pg_catalog.unnest($1::oid[]), pg_catalog.unnest($2::int[]))"
        b" AS types (oid, modifier)"
    )
    arrays: list[bytes | memoryview | bytearray | None] = [
        f"{{{','.join(str(kind[place]) for kind in types)}}}".encode() for place in (0, 1)
    ]
    codec = _codec(connection)
    # Not by a cursor, which gives bytes or strings as the session's encoding has it.
    found = connection.pgconn.exec_params(query, arrays)
    if found.status != pq.ExecStatus.TUPLES_OK:
        raise _gone(found.error_message.decode("utf-8", "replace"))
    rows = ([found.get_value(row, n) or b"" for n in range(3)] for row in range(found.ntuples))
    return {(int(oid), int(mod)): name.decode(codec, "replace") for oid, mod, name in rows}
