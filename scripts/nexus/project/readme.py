"""The diagrams in a project's README, as Mermaid text that GitHub draws: those of the models.

A diagram stands between `<!-- erd:start SCHEMA -->` and `<!-- erd:end -->`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from nexus.core import encoding, files
from nexus.core.errors import NexusError, UsageError, place
from nexus.exports.mermaid import mermaid
from nexus.project import models
from nexus.schema.model import Schema, Table

_DIAGRAM = re.compile(
    r"(?P<start><!-- erd:start (?P<schema>\S+) -->\n).*?(?P<end><!-- erd:end -->)", re.DOTALL
)


def errors(root: Path, environment: Mapping[str, str]) -> Iterator[NexusError]:
    """Yield an error if a diagram in the README below `root` is no longer that of the models."""
    file = root / "README.md"
    try:
        if not file.is_file() or b"<!-- erd:start" not in file.read_bytes():
            return
        text = encoding.read(file)
        current = _updated(text, root, environment)
    except OSError as error:
        yield NexusError(f"cannot read it: {error.strerror}", place(file), "let this user read it")
        return
    except NexusError as error:
        yield error.at(place(file))
        return
    if current != text:
        lines = zip(text.splitlines(), current.splitlines(), strict=False)
        line = next((n for n, (own, new) in enumerate(lines, start=1) if own != new), None)
        hint = "run nexus check --write, which puts the current one there"
        yield NexusError("the diagram is no longer that of the models", place(file, line), hint)


def write(root: Path, environment: Mapping[str, str]) -> None:
    """Put the current diagrams into the README below `root`.

    Raises NexusError if the README, the settings or the models cannot be read.
    """
    file = root / "README.md"
    if not file.is_file():
        hint = "go to the project's folder, or name it with --root"
        raise UsageError("there is no README.md", place(file), hint)
    files.write(file, _updated(encoding.read(file), root, environment).encode())


def _updated(text: str, root: Path, environment: Mapping[str, str]) -> str:
    """The text of a README with each diagram, keys only, as the models are now."""
    schemas = models.read(root, environment, strict=True)

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
