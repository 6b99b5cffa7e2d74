"""The data directory of a database as a browser opens it: its tables and rows as a build has them.

PGlite makes it in Node, from nothing and the scripts of a fixture. Its clock stands still meanwhile,
so the same scripts give the same bytes.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import msgspec

from nexus.core import leases
from nexus.core.cache import Cache
from nexus.examples.fixtures import fingerprint
from nexus.examples.live import node
from nexus.examples.live.bundle import Bundle, pack
from nexus.examples.live.part import Part
from nexus.examples.postgres.fixture import SETTINGS, Fixture

_SECONDS = 120
# 2026-01-01: any moment will do.
_TIME = 1_767_225_600
_EXTENSION = re.compile(
    r"\bCREATE\s+EXTENSION\s+(?:IF\s+NOT\s+EXISTS\s+)?\"?([\w-]+)", re.IGNORECASE
)
# Of three databases a browser uses one; those to make others from take a third of the bytes.
_BASE = (
    *(f"ALTER ROLE postgres SET {name} = '{value}'" for name, value in SETTINGS.items()),
    "UPDATE pg_database SET datistemplate = false",
    "DROP DATABASE template0",
    "DROP DATABASE template1",
    "CHECKPOINT",
)
_LOADED = ("RESET ALL", "VACUUM ANALYZE", "CHECKPOINT")


class _Made(msgspec.Struct, frozen=True):
    """What Node tells of a data directory that it made."""

    version: str
    tables: dict[str, tuple[str, ...]]


class Snapshot(msgspec.Struct, frozen=True):
    """A data directory as a compressed tar, and what made it: PostgreSQL of this version.

    `size` is that of the tar in bytes. Beside it are its extensions, and the columns of its tables.
    """

    content: bytes
    size: int
    version: str
    extensions: tuple[str, ...]
    tables: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Snapshots:
    """The snapshots of a site: made by PGlite, and kept in a cache."""

    bundle: Bundle
    cache: Cache

    def of(self, fixture: Fixture) -> Snapshot:
        """Return the snapshot of a fixture; raises NodeError where PGlite cannot make it."""
        key = ["snapshot", self.bundle.identity, _BASE, _LOADED, fingerprint(fixture)]
        if kept := self.cache.get(key):
            return msgspec.msgpack.decode(kept, type=Snapshot)
        made = self._made(fixture)
        self.cache.put(key, msgspec.msgpack.encode(made))
        return made

    def _made(self, fixture: Fixture) -> Snapshot:
        scripts = [
            {"text": script.text, "schema": script.schema, "dataset": script.dataset}
            for script in fixture.scripts
        ]
        named = [name for script in fixture.scripts for name in _EXTENSION.findall(script.text)]
        extensions = tuple(name for name in sorted(set(named)) if self.bundle.offers(name))
        with leases.folder() as folder:
            base = folder / "base.tar"
            base.write_bytes(self._base())
            tar, made = self._make(folder, scripts, _LOADED, extensions, str(base))
        return Snapshot(pack(tar), len(tar), made.version, extensions, made.tables)

    def _base(self) -> bytes:
        """A data directory without tables, from which all others are made."""

        def make() -> bytes:
            with leases.folder() as folder:
                return self._make(folder, [], _BASE)[0]

        return self.cache.get_or_make(["base", self.bundle.identity, _BASE], make)

    def _make(
        self,
        folder: Path,
        scripts: list[dict[str, str]],
        statements: tuple[str, ...],
        extensions: tuple[str, ...] = (),
        base: str = "",
    ) -> tuple[bytes, _Made]:
        to = folder / "made.tar"
        order = {
            "task": "make",
            "pglite": str(self.bundle.folder),
            "time": _TIME,
            "to": str(to),
            "from": base,
            "extensions": extensions,
            "scripts": scripts,
            "statements": statements,
        }
        told = msgspec.json.decode(node.ask(node.POSTGRES, order, _SECONDS, folder), type=_Made)
        return to.read_bytes(), told


def part(name: str, snapshot: Snapshot) -> Part:
    """Return a snapshot as the file that a browser fetches; `name` is that of its database."""
    return Part(re.sub(r"[^\w.-]", "-", name, flags=re.ASCII), snapshot.content)
