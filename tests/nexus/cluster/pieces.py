"""Work for the workers of a cluster, which import it from here."""

import os
import signal
import threading
from pathlib import Path


def doubled(number: int) -> int:
    """Give twice the number; there is no twice of 13."""
    if number == 13:
        raise ValueError("no twice of 13")
    return 2 * number


def deadly(piece: tuple[str, int]) -> str:
    """Kill the worker so many times, and then give the name; each time leaves a file."""
    name, times = piece
    for number in range(times):
        try:
            Path(f"{name}-{number}").touch(exist_ok=False)
        except FileExistsError:
            continue
        os.kill(os.getpid(), signal.SIGKILL)
    return name


_BARRIERS: dict[int, threading.Barrier] = {}


def met(number: int) -> int:
    """Wait in a thread until so many have come here, and give the number of their process."""
    _BARRIERS.setdefault(number, threading.Barrier(number)).wait(timeout=60)
    return os.getpid()
