"""Processes that end as they are asked to, with everything closed that they had open.

Python leaves at once on SIGTERM: servers run on, folders stay. Here SIGTERM and SIGINT raise an
exception, so that every `with` and `finally` on the way out does its work. Only the first of them
counts: a signal to a whole group of processes, as a terminal sends it, reaches some of them twice.
"""

import signal
import subprocess
from collections.abc import Collection, Sequence
from contextlib import suppress
from types import FrameType
from typing import NoReturn

INTERRUPTED = 128 + signal.SIGINT
_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def obey_signals() -> None:
    """Make SIGTERM raise SystemExit with 143 in this process, and SIGINT KeyboardInterrupt.

    A signal that this process was started to ignore stays ignored.
    """
    for number in _heard():
        signal.signal(number, _end)


def _heard() -> list[signal.Signals]:
    return [number for number in _SIGNALS if signal.getsignal(number) != signal.SIG_IGN]


def _end(number: int, _frame: FrameType | None = None) -> NoReturn:
    for later in _SIGNALS:
        signal.signal(later, signal.SIG_IGN)
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise SystemExit(128 + number)


def run(command: Sequence[str], shared: Collection[int] = ()) -> int:
    """Run a command to its end and return its exit code.

    `shared` are the file descriptors that it inherits. SIGTERM and SIGINT are passed on to the command,
    and end this process when it has ended.
    """
    received: list[int] = []
    children: list[subprocess.Popen[bytes]] = []

    def pass_on(number: int, _frame: FrameType | None) -> None:
        received.append(number)
        for child in children:
            _send(child, number)

    before = {number: signal.signal(number, pass_on) for number in _heard()}
    try:
        children.append(subprocess.Popen(command, pass_fds=shared))  # noqa: S603
        # One that came while the command was being started found nobody to pass it on to.
        for number in received:
            _send(children[0], number)
        code = children[0].wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if received:
        _end(received[0])
    return code


def _send(child: "subprocess.Popen[bytes]", number: int) -> None:
    # Windows sends Ctrl-C to every process of a terminal itself, and has no way to pass it on.
    with suppress(ValueError):
        child.send_signal(number)
