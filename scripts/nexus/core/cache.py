"""What is worth keeping between builds, addressed by what it was made from.

An entry's name is a hash of everything it depends on, this program's own code among it, so an
entry is never out of date. Entries are written whole and carry a checksum: two builds may share the
folder, and a damaged entry counts as missing. A `Pack` keeps many entries in one file, for what is
asked for all at once.
"""

import hashlib
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from nexus.core import files
from nexus.core.errors import place

T = TypeVar("T")

_DIGEST_BYTES = hashlib.sha256().digest_size


@dataclass(frozen=True)
class Cache:
    """The folder of the entries, which may be deleted at any time.

    `code` is the folder of this package whose modules make them; all of them unless it is given.
    """

    folder: Path
    code: str = "."

    def get(self, key: object) -> bytes | None:
        """Return the entry made from `key`, plain data that names all it depends on, if it is kept."""
        try:
            content = self._file(key).read_bytes()
        except OSError:
            return None
        checksum, payload = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
        return payload if hashlib.sha256(payload).digest() == checksum else None

    def put(self, key: object, content: bytes) -> None:
        """Keep the entry made from `key`, where the folder takes it.

        A folder that is made for it is none that git keeps.
        """
        # Who cannot keep anything makes it anew each time; `lacking` says so.
        with suppress(OSError):
            if not self.folder.exists():
                files.write(self.folder / ".gitignore", b"*\n")
            files.write(self._file(key), hashlib.sha256(content).digest() + content)

    def lacking(self) -> str:
        """Return why nothing can be kept, in one line, or the empty string."""
        above = (self.folder, *self.folder.absolute().parents)
        # What cannot even be asked for is not there.
        there = next(path for path in above if os.path.lexists(path))
        if os.path.isdir(there) and os.access(there, os.R_OK | os.W_OK | os.X_OK):  # noqa: PTH112
            return ""
        what = "nothing is kept between builds, as the folder cannot be written"
        hint = "let this user write it, or name another with NEXUS_CACHE"
        return f"{what}; {place(self.folder)}; {hint}"

    def get_or_make(self, key: object, make: Callable[[], bytes]) -> bytes:
        """Return the entry made from `key`; if it is not kept yet, make and keep it."""
        kept = self.get(key)
        if kept is None:
            kept = make()
            self.put(key, kept)
        return kept

    def _file(self, key: object) -> Path:
        return self.folder / address(key, self.code)


class Pack(Generic[T]):
    """Many entries of one type in one file of the cache: each the newest of its name.

    An entry is given back only for the key that it was made from. `save` writes the file, with the
    entries that were asked for or put since it was opened; of two builds the later one counts.
    """

    def __init__(self, cache: Cache, key: object, kind: type[T]) -> None:
        self.cache, self._key = cache, ["pack", key]
        content = cache.get(self._key)
        made = msgspec.msgpack.decode(content, type=dict[str, tuple[str, kind]]) if content else {}  # type: ignore[valid-type]
        self._before: dict[str, tuple[str, T]] = made
        self._now: dict[str, tuple[str, T]] = {}

    @property
    def addresses(self) -> dict[str, str]:
        """Return the address of each entry that was asked for or put, by name."""
        return {name: place for name, (place, _) in self._now.items()}

    def all(self, addresses: Mapping[str, str]) -> list[T] | None:
        """Return the entries at these addresses (by name), or None if one is no longer kept."""
        found = [self._before.get(name, ("", None)) for name in addresses]
        same = [place for place, _ in found] == list(addresses.values())
        return [value for _, value in found if value is not None] if same else None

    def get(self, name: str, key: object) -> T | None:
        """Return the entry of that name, if it was made from `key`."""
        place, value = self._before.get(name, ("", None))
        if value is None or place != address(key):
            return None
        self._now[name] = place, value
        return value

    def put(self, name: str, key: object, value: T) -> None:
        """Keep an entry under that name, made from `key`."""
        self._now[name] = address(key), value

    def save(self) -> None:
        """Write the entries, if any of them is new or gone."""
        before = {name: place for name, (place, _) in self._before.items()}
        if before != self.addresses:
            self.cache.put(self._key, msgspec.msgpack.encode(self._now))


def address(key: object, code: str = ".") -> str:
    """Return the hexadecimal hash of a key of plain data and of this program's code.

    `code` is the folder of this package whose modules count.
    """
    content = msgspec.json.encode([_program(code), key])
    return hashlib.sha256(content).hexdigest()


@cache
def _program(code: str) -> str:
    """A hash of the modules in a folder of this package: an edited generator makes all anew."""
    folder = Path(__file__).parents[1] / code
    digest = hashlib.sha256()
    for module in sorted(folder.rglob("*.py")):
        digest.update(module.relative_to(folder).as_posix().encode())
        digest.update(module.read_bytes())
    return digest.hexdigest()
