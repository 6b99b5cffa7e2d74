"""What lies at an address, asked for politely, by a program that nobody can keep busy for long.

A server is asked by one program with a name, never by many threads at once (`reading` sees to that);
what was got before is only got again if it has changed; a server that asks for patience gets it.
What it sends is bounded in size and time, also after it is unpacked, and a redirection is followed
to https alone, and never from the Internet to a server of this network.
"""

import socket
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Timer
from urllib.parse import urljoin, urlsplit

import msgspec
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from nexus import __version__
from nexus.cohort import network
from nexus.core.cache import Cache
from nexus.core.errors import MachineError, NexusError

AT_ONCE = 32
_AT_ONE_SERVER = 4
_LOCAL = {"localhost", "127.0.0.1", "::1"}
_AGAIN = {429, 500, 502, 503, 504}
_MOVED = {301, 302, 303, 307, 308}
_MOST_MOVES = 5
_TRIES = 3
_PAUSE, _LONGEST_PAUSE = 0.5, 20.0
_TIMEOUT = urllib3.Timeout(connect=5, read=10)
_SECONDS = 30.0
_CHUNK = 1 << 16
_HEADERS = {"User-Agent": f"project-nexus/{__version__}", "Accept-Encoding": "gzip"}


class Kept(msgspec.Struct, frozen=True):
    """What a server sent before, with what it named that version by."""

    content: bytes
    etag: str = ""
    modified: str = ""


class Missing(NexusError):
    """There is no such file."""


class _Later(NexusError):
    """The server may answer after a while: `seconds`, if it said how long."""

    def __init__(self, what: str, seconds: float = 0.0) -> None:
        super().__init__(what)
        self.seconds = seconds


def lanes(address: str) -> tuple[str, int]:
    """Return the server of an address, and how many may ask that at once."""
    try:
        parts = urlsplit(address)
    except ValueError:  # nobody will be asked
        return "", 1
    return parts.netloc.lower(), AT_ONCE if parts.hostname in _LOCAL else _AT_ONE_SERVER


def check(address: str) -> None:
    """Raise NexusError unless an address may be asked: https, or a server of this machine."""
    try:
        parts = urlsplit(address)
        is_right = bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_right = False
    is_safe = is_right and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)
    )
    if not is_safe or parts.username or parts.query or parts.fragment or not address.isascii():
        raise NexusError("this is no https address of a site", address)


@contextmanager
def _bounded(seconds: float, cut: Callable[[], object]) -> Iterator[None]:
    """Let a server take so many seconds and no more, however little it sends at a time.

    A limit for each read does not end one that always sends a byte before it.
    """

    def end() -> None:
        with suppress(OSError, ValueError, RuntimeError):  # it is closed, or done
            cut()

    timer = Timer(max(seconds, 0.0), end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


class _Connection(HTTPConnection):
    """A connection on which the head of an answer is there in time, or none."""

    def getresponse(self) -> urllib3.HTTPResponse:  # type: ignore[override] # as urllib3's own
        with _bounded(_SECONDS, lambda: self.sock and self.sock.shutdown(socket.SHUT_RDWR)):
            return super().getresponse()


class _SafeConnection(_Connection, HTTPSConnection):
    """The same by TLS."""


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Connection


class _SafePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _SafeConnection


def _manager() -> urllib3.PoolManager:
    made = urllib3.PoolManager(AT_ONCE * 2, maxsize=AT_ONCE, timeout=_TIMEOUT, retries=False)
    made.pool_classes_by_scheme = {"http": _Pool, "https": _SafePool}
    return made


@dataclass(frozen=True)
class Web:
    """Asks servers; `cache` keeps what they sent. `wait` lets so many seconds pass."""

    cache: Cache
    wait: Callable[[float], None] = time.sleep
    _pool: urllib3.PoolManager = field(default_factory=_manager)

    def get(self, address: str, most: int) -> bytes:
        """Return what lies at an address, of at most so many bytes.

        Raises NexusError where there is nothing, or too much, and MachineError where no server
        answers.
        """
        key = ["web", address]
        kept = _kept(self.cache.get(key))
        for number in range(1, _TRIES + 1):
            try:
                found = self._ask(address, kept, most)
                break
            except _Later as error:
                if number == _TRIES:
                    raise MachineError(error.what, address) from None
                pause = error.seconds or _PAUSE * 2**number
                self.wait(min(pause, _LONGEST_PAUSE))
        if found is not kept and (found.etag or found.modified):
            self.cache.put(key, msgspec.msgpack.encode(found))
        return found.content

    def _ask(self, address: str, kept: Kept | None, most: int) -> Kept:
        """Ask once, and follow where the server says that it has moved."""
        until = time.monotonic() + _SECONDS
        place = address
        for _ in range(_MOST_MOVES):
            try:
                headers = {**_HEADERS, **_conditions(kept)}
                answer = self._pool.request(
                    "GET", place, headers=headers, redirect=False, preload_content=False
                )
            except (HTTPError, OSError, ValueError) as error:
                _refuse_late(until)
                raise _Later(f"the server cannot be reached: {_reason(error)}") from None
            try:
                _refuse_late(until)
                if answer.status not in _MOVED:
                    with _bounded(until - time.monotonic(), answer.shutdown):
                        found = _taken(answer, kept, most, until)
                    _refuse_late(until)  # what was cut may look whole
                    return found
                place = _moved(place, answer.headers.get("Location", ""))
            finally:
                # A connection whose answer was read to its end is back in the pool by now.
                answer.close()
        raise NexusError("the server sends from one address to the next", address)


def _kept(content: bytes | None) -> Kept | None:
    try:
        return msgspec.msgpack.decode(content, type=Kept) if content else None
    except msgspec.DecodeError:
        return None


def _conditions(kept: Kept | None) -> dict[str, str]:
    if kept is None:
        return {}
    named = {"If-None-Match": kept.etag, "If-Modified-Since": kept.modified}
    return {name: value for name, value in named.items() if value}


def _moved(place: str, to: str) -> str:
    try:
        target = urljoin(place, to)
        parts = urlsplit(target)
        is_same = parts[:2] == urlsplit(place)[:2]
        is_right = is_same or (parts.scheme == "https" and parts.hostname)
    except ValueError:
        is_right = False
    if not to or not is_right:
        raise NexusError("the server sends elsewhere, and not to https", place)
    if network.leads_inside(place, target):
        raise NexusError("the server sends to a place in this network", place)
    return target


def _taken(answer: urllib3.BaseHTTPResponse, kept: Kept | None, most: int, until: float) -> Kept:
    """Return what a server answers; raises NexusError for what is no content."""
    if answer.status == 304 and kept is not None:
        answer.read1(1, decode_content=False)  # nothing comes: the connection is free again
        return kept
    if answer.status in _AGAIN:
        raise _Later(f"the server answers {answer.status}", _patience(answer))
    if answer.status in {404, 410}:
        raise Missing(f"the server answers {answer.status}")
    if answer.status != 200:
        raise NexusError(f"the server answers {answer.status}")
    content = _unpacked(answer, _body(answer, most, until), most)
    named = (answer.headers.get(name, "") for name in ("ETag", "Last-Modified"))
    return Kept(content, *(text if text.isprintable() and text.isascii() else "" for text in named))


def _patience(answer: urllib3.BaseHTTPResponse) -> float:
    told = answer.headers.get("Retry-After", "")
    return float(told) if told.isascii() and told.isdigit() else 0.0


def _body(answer: urllib3.BaseHTTPResponse, most: int, until: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    try:
        while part := answer.read1(_CHUNK, decode_content=False):
            parts.append(part)
            size += len(part)
            if size > most:
                raise too_large(most)
            _refuse_late(until)
    except (HTTPError, OSError) as error:
        _refuse_late(until)
        raise _Later(f"the server stopped answering: {_reason(error)}") from None
    return b"".join(parts)


def _refuse_late(until: float) -> None:
    if time.monotonic() > until:
        raise NexusError(f"the server takes longer than {_SECONDS:.0f} s")


def _unpacked(answer: urllib3.BaseHTTPResponse, content: bytes, most: int) -> bytes:
    how = answer.headers.get("Content-Encoding", "").strip().lower()
    if how in {"", "identity"}:
        return content
    if how != "gzip":
        raise NexusError("the server packs what it sends in a way that nobody asked for")
    unpacking = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        found = unpacking.decompress(content, most + 1)
    except zlib.error:
        found = b""
    if len(found) > most:
        raise too_large(most)
    if not unpacking.eof:  # what was cut off would be kept as if it were whole
        raise NexusError("what the server sends cannot be unpacked")
    return found


def too_large(most: int) -> NexusError:
    """Return the error about what has more than so many bytes."""
    return NexusError(f"it is larger than {most // 1_000_000} MB")


def _reason(error: BaseException) -> str:
    """The kind of an error of the network, without addresses of this machine's memory."""
    return type(error).__name__
