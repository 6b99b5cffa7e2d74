"""`nexus export`: a schema as text for other programs, and whether a kept one is current."""

import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import click

from nexus.cli import messages, options
from nexus.core.choices import DDL, FORMATS, POSTGRESQL
from nexus.core.errors import NexusError, UsageError


def _described() -> str:
    from nexus.schema.document import json_schema

    return json_schema()


@click.command(help=options.of_models("Write MODELS in another format."))
@options.models
@click.option(
    "--format",
    "form",
    type=click.Choice((*FORMATS, DDL)),
    required=True,
    help="json holds everything, for any program; ddl is the statements that create it, in the "
    "dialect, with a comment at the top for what that cannot express.",
)
@options.json_schema(_described)
@options.output("The file to write, instead of standard output.")
@click.option(
    "--check",
    "kept",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Write nothing: exit with 1 and the difference if this file is out of date.",
)
def export(*, output: Path | None, kept: Path | None, **given: Any) -> None:
    """Export a schema; `given` says which, and in which format."""
    # The types and events of models may print what is no part of an export.
    with redirect_stdout(sys.stderr):
        text = _text(**given)
    if kept is not None:
        _compare(text, kept)
    else:
        messages.output(text, output)


def _text(*, models: str, form: str, dialect: str, strict: bool) -> str:
    from nexus import exports
    from nexus.cli.models import reading, schema

    if form == DDL and dialect:
        return reading(models, strict=strict, dialect=dialect).script(dialect)
    read = schema(models, strict=strict, dialect=dialect)
    return exports.export(read, POSTGRESQL if form == DDL else form)


def _compare(text: str, kept: Path) -> None:
    from nexus.exports.drift import difference

    try:
        found = kept.read_text("utf-8")
    except UnicodeDecodeError:
        hint = "name the file that was exported"
        raise UsageError("the file is no text in UTF-8", str(kept), hint) from None
    if changes := difference(text, found, str(kept)):
        click.echo(changes)
        hint = "export it again"
        raise NexusError("the file is no longer what the models say", str(kept), hint)
