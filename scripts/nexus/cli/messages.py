"""What a command says beside its output: lines on standard error, each with its kind."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from nexus.core import files
from nexus.core.errors import Errors, NexusError, UsageError
from nexus.core.text import counted, visible


def say(line: str) -> None:
    """Print a line on standard error, with a symbol for what a terminal would take for an order."""
    click.echo(visible(line), err=True)


def output(text: str, file: Path | None = None) -> None:
    """Write what a command gives to a file, or print it: in UTF-8 whatever the terminal's encoding.

    Raises UsageError where the file cannot be written.
    """
    if file is not None:
        with files.chosen(file):
            files.write(file, text.encode())
        return
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def note(line: str) -> None:
    """Print what is good to know."""
    say(f"note: {line}")


def written(paths: Iterable[str], notes: Iterable[str]) -> None:
    """Print the files that a command wrote, and notes on them."""
    for each in notes:
        note(each)
    for path in paths:
        click.echo(path)


def warn(lines: Iterable[str]) -> None:
    """Print what is wrong but did not stop the command, a line each."""
    for line in lines:
        say(f"warning: {line}")


def error(problem: object) -> None:
    """Print an error: what; where; what to do."""
    say(f"error: {problem}")


def refuse(errors: Iterable[NexusError]) -> None:
    """Print every error of a site; raises NexusError if there is one."""
    found = list(errors)
    for each in found:
        error(each)
    if found:
        what = f"the site must not be published: {counted(len(found), 'error')}"
        raise NexusError(what, hint="fix the errors above")


@contextmanager
def reading() -> Iterator[None]:
    """Let models that cannot be read be the command's error, as exit code 1 says something of them."""
    try:
        yield
    except NexusError as problem:
        if problem.exit_code != NexusError.exit_code:
            raise
        told = problem.errors if isinstance(problem, Errors) else (problem,)
        for each in told[:-1]:
            error(each)
        raise UsageError(told[-1].what, told[-1].where, told[-1].hint) from None
