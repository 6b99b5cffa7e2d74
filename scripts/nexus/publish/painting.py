"""Paints cards: SVG to a PNG file of so few colours that it stays small.

To paint one takes some 80 ms. A painter is a process of its own, `python -m nexus.publish.painting`,
that reads pictures and writes files, each behind its length: several of them take less time on
several processors. Where none can be had, the picture is painted here; it is the same bytes.
"""

import io
import os
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from queue import SimpleQueue
from typing import IO

import resvg_py
from PIL import Image

from nexus.publish import lettering

MOST_BYTES = 150_000
# The colours to try, from the first whose file is small enough.
_PALETTES = (128, 64, 32, 16)
_LENGTH = struct.Struct(">I")
_MODULE = "nexus.publish.painting"


def painted(drawn: str) -> bytes:
    """Return the PNG file of a picture, with the most colours that keep it small."""
    image = _pixels(drawn)
    content = b""
    for colours in _PALETTES:
        content = _encoded(image, colours)
        if len(content) <= MOST_BYTES:
            break
    return content


def _pixels(drawn: str) -> Image.Image:
    """A card as the shipped fonts draw it."""
    content = resvg_py.svg_to_bytes(
        svg_string=drawn, font_files=list(map(str, lettering.FILES)), skip_system_fonts=True
    )
    return Image.open(io.BytesIO(bytes(content))).convert("RGB")


def _encoded(image: Image.Image, colours: int) -> bytes:
    few = image.quantize(colours, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    file = io.BytesIO()
    few.save(file, "PNG", compress_level=6)
    return file.getvalue()


class _Painter:
    """A process that paints one picture after another, until its input ends."""

    def __init__(self, stack: ExitStack) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        with suppress(OSError):
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-P", "-m", _MODULE],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            stack.callback(self._end, self._process)

    def paint(self, drawn: str) -> bytes:
        """Return the file of a picture, painted here where the process has ended."""
        with suppress(OSError):
            if self._process and self._process.stdin and self._process.stdout:
                _put(self._process.stdin, drawn.encode())
                if content := _taken(self._process.stdout):
                    return content
        self._process = None
        return painted(drawn)

    @staticmethod
    def _end(process: "subprocess.Popen[bytes]") -> None:
        process.kill()
        process.communicate()


def several(pictures: Iterable[str]) -> Iterator[bytes]:
    """Yield the file of each picture in their order, painted side by side on all processors."""
    with ExitStack() as stack:
        count = _processors()
        idle: SimpleQueue[_Painter] = SimpleQueue()
        for _ in range(count):
            idle.put(_Painter(stack))

        def paint(drawn: str) -> bytes:
            painter = idle.get()
            try:
                return painter.paint(drawn)
            finally:
                idle.put(painter)

        pool = stack.enter_context(ThreadPoolExecutor(count))
        waiting: deque[Future[bytes]] = deque()
        for drawn in pictures:
            waiting.append(pool.submit(paint, drawn))
            if len(waiting) > 2 * count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _put(to: IO[bytes], content: bytes) -> None:
    to.write(_LENGTH.pack(len(content)) + content)
    to.flush()


def _taken(given: IO[bytes]) -> bytes:
    """Return what comes behind its length; nothing where that ends."""
    head = given.read(_LENGTH.size)
    size = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else 0
    content = given.read(size)
    return content if len(content) == size else b""


def _serve(given: IO[bytes], to: IO[bytes]) -> None:
    while drawn := _taken(given):
        _put(to, painted(drawn.decode()))


if __name__ == "__main__":
    _serve(sys.stdin.buffer, sys.stdout.buffer)
