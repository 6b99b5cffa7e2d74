"""Folders for a while, which no killed process leaves for good: their names are their leases.

A name says which process made the folder and when that started, so that a later build finds those
that nobody holds, and clears them up with what still runs there. A folder that is in use stays, as
does one of another user or container. Where the system does not say when a process started, as on
macOS, nothing is taken for left.
"""

import os
import re
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_NAME = re.compile(r"nexus-(?P<space>\d+)-(?P<process>\d+)-(?P<start>\d+)-\w{8}")
# The names of other folders beside a leased one that go with it, a line each.
_BESIDE = "beside"
SHORTEST = "/tmp"  # noqa: S108 (a socket's address is short)


@contextmanager
def folder() -> Iterator[Path]:
    """Make a folder for the time of the `with`."""
    made = make()
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def make(parent: str | None = None) -> Path:
    """Make a folder that only this user may enter, leased to this process; raises OSError."""
    me = os.getpid()
    prefix = f"nexus-{_space()}-{me}-{_started(me) or 0}-"
    return Path(tempfile.mkdtemp(prefix=prefix, dir=parent))


def bind(lease: Path, *others: Path) -> None:
    """Let other folders, which lie beside a leased one, be cleared up with it."""
    (lease / _BESIDE).write_text(
        "".join(f"{other.name}\n" for other in others if other.parent == lease.parent), "utf-8"
    )


def stale() -> Iterator[Path]:
    """Give each folder of this user whose process is gone."""
    if not _started(os.getpid()):
        return
    places = {SHORTEST}
    with suppress(OSError):  # a machine may have no folder for temporary files
        places.add(tempfile.gettempdir())
    for place in set(map(os.path.realpath, places)):
        with suppress(OSError), os.scandir(place) as entries:
            yield from (Path(entry.path) for entry in entries if _is_stale(entry))


def _is_stale(entry: "os.DirEntry[str]") -> bool:
    found = _NAME.fullmatch(entry.name)
    if not found or int(found["space"]) != _space():
        return False
    try:
        is_own = entry.stat(follow_symlinks=False).st_uid == os.geteuid()
    except OSError:  # somebody else was faster
        return False
    is_folder = entry.is_dir(follow_symlinks=False)
    return is_own and is_folder and _started(int(found["process"])) != int(found["start"])


def clear(folder: Path) -> None:
    """Kill what works in a folder, and remove it with those that are bound to it."""
    end_processes(folder)
    with suppress(OSError, ValueError):
        for name in (folder / _BESIDE).read_text("utf-8").splitlines():
            if Path(name).name == name:
                shutil.rmtree(folder.with_name(name), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def end_processes(folder: Path) -> None:
    """Kill the processes that work in a folder, also those that come meanwhile."""
    until = time.monotonic() + 2
    while (left := list(processes(folder))) and time.monotonic() < until:
        for process in left:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(process, signal.SIGKILL)
        time.sleep(0.01)


def processes(folder: Path) -> Iterator[int]:
    """Give the processes that work in a folder, or know it by their environment (Linux)."""
    named = os.fsencode(folder) + b"/"
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            inside = (entry / "cwd").readlink().is_relative_to(folder)
            if inside or named in (entry / "environ").read_bytes():
                yield int(entry.name)


def _space() -> int:
    """The number of what counts processes here, which a container has of its own; 0 if unknown."""
    with suppress(OSError):
        return Path("/proc/self/ns/pid").stat().st_ino
    return 0


def _started(process: int) -> int | None:
    """When a process started, in the system's own measure; None if it has ended or nobody knows."""
    try:
        told = Path(f"/proc/{process}/stat").read_text("ascii", "replace")
    except OSError:
        return None
    # Behind the name, which may hold anything: the state first, and the start as the 22nd of all.
    state, *facts = told.rpartition(")")[2].split()
    return None if state in "ZX" else int(facts[18])
