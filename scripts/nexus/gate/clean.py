"""Files in which nothing was found before: a build looks again only at what is new.

Which they are is kept by what they are and by all that looked: this program, the packages that know
how tokens begin and what a document says, and the texts that their author knows to be harmless.
"""

from collections.abc import Collection
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version

from nexus.core.cache import Cache

_PACKAGES = ("kingfisher-secret-scanner", "pypdf")
_SIZE = sha256().digest_size


class Clean:
    """Remembers files by their endings and contents; without a cache, nothing is remembered."""

    def __init__(self, cache: Cache | None, harmless: Collection[str]) -> None:
        self._cache = cache
        try:
            self._key = ["clean", [version(name) for name in _PACKAGES], sorted(harmless)]
        except PackageNotFoundError:  # which is told where it is needed
            self._cache, self._key = None, []
        content = self._cache.get(self._key) if self._cache else None
        whole = content or b""
        self._before = {whole[at : at + _SIZE] for at in range(0, len(whole), _SIZE)}
        self._now: set[bytes] = set()

    def __bool__(self) -> bool:
        """Tell whether any file was looked at before."""
        return bool(self._before)

    def has(self, file: bytes) -> bool:
        """Tell whether nothing was found in the file of a digest before."""
        is_known = file in self._before or file in self._now
        if is_known:
            self._now.add(file)
        return is_known

    def add(self, file: bytes) -> None:
        """Remember that nothing was found in the file of a digest."""
        self._now.add(file)

    def save(self) -> None:
        """Keep what was seen since it was opened."""
        if self._cache and self._now != self._before:
            self._cache.put(self._key, b"".join(sorted(self._now)))


def digest(ending: str, content: bytes) -> bytes:
    """Return the digest of a file, of which its ending says how it is read."""
    return sha256(ending.encode("utf-8", "surrogateescape") + b"\0" + content).digest()
