"""Extensions that revisions install and this PostgreSQL lacks: functions that stand in for theirs.

They give values of the right type, so that revisions which fill tables by them run. They are made in
the transaction of the revision, and told as the extension that they stand in for.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from nexus.schema.model import Schema
from nexus.sources.database.extensions import FUNCTIONS

_MARK = re.compile(r"stands in for the extension ([\w-]+)")
_STATEMENT = re.compile(
    r"""\b(CREATE|DROP)\s+EXTENSION\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?"?([\w-]+)"?[^;']*""",
    re.IGNORECASE,
)
_VALUES = {
    "uuid": "gen_random_uuid()",
    "bytea": "sha256(convert_to(random()::text, 'UTF8'))",
    "text": "md5(random()::text)",
}


def fitted(statement: str, connection: Any) -> str:
    """Return a statement with functions in place of what this PostgreSQL cannot install."""
    if "extension" not in statement.lower():
        return statement

    def instead(found: re.Match[str]) -> str:
        name = found[2].lower()
        if name not in FUNCTIONS or _is_available(name, connection):
            return found[0]
        return "; ".join(_made(name) if found[1].upper() == "CREATE" else _dropped(name))

    return _STATEMENT.sub(instead, statement)


def _is_available(name: str, connection: Any) -> bool:
    # Not by the driver: that would be told as a statement of the revision's.
    found = connection.pgconn.exec_(b"SELECT name FROM pg_available_extensions")
    return name.encode() in {found.get_value(row, 0) for row in range(found.ntuples)}


def _made(name: str) -> Iterator[str]:
    for signature, kind in FUNCTIONS[name].items():
        if not _is_own(signature):
            body = f"SELECT {_VALUES[kind]} /* stands in for the extension {name} */"
            head = f"CREATE OR REPLACE FUNCTION public.{signature} RETURNS {kind}"
            yield f"{head} LANGUAGE sql AS $${body}$$"


def _dropped(name: str) -> Iterator[str]:
    for signature in FUNCTIONS[name]:
        if not _is_own(signature):
            yield f"DROP FUNCTION IF EXISTS public.{signature}"


def _is_own(signature: str) -> bool:
    """Whether PostgreSQL has the function by itself."""
    return signature.startswith("gen_random_uuid(")


def told(schema: Schema) -> Schema:
    """Return a schema with the extensions in place of the functions that stand in for them."""
    texts = (*schema.before, *schema.after)
    names = {found[1] for text in texts if (found := _MARK.search(text))}
    if not names:
        return schema
    return replace(
        schema,
        before=tuple(text for text in schema.before if not _MARK.search(text)),
        after=tuple(text for text in schema.after if not _MARK.search(text)),
        extensions=tuple(sorted({*schema.extensions, *names})),
    )
