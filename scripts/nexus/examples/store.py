"""What sessions gave, kept between builds for as long as nothing that they depend on changes.

A session is a page's SQL examples on one database, which see what the ones before them did, or one
Python program. It is kept under the texts of its examples, its database's fixture, the versions of
what ran it, and the content of every file of the project that it read when it ran.
"""

import hashlib
import platform
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from itertools import groupby
from pathlib import Path

import msgspec

from nexus.core.cache import Cache
from nexus.core.errors import NexusError
from nexus.examples.example import Kept
from nexus.examples.fixtures import Fixtures, fingerprint
from nexus.examples.postgres.fixture import Fixture
from nexus.examples.request import Request

# What Python examples use most; a new version may print or measure something else.
_PACKAGES = ("django", "psycopg", "sqlalchemy")


@dataclass(frozen=True)
class Session:
    """Examples that run together; `place` identifies the session of a page when its code changes."""

    requests: tuple[Request, ...]
    fixture: Fixture | None
    place: tuple[str, ...]


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
    """The kept sessions of the project below `root`; `server` returns PostgreSQL's version."""

    root: Path
    cache: Cache
    server: Callable[[], str]

    def get(self, session: Session) -> list[Kept] | None:
        """Return what each example of a session gave, or None if that is not kept."""
        key = self._key(session)
        reads = self.cache.get([*key, "reads"])
        if reads is None:
            return None
        files = msgspec.json.decode(reads, type=list[str])
        entry = self.cache.get([*key, *self._digests(files)])
        return None if entry is None else msgspec.json.decode(entry, type=list[Kept])

    def put(self, session: Session, kept: list[Kept], reads: Iterable[Path]) -> None:
        """Keep what the examples of a session gave, under the files that they read too."""
        key, files = self._key(session), list(self._own(reads))
        self.cache.put([*key, *self._digests(files)], msgspec.json.encode(kept))
        self.cache.put([*key, "reads"], msgspec.json.encode(files))
        self.cache.put(["ran", session.place], b"")

    def is_stale(self, session: Session) -> bool:
        """Tell whether a session ran, and something that it depends on has changed since."""
        return self.get(session) is None and self.cache.get(["ran", session.place]) is not None

    def _key(self, session: Session) -> list[object]:
        asked = [[r.code, r.file, r.rows, r.plan, r.error, r.chart] for r in session.requests]
        made = fingerprint(session.fixture) if session.fixture else None
        versions = [self.server()] if session.fixture else []
        if session.requests[0].language == "python":
            versions += _versions()
        return ["evidence", session.requests[0].language, asked, made, versions]

    def _own(self, files: Iterable[Path]) -> Iterator[str]:
        """The paths of those files that belong to the project, from its folder."""
        root = self.root.resolve()
        for file in files:
            if file.is_relative_to(root):
                path = file.relative_to(root)
                if not any(part.startswith(".") or part == "node_modules" for part in path.parts):
                    yield path.as_posix()

    def _digests(self, files: Iterable[str]) -> list[str]:
        return [_digest(self.root / file) for file in files]


def _versions() -> list[str]:
    found = [platform.python_version()]
    for name in _PACKAGES:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    return found


def _digest(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""
