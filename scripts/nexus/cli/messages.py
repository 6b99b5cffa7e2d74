"""What a command says beside its output: lines on standard error, each with its kind."""

from collections.abc import Iterable

import click

from nexus.core.errors import NexusError
from nexus.core.text import counted


def say(line: str) -> None:
    """Tell a line about what takes time."""
    click.echo(line, err=True)


def note(line: str) -> None:
    """Tell what is good to know."""
    say(f"note: {line}")


def warn(lines: Iterable[str]) -> None:
    """Tell what is not as it should be and did not stop the command, a line each."""
    for line in lines:
        say(f"warning: {line}")


def error(told: object) -> None:
    """Tell an error: what; where; what to do."""
    say(f"error: {told}")


def refuse(errors: Iterable[NexusError]) -> None:
    """Tell every error of a site; raises NexusError if there is one."""
    found = list(errors)
    for each in found:
        error(each)
    if found:
        what = f"the site must not be published: {counted(len(found), 'error')}"
        raise NexusError(what, hint="fix what is told above")
