"""The schema as text for other programs: one module per format, one registry.

`export` makes a text in any of `FORMATS` from a `Schema`; `difference` says how a file that was
exported before differs from what would be exported now. DDL is made from the MetaData itself, by
SQLAlchemy's own compilers, and so has its own call: `nexus.exports.ddl.ddl`.
"""

from collections.abc import Callable, Mapping

from nexus.errors import UsageError
from nexus.exports.dbml import dbml
from nexus.exports.drift import difference
from nexus.exports.mermaid import mermaid
from nexus.exports.plantuml import plantuml
from nexus.exports.tbls import tbls
from nexus.schema import Schema

__all__ = ["FORMATS", "difference", "export"]

FORMATS: Mapping[str, Callable[[Schema], str]] = {
    "tbls": tbls,
    "dbml": dbml,
    "mermaid": mermaid,
    "plantuml": plantuml,
}


def export(schema: Schema, format: str) -> str:  # noqa: A002
    """The whole schema as text in one of `FORMATS`, ending in one newline.

    The same schema always gives the same text, and the text can always be written as UTF-8.
    Raises UsageError for a format that is not there.
    """
    if format not in FORMATS:
        hint = f"choose from: {', '.join(FORMATS)}"
        raise UsageError(f"there is no format called {format!r}", hint=hint)
    # Half of a surrogate pair is no character: nothing can hold it.
    return FORMATS[format](schema).encode("utf-8", "replace").decode("utf-8")
