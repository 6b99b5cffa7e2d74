"""Why a revision failed, in one line: what PostgreSQL says, or what its own code raised."""

import re
from pathlib import Path

import psycopg

from nexus.sources import failure
from nexus.sources.inputs import Inputs


def told(error: BaseException, file: Path) -> str:
    """Return the line, with the place in the revision's file where there is one."""
    found = failure.told(error, file, Inputs(own={f"{file.parent}/"}))
    what = said(error) or found.what
    line = " ".join("; ".join(filter(None, (what, found.where))).split())
    # Where something lies in memory is another place in each run.
    return re.sub(r" at 0x[0-9a-fA-F]+", "", line)


def said(error: BaseException) -> str:
    """Return what PostgreSQL says in one line; nothing where it is not about that."""
    refused = _refused(error)
    if refused is None:
        return ""
    parts = (refused.diag.message_primary, refused.diag.message_detail)
    return " ".join(f"PostgreSQL refuses it: {': '.join(filter(None, parts)) or refused}".split())


def _refused(error: BaseException | None) -> psycopg.Error | None:
    """The answer of PostgreSQL that an error was made from."""
    while error is not None:
        if isinstance(error, psycopg.Error):
            return error
        if isinstance(found := getattr(error, "orig", None), psycopg.Error):
            return found
        error = error.__cause__ or error.__context__
    return None
