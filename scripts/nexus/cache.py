"""What is worth keeping between builds, addressed by what it was made from.

An entry's name is a hash of everything it depends on, this program's own code among it, so an entry is never out of date. Entries are written whole (to a temporary file, then renamed) and
carry a checksum: two builds may share the folder, and a damaged entry counts as missing.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

_DIGEST_BYTES = hashlib.sha256().digest_size


@dataclass(frozen=True)
class Cache:
    """The folder of the entries; it may be deleted at any time."""

    folder: Path

    def get(self, key: object) -> bytes | None:
        """The entry made from `key` (plain data that names all it depends on), if it is kept."""
        return _read(self._file(key))

    def put(self, key: object, content: bytes) -> None:
        """Keeps the entry made from `key`."""
        _write(self._file(key), content)

    def made(self, key: object, make: Callable[[], bytes]) -> bytes:
        """The entry made from `key`: the kept one, or else what `make` gives, kept from now on."""
        kept = self.get(key)
        if kept is None:
            kept = make()
            self.put(key, kept)
        return kept

    def _file(self, key: object) -> Path:
        return self.folder / address(key)


def address(key: object) -> str:
    """A file's name: the hexadecimal hash of a key of plain data and of this program's code."""
    content = msgspec.json.encode([_program(), key])
    return hashlib.sha256(content).hexdigest()


@cache
def _program() -> str:
    """A hash of this package's own modules: an edited generator makes everything anew."""
    folder = Path(__file__).parent
    digest = hashlib.sha256()
    for module in sorted(folder.rglob("*.py")):
        digest.update(module.relative_to(folder).as_posix().encode())
        digest.update(module.read_bytes())
    return digest.hexdigest()


def _read(file: Path) -> bytes | None:
    try:
        content = file.read_bytes()
    except OSError:
        return None
    checksum, payload = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    return payload if hashlib.sha256(payload).digest() == checksum else None


def _write(file: Path, payload: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(hashlib.sha256(payload).digest() + payload)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
