"""`nexus history`: every revision of Alembic or Django executed, and what came of it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nexus.cli import completion, messages, options
from nexus.core.choices import HISTORY_FORMATS
from nexus.core.errors import NexusError
from nexus.core.text import counted

if TYPE_CHECKING:
    from nexus.schema.timeline import Timeline

_ENGINE = "nexus.examples.postgres.server:embedded"
# Between two lines about revisions, where there is no terminal, in seconds.
_PAUSE = 5.0


def _described() -> str:
    from nexus.exports.timelines.json import json_schema

    return json_schema()


@click.command()
@click.argument("path", default="", shell_complete=completion.files)
@options.form(HISTORY_FORMATS, "text is for a terminal, json for programs.")
@options.output(
    "The folder to write, with a page for each revision; other files in it are kept.",
    is_folder=True,
)
@click.option(
    "--models",
    default="",
    help="SQLAlchemy MODELS to compare the last revision with, if env.py names none.",
)
@click.option(
    "--base",
    default="",
    help="MODELS, such as a .sql file, for the tables that were there before the first revision.",
)
@options.json_schema(_described)
@options.quiet
def history(*, path: str, form: str, output: Path | None, models: str, base: str) -> None:
    """Run every revision of Alembic or Django, and report what each one did.

    PATH is an alembic.ini, a folder of revisions, or a manage.py; if it is not given, this folder
    is searched for one. On a separate PostgreSQL all revisions go up, down and up again, and the
    result is compared with the models. Exits with 1 if a revision fails or the result differs from
    the models.
    """
    timeline = _executed(path, models, base)
    if output is not None:
        from nexus.reference import changelog, folder

        folder.write(output, changelog.files(timeline))
    else:
        from nexus.exports import timelines

        messages.output(timelines.export(timeline, form))
    _judge(timeline)


def _executed(path: str, models: str, base: str) -> "Timeline":
    from nexus.core.cache import Cache
    from nexus.core.progress import Progress
    from nexus.examples.postgres import server
    from nexus.history import reader
    from nexus.project import settings

    before = _script(base) if base else ""
    with Progress("Revisions", messages.say, pause=_PAUSE) as progress:

        def report(revision: str, number: int, whole: int) -> None:
            progress.expect(whole)
            progress.begin(revision)
            if number > 1:
                progress.advance()

        cache = Cache(settings.cache_folder(os.environ, Path.cwd()))
        beside = reader.Beside(before, models, cache)
        return reader.read(path, Path.cwd(), server.embedded, beside, report)


def _script(base: str) -> str:
    """Return the statements that make what was there before."""
    from nexus.exports import postgresql
    from nexus.sources.apart import reader

    [answer] = reader.read([base], Path.cwd(), _ENGINE)
    messages.warn(f"{base}: {warning}" for warning in answer.warnings)
    return postgresql.postgresql(answer.schema) if answer.schema else ""


def _judge(timeline: "Timeline") -> None:
    """Raise NexusError where a revision failed, or the last one is not as the models."""
    if timeline.failed:
        first = timeline.failed[0]
        what = f"{counted(len(timeline.failed), 'revision')} failed, {first.id} first"
        hint = "tables that were there before the first revision are named with --base"
        raise NexusError(what, first.file, hint if first is timeline.revisions[0] else "fix it")
    if timeline.drift is not None and timeline.drift.comparison.changes:
        what = f"the last revision is not what the models say: {timeline.drift.comparison.summary}"
        raise NexusError(what, hint="add a revision for what the models say, or change them")
