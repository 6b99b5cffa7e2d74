"""`nexus erd`: one diagram as a file."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nexus.cli import messages, options
from nexus.cli.options import Command
from nexus.core import files
from nexus.core.errors import NexusError, UsageError
from nexus.erd.options import DECLARED, Declared, Options

if TYPE_CHECKING:
    from nexus.erd.drawing import Drawing
    from nexus.schema.model import Schema


def _names(_context: object, _parameter: object, value: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in value.split(",") if name.strip())


def _declared(option: Declared) -> Callable[[Command], Command]:
    """Return an option of a diagram as one of a command."""
    flag = f"--{option.name.replace('_', '-')}"
    known: Mapping[str, dict[str, Any]] = {
        "names": {"default": "", "callback": _names},
        "number": {"type": click.IntRange(min=0), "default": 0},
        "choice": {"type": click.Choice(option.choices)},
        "text": {"default": ""},
        "switch": {"is_flag": True},
    }
    return click.option(flag, option.name, help=option.does, **known[option.kind])


def _of_diagrams(command: Command) -> Command:
    for option in reversed(DECLARED):
        command = _declared(option)(command)
    return command


@click.command(help=options.of_models("Draw one diagram of MODELS."))
@options.models
@options.output("The file to write: its ending, .svg or .png, is its format.", required=True)
@_of_diagrams
def erd(*, models: str, strict: bool, dialect: str, output: Path, **given: Any) -> None:
    """Draw one diagram; `given` are its options, by name."""
    if output.suffix.lower() not in {".svg", ".png"}:
        raise UsageError(f"unknown format {output.suffix!r}", str(output), "choose .svg or .png")
    if given["depth"] and not given["tables"]:
        raise UsageError("--depth needs tables to start from", hint="add --tables a,b")
    from nexus.cli.models import schema
    from nexus.erd.drawing import draw

    read = schema(models, strict=strict, dialect=dialect)
    asked = Options(**{name: value for name, value in given.items() if value is not None})
    _check(read, asked)
    drawing = draw(read, asked)
    _note(drawing)
    content = drawing.file().encode() if output.suffix.lower() == ".svg" else _png(drawing)
    with files.chosen(output):
        files.write(output, content)


def _check(schema: "Schema", asked: Options) -> None:
    """Raise UsageError where a schema has nothing of a name that is asked for."""
    from nexus.erd.drawing import part

    try:
        part(schema, asked)
    except NexusError as error:
        raise UsageError(error.what, error.where, error.hint) from None


def _note(drawing: "Drawing") -> None:
    """Say what a diagram has no room for, or how large it is where it is larger than most."""
    if drawing.groups or drawing.left_out:
        messages.note(drawing.summary)
    elif drawing.is_large:
        messages.note(f"{drawing.summary}: {drawing.pixels} pixels")


def _png(drawing: "Drawing") -> bytes:
    if lacking := drawing.lacking:
        shown = f"{' '.join(lacking[:12])}{' and others' if lacking[12:] else ''}"
        messages.note(f"drawn as a question mark, for want of a font: {shown}")
    return drawing.png()
