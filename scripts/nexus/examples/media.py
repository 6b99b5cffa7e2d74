"""Where evidence is kept beside the project: a folder, or a server that takes GET and PUT.

Both keep bytes by a name, and promise nothing about them: whoever reads has to check them. What a
medium cannot do is raised as OSError, and is no reason to fail: an example can always run.
"""

import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from nexus.core import files
from nexus.core.errors import UsageError

# No result is as large; a server could send without end.
_LARGEST = 64_000_000
_SECONDS = 20
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_VARIABLE = "NEXUS_EVIDENCE"
_MODES = ("read-only", "read-write")


class Medium(Protocol):
    """What keeps bytes by a name such as `objects/0a1b`; `writes` tells whether it may be written."""

    @property
    def named(self) -> str:
        """Return the folder or the address."""

    @property
    def writes(self) -> bool:
        """Tell whether something may be kept."""

    def read(self, name: str) -> bytes | None:
        """Return what is kept under a name, or None; raises OSError."""

    def write(self, name: str, content: bytes) -> None:
        """Keep bytes under a name; raises OSError."""


@dataclass(frozen=True)
class Folder:
    """A folder of this machine, or one that machines share."""

    path: Path
    writes: bool = True

    @property
    def named(self) -> str:
        """Return the folder."""
        return self.path.as_posix()

    def read(self, name: str) -> bytes | None:
        """Return what is kept under a name, or None; raises OSError."""
        try:
            with (self.path / name).open("rb") as file:
                return file.read(_LARGEST)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def write(self, name: str, content: bytes) -> None:
        """Keep bytes under a name; raises OSError."""
        if not self.path.exists():
            files.write(self.path / ".gitignore", b"*\n")
        files.write(self.path / name, content)


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirection: the server was named, and a token is for that one only."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


@dataclass(frozen=True)
class Server:
    """A folder of a server, by its address; `token` is sent to it and to nobody else."""

    address: str
    writes: bool = False
    token: str = field(default="", repr=False)

    @property
    def named(self) -> str:
        """Return the address."""
        return self.address

    def read(self, name: str) -> bytes | None:
        """Return what is kept under a name, or None; raises OSError."""
        try:
            return self._ask("GET", name, None)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in {404, 410}:
                return None
            raise

    def write(self, name: str, content: bytes) -> None:
        """Keep bytes under a name; raises OSError."""
        try:
            self._ask("PUT", name, content)
        except urllib.error.HTTPError as error:
            error.close()
            raise

    def _ask(self, method: str, name: str, content: bytes | None) -> bytes:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if content is not None:
            headers["Content-Type"] = "application/octet-stream"
        request = urllib.request.Request(  # noqa: S310 (https, or this machine: `medium`)
            f"{self.address}/{name}", content, headers, method=method
        )
        opener = urllib.request.build_opener(_Stay)
        try:
            with opener.open(request, timeout=_SECONDS) as response:
                found: bytes = response.read(_LARGEST)
        except OSError:
            raise
        except Exception as error:  # http.client says in many ways that it was no HTTP
            raise OSError(f"no answer in HTTP: {type(error).__name__}") from None
        return found


def medium(environment: Mapping[str, str], root: Path) -> Medium | None:
    """Return what `NEXUS_EVIDENCE` names, or None; raises UsageError if it is neither.

    A folder is written too, a server only read, unless `NEXUS_EVIDENCE_MODE` says otherwise.
    """
    named = environment.get(_VARIABLE, "").strip()
    mode = environment.get(f"{_VARIABLE}_MODE", "").strip()
    if not named:
        return None
    if mode not in {"", *_MODES}:
        hint = f"choose from: {', '.join(_MODES)}"
        raise UsageError(f"there is no mode {mode!r}", f"{_VARIABLE}_MODE", hint)
    if "://" not in named:
        return Folder(root / _expanded(named), writes=mode != "read-only")
    _check(named)
    token = environment.get(f"{_VARIABLE}_TOKEN", "").strip()
    if not (token.isascii() and (token.isprintable() or not token)):
        hint = "give the token as the server does, in one line"
        raise UsageError("a token has letters that no server takes", f"{_VARIABLE}_TOKEN", hint)
    return Server(named.rstrip("/"), mode == "read-write", token)


def _expanded(named: str) -> Path:
    try:
        return Path(named).expanduser()
    except RuntimeError:
        hint = "give the whole path of the folder"
        raise UsageError("nobody has that home folder", _VARIABLE, hint) from None


def _check(address: str) -> None:
    """Raise UsageError unless evidence may come from an address."""
    hint = "give a folder, or an address that starts with https://"
    try:
        parts = urlsplit(address)
        is_safe = parts.scheme == "https" or (
            parts.scheme == "http" and parts.hostname in _LOOPBACK
        )
        is_whole = bool(parts.hostname and parts.port != 0) and address.isascii()
    except ValueError:
        is_safe = is_whole = False
    if not (is_safe and is_whole) or parts.query or parts.fragment or " " in address:
        raise UsageError("evidence cannot be shared there", _VARIABLE, hint)
    if parts.username or parts.password:
        told = f"leave the password out, and set {_VARIABLE}_TOKEN"
        raise UsageError("the address holds a password", _VARIABLE, told)
