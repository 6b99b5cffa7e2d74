"""Runs SQL as an author wrote it, within limits that the SQL itself cannot lift.

The text goes to PostgreSQL whole, so that several statements are one transaction unless it says
otherwise. Results are read in pieces: the first rows are kept, the others are counted. A clock of
this process, and not a setting of the session, ends what takes too long. What PostgreSQL refuses
is a result; what passes a limit is a NexusError, and closes the connection.
"""

import contextlib
import select
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import msgspec
import psycopg
from psycopg import pq

from nexus.core.errors import MachineError, NexusError
from nexus.core.results import Column, Done, Plan, Result, Rows, SqlError
from nexus.examples.postgres.answer import Answer, Limits, Reading

_CHUNK = 200
_EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "
_SYNTAX_ERROR = "42601"
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
    command = text.encode()
    answer = _ask(connection, lambda: connection.pgconn.send_query(command), limits)
    refusal = (answer.refusal,) if answer.refusal else ()
    return (*_named(connection, answer.results), *refusal)


def explain(
    connection: psycopg.Connection, text: str, limits: Limits = _DEFAULT
) -> tuple[Plan | SqlError]:
    """Run the one statement of a text and return its plan, or its refusal.

    Raises NexusError and MachineError as `run` does, and NexusError for several statements.
    """
    command = f"{_EXPLAIN}{text}".encode()
    whole = replace(limits, shown=1)
    # As a query with parameters, even none, several statements are refused before any runs.
    answer = _ask(connection, lambda: connection.pgconn.send_query_params(command, None), whole)
    refusal = answer.refusal
    if refusal is None:
        [plan] = _readings(answer.results)
        return (Plan(str(plan.rows[0][0])),)
    if refusal.sqlstate == _SYNTAX_ERROR and refusal.position is None:
        raise NexusError("a plan is of one statement, and here are several", hint="keep one")
    before = (refusal.position or 0) - len(_EXPLAIN)
    return (msgspec.structs.replace(refusal, position=before if before > 0 else None),)


def _ask(connection: psycopg.Connection, send: Callable[[], None], limits: Limits) -> Answer:
    """The whole answer to what is sent; an error on the way closes the connection."""
    answer = Answer(limits, connection.info.encoding)
    try:
        send()
        connection.pgconn.set_chunked_rows_mode(_CHUNK)
        for result in _pieces(connection.pgconn, limits):
            answer.add(result)
        _check_end(connection, answer)
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
    while True:
        while pgconn.is_busy():
            _wait([pgconn.socket], [], until, limits)
            pgconn.consume_input()
        piece = pgconn.get_result()
        if piece is None:
            return
        _wait([], [], until, limits)
        yield piece


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
    query = (
        "SELECT oid::bigint, modifier, pg_catalog.format_type(oid, modifier) FROM"
        " ROWS FROM (pg_catalog.unnest(%s::oid[]), pg_catalog.unnest(%s::int[]))"
        " AS types (oid, modifier)"
    )
    if not types:
        return {}
    try:
        found = connection.execute(query, [[oid for oid, _ in types], [mod for _, mod in types]])
        return {(oid, modifier): name for oid, modifier, name in found}
    except psycopg.Error as error:
        raise _gone(str(error)) from error
