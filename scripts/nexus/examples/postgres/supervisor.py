"""Keeps one PostgreSQL server while its builder lives, then removes every trace of it.

A program of its own (`pairs.command`), which knows no other packages. One line of JSON on standard
input is its order. It makes a private folder, runs initdb and the server in it, answers with one
line of JSON, and waits. When standard input ends, because the builder is done or was killed, when
the server dies, or when one of its two processes is killed, it stops what still runs in the folder
and removes the folder. It starts before anything exists, so nothing can be left over.
"""

import contextlib
import ctypes
import json
import os
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from nexus.core import leases, pairs, processes

# The address of a unix socket holds 103 bytes on macOS, 107 on Linux.
_SOCKET = ".s.PGSQL.5432"
_LONGEST = 103
# What the server needs of an installation; the rest is for those who compile against it.
_PARTS = ("bin/postgres", "bin/initdb", "lib", "share")
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
# So much memory each process of the server may take: a value that needs more is refused at once.
_MEMORY = 1 << 30
_IPC_RMID = 0
# Within the leased folder: as root, the account of the server is given this one only.
_INNER = "pg"


class BuilderGone(Exception):
    """The builder closed its end of the pipe, or was killed, or the other process was."""


def main() -> None:
    """Carry out the order on standard input; the builder's life decides, not a signal."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    line = sys.stdin.buffer.readline()
    if not line:
        return
    order = json.loads(line)
    try:
        folder = _private_folder(order["temp"], order["account"])
        pairs.run(lambda guard: _keep(order, folder, guard), lambda: remove(folder))
    except OSError as error:
        _answer(error=str(error))


def _answer(**content: object) -> None:
    with contextlib.suppress(BrokenPipeError):
        print(json.dumps(content), flush=True)


def _keep(order: dict[str, Any], folder: Path, guard: int) -> None:
    """Run the server that is ordered, until nobody needs it any more."""
    try:
        _serve(order, folder / _INNER, (0, guard))
    except BuilderGone:
        return
    except (OSError, RuntimeError) as error:
        _answer(error=str(error))


def _serve(order: dict[str, Any], folder: Path, users: tuple[int, ...]) -> None:
    server = None
    folder.mkdir(mode=0o700)
    processes.bound_memory(_MEMORY)
    try:
        binaries = _settle(folder, Path(order["installation"]), order["account"])
        _initialise(folder, binaries, order, users)
        server = _start(folder, binaries, order["settings"])
        _await_ready(server, folder, users)
        _answer(folder=str(folder))
        while server.poll() is None:
            _check_users(users, 0.1)
    finally:
        _stop(server)


def _private_folder(temp: str, account: dict[str, int] | None) -> Path:
    """A new folder that only its owner may enter, with an address short enough for a socket."""
    made = leases.make(temp)
    length = len(os.fsencode(made / _INNER / _SOCKET))
    if length > _LONGEST or not (account is None or _open_to_all(Path(temp))):
        made.rmdir()
        made = leases.make(leases.SHORTEST)
    if account:
        made.chmod(0o711)
    return made


def _open_to_all(folder: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in (folder, *folder.parents))


def _settle(folder: Path, installation: Path, account: dict[str, int] | None) -> Path:
    """The folder of the binaries, after becoming the unprivileged account (PostgreSQL denies root).

    Where that account cannot reach the installation, such as below /root, it gets a copy.
    """
    if account is None:
        return installation / "bin"
    if not _open_to_all(installation):
        installation = _copy(installation, folder / "copy")
    owner = account["user"], account["group"]
    for path in (folder, *folder.rglob("*")):
        os.chown(path, *owner, follow_symlinks=False)
    os.setgroups([])
    os.setgid(owner[1])
    os.setuid(owner[0])
    return installation / "bin"


def _copy(installation: Path, target: Path) -> Path:
    """A copy of what the server needs, laid out alike: binaries find libraries by the way there."""
    package = installation.parent
    copy = target / package.name / installation.name
    (copy / "bin").mkdir(parents=True)
    for part in _PARTS:
        make = shutil.copytree if (installation / part).is_dir() else shutil.copy2
        make(installation / part, copy / part)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name)
    return copy


def _initialise(
    folder: Path, binaries: Path, order: dict[str, Any], users: tuple[int, ...]
) -> None:
    """Run initdb; its superuser's password never stands in a list of processes."""
    password = folder / "password"
    password.write_text(order["password"])
    command = [binaries / "initdb", "-D", folder / "data", f"--pwfile={password}"]
    with _run([*command, *order["initdb"]], folder) as initdb:
        try:
            while initdb.poll() is None:
                _check_users(users, 0.01)
        except BuilderGone:
            initdb.kill()
            raise
    password.unlink()
    if initdb.returncode:
        raise RuntimeError(f"initdb failed: {_log(folder)}")


def _start(folder: Path, binaries: Path, settings: dict[str, str]) -> "subprocess.Popen[bytes]":
    """A running server that is ready for connections."""
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return _run([binaries / "postgres", "-D", folder / "data", "-k", folder, *options], folder)


def _await_ready(server: "subprocess.Popen[bytes]", folder: Path, users: tuple[int, ...]) -> None:
    """Return when connections are taken; raises RuntimeError where that will never be."""
    while _lock_file(folder)[7:8] != ["ready"]:
        if server.poll() is not None:
            raise RuntimeError(f"PostgreSQL did not start: {_log(folder)}")
        _check_users(users, 0.01)


def _run(command: list[Any], folder: Path) -> "subprocess.Popen[bytes]":
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603
            command,
            cwd=folder,
            env=_ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=processes.bound(signal.SIGQUIT),  # noqa: PLW1509 (there is no other thread)
        )


def _lock_file(folder: Path) -> list[str]:
    """The lines of the file that PostgreSQL keeps while it runs."""
    try:
        text = (folder / "data" / "postmaster.pid").read_text()
    except OSError:
        return []
    return [line.strip() for line in text.splitlines()]


def _log(folder: Path) -> str:
    return (folder / "log").read_text(errors="replace")[-2000:].strip()


def _check_users(users: tuple[int, ...], seconds: float) -> None:
    """Wait for so long; raises BuilderGone as soon as one of those at the other ends is gone."""
    readable, _, _ = select.select(users, [], [], seconds)
    if readable and not os.read(readable[0], 4096):
        raise BuilderGone


def _stop(server: "subprocess.Popen[bytes] | None") -> None:
    """Let a server end its processes at once: its data is of no use any more."""
    if server is not None and server.poll() is None:
        server.send_signal(signal.SIGQUIT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(0.5)


def remove(folder: Path) -> None:
    """Kill what runs in a leased folder, and remove it."""
    # A killed server leaves its children: one that computes does not notice for a long time.
    leases.end_processes(folder)
    _free_shared_memory(folder / _INNER)
    leases.clear(folder)


def _free_shared_memory(folder: Path) -> None:
    """Free the segment that a killed server left; one that ended by itself has freed it."""
    segment = " ".join(_lock_file(folder)[6:7]).split()
    if len(segment) == 2:
        ctypes.CDLL(None).shmctl(int(segment[1]), _IPC_RMID, None)
