"""Run the examples of pages, unless their results are kept.

The SQL examples of a page on one database run one after the other on one connection, in a copy of
that database of their own. A Python example is a process of its own, with a copy of its own if it
needs a database.
"""

import platform
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from nexus.charts import table
from nexus.core.errors import NexusError
from nexus.core.progress import Progress
from nexus.core.results import SYNTAX_ERROR, Printed, Result, SqlError
from nexus.core.text import printable
from nexus.examples.example import UNRUN, WAITING, Example, Kept, Ran
from nexus.examples.fixtures import Fixtures
from nexus.examples.postgres.databases import Copy, Databases
from nexus.examples.python import program
from nexus.examples.request import Request
from nexus.examples.store import Session, Store, sessions

if TYPE_CHECKING:
    import psycopg


@dataclass(frozen=True)
class Runner:
    """The place where examples run: `progress` is told of what takes time."""

    fixtures: Fixtures
    store: Store
    databases: Databases
    progress: Progress

    def examples(self, requests: list[Request], *, run: bool = True) -> list[Example]:
        """Return the results of a page's requests, in the order of the page.

        Without `run`, an example whose results are not kept stays waiting. Raises NexusError at the
        line of the first example that failed, was not refused as expected, or passed a limit.
        """
        # By object, as the line of an example that comes from a snippet is not known.
        found: dict[int, Kept] = {}
        for session in sessions(requests, self.fixtures):
            kept = self.kept(session)
            if kept is None:
                kept = self.run(session) if run else [WAITING] * len(session.requests)
            found |= {id(r): k for r, k in zip(session.requests, kept, strict=True)}
            self.progress.advance(len(session.requests))
        return [
            Example(request, number, found[id(request)])
            for number, request in enumerate(requests, start=1)
        ]

    def stale(self, requests: list[Request]) -> Iterator[NexusError]:
        """Yield an error for each session of a page whose results are older than its code or data."""
        for session in sessions(requests, self.fixtures):
            if self.store.is_stale(session):
                what = "the evidence is older than what it depends on"
                yield NexusError(what, session.requests[0].place, "build the site, which runs it")

    def kept(self, session: Session) -> list[Kept] | None:
        """Return what a session gave, if that is kept."""
        return self.store.get(session)

    def announce(self, session: Session) -> None:
        """Say that a session runs, which takes time."""
        first, count = session.requests[0], len(session.requests)
        some = f"{count} examples from " if count > 1 else ""
        on = f" on {first.database}" if first.database else ""
        self.progress.begin(f"Running {some}{first.place}{on}")

    def run(self, session: Session) -> list[Kept]:
        """Run a session, keep what it gives, and return it; raises NexusError as `examples` does."""
        first = session.requests[0]
        self.announce(session)
        self.check(session)
        database = self.databases.copy(session.fixture) if session.fixture else nullcontext()
        with database as copy:
            if copy and first.language == "sql":
                kept = list(_run_sql(copy, session.requests))
                self.store.put(session, kept)
            else:
                kept = self._run_python(session, copy)
        return kept

    def check(self, session: Session) -> None:
        """Raise NexusError at an error of syntax, before anything is loaded."""
        for request in session.requests:
            if request.language == "python":
                _compile(request)
            elif request.error != SYNTAX_ERROR:
                refusal = self.databases.syntax_error(request.code)
                _expect(request, (refusal,) if refusal else (), is_whole=False)

    def _run_python(self, session: Session, copy: Copy | None) -> list[Kept]:
        """Run a Python example; keep what it gave if all that it looked at is known."""
        (request,) = session.requests
        server = f", PostgreSQL {copy.version}" if copy else ""
        run = program.run(request, self.store.places, copy.dsn if copy else "")
        ran = _ran(f"Python {platform.python_version()}{server}", request, copy)
        kept = [Kept(ran, _charted(request, run.printed))]
        if run.beyond:
            self.store.drop(session)
            why = printable(run.beyond[0])
            self.store.report(f"not kept, so it runs at each build: {request.place}; {why}")
        else:
            self.store.put(session, kept, run.inputs)
        return kept


@dataclass(frozen=True)
class Idle(Runner):
    """A runner of a site whose examples are code to read, and run nowhere."""

    def examples(
        self,
        requests: list[Request],
        *,
        run: bool = True,  # noqa: ARG002 (every runner is asked so)
    ) -> list[Example]:
        """Return the requests of a page, of which none has results."""
        return [Example(request, number, UNRUN) for number, request in enumerate(requests, start=1)]

    def stale(self, requests: list[Request]) -> Iterator[NexusError]:  # noqa: ARG002
        """Yield nothing: there is no evidence."""
        yield from ()


def _compile(request: Request) -> None:
    try:
        compile(request.code, request.source, "exec", dont_inherit=True)
    except SyntaxError as error:
        # Counted from 1; an empty program that is not closed has no line.
        where = request.at(error.lineno) if error.lineno else request.place
        hint = "fix it, or leave run= out"
        raise NexusError(f"the example is no Python: {error.msg}", where, hint) from None
    except ValueError as error:  # a NUL
        raise NexusError(f"the example is no Python: {error}", request.place, "fix it") from None


def _ran(by: str, request: Request, copy: Copy | None) -> Ran:
    data = f"{request.database}: {copy.size}" if copy else ""
    return Ran(by, data, datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ"))


def _charted(request: Request, printed: Printed) -> tuple[Result, ...]:
    """What was printed; the numbers in it where they make a chart."""
    if not request.chart:
        return (printed,)
    try:
        return (table.read_csv(printed.text),)
    except NexusError as error:
        raise request.placed(error) from None


def _run_sql(copy: Copy, requests: Iterable[Request]) -> Iterator[Kept]:
    """The results of a page's SQL examples on its own copy of a database."""
    # What talks to PostgreSQL takes a while to import: a site whose results are kept needs none.
    from nexus.examples.postgres import sql

    with sql.connect(copy.dsn) as connection:
        for request in requests:
            yield answer(connection, copy, request)


def answer(connection: "psycopg.Connection", copy: Copy, request: Request) -> Kept:
    """Run one SQL example on an open copy; raises NexusError at its line."""
    from nexus.examples.postgres import sql
    from nexus.examples.postgres.answer import Limits

    ask = sql.explain if request.plan else sql.run
    limits = Limits(shown=request.shown)
    try:
        results = ask(connection, request.code, limits)
    except NexusError as error:
        raise error.at(request.place) from None
    _expect(request, results)
    return Kept(_ran(f"PostgreSQL {copy.version}", request, copy), results)


def _expect(request: Request, results: Iterable[Result], *, is_whole: bool = True) -> None:
    """Raises NexusError where a refusal came that was not expected, or the other way round.

    Unless these are the `whole` results, the one that is expected may still come.
    """
    refusal = next((result for result in results if isinstance(result, SqlError)), None)
    if refusal is None:
        if request.error and is_whole:
            hint = f'leave error="{request.error}" out, or fix the example'
            raise NexusError("the example was to be refused, and was not", request.place, hint)
    elif refusal.sqlstate != request.error:
        line = request.code.count("\n", 0, (refusal.position or 1) - 1) + 1
        what = f"PostgreSQL refused the example: {refusal.message} (SQLSTATE {refusal.sqlstate})"
        told = f"{refusal.detail} {refusal.hint}".strip()
        wanted = f"expected was {request.error}" if request.error else 'fix it, or say error="..."'
        raise NexusError(what, request.at(line), told or wanted)
