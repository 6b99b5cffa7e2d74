"""`nexus lint`: whether a schema is well made."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nexus.cli import messages, options
from nexus.core.choices import LINT_FORMATS
from nexus.core.errors import NexusError, UsageError
from nexus.core.text import counted

if TYPE_CHECKING:
    from nexus.schema.lint.report import Report
    from nexus.schema.model import Schema


def _described() -> str:
    from nexus.exports.findings.json import json_schema

    return json_schema()


_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command(
    help=options.of_models(
        "Find what is not well made in a schema, rule by rule; without MODELS, in all of the "
        "site's.\n\n"
        "Exits with 1 on a new finding that is not accepted, with 2 if MODELS cannot be read. The "
        "settings of the plugin in mkdocs.yml apply here too."
    )
)
@options.models_or_site
@options.form(LINT_FORMATS, "text is for a terminal, json for programs, sarif for code scanning.")
@click.option(
    "--select",
    multiple=True,
    metavar="RULE",
    help="Also use this optional rule; all stands for every rule.",
)
@click.option("--ignore", multiple=True, metavar="RULE", help="Leave out this rule.")
@click.option(
    "--config",
    type=_FILE,
    help="A TOML file: select, ignore, [dependencies], and [[accepted]] with rule, where, reason.",
)
@click.option(
    "--baseline",
    type=_FILE,
    help="An earlier report in the json format: what is in it is not reported again.",
)
@options.output("The file to write, instead of standard output.")
@options.root
@options.explain("rule", "nexus.exports.findings.rules")
@options.json_schema(_described)
def lint(*, models: str | None, form: str, output: Path | None, **given: Any) -> None:
    """Look at a schema, or at all of the site; `given` says which rules count, and what is known."""
    from nexus.exports import findings

    report = _report(models, **given)
    text = findings.export(report, form, models if models and Path(models).is_file() else "")
    messages.output(text, output)
    if report.open:
        hint = "fix each, or accept it with a reason (--config FILE)"
        raise NexusError(counted(len(report.open), "finding"), hint=hint)


def _report(
    models: str | None,
    *,
    root: Path,
    baseline: Path | None,
    strict: bool,
    dialect: str,
    **given: Any,
) -> "Report":
    from nexus.exports.findings import json
    from nexus.project import rules
    from nexus.schema.lint import report as reports

    choices = rules.choices(root, **given)
    known = json.known(baseline.read_bytes(), str(baseline)) if baseline else ()
    with messages.reading():
        read = _schemas(models, root, strict=strict, dialect=dialect)
    report = reports.joined([reports.lint(each, choices, known) for each in read])
    messages.warn(f"nothing to accept: {each.rule} of {each.where}" for each in report.unused)
    messages.warn(f"there is no table {name} for its dependencies" for name in report.unknown)
    return report


def _schemas(models: str | None, root: Path, *, strict: bool, dialect: str) -> "list[Schema]":
    if models:
        from nexus.cli.models import schema

        return [schema(models, strict=strict, dialect=dialect)]
    from nexus.project import models as project

    found = project.read(root, os.environ, strict=strict, dialect=dialect)
    messages.warn(found.warnings)
    if not found:
        hint = "name MODELS, or where they are below the plugin in mkdocs.yml"
        raise UsageError("there are no models with tables here", str(root), hint)
    return list(found.values())
