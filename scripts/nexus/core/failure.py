"""Any exception as an error of one line: what a person wrote, what the machine refuses, or the rest.

The rest is a bug of this program or of another; its line says how to see all of it.
"""

import traceback
from pathlib import Path
from typing import Any

from nexus.core import machine
from nexus.core.errors import NexusError, place


def known(error: BaseException) -> NexusError | None:
    """Return the error to tell for an exception that is no bug of a program; None for another."""
    return error if isinstance(error, NexusError) else machine.refusal(error)


def behind(error: BaseException) -> NexusError | None:
    """Return the error that an exception was made from, if it was made from one to tell."""
    each: BaseException | None = error
    while each is not None:
        if found := known(each):
            return found
        each = each.__cause__ or each.__context__
    return None


def told(
    error: BaseException, whole: str = "run mkdocs build, which shows all of it"
) -> NexusError:
    """Return the error to tell for any exception; `whole` says how to see all of an unknown one."""
    if found := known(error):
        return found
    said = " ".join(str(error).split())
    return NexusError(f"{type(error).__name__}: {said or 'no message'}", _place(error), whole)


def _place(error: Any) -> str:
    # A template that cannot be read knows its own line.
    name, line = getattr(error, "filename", None), getattr(error, "lineno", None)
    if isinstance(name, str) and isinstance(line, int):
        return place(Path(name), line)
    frames = traceback.extract_tb(error.__traceback__)
    return place(Path(frames[-1].filename), frames[-1].lineno) if frames else ""
