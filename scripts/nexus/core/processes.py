"""Processes that end as they are asked to, with everything closed that they had open.

Python leaves at once on SIGTERM and SIGHUP: servers run on, folders stay. Here these and SIGINT
raise an exception, so that every `with` and `finally` on the way out does its work. Only the first
of them counts: a signal to a whole group of processes, as a terminal sends it, reaches some of them
twice. What is killed can clear nothing up: the system ends what is bound to it.
"""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

INTERRUPTED = 128 + signal.SIGINT
TOLD_TO_END = 128 + signal.SIGTERM
_NAMES = ("SIGTERM", "SIGINT", "SIGHUP")
_SIGNALS = [signal.Signals[name] for name in _NAMES if name in signal.Signals.__members__]
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


class Ended(SystemExit):
    """This process was told to end; no code of a user's may take it for its own."""


# What a signal raises: code that catches everything of a user's lets these through.
ENDS = (KeyboardInterrupt, Ended)


def obey_signals() -> None:
    """Make SIGTERM and SIGHUP raise `Ended` with 143 in this process, SIGINT KeyboardInterrupt.

    A signal that this process was started to ignore stays ignored.
    """
    for number in _heard():
        signal.signal(number, _end)


def _heard() -> list[signal.Signals]:
    return [number for number in _SIGNALS if signal.getsignal(number) != signal.SIG_IGN]


def be_deaf() -> None:
    """Ignore the signals from now on: how this process ends is decided, and Python is ending."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _end(number: int, _frame: FrameType | None = None) -> NoReturn:
    be_deaf()
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise Ended(TOLD_TO_END)


def bound(number: int = signal.SIGKILL) -> Callable[[], None] | None:
    """Return what a new process does before its program starts (`preexec_fn`), to end with this one.

    The system sends it the signal when the thread that started it ends. None but on Linux.
    """
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def bind() -> None:
        prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != parent:  # it ended before the system was asked to watch it
            os.kill(os.getpid(), signal.SIGKILL)

    return bind


def bound_memory(limit: int) -> None:
    """Let this process and those that it starts take so many bytes each, where the system can."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def bound_data(limit: int) -> None:
    """Let this process and those that it starts write to so many bytes of memory each.

    What is only set aside does not count, as it does for `bound_memory`: WebAssembly sets aside more
    than a machine has.
    """
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def bound_files(limit: int) -> None:
    """Let no file that this process and those that it starts write grow beyond so many bytes."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


def run(
    command: Sequence[str],
    shared: Collection[int] = (),
    meanwhile: Callable[[], object] = lambda: None,
) -> int:
    """Run a command to its end and return its exit code; `meanwhile` is called when it has begun.

    `shared` are the file descriptors that it inherits. SIGTERM, SIGHUP and SIGINT are passed on to the
    command, and end this process when it has ended. It is killed where this process is.
    """
    children: list[subprocess.Popen[bytes]] = []
    with _passed_on(children) as received:
        child = subprocess.Popen(command, pass_fds=shared, preexec_fn=bound())  # noqa: S603, PLW1509
        children.append(child)
        # One that came while the command was being started found nobody to pass it on to.
        for number in received:
            _send(child, number)
        try:
            meanwhile()
        finally:
            code = child.wait()
    if received:
        _end(received[0])
    return code


@contextmanager
def _passed_on(children: "Sequence[subprocess.Popen[bytes]]") -> Iterator[list[int]]:
    """Pass signals on to processes, which may only come; gives those that were received."""
    received: list[int] = []

    def pass_on(number: int, _frame: FrameType | None) -> None:
        received.append(number)
        for child in children:
            _send(child, number)

    before = {number: signal.signal(number, pass_on) for number in _heard()}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def running(command: Sequence[str]) -> "Iterator[subprocess.Popen[bytes]]":
    """Run a command for the time of the `with`, and no longer than this process."""
    child = subprocess.Popen(command, preexec_fn=bound())  # noqa: S603, PLW1509
    try:
        yield child
    finally:
        child.terminate()
        child.wait()


def _send(child: "subprocess.Popen[bytes]", number: int) -> None:
    # Windows sends Ctrl-C to every process of a terminal itself, and has no way to pass it on.
    with suppress(ValueError):
        child.send_signal(number)
