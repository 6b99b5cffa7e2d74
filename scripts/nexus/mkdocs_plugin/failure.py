"""Why a build of MkDocs ended, in one line: what a person wrote, or what the machine refuses."""

import traceback
from pathlib import Path
from typing import Any

from nexus.core import machine
from nexus.core.errors import NexusError, place

_WHOLE = "run mkdocs build, which shows all of it"


def known(error: BaseException) -> NexusError | None:
    """Give the error to tell for an exception that is no bug of a program; None for another."""
    return error if isinstance(error, NexusError) else machine.refusal(error)


def behind(error: BaseException) -> NexusError | None:
    """Give the error that an exception of MkDocs was made from, if it was made from one."""
    each: BaseException | None = error
    while each is not None:
        if found := known(each):
            return found
        each = each.__cause__ or each.__context__
    return None


def told(error: BaseException) -> NexusError:
    """Give the error to tell for any exception, at the line where it was raised."""
    if found := known(error):
        return found
    said = " ".join(str(error).split())
    what = f"{type(error).__name__}: {said or 'no message'}"
    return NexusError(what, _place(error), _WHOLE)


def _place(error: Any) -> str:
    # A template that cannot be read knows its own line.
    name, line = getattr(error, "filename", None), getattr(error, "lineno", None)
    if isinstance(name, str) and isinstance(line, int):
        return place(Path(name), line)
    frames = traceback.extract_tb(error.__traceback__)
    return place(Path(frames[-1].filename), frames[-1].lineno) if frames else ""
