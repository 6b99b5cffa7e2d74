"""The extensions that a schema needs: PostgreSQL has what it names only once they are made."""

import re
from collections.abc import Iterator

from nexus.exports.fitting.types import EXTENSIONS, base
from nexus.schema.model import Index, Schema, Table

# What is used of an extension that no type of a column tells.
_USES = {
    "uuid-ossp": r"\buuid_generate_v\d\w*\(",
    "pgcrypto": r"\b(gen_salt|crypt|digest|hmac|gen_random_bytes)\(",
    "pg_trgm": r"\b(gin_trgm_ops|gist_trgm_ops|similarity\()",
    "unaccent": r"\bunaccent\(",
    "intarray": r"\bg(in|ist)__int(big)?_ops\b",
    "btree_gist": r"\bgist_(?!trgm|_int)\w+_ops\b|^EXCLUDE USING gist .*\bWITH =",
}
_METHODS = {"hnsw": "vector", "ivfflat": "vector", "bloom": "bloom"}
# Types that GIN and GiST keep only with an extension, as B-trees keep them without one.
_SCALARS = {
    *("smallint", "integer", "bigint", "numeric", "real", "double precision", "money", "uuid"),
    *("varchar", "char", "text", "date", "timestamp", "timestamp with time zone", "interval"),
    *("time", "time with time zone", "boolean", "bytea"),
}


def needed(schema: Schema) -> list[str]:
    """Return the names of the extensions that a schema needs and does not make itself, sorted."""
    texts = [text for table in schema.tables for text in _texts(table)]
    found = {
        name
        for name, pattern in _USES.items()
        if any(re.search(pattern, text, re.IGNORECASE) for text in texts)
    }
    kinds = [column.type for table in schema.tables for column in table.columns]
    kinds += [domain.definition.split()[0] for domain in schema.domains if domain.definition]
    found |= {EXTENSIONS[name] for kind in kinds if (name := base(kind).rstrip("[]")) in EXTENSIONS}
    found |= {name for table in schema.tables for name in _by_indexes(table)} | {*schema.extensions}
    return sorted(name for name in found if not _is_made(name, schema))


def _texts(table: Table) -> Iterator[str]:
    for column in table.columns:
        yield from filter(None, (column.server_default, column.computed))
    for rule in (*table.checks, *table.exclusions):
        yield rule.expression
    for index in table.indexes:
        yield from filter(None, (*index.parts, index.predicate))
    yield table.definition or ""


def _by_indexes(table: Table) -> Iterator[str]:
    for index in table.indexes:
        if index.method in _METHODS:
            yield _METHODS[index.method]
        if index.method in {"gin", "gist"} and _holds_scalar(index, table):
            yield f"btree_{index.method}"


def _holds_scalar(index: Index, table: Table) -> bool:
    kinds = {column.name: base(column.type) for column in table.columns}
    return any(kinds.get(part) in _SCALARS for part in index.parts)


def _is_made(name: str, schema: Schema) -> bool:
    made = rf'\bextension\s+(if\s+not\s+exists\s+)?"?{re.escape(name)}\b'
    return any(re.search(made, text, re.IGNORECASE) for text in schema.before)
