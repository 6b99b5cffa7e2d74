"""Types and expressions in one spelling, so that two ways to write the same are no change."""

import re
from functools import lru_cache

from nexus.schema.model import Column

_SAME_TYPES = {
    "character varying": "varchar",
    "char varying": "varchar",
    "character": "char",
    "bpchar": "char",
    "int": "integer",
    "int4": "integer",
    "int2": "smallint",
    "int8": "bigint",
    "serial": "integer",
    "bigserial": "bigint",
    "smallserial": "smallint",
    "decimal": "numeric",
    "float8": "double precision",
    "float": "double precision",
    "float4": "real",
    "bool": "boolean",
    "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
    "time": "time without time zone",
    "timetz": "time with time zone",
    "bit varying": "varbit",
}
_TYPE = re.compile(
    r"([^\[\](]+?)\s*(?:\(([^)]*)\))?\s*((?:with|without) time zone)?\s*((?:\[\d*\])*)"
)
_CAST = re.compile(
    r"(?:('(?:[^']|'')*'|(?<![\w.\"$])-?[\d.]+)|\((-?[\d.]+)\))"
    r"::(?:character varying|double precision|time(?:stamp)? with(?:out)? time zone|bit varying"
    r"|\"[^\"]+\"|[\w.]+)(?:\(\d+(?:,\s*\d+)?\))?(?:\[\])*"
)
_COLLATED = re.compile(r"(.+?)\s+collate\s+(.+)", re.IGNORECASE | re.DOTALL)
_STRING = re.compile(r"('(?:[^']|'')*'|\"(?:[^\"]|\"\")*\")")

# FLOAT(n) counts in bits.
_REAL_BITS = 24
_VALUE = re.compile(r"'(-?[\d.]+|true|false)'")
_QUOTED = ("varchar", "text", "char", "json", "bytea", "citext")
# A name that needs no quotes, and one in brackets of its own, which are no call's.
_NAME = re.compile(r"""'(?:[^']|'')*'|"([a-z_][a-z0-9_]*)\"""")
_ALONE = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|(?<![\w"'])\(([^\W\d]\w*)\)""")
_RUN, _SPACES = re.compile(r"\s+"), re.compile(r"\s*([(),=<>])\s*")


def type_of(column: Column) -> str:
    """Return the type of a column in one spelling: that of an enum as it is."""
    return column.type if column.enum else type_name(column.type)


def default_of(column: Column) -> str:
    """Return the default of a column in one spelling: PostgreSQL reads `'0'` of a number as 0."""
    plain = expression(column.server_default)
    found = _VALUE.fullmatch(plain)
    return found[1] if found and not (column.enum or is_text(column)) else plain


def is_text(column: Column) -> bool:
    """Tell whether the values of a column stand in quotation marks."""
    return type_of(column).startswith(_QUOTED)


@lru_cache(maxsize=1 << 12)
def type_name(text: str) -> str:
    """Return a type in one spelling: `varchar(20)` for `CHARACTER VARYING (20)`."""
    if collated := _COLLATED.fullmatch(text):
        return f"{type_name(collated[1])} collate {collated[2]}"
    if '"' in text or not (found := _TYPE.fullmatch(" ".join(text.lower().split()))):
        return text
    name, arguments, zone, array = found.groups()
    if zone:
        name = f"{name} {zone}"
    if name == "float" and arguments and arguments.strip().isdigit():
        return f"{'real' if int(arguments) <= _REAL_BITS else 'double precision'}{array}"
    name = _SAME_TYPES.get(name, name)
    if arguments is None:
        return f"{name}{array}"
    arguments = ",".join(part.strip() for part in arguments.split(","))
    if name == "numeric" and "," not in arguments:
        arguments += ",0"
    return f"{name}({arguments}){array}"


@lru_cache(maxsize=1 << 12)
def expression(text: str | None) -> str:
    """Return an expression in one spelling; it is for comparing, and may be no SQL any more."""
    if text is None:
        return ""
    bare = _CAST.sub(lambda found: found[1] or found[2], text)
    for pattern in (_NAME, _ALONE):
        bare = pattern.sub(lambda found: found[1] or found[0], bare)
    parts = _STRING.split(bare)
    # What is in quotation marks stays as it is.
    parts[::2] = [_SPACES.sub(r"\1", _RUN.sub(" ", part.lower())) for part in parts[::2]]
    plain = "".join(parts).strip()
    while plain.startswith("(") and _closes_last(plain):
        plain = plain[1:-1].strip()
    return {"current_timestamp": "now()"}.get(plain, plain)


def _closes_last(text: str) -> bool:
    """Whether the bracket that opens a text is closed by its last character."""
    depth = 0
    for place, character in enumerate(_STRING.sub(lambda found: "_" * len(found[0]), text)):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return place == len(text) - 1
    return False
