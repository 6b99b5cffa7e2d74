"""`nexus path`: how to get from one table to another."""

from pathlib import Path
from typing import Any

import click

from nexus.cli import messages, options
from nexus.core.choices import PATH_FORMATS


def _described() -> str:
    from nexus.exports.joins.json import json_schema

    return json_schema()


@click.command(
    help=options.of_models(
        "List the ways to join two tables of MODELS: all of the shortest, and the next longer.\n\n"
        "FROM and TO are names of tables, or schema.table. Each way is given as SQL, and for the "
        "ORM of the models. Exits with 1 if no relations lead from one to the other, with 2 if "
        "MODELS cannot be read."
    )
)
@options.models
@click.argument("start", metavar="FROM")
@click.argument("end", metavar="TO")
@options.form(PATH_FORMATS, "text is for a terminal, json for programs, svg a diagram.")
@options.output("The file to write, instead of standard output.")
@options.json_schema(_described)
def path(*, form: str, output: Path | None, **given: Any) -> None:
    """Tell ways; `given` says of which schema, from where and to where."""
    text = _text(form, **given)
    messages.output(text, output)


def _text(form: str, *, models: str, start: str, end: str, **how: Any) -> str:
    from nexus.cli.models import schema
    from nexus.exports import joins
    from nexus.schema.joins.search import ways

    with messages.reading():
        read = schema(models, **how)
    return joins.export(ways(read, start, end), read, form)
