"""`nexus reference`: the reference of a schema as a folder of files."""

import os
from pathlib import Path

import click

from nexus.cli import messages, options

# Between two lines about pages, where there is no terminal, in seconds.
_PAUSE = 5.0


@click.command(
    help=options.of_models("Write the whole reference of MODELS for any MkDocs project.")
)
@options.models
@options.quiet
@options.output(
    "The folder to write, with Markdown and SVG files; other files in it are kept.",
    required=True,
    is_folder=True,
)
def reference(*, models: str, output: Path, strict: bool, dialect: str) -> None:
    """Write the reference of MODELS into a folder, and print its warnings."""
    from nexus.core.cache import Cache
    from nexus.core.progress import Progress
    from nexus.examples.postgres import server
    from nexus.project import rules, settings
    from nexus.reference import folder
    from nexus.sources.apart import revision
    from nexus.sources.dispatch import Ways

    choices = rules.choices(Path.cwd())
    with Progress("Pages", messages.say, pause=_PAUSE) as progress:
        if revision.is_named(models):
            from nexus.cli.models import schema

            read = schema(models, strict=strict, dialect=dialect)
            files = folder.files(read, {}, choices, progress=progress)
        else:
            cache = Cache(settings.cache_folder(os.environ, Path.cwd()))
            how = Ways(strict=strict, dialect=dialect, engine=server.embedded)
            made = folder.made(models, cache, progress, choices, **how)
            messages.warn(made.warnings)
            files = dict(made.files)
    folder.write(output, files)
