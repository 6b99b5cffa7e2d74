"""How far long work is: a bar where somebody looks, lines where nobody does."""

import io
import os
import pty
import select
from collections.abc import Iterator
from typing import TextIO

import pytest
from nexus.core.progress import QUIET, Progress


@pytest.fixture
def terminal() -> Iterator[tuple[TextIO, int]]:
    """A terminal to write to, and the descriptor to read from what it shows."""
    reads, writes = pty.openpty()
    with os.fdopen(writes, "w", encoding="utf-8") as stream:
        yield stream, reads
    os.close(reads)


def shown(reads: int, end: str) -> str:
    """What a terminal shows, up to the first place where it ends so; fails where it never does."""
    text = ""
    while not text.endswith(end):
        assert select.select([reads], [], [], 10)[0], text
        text += os.read(reads, 1 << 16).decode()
    return text


def test_a_log_gets_a_line_for_each_piece() -> None:
    """With its number and how many there are; what is done without effort counts too."""
    told: list[str] = []
    with Progress("Examples", told.append, io.StringIO()) as progress:
        progress.expect(3)
        progress.begin("Running a.md:1")
        progress.advance()
        progress.advance()
        progress.begin("Running b.md:1")
        progress.advance()
    assert told == ["Running a.md:1 (1 of 3)", "Running b.md:1 (3 of 3)"]


def test_many_short_pieces_get_few_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log is read by people; without a total, a line has no count."""
    clock = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    told: list[str] = []
    with Progress("Pages", told.append, io.StringIO(), pause=2) as progress:
        for number in range(5):
            progress.begin(f"page {number}")
            progress.advance()
            clock[0] += 1
    assert told == ["page 0", "page 2", "page 4"]


def test_a_terminal_gets_a_bar(
    terminal: tuple[TextIO, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a count, the time that is left, and what is at work; at the end it is taken away."""
    stream, reads = terminal
    clock = [100.0]
    monkeypatch.setattr("time.time", lambda: clock[0])
    told: list[str] = []
    with Progress("Examples", told.append, stream) as progress:
        progress.expect(4)
        progress.begin("docs/a.md:1")
        clock[0] += 10
        progress.advance()
        progress.begin("docs/b.md:7")
        line = shown(reads, "docs/b.md:7").rpartition("\r\x1b[?25l")[2]
        words = ["Examples", "[###---------]", "1/4", "00:00:30", "docs/b.md:7"]
        assert line.split() == words
    assert shown(reads, "\x1b[1A\r\x1b[2K")
    assert not told


def test_nothing_is_shown_before_something_takes_time(terminal: tuple[TextIO, int]) -> None:
    """A build whose results are all kept shows no bar."""
    stream, reads = terminal
    with Progress("Examples", str, stream) as progress:
        progress.expect(2)
        progress.advance(2)
    os.set_blocking(reads, False)
    with pytest.raises(BlockingIOError):
        os.read(reads, 1)


def test_a_quiet_command_shows_nothing(
    terminal: tuple[TextIO, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a bar nor lines."""
    monkeypatch.setenv(QUIET, "1")
    told: list[str] = []
    for stream in (io.StringIO(), terminal[0]):
        with Progress("Examples", told.append, stream) as progress:
            progress.expect(1)
            progress.begin("docs/a.md:1")
            progress.advance()
    os.set_blocking(terminal[1], False)
    with pytest.raises(BlockingIOError):
        os.read(terminal[1], 1)
    assert not told
