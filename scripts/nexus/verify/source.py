"""Where a site is that is to be verified: a folder, or an address from which its files are read.

Nothing but the files of the site is asked for, and no redirection to another server is followed.
"""

import os
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from nexus.core.errors import MachineError, NexusError, UsageError

_MOST_BYTES = 200_000_000
_SECONDS = 30
_LOCAL = {"localhost", "127.0.0.1", "::1"}


class Source(ABC):
    """A site's files by their path."""

    @abstractmethod
    def read(self, path: str) -> bytes:
        """Return a file's content; raises NexusError if there is none."""

    def others(self, known: Collection[str]) -> Iterator[str]:
        """Give the files that are not known, as far as these can be listed."""
        del known
        yield from ()


class Folder(Source):
    """A site in a folder; a symbolic link in it is no file of the site."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, path: str) -> bytes:
        """Return a file's content."""
        file = self._folder / path
        try:
            if not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(self._folder)):
                raise NexusError("a link leads out of the site", path)
            if file.exists() and not file.is_file():
                raise NexusError("this is no file, but something else", path)
            return file.read_bytes()
        except OSError as error:
            raise NexusError(f"a file cannot be read: {error.strerror}", path) from None

    def others(self, known: Collection[str]) -> Iterator[str]:
        """Give each file of the folder that is not known."""
        for file in sorted(self._folder.rglob("*")):
            path = file.relative_to(self._folder).as_posix()
            if path not in known and (file.is_symlink() or file.is_file()):
                yield path


class _SameServer(urllib.request.HTTPRedirectHandler):
    """Follows no redirection to another server."""

    def redirect_request(self, req: urllib.request.Request, *answer: Any) -> Any:
        """Return the request to follow; answer with an error where it leads elsewhere."""
        if urlsplit(answer[-1])[:2] != urlsplit(req.full_url)[:2]:
            return None
        return super().redirect_request(req, *answer)


class Address(Source):
    """A site at an address; what it has beyond its list cannot be seen from outside."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        is_local = parts.hostname in _LOCAL
        if (
            not parts.hostname
            or parts.scheme not in {"https", "http"}
            or (parts.scheme == "http" and not is_local)
        ):
            raise UsageError("this is no https address", address, "give one, or a folder")
        self._base = f"{address.rstrip('/')}/"
        self._opener = urllib.request.build_opener(_SameServer)

    def read(self, path: str) -> bytes:
        """Return what the server gives for a path."""
        try:
            with self._opener.open(self._base + quote(path), timeout=_SECONDS) as answer:
                content = bytes(answer.read(_MOST_BYTES + 1))
        except urllib.error.HTTPError as error:
            error.close()
            raise NexusError(f"the server answers {error.code}", path) from None
        except (OSError, HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise MachineError(f"the server cannot be reached: {reason}", self._base) from None
        if len(content) > _MOST_BYTES:
            raise NexusError("a file is too large to be looked at", path)
        return content


def of(text: str) -> Source:
    """Return the site that an argument names; raises UsageError if it names none."""
    if "://" in text:
        return Address(text)
    if not Path(text).is_dir():
        raise UsageError("there is no such folder", text, "give a folder, or an https address")
    return Folder(Path(text))


def repository(text: str) -> str:
    """Return OWNER/NAME of a site on GitHub Pages, by its address; empty if that does not say it."""
    parts = urlsplit(text)
    owner, _, rest = (parts.hostname or "").partition(".")
    if rest != "github.io":
        return ""
    name = parts.path.strip("/").partition("/")[0]
    return f"{owner}/{name or parts.hostname}"
