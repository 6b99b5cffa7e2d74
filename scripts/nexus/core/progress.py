"""How far long work is: a bar with count and time left on a terminal, plain lines in a log.

Nothing is shown before something begins that takes time. Lines of others may come between: who
writes them says `clear` before.
"""

import math
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Self, TextIO

import click

# Set to anything, also for the processes that a command starts: no bar and no lines.
QUIET = "NEXUS_QUIET"
_CLEAR_LINE, _LINE_UP = "\r\x1b[2K", "\x1b[1A"
_COLUMNS = 80
# What stands beside the name of what is at work: bar, count and time.
_BESIDE = 48


def is_quiet() -> bool:
    """Tell whether nothing but errors and warnings is wanted."""
    return bool(os.environ.get(QUIET))


class Progress:
    """The progress of pieces of work called `label`; a context manager.

    Where `stream` is no terminal, `report` is given a line for each piece that takes time, and none
    sooner than `pause` seconds after the last one.
    """

    def __init__(
        self,
        label: str,
        report: Callable[[str], None],
        stream: TextIO | None = None,
        pause: float = 0.0,
    ) -> None:
        self._label, self._report, self._pause = label, report, pause
        self._stream = stream or sys.stderr
        self._done = self._total = 0
        self._bar: Any = None
        self._last = -math.inf

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def expect(self, number: int) -> None:
        """Take note that there are so many pieces; a total that nobody knows is not shown."""
        self._total = number

    def begin(self, what: str) -> None:
        """Say what takes time now."""
        if is_quiet():
            return
        if not self._total or not self._stream.isatty():
            self._tell(what)
            return
        if self._bar is None:
            self._bar = self._opened()
        self._bar.current_item = what
        self._bar.render_progress()

    def _tell(self, what: str) -> None:
        if time.monotonic() - self._last >= self._pause:
            self._last = time.monotonic()
            count = f" ({min(self._done + 1, self._total)} of {self._total})"
            self._report(f"{what}{count if self._total else ''}")

    def advance(self, number: int = 1) -> None:
        """Take note that so many pieces are done."""
        self._done += number
        if self._bar is not None:
            self._bar.update(number)

    def clear(self) -> None:
        """Take the bar away, until there is something new: a line of somebody else comes."""
        if self._bar is not None:
            click.echo(_CLEAR_LINE, self._stream, nl=False)

    def close(self) -> None:
        """Take the bar away for good."""
        if self._bar is not None:
            self.clear()
            self._bar.__exit__(None, None, None)
            # The end of a bar is a line of its own; nothing of it is to stay.
            click.echo(_LINE_UP, self._stream, nl=False)
            self.clear()
            self._bar = None

    def _opened(self) -> Any:
        bar = click.progressbar(
            length=self._total,
            label=self._label,
            show_pos=True,
            show_percent=False,
            item_show_func=self._shown,
            file=self._stream,
            width=12,
        )
        bar.__enter__()
        bar.update(self._done)
        return bar

    def _shown(self, what: str | None) -> str | None:
        """Give the name of what is at work as far as the terminal has room for it."""
        columns = 0
        with suppress(OSError):
            columns = os.get_terminal_size(self._stream.fileno()).columns
        room = (columns or _COLUMNS) - _BESIDE - len(self._label)
        return what[: max(room, 0)] if what else what
