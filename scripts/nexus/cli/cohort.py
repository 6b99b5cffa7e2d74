"""`nexus cohort`: many portfolios, indexed."""

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from nexus.cli import messages, options
from nexus.core.errors import NexusError

# What is said of portfolios one by one; the page of what was not read has them all.
_TOLD = 20
# Between two lines about portfolios, where there is no terminal, in seconds.
_PAUSE = 5.0
_LISTED = ".nexus-cohort.json"

file = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))


@click.group(invoke_without_command=True)
@click.pass_context
def cohort(context: click.Context) -> None:
    """Work on many portfolios: an index over all of them."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@cohort.command()
@file
@options.output(
    "The folder to write the index into; files of others in it stay.", required=True, is_folder=True
)
@options.quiet
@options.trusted_root
def index(file: Path, output: Path, roots: Path | None) -> None:
    """Write a site over many portfolios, from the nexus.json that each of them publishes.

    FILE is YAML: `programmes:`, and below it each name with a list of folders and https addresses.
    An entry with `site:` and `repository: OWNER/NAME` must be signed by that repository"s workflow.
    What cannot be read is listed with its reason. The same portfolios give the same files.
    """
    options.needs("cohort", "jinja2", "urllib3")
    from nexus.cohort import index as making
    from nexus.cohort import reading, roster
    from nexus.cohort.reading import Reader
    from nexus.cohort.web import Web
    from nexus.core import output as folder
    from nexus.core.cache import Cache
    from nexus.core.progress import Progress
    from nexus.project import settings

    known = roster.read(file)
    cache = Cache(settings.cache_folder(os.environ, file.parent), code="cohort")
    reader = Reader(known.folder, Web(cache), cache, datetime.now(UTC), roots)
    with Progress("Portfolios", messages.say, pause=_PAUSE) as progress:
        found = reading.read(known, reader, progress)
    failed = [each for each in found if each.failure]
    messages.warn(f"{each.site}: {each.failure}" for each in failed[:_TOLD])
    if len(failed) > _TOLD:
        messages.warn([f"and {len(failed) - _TOLD:,} more that could not be read"])
    if len(failed) == len(found):
        raise NexusError("no portfolio could be read; the index is as it was", str(file))
    folder.write(output, making.files(known, found, cache), _LISTED)
    click.echo(f"{len(found):,} portfolios, {len(failed):,} of them not read: {output}/index.html")
