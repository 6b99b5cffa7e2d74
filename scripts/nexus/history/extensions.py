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
# A statement about extensions, where it stands in no comment, no string and no name.
_STATEMENT = re.compile(
    r"""--[^\n]*|/\*.*?\*/|\bE'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"
    |(?P<head>\b(?:CREATE|(?P<drop>DROP))\s+EXTENSION\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?)
    (?P<names>"?[\w-]+"?(?:\s*,\s*"?[\w-]+"?)*)
    (?P<how>(?:\s+(?:WITH|SCHEMA\s+(?:\w+|"\w+")|VERSION\s+(?:[\w.]+|'[^']*'|"[^"]*")
    |CASCADE|RESTRICT)(?!\w))*)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_SCHEMA = re.compile(r'SCHEMA\s+("?)(\w+)\1', re.IGNORECASE)
_DROP = """DO $nexus$ DECLARE one regprocedure; BEGIN
FOR one IN SELECT oid FROM pg_proc
WHERE strpos(prosrc, '/* stands in for the extension {name} */') > 0
LOOP EXECUTE 'DROP FUNCTION ' || one || '{cascade}'; END LOOP; END $nexus$"""
_VALUES = {
    "uuid": "pg_catalog.gen_random_uuid()",
    "bytea": "sha256(convert_to(random()::text, 'UTF8'))",
    "text": "md5(random()::text)",
}


def fitted(statement: str, connection: Any) -> str:
    """Return a statement with functions in place of what this PostgreSQL cannot install."""
    if "extension" not in statement.lower():
        return statement

    def instead(found: re.Match[str]) -> str:
        names = [name.lower() for name in re.findall(r"[\w-]+", found["names"] or "")]
        lacking = [name for name in names if _is_lacking(name, connection)]
        if not lacking:
            return found[0]
        made: list[str] = []
        for name in lacking:
            made += [_dropped(name, found["how"])] if found["drop"] else _made(name, found["how"])
        if others := ", ".join(f'"{name}"' for name in names if name not in lacking):
            made.append(f"{found['head']}{others}{found['how']}")
        return "; ".join(made)

    return _STATEMENT.sub(instead, statement)


def _is_lacking(name: str, connection: Any) -> bool:
    return name in FUNCTIONS and not _is_available(name, connection)


def _is_available(name: str, connection: Any) -> bool:
    # Not by the driver: that would be told as a statement of the revision's.
    found = connection.pgconn.exec_(b"SELECT name FROM pg_available_extensions")
    return name.encode() in {found.get_value(row, 0) for row in range(found.ntuples)}


def _made(name: str, how: str) -> Iterator[str]:
    schema = _folded(found) if (found := _SCHEMA.search(how)) else "public"
    for signature, kind in FUNCTIONS[name].items():
        body = f"SELECT {_VALUES[kind]} /* stands in for the extension {name} */"
        head = f'CREATE OR REPLACE FUNCTION "{schema}".{signature} RETURNS {kind}'
        yield f"{head} LANGUAGE sql AS $nexus${body}$nexus$"


def _folded(schema: re.Match[str]) -> str:
    """The name of a schema, which is in small letters where it has no quotes."""
    return schema[2] if schema[1] else schema[2].lower()


def _dropped(name: str, how: str) -> str:
    """Drop the functions, whichever schema they are in: only what made them says it."""
    return _DROP.format(name=name, cascade=" CASCADE" if "cascade" in how.lower() else "")


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
