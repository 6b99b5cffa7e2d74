"""SQL expressions and defaults of models, as far as PostgreSQL takes them.

Nothing is parsed: an expression is held to be whole (its quotes and brackets close, and no second
statement follows), and to be free of the words of other databases that models use most.
"""

import json
import re
from typing import NamedTuple

from nexus.core.text import UNSEEN
from nexus.exports.fitting.types import base
from nexus.exports.quoting import quoted as in_quotes

_TOKEN = re.compile(
    r"""(?P<quoted>[eE]'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$.*?\$\2\$)"""
    r"""|(?P<remark>--[^\n]*|/\*.*?\*/)|(?P<mark>[()\[\];'"]|/\*)|.""",
    re.DOTALL,
)
_FOREIGN = re.compile(
    r"`|(?<![\w\])])\[[^\W\d]\w*\]|\b(?:regexp|rlike|glob)\b|<=>"
    r"|\b(?:newid|newsequentialid|isnull|ifnull|nvl|len|datalength|isjson|json_valid|json_type"
    r"|json_extract|typeof|strftime|datetime|julianday|unixepoch|randomblob|unix_timestamp|rand"
    r"|getdate|sysdatetime|sys_guid|uuid_to_bin|curdate|utc_timestamp)\s*\(",
    re.IGNORECASE,
)
# What a default of another database is in PostgreSQL, meaning the same.
_SAME = {
    r"current_date\s*\(\s*\)|curdate\s*\(\s*\)": "CURRENT_DATE",
    r"current_time\s*\(\s*\)": "CURRENT_TIME",
    r"(?:current_timestamp|getdate|getutcdate|sysdatetime|sysutcdatetime|sysdatetimeoffset|utc_timestamp)\s*\(\s*\)"
    r"|sysdate|systimestamp|datetime\('now'\)": "CURRENT_TIMESTAMP",
    r"(?:newid|newsequentialid|sys_guid|uuid)\s*\(\s*\)": "gen_random_uuid()",
}
_ON_UPDATE = re.compile(r"\s+ON\s+UPDATE\s.*$", re.IGNORECASE | re.DOTALL)
_LITERAL = re.compile(r"n?'((?:[^']|'')*)'|([-+]?\d+(?:\.\d+)?|true|false)", re.IGNORECASE)
_WORD = re.compile(r"(?!null$|current_\w|localtime|session_user$|user$)[^\W\d]\w*", re.IGNORECASE)

_WHOLE = r"\s*[-+]?\d+\s*"
_NUMBER = r"\s*[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?\s*|nan|[-+]?infinity"
_MOMENT = r"(?!0000)\d{4}-(?!00)\d\d?-(?!00)\d.*|now|today|tomorrow|yesterday|epoch|-?infinity"
# By the name of a type, what a text must be to become a value of it.
_VALUES = {
    **dict.fromkeys(("smallint", "integer", "bigint", "oid"), _WHOLE),
    **dict.fromkeys(("numeric", "real", "double precision", "money"), _NUMBER),
    **dict.fromkeys(("date", "timestamp", "timestamp with time zone"), _MOMENT),
    **dict.fromkeys(("time", "time with time zone"), r"\d.*|now|allballs"),
    "boolean": r"\s*(t|true|f|false|y|yes|n|no|on|off|1|0)\s*",
    "uuid": r"\{?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}\}?",
}
_TEXTS = {"varchar", "char", "text", "name", "citext"}


_UNSEEN = {*UNSEEN}


class Sql(NamedTuple):
    """An expression for PostgreSQL, or None where it has none, and in words what was done to it."""

    text: str | None
    words: str = ""


def is_whole(given: str) -> bool:
    """Tell whether a text is one piece of SQL: quotes and brackets close, and nothing follows."""
    return bool(given.strip()) and not set(given) & _UNSEEN and _parts(given) is not None


def expression(given: str) -> Sql:
    """Return an expression without the remarks in it, or None with the reason."""
    if set(given) & _UNSEEN:
        return Sql(None, "it holds characters that nobody can see")
    if not given.strip():
        return Sql(None, "it is empty")
    parts = _parts(given)
    if parts is None:
        return Sql(None, "it is not one whole expression")
    whole, bare = parts
    if found := _FOREIGN.search(bare):
        return Sql(None, f"PostgreSQL has no {found[0].rstrip('( ')}")
    return Sql(whole)


def _parts(given: str) -> tuple[str, str] | None:
    """An expression without remarks, and that without what stands in quotes; None if it is open."""
    whole, bare, depth = [], [], 0
    for token in _TOKEN.finditer(given):
        mark = token["mark"] or ""
        depth += (mark in {"(", "["}) - (mark in {")", "]"})
        if depth < 0 or mark in {";", "'", '"', "/*"}:
            return None
        whole.append(" " if token["remark"] else token[0])
        bare.append("''" if token["quoted"] else whole[-1])
    return None if depth else ("".join(whole).strip(), "".join(bare))


def default(given: str, kind: str, values: tuple[str, ...] | None = None) -> Sql:
    """Return the default of a column of a type, which is an enum if `values` are given."""
    lasting = _ON_UPDATE.sub("", given)
    words = "" if lasting == given else "its ON UPDATE is left out, as only a trigger can do that"
    bare = _unwrapped(lasting)
    for pattern, own in _SAME.items():
        if re.fullmatch(pattern, bare, re.IGNORECASE):
            told = f"{bare} is written as {own}" if own.endswith(")") and bare != own else words
            return Sql(own, told)
    if literal := _LITERAL.fullmatch(bare):
        text = _literal(literal, kind, values)
        return Sql(text, words if text else f"the default {bare} is left out, as it is no {kind}")
    sql = expression(lasting)
    reason = "PostgreSQL does not know that word" if _WORD.fullmatch(bare) else sql.words
    return (
        Sql(None, f"the default {bare} is left out: {reason}") if reason else Sql(sql.text, words)
    )


def _unwrapped(given: str) -> str:
    """A default without the brackets that SQL Server puts around it."""
    text = given.strip()
    while text.startswith("(") and text.endswith(")") and _parts(text[1:-1]):
        text = text[1:-1].strip()
    return text


def _literal(found: re.Match[str], kind: str, values: tuple[str, ...] | None) -> str | None:
    """A value as a default of a type, or None where it is no value of it."""
    quoted, plain = found.groups()
    name, text = base(kind), plain if quoted is None else quoted.replace("''", "'")
    if quoted is None:
        return _plain(plain.lower(), name, is_enum=values is not None)
    if not _is_value(text, name, values) or "\0" in text:
        return None
    return in_quotes(text, "'") if _UNSEEN & {*text} else found[0]


def _plain(value: str, name: str, *, is_enum: bool) -> str | None:
    """A number or a truth value: between those two, MySQL and SQLite make no difference."""
    if is_enum:
        return None
    if name == "boolean":
        return {"0": "false", "1": "true", "false": "false", "true": "true"}.get(value)
    if _VALUES.get(name) in {_WHOLE, _NUMBER}:
        return {"false": "0", "true": "1"}.get(value, value)
    return value if name in _TEXTS else None


def _is_value(text: str, name: str, values: tuple[str, ...] | None) -> bool:
    if values is not None:
        return text in values
    if name.endswith("[]"):
        return text.lstrip().startswith("{")
    if name in {"json", "jsonb"}:
        try:
            json.loads(text)
        except ValueError:
            return False
    pattern = _VALUES.get(name)
    return pattern is None or bool(re.fullmatch(pattern, text, re.IGNORECASE | re.DOTALL))
