"""The database of a page in a preview, which stays open: an edit runs what it changes, and no more.

The examples of a page on one database run in order, each in the state that those before it left. So
after an edit the first ones, which are the same, give what they gave. If nothing behind them wrote
anything, the database is still as they left it, and the changed example runs at once; those behind
it give what they gave, unless it writes something now. Otherwise a
fresh copy is made, in which those before the change run again that may have written something.
"""

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nexus.core.errors import NexusError
from nexus.examples import runner
from nexus.examples.example import Kept
from nexus.examples.postgres.databases import Copy, Databases
from nexus.examples.postgres.fixture import Fixture
from nexus.examples.request import Request

if TYPE_CHECKING:
    import psycopg

UNWANTED = "nobody waits for this example any more"
# What a text of statements that only read is made of: a comment or a literal holds no statement.
_HIDDEN = re.compile(r"--[^\n]*|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
_READS = re.compile(r"\s*(?:\(\s*)*(?:SELECT|VALUES|TABLE|WITH|EXPLAIN|SHOW)\b", re.IGNORECASE)
# What leaves something behind in a session or a sequence, though no transaction wrote.
_LEAVES = re.compile(
    r"\b(?:\w*nextval|setval|set_config|setseed|pg_\w*advisory\w*|pg_notify|dblink\w*|lo_\w+|INTO)\b"
    r"|[$/\\]",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Step:
    """An example that ran: what was asked, what it gave, and whether it may have written."""

    request: Request
    kept: Kept
    wrote: bool


def only_reads(code: str) -> bool:
    """Tell whether a text is plainly made of statements that read; in doubt it is not."""
    plain = _HIDDEN.sub(" ", code)
    statements = [part for part in plain.split(";") if part.strip()]
    return all(map(_READS.match, statements)) and not _LEAVES.search(plain)


class PreviewSession:
    """An open copy of a database, and the examples of one page that ran in it."""

    def __init__(self, fixture: Fixture, databases: Databases) -> None:
        self.fixture = fixture
        self._databases = databases
        self._steps: list[Step] = []
        self._resources = contextlib.ExitStack()
        self._opened: tuple[psycopg.Connection, Copy] | None = None
        self._is_cancelled = False

    def remember(self, requests: Sequence[Request], kept: Sequence[Kept]) -> None:
        """Take what examples gave in another database for what they would give in this one."""
        self._steps = [
            Step(request, gave, not only_reads(request.code))
            for request, gave in zip(requests, kept, strict=True)
        ]

    def begin(self) -> None:
        """Take note that somebody waits again, whatever was cancelled before."""
        self._is_cancelled = False

    def run(self, requests: Sequence[Request]) -> tuple[list[Kept], bool]:
        """Run what is new of a page's examples; give the results of all, and whether all ran anew.

        Raises NexusError as the runner does; what went well before stays.
        """
        same = self._same(requests)
        is_clean = self._is_open() and not any(step.wrote for step in self._steps[same:])
        last = self._last(requests, same) if is_clean else []
        changed = len(requests) - len(last)
        del self._steps[same:]
        if not is_clean:
            self._renew()
        self._steps += map(self._run, requests[same:changed])
        if any(step.wrote for step in self._steps[same:]):
            last = list(map(self._run, requests[changed:]))
        self._steps += last
        return [step.kept for step in self._steps], not (same or is_clean)

    def _last(self, requests: Sequence[Request], same: int) -> list[Step]:
        """Give the steps at the end that are those of the requests, behind the first ones."""
        kept: list[Step] = []
        pairs = zip(reversed(self._steps[same:]), reversed(requests[same:]), strict=False)
        for step, request in pairs:
            if step.request.asks != request.asks:
                break
            kept.insert(0, step)
        return kept

    def _same(self, requests: Sequence[Request]) -> int:
        """Count the first examples that are those that ran."""
        pairs = zip(self._steps, requests, strict=False)
        return next(
            (n for n, (step, request) in enumerate(pairs) if step.request.asks != request.asks),
            min(len(self._steps), len(requests)),
        )

    def _is_open(self) -> bool:
        return self._opened is not None and not self._opened[0].closed

    def _renew(self) -> None:
        """Open a fresh copy in the state that the steps have left."""
        from nexus.examples.postgres import sql

        self.close()
        copy = self._resources.enter_context(self._databases.copy(self.fixture))
        self._opened = self._resources.enter_context(sql.connect(copy.dsn)), copy
        try:
            for step in self._steps:
                if step.wrote:
                    self._answer(step.request)
        except NexusError:
            self.close()
            raise

    def _run(self, request: Request) -> Step:
        before = self._databases.transactions()
        try:
            kept = self._answer(request)
        except NexusError:
            if not self._only_read(request, before):
                self.close()
            raise
        return Step(request, kept, not self._only_read(request, before))

    def _only_read(self, request: Request, before: str) -> bool:
        return only_reads(request.code) and self._databases.transactions() == before

    def _answer(self, request: Request) -> Kept:
        if self._is_cancelled:
            raise NexusError(UNWANTED)
        assert self._opened is not None  # noqa: S101 (a copy is opened before)
        return runner.answer(*self._opened, request)

    def cancel(self) -> None:
        """End what runs now, and run nothing after it; the answer to it is then an error."""
        self._is_cancelled = True
        if self._opened is not None:
            with contextlib.suppress(Exception):
                self._opened[0].cancel_safe(timeout=1)

    def close(self) -> None:
        """Drop the copy; what ran is not forgotten."""
        self._opened = None
        self._resources.close()
