"""`nexus erd`: one diagram as a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nexus.cli import messages, options
from nexus.core import files
from nexus.core.choices import COLUMN_CHOICES
from nexus.core.errors import NexusError, UsageError

if TYPE_CHECKING:
    from nexus.erd import Drawing
    from nexus.schema.model import Schema


def _names(_context: object, _parameter: object, value: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in value.split(",") if name.strip())


@click.command(help=options.of_models("Draw one diagram of MODELS."))
@options.models
@options.output("The file to write: its ending, .svg or .png, is its format.", required=True)
@click.option("--tables", default="", callback=_names, help="Only these tables: a,b,c.")
@click.option(
    "--depth",
    type=click.IntRange(min=0),
    default=0,
    help="Also the neighbours of those tables, this many relations away.",
)
@click.option(
    "--columns",
    type=click.Choice(COLUMN_CHOICES),
    default="all",
    show_default=True,
    help="Which columns to show.",
)
@click.option("--title", default="", help="What the diagram is called.")
def erd(*, models: str, strict: bool, output: Path, **given: Any) -> None:
    """Draw one diagram; `given` are its options, by name."""
    if output.suffix.lower() not in {".svg", ".png"}:
        raise UsageError(f"unknown format {output.suffix!r}", str(output), "choose .svg or .png")
    if given["depth"] and not given["tables"]:
        raise UsageError("--depth needs tables to start from", hint="add --tables a,b")
    from nexus.cli.models import schema
    from nexus.erd import Options, draw

    read = schema(models, strict=strict)
    for name in given["tables"]:
        _find(read, name)
    drawing = draw(read, Options(**given))
    if drawing.groups or drawing.left_out:
        messages.note(drawing.summary)
    content = drawing.file().encode() if output.suffix.lower() == ".svg" else _png(drawing)
    with files.chosen(output):
        files.write(output, content)


def _find(schema: "Schema", name: str) -> None:
    """Raise UsageError where a schema has no table of that name."""
    try:
        schema.find(name)
    except NexusError as error:
        raise UsageError(error.what, error.where, error.hint) from None


def _png(drawing: "Drawing") -> bytes:
    if lacking := drawing.lacking:
        shown = f"{' '.join(lacking[:12])}{' and others' if lacking[12:] else ''}"
        messages.note(f"drawn as a question mark, for want of a font: {shown}")
    return drawing.png()
