"""The diagrams in a README, as Mermaid text that GitHub draws: kept to what the models say.

A diagram stands between `<!-- erd:start SCHEMA -->` and `<!-- erd:end -->`.
"""

import re
from dataclasses import replace

from nexus.exports.mermaid import mermaid
from nexus.schema.model import Schema, Table
from nexus.sources.catalog import Catalog

_DIAGRAM = re.compile(
    r"(?P<start><!-- erd:start (?P<schema>\S+) -->\n).*?(?P<end><!-- erd:end -->)", re.DOTALL
)


def updated(text: str, schemas: Catalog) -> str:
    """The text of a README with each diagram, keys only, as the models are now.

    Raises NexusError where a diagram is of a schema that is not there.
    """

    def diagram(found: re.Match[str]) -> str:
        drawn = mermaid(_without_comments(schemas[found["schema"]]), "keys")
        return f"{found['start']}```mermaid\n{drawn}```\n{found['end']}"

    return _DIAGRAM.sub(diagram, text)


def _without_comments(schema: Schema) -> Schema:
    """The schema as a narrow picture wants it: Mermaid gives each comment a column of its own."""

    def bare(table: Table) -> Table:
        columns = tuple(replace(column, comment=None) for column in table.columns)
        return replace(table, columns=columns, comment=None)

    return replace(schema, tables=tuple(map(bare, schema.tables)))
