"""Two processes that watch each other, so that what they keep ends whoever of them is killed.

What must not outlive its user is kept by a program of its own, which imports Python's standard
library and this room only (`command`). It forks: the child does the work, the guard waits for it.
Each sees the end of the other, ends all processes below itself, and clears up. On Linux a process
whose parent was killed becomes a child of the nearer of the two that is left.
"""

import ctypes
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
_ROOM = Path(__file__).resolve().parents[2]
_START = "import sys; sys.path.append(sys.argv[1]); import {0}; {0}.main()"


def command(module: str) -> list[str]:
    """Return the command line of a module's `main` in a Python that knows no other packages."""
    return [sys.executable, "-I", "-S", "-c", _START.format(module), str(_ROOM)]


def run(work: Callable[[int], None], clear: Callable[[], None]) -> None:
    """Do `work` in a child process; then, or when it or this process is killed, `clear` up.

    `work` is given a descriptor that can be read when this process is gone, and ends then. Both
    processes clear up, maybe at the same time, after all processes below them have ended.

    Raises OSError, and has cleared up, where the system has no room for another process.
    """
    parent = os.getppid()
    here, there = socket.socketpair()
    _adopt_orphans()
    try:
        child = os.fork()
    except OSError:
        clear()
        raise
    if child:
        there.close()
        _guard(child, here, parent)
        end_children()
        clear()
    else:
        here.close()
        _work(work, there, clear)


def _guard(child: int, line: socket.socket, parent: int) -> None:
    """Wait for the end of the child, and ask for it when the parent is gone."""
    # Who holds the other end of our input may have forked: then that does not end.
    while not select.select([line], [], [], 0.5)[0]:
        if os.getppid() != parent:
            line.shutdown(socket.SHUT_RDWR)
    with suppress(ChildProcessError):
        os.waitpid(child, 0)


def _work(work: Callable[[int], None], line: socket.socket, clear: Callable[[], None]) -> NoReturn:
    """Do the work in this process, and leave no other way out of it."""
    code = 1
    try:
        _adopt_orphans()
        try:
            work(line.fileno())
            code = 0
        finally:
            end_children()
            clear()
    finally:
        os._exit(code)


def _adopt_orphans() -> None:
    """Become the parent of every process below this one whose own parent ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_children() -> None:
    """Kill every process below this one, also those that come while it is at it."""
    while children := _children():
        for child in children:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(child, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(child, 0)


def _children() -> list[int]:
    me = os.getpid()
    try:
        listed = Path(f"/proc/{me}/task/{me}/children").read_text("ascii")
    except OSError:  # another system, or a /proc that nobody may read
        return []
    return [int(child) for child in listed.split()]
