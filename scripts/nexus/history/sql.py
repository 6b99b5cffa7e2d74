"""The statements that a revision sends, as text, without those that only look at the catalog."""

import re
from contextlib import suppress
from typing import Any

import psycopg

# What a tool asks for itself, and what only says where a transaction begins and ends.
_PASSED = re.compile(
    r"(SET CONSTRAINTS|SELECT|SHOW|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT)\b", re.IGNORECASE
)
# What ends a transaction, within which a trial would have stayed.
ENDS = re.compile(
    r"(?:^|;)\s*(?:COMMIT|END|ABORT|ROLLBACK(?!\s+(?:WORK\s+|TRANSACTION\s+)?TO))\b",
    re.IGNORECASE,
)
# A revision that fills a table sends no end of them.
_MOST = 500
_LONGEST = 20_000


class Heard:
    """The statements that were sent, but for those about the table `own`."""

    def __init__(self, own: str) -> None:
        self._own = re.compile(rf"(?<!\w){re.escape(own)}(?!\w)")
        self._texts: list[str] = []
        self._more = 0

    def note(self, statement: str, given: Any, connection: Any) -> None:
        """Take note of a statement with its values."""
        is_one = ";" not in statement.strip().rstrip(";")
        if (is_one and _PASSED.match(statement.strip())) or self._own.search(statement):
            return
        if len(self._texts) >= _MOST:
            self._more += 1
            return
        self._texts.append(_shown(statement, given, connection))

    def taken(self) -> list[str]:
        """Return what was noted since the last time."""
        more = [f"-- and {self._more} more statements"] if self._more else []
        texts, self._texts, self._more = [*self._texts, *more], [], 0
        return texts


def _shown(statement: str, given: Any, connection: Any) -> str:
    """A statement with its values in place, as far as psycopg can put them there."""
    text = statement
    # Its values may be for a driver alone.
    with suppress(Exception):
        many = isinstance(given, list) and given and isinstance(given[0], dict | tuple | list)
        values = given[0] if many else given
        text = psycopg.ClientCursor(connection).mogrify(statement, values or ())
    text = text.strip().rstrip(";")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} -- cut"
