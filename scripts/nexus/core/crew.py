"""Processes that do pieces of work side by side: bytes in, bytes out.

What Python computes takes one processor; a crew takes all. Each of its processes is `python -m MODULE`,
which calls `serve`, and reads and writes each piece behind its length. Where none can be had, or one
is lost, its piece is done here: it is the same bytes. The pools of Python run the main module again,
which may be anybody's.
"""

import os
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from queue import SimpleQueue
from typing import IO

Work = Callable[[bytes], bytes]
_LENGTH = struct.Struct(">I")


class _Member:
    """A process that does one piece after another, until its input ends."""

    def __init__(self, module: str, work: Work, stack: ExitStack) -> None:
        self._work = work
        self._process: subprocess.Popen[bytes] | None = None
        with suppress(OSError):
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-P", "-m", module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            stack.callback(self._end, self._process)

    def do(self, piece: bytes) -> bytes:
        """Return what comes of a piece, done here where the process has ended."""
        with suppress(OSError):
            if self._process and self._process.stdin and self._process.stdout:
                _put(self._process.stdin, piece)
                if done := _taken(self._process.stdout):
                    return done
        self._process = None
        return self._work(piece)

    @staticmethod
    def _end(process: "subprocess.Popen[bytes]") -> None:
        process.kill()
        process.communicate()


def done(module: str, work: Work, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what comes of each piece in their order; `module` serves the same `work`.

    Neither a piece nor what comes of it is empty. What `work` raises is raised here.
    """
    with ExitStack() as stack:
        count = processors()
        idle: SimpleQueue[_Member] = SimpleQueue()
        for _ in range(count):
            idle.put(_Member(module, work, stack))

        def do(piece: bytes) -> bytes:
            member = idle.get()
            try:
                return member.do(piece)
            finally:
                idle.put(member)

        pool = stack.enter_context(ThreadPoolExecutor(count))
        waiting: deque[Future[bytes]] = deque()
        for piece in pieces:
            waiting.append(pool.submit(do, piece))
            if len(waiting) > 2 * count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def serve(work: Work) -> None:
    """Do each piece that comes on standard input, until that ends."""
    while piece := _taken(sys.stdin.buffer):
        _put(sys.stdout.buffer, work(piece))


def _put(to: IO[bytes], content: bytes) -> None:
    to.write(_LENGTH.pack(len(content)) + content)
    to.flush()


def _taken(given: IO[bytes]) -> bytes:
    """Return what comes behind its length; nothing where that ends."""
    head = given.read(_LENGTH.size)
    size = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else 0
    content = given.read(size)
    return content if len(content) == size else b""
