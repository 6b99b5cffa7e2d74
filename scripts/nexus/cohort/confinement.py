"""A stranger's program, run in a folder of its own and within limits: time, memory, and disk.

It is a process that ends with this one, in a session of its own, without this machine's environment.
Whatever it started that knows its folder is killed with it. This keeps an accident from harming
others; it does not hold what means to harm: that is for a machine, or a container, to throw away.
"""

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from nexus.core import leases, processes
from nexus.core.errors import NexusError
from nexus.core.text import printable

_PAUSE = 0.1
# Looking costs the more the more there is: it may take a part of the time, and no more.
_SHARE = 10
_LOG = "log"
_TOLD = 4000
_LONGEST = 300
# As this program and MkDocs begin such a line.
_LEVEL = re.compile(r"(error|warning)(?:: |\s+-\s+)", re.IGNORECASE)
_NO_SITE = "the site was not built"


@dataclass(frozen=True)
class Limits:
    """What a program may take: seconds, and bytes of memory for a process, and of disk in all."""

    seconds: float = 600.0
    memory: int = 4_000_000_000
    disk: int = 1_000_000_000


def run(
    command: Sequence[str], folder: Path, within: Path, limits: Limits, more: Mapping[str, str]
) -> str:
    """Run a command to its end, which works `within` a part of a folder of its own; return what it said.

    `more` are variables of its environment. Raises NexusError where it fails, with why it says that
    it did, or passes a limit.
    """
    child = _started(command, folder, within, limits, more)
    try:
        _wait(child, folder, limits)
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        leases.end_processes(folder)
    # Where it lies here is of no interest anywhere else.
    said = _end(folder / _LOG).replace(f"{within}{os.sep}", "").replace(f"{folder}{os.sep}", "")
    if child.returncode:
        raise NexusError(_told(said) or f"it ended with {child.returncode}")
    return said


def _started(
    command: Sequence[str], folder: Path, within: Path, limits: Limits, more: Mapping[str, str]
) -> "subprocess.Popen[bytes]":
    for name in ("home", "tmp"):
        (folder / name).mkdir(exist_ok=True)
    with (folder / _LOG).open("wb") as output:
        return subprocess.Popen(  # noqa: S603 (what runs is decided by the caller)
            command,
            cwd=within,
            env={**_environment(folder), **more},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_prepare(limits),  # noqa: PLW1509 (it asks the system, and takes no lock)
        )


def _environment(folder: Path) -> dict[str, str]:
    """What a program knows of this machine: no keys and no tokens."""
    known = {
        name: os.environ[name] for name in ("PATH", "LANG", "PYTHONPATH") if name in os.environ
    }
    return {**known, "HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp")}


def _prepare(limits: Limits) -> Callable[[], None]:
    bind = processes.bound()

    def prepare() -> None:
        if bind:
            bind()
        processes.bound_data(limits.memory)
        processes.bound_files(limits.disk)

    return prepare


def _wait(child: "subprocess.Popen[bytes]", folder: Path, limits: Limits) -> None:
    """Wait for the end of a program; raises NexusError where it passes a limit."""
    until = time.monotonic() + limits.seconds
    pause = _PAUSE
    while True:
        with suppress(subprocess.TimeoutExpired):
            child.wait(pause)
        start = time.monotonic()
        if _size(folder) > limits.disk:
            raise NexusError(f"it wrote more than {limits.disk // 1_000_000} MB")
        if child.returncode is not None:
            return
        if start > until:
            raise NexusError(f"it took longer than {limits.seconds:g} s")
        pause = max(_PAUSE, (time.monotonic() - start) * _SHARE)


def _size(folder: Path) -> int:
    """How many bytes a folder takes; what goes while it is looked at counts as nothing."""
    size = 0
    for root, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                size += Path(root, name).lstat().st_blocks * 512
    return size


def _end(log: Path) -> str:
    """The end of what a program said."""
    with log.open("rb") as file:
        file.seek(max(log.stat().st_size - _TOLD, 0))
        return file.read().decode("utf-8", "replace")


def _told(said: str) -> str:
    """What a program told of why it failed: the first error, or else warning, or else the last line."""
    lines = [line.strip() for line in said.split("\n") if line.strip()]
    if not lines:
        return ""
    line = min(lines, key=_rank) if any(map(_LEVEL.match, lines)) else lines[-1]
    return printable(_LEVEL.sub("", line))[:_LONGEST]


def _rank(line: str) -> int:
    """How little a line says of why something failed."""
    found = _LEVEL.match(line)
    level = found[1].lower() if found else ""
    # That there is no site is known.
    return 3 if not level or _NO_SITE in line else ("error", "warning").index(level)
