"""Starts a program whose calls are reported: `python -I -S launch.py SOCKET COMMAND...`.

The listener is sent over the socket before the program takes this one's place; where the system has
no filter, a byte alone is sent, and the program runs all the same.
"""

import array
import os
import signal
import socket
import sys
import threading
from contextlib import suppress
from pathlib import Path


def main() -> None:
    """Become the program that the command line names."""
    channel, command = int(sys.argv[1]), sys.argv[2:]
    # This Python ignores some, and what it ignores the program would; that starts as from a shell.
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    os.set_inheritable(channel, False)  # noqa: FBT003
    sys.path.append(str(Path(__file__).parents[3]))
    from nexus.examples.python import syscalls

    with socket.socket(fileno=channel) as line:
        listeners = array.array("i")
        is_ready = threading.Event()
        # Nobody lets a reported call through before it has the listener; a thread that was there
        # before the filter makes none.
        sender = threading.Thread(target=_send, args=(line, listeners, is_ready), daemon=True)
        sender.start()
        with suppress(OSError):
            listeners.append(syscalls.install())
        is_ready.set()
        sender.join()
        os.execv(command[0], command)  # noqa: S606


def _send(line: socket.socket, listeners: "array.array[int]", is_ready: threading.Event) -> None:
    is_ready.wait()
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, listeners)] if listeners else []
    line.sendmsg([b"0"], rights)


if __name__ == "__main__":
    main()
