"""What sessions gave, kept for as long as nothing that they depend on changes.

A session is a page's SQL examples on one database, which see what the ones before them did, or one
Python program. It is kept under the texts of its examples, its database's fixture, what ran it, and
all that a program looked at when it ran: it would see the same again. It is looked for in this
project, then where it is shared between machines.
"""

import hashlib
import platform
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from pathlib import Path

import msgspec

from nexus.core import code
from nexus.core.cache import Cache
from nexus.core.errors import NexusError
from nexus.core.results import Plan, Rows
from nexus.examples.example import Kept
from nexus.examples.fixtures import Fixtures, fingerprint
from nexus.examples.media import Folder
from nexus.examples.postgres.fixture import Fixture
from nexus.examples.python import program, questions
from nexus.examples.python.places import Places
from nexus.examples.python.questions import Question
from nexus.examples.records import Record, Records
from nexus.examples.request import Request

_PACKAGE = Path(__file__).parents[1]
# The code that decides what an example gives: an edit of it makes all run anew.
_MAKERS = {
    "": ("charts/table.py", "core/results.py", "examples/runner.py"),
    "python": ("examples/python/**/*.py",),
    "sql": ("examples/postgres/*.py",),
}


@dataclass(frozen=True)
class Session:
    """Examples that run together; `place` identifies the session of a page when its code changes."""

    requests: tuple[Request, ...]
    fixture: Fixture | None
    place: tuple[str, ...]

    @property
    def is_timed(self) -> bool:
        """Tell whether one of them is timed, so that nothing should run beside it."""
        return any(request.is_timed for request in self.requests)


def sessions(requests: Iterable[Request], fixtures: Fixtures) -> Iterator[Session]:
    """Yield the sessions of a page's requests; raises NexusError at an unknown database."""
    for (language, database), group in groupby(sorted(requests, key=_database), _database):
        asked = list(group)
        fixture = _fixture(asked[0], fixtures) if database else None
        together = [asked] if language == "sql" else [[request] for request in asked]
        for number, part in enumerate(together):
            place = (part[0].page.as_posix(), language, database, part[0].file or str(number))
            yield Session(tuple(part), fixture, place)


def _database(request: Request) -> tuple[str, str]:
    return request.language, request.database


def _fixture(request: Request, fixtures: Fixtures) -> Fixture:
    try:
        return fixtures.fixture(request.database)
    except NexusError as error:
        raise error.at(request.place) from None


@dataclass(frozen=True)
class Store:
    """The kept sessions of the project below `root`; `cache` is the folder of this machine.

    `server` returns what PostgreSQL is; `shared` are the records of all machines. What lies in
    `cache` or one of `own` folders is of no interest, whoever looks at it. `report` is given lines.
    """

    root: Path
    cache: Cache
    server: Callable[[], object]
    shared: Records | None = None
    report: Callable[[str], None] = lambda _: None
    own: tuple[Path, ...] = ()
    _answers: dict[Question, str] = field(default_factory=dict)

    def get(self, session: Session) -> list[Kept] | None:
        """Return what each example of a session gave, or None if that is not kept."""
        key, local = self._key(session), self._local
        for records in filter(None, (local, self.shared)):
            for record in records.of(key):
                if _fits(record, session) and self._holds(record):
                    if records is not local:
                        local.add(record)
                    self._remember(session, b"kept")
                    return list(record.kept)
        return None

    def put(
        self, session: Session, kept: list[Kept], seen: Iterable[tuple[Question, str]] = ()
    ) -> None:
        """Keep what the examples of a session gave, under what they looked at too."""
        self._answers.clear()  # it may have written what another example reads
        told = ((*questions.told(question), answer) for question, answer in seen)
        self._add(session, Record(self._key(session), tuple(told), tuple(kept)))

    def take(self, session: Session, record: Record) -> bool:
        """Keep a record that another machine made of a session, if it counts here too."""
        is_right = record.key == self._key(session) and _fits(record, session)
        if is_right and self._holds(record):
            self._add(session, record)
            return True
        return False

    def _add(self, session: Session, record: Record) -> None:
        for records in filter(None, (self._local, self.shared)):
            records.add(record)
        self._remember(session, b"kept")

    def drop(self, session: Session) -> None:
        """Take note that what a session gave is not kept."""
        self._answers.clear()
        self._remember(session, b"")

    def is_stale(self, session: Session) -> bool:
        """Tell whether a session ran, and something that it depends on has changed since."""
        return self.cache.get(self._mark(session)) == b"kept" and self.get(session) is None

    @property
    def places(self) -> Places:
        """Return the folders by which what a program looks at is named."""
        return program.places(self.root, (self.cache.folder, *self.own))

    @cached_property
    def _local(self) -> Records:
        return Records(Folder(self.cache.folder), self.report)

    def _holds(self, record: Record) -> bool:
        """Tell whether this machine answers all questions of a program as the one where it ran."""
        try:
            asked = questions.read(record.inputs)
        except ValueError:
            return False
        places = self.places
        for question, answer in asked:
            # Another thread may forget all answers meanwhile.
            known = self._answers.get(question)
            if known is None:
                known = self._answers[question] = questions.answer(question, places)
            if known != answer:
                return False
        return True

    def _mark(self, session: Session) -> list[object]:
        return ["ran", *session.place]

    def _remember(self, session: Session, how: bytes) -> None:
        if self.cache.get(self._mark(session)) != how:
            self.cache.put(self._mark(session), how)

    def _key(self, session: Session) -> str:
        first = session.requests[0]
        asked = [
            [r.code, self._place(r), r.rows, r.plan, r.error, r.chart] for r in session.requests
        ]
        made = _made(session)
        ran_by: list[object] = [self.server()] if session.fixture else []
        if first.language == "python":
            ran_by += [_PYTHON, first.file]
        code = self._makers(first.language, has_database=session.fixture is not None)
        content = msgspec.json.encode(["evidence", first.language, asked, made, ran_by, code])
        return hashlib.sha256(content).hexdigest()

    def _place(self, request: Request) -> str:
        """Where a program lies in the project: it may look around itself."""
        if not request.file or request.language == "sql":
            return ""
        source, root = request.source.resolve(), self.root.resolve()
        return source.relative_to(root).as_posix() if source.is_relative_to(root) else str(source)

    def _makers(self, language: str, *, has_database: bool) -> str:
        """A hash of what the code does that runs examples of a language."""
        names = [*_MAKERS[""], *_MAKERS[language], *(_MAKERS["sql"] if has_database else ())]
        files = sorted({file for name in names for file in _PACKAGE.glob(name)})
        written = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
        return self.cache.get_or_make(
            ["code", written], lambda: code.digest(files).encode()
        ).decode()


# What PostgreSQL tells comments by.
_TELLS_COMMENTS = re.compile(r"(?:pg|obj|col|shobj)_(?:sh)?description", re.IGNORECASE)


def _made(session: Session) -> list[object] | None:
    """All that the database of a session depends on; comments only where it may read them."""
    if session.fixture is None:
        return None
    reads = any(
        request.language != "sql" or _TELLS_COMMENTS.search(request.code)
        for request in session.requests
    )
    return fingerprint(session.fixture, comments=reads)


_PYTHON = [platform.python_version(), sys.implementation.name, sys.platform, platform.machine()]


def _fits(record: Record, session: Session) -> bool:
    """Tell whether a record has what each example of a session asks for: a plan, or numbers."""
    if len(record.kept) != len(session.requests):
        return False
    return all(
        (not request.plan or kept.of(Plan) or request.error)
        and (not request.chart or kept.of(Rows))
        for request, kept in zip(session.requests, record.kept, strict=True)
    )
