"""What a SQL file asks for and this PostgreSQL lacks, extensions above all, and what stands in for it.

Some can only be made by the superuser, who makes those that do nothing outside of the database. Of
others the functions that defaults call and the types of columns are stood in for, so that tables
can be made; none of them does anything. What else such a file uses of them is left out. A collation
of ICU is stood for by one of PostgreSQL's own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, LiteralString

from nexus.schema.model import Schema

if TYPE_CHECKING:
    import psycopg

_CREATE = re.compile(
    r"CREATE\s+EXTENSION\s+(?:IF\s+NOT\s+EXISTS\s+)?\"?(?P<name>[\w-]+)\"?"
    r"(?:\s.*?\bSCHEMA\s+\"?(?P<schema>\w+)\"?)?",
    re.IGNORECASE | re.DOTALL,
)
_COLLATION = re.compile(
    r"CREATE\s+COLLATION\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<name>[\w\".]+)\s*\(", re.IGNORECASE
)
_HARMLESS = {
    *("autoinc", "bloom", "dict_xsyn", "earthdistance", "insert_username", "intagg"),
    *(
        "lo",
        "moddatetime",
        "pg_buffercache",
        "pg_freespacemap",
        "pg_stat_statements",
        "pg_visibility",
    ),
    *("pgrowlocks", "pgstattuple", "refint", "tcn", "vector"),
}
_MARK = "stands in for an extension"
# What the functions of an extension give, by their signatures.
FUNCTIONS: dict[str, dict[str, LiteralString]] = {
    "uuid-ossp": {
        **dict.fromkeys(
            ("uuid_generate_v1()", "uuid_generate_v1mc()", "uuid_generate_v4()"), "uuid"
        ),
        "uuid_generate_v3(uuid, text)": "uuid",
        "uuid_generate_v5(uuid, text)": "uuid",
        **dict.fromkeys(("uuid_nil()", "uuid_ns_dns()", "uuid_ns_url()"), "uuid"),
    },
    "pgcrypto": {
        "gen_random_uuid()": "uuid",
        "gen_random_bytes(integer)": "bytea",
        **dict.fromkeys(("digest(text, text)", "digest(bytea, text)"), "bytea"),
        **dict.fromkeys(("hmac(text, text, text)", "hmac(bytea, bytea, text)"), "bytea"),
        **dict.fromkeys(("crypt(text, text)", "gen_salt(text)", "gen_salt(text, integer)"), "text"),
    },
}
_TYPES = {"postgis": ("geometry", "geography", "box2d", "box3d", "raster")}
# What may be a type, where it stands neither in a string nor in a name in quotes.
_WORD = re.compile(
    r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|(?<![\w$])\$(\w*)\$.*?\$\1\$|--[^\n]*
    |\b(?P<type>geometry|geography|box2d|box3d|raster)\b(?P<more>\s*\([^()']*\))?""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


@dataclass
class Extensions:
    """What stands in for the extensions that are `lacking`, in the database of two connections.

    `own` is that of the user who runs the file, `superuser` is whoever may make what is harmless.
    """

    own: "psycopg.Connection[Any]"
    superuser: "psycopg.Connection[Any]"
    lacking: dict[str, str] = field(default_factory=dict)
    _made: set[str] = field(default_factory=set)
    _collations: list[str] = field(default_factory=list)

    def make(self, text: str) -> str:
        """Make the extension of a CREATE EXTENSION, or what stands in for it; else tell why not."""
        import psycopg
        from psycopg.sql import SQL, Identifier

        found = _CREATE.match(text)
        name, schema = (found["name"], found["schema"] or "public") if found else ("", "")
        who = self.superuser if name in _HARMLESS else self.own
        create = SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA {} CASCADE")
        try:
            who.execute(create.format(Identifier(name), Identifier(schema)))
        except psycopg.OperationalError:
            raise
        except psycopg.Error as error:
            self.lacking[name] = schema
            for signature, kind in FUNCTIONS.get(name, {}).items():
                made = f"CREATE FUNCTION {{}}.{signature} RETURNS {kind} IMMUTABLE LANGUAGE sql"
                body = f" AS 'SELECT NULL::{kind} /* {_MARK} */'"
                self.own.execute(SQL(made + body).format(Identifier(schema)))
            known = name in FUNCTIONS or name in _TYPES
            return "" if known else str(error.diag.message_primary)
        return ""

    def collated(self, text: str) -> bool:
        """Let another collation stand for the one of a statement that failed; tell if it is one."""
        import psycopg

        found = _COLLATION.match(text)
        if found is None:
            return False
        made = f"CREATE COLLATION {found['name']} (provider = builtin, locale = 'C.UTF-8')"
        try:
            self.own.execute(made.encode())
        except psycopg.Error:  # it is there, or its schema is not
            return False
        self._collations.append(" ".join(text.split()))
        return True

    def fitted(self, text: str) -> str:
        """Return a statement in which the types of an extension that is lacking are types."""
        kinds = {kind: s for name, s in self.lacking.items() for kind in _TYPES.get(name, ())}
        if not kinds:
            return text

        def named(found: re.Match[str]) -> str:
            kind = (found["type"] or "").lower()
            if kind not in kinds:
                return found[0]
            whole = kind + re.sub(r"\s+", "", found["more"] or "")
            self._stand(kinds[kind], whole)
            return f'"{whole}"'

        return _WORD.sub(named, text)

    def _stand(self, schema: str, kind: str) -> None:
        from psycopg.sql import SQL, Identifier

        if kind not in self._made:
            self._made.add(kind)
            # Of the types that are there, one that GiST and BRIN keep as well.
            made = SQL("CREATE DOMAIN {}.{} AS box").format(Identifier(schema), Identifier(kind))
            self.own.execute(made)

    def restored(self, schema: Schema) -> Schema:
        """Return a schema without what stands in, and with the names of what it stands for."""
        known = {name for name in self.lacking if name in FUNCTIONS or name in _TYPES}
        return replace(
            schema,
            domains=tuple(each for each in schema.domains if each.name not in self._made),
            before=(*self._collations, *_others(schema.before)),
            after=tuple(_others(schema.after)),
            extensions=tuple(sorted({*schema.extensions, *known})),
        )


def is_create(text: str) -> bool:
    """Tell whether a statement makes an extension."""
    return bool(_CREATE.match(text))


def _others(texts: tuple[str, ...]) -> Iterator[str]:
    return (text for text in texts if _MARK not in text)
