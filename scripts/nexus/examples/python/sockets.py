"""Whom a program may talk to without its result depending on more than is looked at.

Its own database, and what it serves itself. What any other program answers cannot be followed.
"""

import os
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

_DNS = 53
_LISTENS = "0A"


@dataclass
class Allowed:
    """The addresses of a program: sockets below `folders`, the ports of its database, its own."""

    folders: tuple[str, ...]
    ports: frozenset[int] = frozenset()
    _taken: set[bytes | int] = field(default_factory=set)

    def take(self, address: bytes) -> None:
        """Take note of an address that the program serves itself."""
        family = _family(address)
        if family == socket.AF_UNIX:
            self._taken.add(_unix(address))
        elif family in {socket.AF_INET, socket.AF_INET6}:
            self._taken.add(_port(address))

    def stranger(self, address: bytes, process: int) -> str:
        """Return the address in words if what answers there is no part of the program, else nothing."""
        family = _family(address)
        if family == socket.AF_UNIX:
            path = _unix(address)
            return "" if self._is_known(path) else os.fsdecode(path.replace(b"\0", b"@"))
        if family not in {socket.AF_INET, socket.AF_INET6}:
            return ""
        host, port = _host(address), _port(address)
        if port in self.ports or (host.is_loopback and self._is_own(port, process)):
            return ""
        return f"{host}:{port}"

    def _is_known(self, path: bytes) -> bool:
        named = os.fsdecode(path)
        inside = any(named.startswith(f"{folder}/") for folder in self.folders)
        if path in self._taken or inside or not named.startswith("/"):
            return path[:1] != b"\0" or path in self._taken
        return not os.path.exists(named)  # noqa: PTH110 (nobody answers)

    def _is_own(self, port: int, process: int) -> bool:
        """Tell whether nobody is asked, or a process of the program listens at a port."""
        if not port or port in self._taken:
            return True
        waiting = set(_listening(port, process))
        return bool(waiting) and waiting <= set(_sockets(os.getpid()))


def allowed(database: str, folder: Path) -> Allowed:
    """Return what a program with a database, by its URL for libpq, and a folder of its own may ask."""
    query = parse_qs(urlsplit(database).query)
    hosts = query.get("host", [])
    folders = (str(folder), *(host for host in hosts if host.startswith("/")))
    if all(host.startswith("/") for host in hosts):
        return Allowed(folders)
    # The host is asked of a name server first.
    named = {_DNS, *(int(port) for port in query.get("port", []) if port.isdigit())}
    return Allowed(folders, frozenset(named))


def missing(address: bytes) -> str:
    """Return the path of a socket that is asked for and not there; empty for any other address."""
    if _family(address) != socket.AF_UNIX:
        return ""
    path = os.fsdecode(_unix(address))
    return path if path.startswith("/") and not os.path.exists(path) else ""  # noqa: PTH110


def _family(address: bytes) -> int:
    return struct.unpack_from("=H", address)[0] if len(address) >= 2 else -1


def _unix(address: bytes) -> bytes:
    path = address[2:]
    return path if path[:1] == b"\0" else path.partition(b"\0")[0]


def _port(address: bytes) -> int:
    found: int = struct.unpack_from("!H", address, 2)[0]
    return found


def _host(address: bytes) -> IPv4Address | IPv6Address:
    if _family(address) == socket.AF_INET:
        return ip_address(address[4:8])
    found = ip_address(address[8:24])
    return getattr(found, "ipv4_mapped", None) or found


def _listening(port: int, process: int) -> Iterator[str]:
    """The numbers of the sockets that wait at a port."""
    for table in ("tcp", "tcp6"):
        with suppress(OSError):
            lines = Path(f"/proc/{process}/net/{table}").read_text("ascii").splitlines()[1:]
            for facts in map(str.split, lines):
                if facts[3] == _LISTENS and int(facts[1].rpartition(":")[2], 16) == port:
                    yield facts[9]


def _sockets(process: int) -> Iterator[str]:
    """The numbers of the sockets of a process and of those below it."""
    with suppress(OSError):
        for link in Path(f"/proc/{process}/fd").iterdir():
            with suppress(OSError):
                yield os.readlink(link).removeprefix("socket:[").removesuffix("]")  # noqa: PTH115
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text("ascii").split():
                yield from _sockets(int(child))
