"""Types in PostgreSQL's words: those that it has, and what stands for those of other databases."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

# Other names that PostgreSQL has for a type.
_ALIASES = {
    "int": "integer",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "bool": "boolean",
    "dec": "numeric",
    "decimal": "numeric",
    "float": "double precision",
    "float4": "real",
    "float8": "double precision",
    "character varying": "varchar",
    "character": "char",
    "bpchar": "char",
    "timestamp without time zone": "timestamp",
    "timestamptz": "timestamp with time zone",
    "time without time zone": "time",
    "timetz": "time with time zone",
    "varbit": "bit varying",
    "smallserial": "smallint",
    "serial": "integer",
    "bigserial": "bigint",
}
BUILT_IN = {
    *_ALIASES.values(),
    *re.findall(
        r"\w+",
        """
        smallint bigint money text name bytea date interval uuid json jsonb jsonpath xml inet cidr
        macaddr macaddr8 bit point line lseg box path polygon circle tsvector tsquery oid regclass
        regconfig regproc regtype pg_lsn int4range int8range numrange tsrange tstzrange daterange
        int4multirange int8multirange nummultirange tsmultirange tstzmultirange datemultirange
        """,
    ),
}
# By PostgreSQL's type, those of MySQL, SQL Server, Oracle and SQLite that it stands for.
_FOREIGN = {
    "bytea": "binary, varbinary, tinyblob, blob, mediumblob, longblob, image, rowversion, raw, "
    "long raw, bfile",
    "char": "nchar",
    "double precision": "double, binary_double",
    "integer": "mediumint",
    "numeric": "number, fixed, smallmoney",
    "real": "binary_float",
    "smallint": "tinyint, year",
    "text": "tinytext, mediumtext, longtext, ntext, clob, nclob, long, sql_variant, hierarchyid, "
    "rowid, sysname",
    "timestamp": "datetime, datetime2, smalldatetime",
    "timestamp with time zone": "datetimeoffset, timestamp with local time zone",
    "uuid": "uniqueidentifier",
    "varchar": "nvarchar, varchar2, nvarchar2",
}
_STAND_INS = {name: own for own, names in _FOREIGN.items() for name in names.split(", ")}
# Numbers without a sign need the next larger type; a counter has none larger than bigint.
_LARGER = {"smallint": "integer", "integer": "bigint", "bigint": "bigint"}
_EXTENSIONS = {
    "citext": "citext",
    "cube": "cube",
    "hstore": "hstore",
    "isn": "isbn, isbn13, issn, issn13, ismn, ismn13, ean13, upc",
    "ltree": "ltree, lquery, ltxtquery",
    "postgis": "geometry, geography, raster, box2d, box3d",
    "vector": "vector, halfvec, sparsevec",
}
# By a type's name, the extension that brings it.
EXTENSIONS = {name: own for own, names in _EXTENSIONS.items() for name in names.split(", ")}

# The most that may stand in the brackets of a type.
_MOST = {"double precision": 53, "varchar": 10_485_760, "char": 10_485_760}

_CHARSET = re.compile(r"\s+character set \S+|\s+zerofill", re.IGNORECASE)
_COLLATION = re.compile(r'\s+collate "?([^"\s]*)"?', re.IGNORECASE)
# How collations of MySQL, SQL Server and SQLite are called.
_FOREIGN_COLLATION = re.compile(
    r"(utf8|utf16|utf32|ucs2|latin\d|ascii|big5|gbk|cp\d|sql_).*|.*_(ci|cs|bin)(_\w+)?"
    r"|binary|nocase|rtrim",
    re.IGNORECASE,
)
_INTERVAL = re.compile(r"interval( (year|month|day|hour|minute|second)( to \w+)?)?( ?\(\d\))?")
_ARRAY = re.compile(r"(?:\[\d*\])+$")


class Type(NamedTuple):
    """A type as PostgreSQL has it, and in words what became of the one that was asked for."""

    text: str
    words: str = ""


@lru_cache(maxsize=1024)
def base(kind: str) -> str:
    """Return the name of a type without its limits, the same for all spellings: `varchar`."""
    plain = _COLLATION.sub("", _CHARSET.sub("", _ARRAY.sub("", kind.lower())))
    head, _, rest = plain.partition("(")
    name = " ".join(f"{head} {rest.rpartition(')')[2]}".split())
    return _ALIASES.get(name, name) + ("[]" if _ARRAY.search(kind) else "")


def translate(kind: str, is_known: Callable[[str], bool]) -> Type:
    """Return the type that PostgreSQL gives a column declared as `kind`.

    `is_known` tells whether the models themselves, or an extension of theirs, make a type.
    """
    item = _ARRAY.sub("", kind)
    if is_known(item):
        return Type(kind)
    declared = _CHARSET.sub("", item)
    collation = _COLLATION.search(declared)
    declared = _COLLATION.sub("", declared)
    own = _own(declared)
    # SQLAlchemy's name for no type at all.
    shown = "a type that the models do not say" if declared == "NullType" else declared
    words = [] if own == declared else [f"{shown} is written as {own}"]
    if collation and _FOREIGN_COLLATION.fullmatch(collation[1]):
        words.append(f"the collation {collation[1]} is left out")
    elif collation:
        own += f' COLLATE "{collation[1]}"'
    return Type(own + kind[len(item) :], ", ".join(words))


def _own(declared: str) -> str:
    """PostgreSQL's type for one of whatever database: text where there is no better one."""
    name = base(declared.replace(" unsigned", ""))
    limit = declared.partition("(")[2].rpartition(")")[0]
    if name.startswith("interval"):
        return declared if _INTERVAL.fullmatch(declared) else "interval"
    if name == "number":
        return _number(limit)
    is_unsigned = declared.endswith(" unsigned")
    if name in BUILT_IN and limit != "max" and not is_unsigned:
        is_long = limit.isdecimal() and int(limit) > _MOST.get(name, int(limit))
        return {"varchar": "text", "char": "text"}.get(name, name) if is_long else declared
    own = _STAND_INS.get(name, name if name in BUILT_IN else "text")
    if is_unsigned and name in BUILT_IN:
        own = _LARGER.get(own, own)
    if limit == "max":
        return "bytea" if own == "bytea" else "text"
    is_limited = own in {"varchar", "char", "numeric"} or own.startswith("timestamp")
    return _limited(own, limit) if is_limited and re.match(r"\d", limit) else own


def _limited(own: str, limit: str) -> str:
    if not own.startswith("timestamp"):
        # Oracle says in which unit it counts.
        return f"{own}({limit.partition(' ')[0] if own != 'numeric' else limit})"
    return own.replace("timestamp", f"timestamp({min(int(limit), 6)})")


def _number(limit: str) -> str:
    """What Oracle's NUMBER is: a whole number where it has no decimal places."""
    digits, _, places = limit.partition(",")
    if not digits.isdecimal() or places.strip() not in {"", "0"}:
        return f"numeric({limit})" if limit else "numeric"
    sizes = {4: "smallint", 9: "integer", 18: "bigint"}
    return next((own for most, own in sizes.items() if int(digits) <= most), f"numeric({digits})")
