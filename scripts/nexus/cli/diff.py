"""`nexus diff`: what changed between two schemas, and what it risks."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nexus.cli import completion, messages, options
from nexus.core.choices import DIFF_FORMATS
from nexus.core.errors import NexusError, UsageError
from nexus.core.text import counted

if TYPE_CHECKING:
    from nexus.schema.comparison.accepted import Acceptance, Judged


def _described() -> str:
    from nexus.exports.changes.json import json_schema

    return json_schema()


@click.command(
    help=options.of_models(
        "Say what changed between two MODELS, and what that risks in PostgreSQL.\n\n"
        "OLD and NEW are each MODELS, or git:REVISION:MODELS. Exits with 1 on a risk that has not "
        "been accepted, with 2 if one of the two cannot be read."
    )
)
@click.argument("old", shell_complete=completion.files)
@click.argument("new", shell_complete=completion.files)
@options.form(
    DIFF_FORMATS,
    "text is for a terminal, markdown for a pull request, json for programs, svg a diagram.",
)
@click.option(
    "--rename",
    "renames",
    multiple=True,
    metavar="OLD=NEW",
    help="A table, table.column or enum.value that was renamed; OLD= says that it was dropped.",
)
@click.option(
    "--accepted",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A TOML file: [[accepted]] with risk, where (table.column, * for any) and reason.",
)
@options.output("The file to write, instead of standard output.")
@click.option(
    "--strict",
    is_flag=True,
    help="Fail if a module cannot be imported, instead of leaving it out.",
)
@options.explain("risk", "nexus.exports.changes.risks")
@options.json_schema(_described)
def diff(*, form: str, output: Path | None, **given: Any) -> None:
    """Compare two schemas; `given` says which, and what is known of them."""
    from nexus.exports import changes

    judged = _judged(**given)
    text = changes.export(judged, form)
    messages.output(text, output)
    if judged.refused:
        hint = "accept each with a reason (--accepted FILE), or change it in safe steps"
        raise NexusError(f"{counted(judged.refused, 'risk')} not accepted", hint=hint)


def _judged(
    *, old: str, new: str, renames: tuple[str, ...], accepted: Path | None, strict: bool
) -> "Judged":
    from nexus.cli import models
    from nexus.schema.comparison import compare
    from nexus.schema.comparison.accepted import judged
    from nexus.schema.comparison.renames import parse

    parse(renames)  # a slip is told before anything is read
    known = _accepted(accepted) if accepted else ()
    before, after = models.apart((old, new), strict=strict)
    found = judged(compare(before, after, renames), known)
    lost = [f"no such rename was found: {each}" for each in found.comparison.unused]
    lost += [f"nothing to accept: {each.risk} of {each.where}" for each in found.unused]
    messages.warn(lost)
    return found


def _accepted(file: Path) -> "tuple[Acceptance, ...]":
    from nexus.schema.comparison import accepted

    try:
        return accepted.read(file.read_text("utf-8"), str(file))
    except UnicodeDecodeError:
        raise UsageError("the file is no text in UTF-8", str(file), "save it in UTF-8") from None
