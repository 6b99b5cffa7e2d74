"""`nexus lint`: whether a schema is well made."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nexus.cli import messages, options
from nexus.core.choices import LINT_FORMATS
from nexus.core.errors import NexusError
from nexus.core.text import counted

if TYPE_CHECKING:
    from nexus.schema.lint.report import Report


def _described() -> str:
    from nexus.exports.findings.json import json_schema

    return json_schema()


def _explain(context: click.Context, _parameter: object, rule: str | None) -> None:
    if rule is not None and not context.resilient_parsing:
        from nexus.exports.findings.rules import listed, page

        click.echo(listed() if rule == "all" else page(rule), nl=False)
        context.exit()


_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command(
    help=options.of_models(
        "Tell where a schema is not well made, rule by rule.\n\nExit 1 on a finding that is new and "
        "that nobody accepts, 2 where MODELS cannot be read. What is below the plugin in mkdocs.yml "
        "counts here too."
    )
)
@options.models
@options.form(LINT_FORMATS, "text is for a terminal, json for programs, sarif for code scanning.")
@click.option(
    "--select", multiple=True, metavar="RULE", help="Also this rule of taste; all is every rule."
)
@click.option("--ignore", multiple=True, metavar="RULE", help="Not this rule.")
@click.option(
    "--config",
    type=_FILE,
    help="A file of TOML: select, ignore, [dependencies], and [[accepted]] with rule, where, reason.",
)
@click.option(
    "--baseline",
    type=_FILE,
    help="A report in the format json: what it has is known, and no finding.",
)
@options.output("The file to write, instead of standard output.")
@options.root
@click.option(
    "--explain",
    metavar="RULE",
    is_eager=True,
    expose_value=False,
    callback=_explain,
    help="Print what a rule is about, with its examples, and nothing else; all lists the rules.",
)
@options.json_schema(_described)
def lint(*, models: str, form: str, output: Path | None, **given: Any) -> None:
    """Look at a schema; `given` says which rules count, and what is known."""
    from nexus.exports import findings

    report = _report(models, **given)
    text = findings.export(report, form, models if Path(models).is_file() else "")
    messages.output(text, output)
    if report.open:
        hint = "mend each, or accept it with a reason (--config FILE)"
        raise NexusError(counted(len(report.open), "finding"), hint=hint)


def _report(
    models: str, *, root: Path, baseline: Path | None, strict: bool, dialect: str, **given: Any
) -> "Report":
    from nexus.cli.models import schema
    from nexus.exports.findings import json
    from nexus.project import rules
    from nexus.schema.lint.report import lint as looked

    choices = rules.choices(root, **given)
    known = json.known(baseline.read_bytes(), str(baseline)) if baseline else ()
    with messages.reading():
        read = schema(models, strict=strict, dialect=dialect)
    report = looked(read, choices, known)
    messages.warn(f"nothing to accept: {each.rule} of {each.where}" for each in report.unused)
    messages.warn(f"there is no table {name} for its dependencies" for name in report.unknown)
    return report
