"""`nexus cohort`: many portfolios, indexed and built."""

import os
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nexus.cli import messages, options
from nexus.core import files
from nexus.core.errors import MachineError, NexusError
from nexus.core.text import counted

if TYPE_CHECKING:
    from nexus.cohort.report import Entry

# What is said of portfolios one by one; the page of what was not read has them all.
_TOLD = 20
# Between two lines about portfolios, where there is no terminal, in seconds.
_PAUSE = 5.0
_LISTED = ".nexus-cohort.json"

file = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))


@click.group(invoke_without_command=True)
@click.pass_context
def cohort(context: click.Context) -> None:
    """Work on many portfolios: an index over all of them, and builds of all of them."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@cohort.command()
@file
@options.output(
    "The folder to write the index into; other files in it are kept.", required=True, is_folder=True
)
@options.quiet
@options.trusted_root
def index(file: Path, output: Path, roots: Path | None) -> None:
    """Write an index site over many portfolios, from the nexus.json that each of them publishes.

    FILE is YAML: `programmes:`, and below it each name with a list of folders and https addresses.
    An entry with `site:` and `repository: OWNER/NAME` must be signed by that repository's workflow.
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
    folder.write(output, making.files(known, found), _LISTED)
    click.echo(f"{counted(len(found), 'portfolio')}, {len(failed):,} not read: {output}/index.html")


@cohort.command()
@file
@options.output(
    "The folder for the sites, a report, and a file for `nexus cohort index`.",
    required=True,
    is_folder=True,
)
@options.scheduler
@options.workers
@click.option("--seconds", default=600.0, show_default=True, help="How long a portfolio may take.")
@click.option("--memory", default=4000, show_default=True, help="MB for each of its processes.")
@click.option("--disk", default=1000, show_default=True, help="MB on disk for each portfolio.")
@click.option(
    "--image",
    default="",
    help="Build each in a container of this image, by podman or docker, which the workers have.",
)
@click.option("--again", is_flag=True, help="Also build what has not changed.")
@options.quiet
def build(file: Path, output: Path, scheduler: str, workers: int | None, **given: Any) -> None:
    """Build the portfolios of many learners, each in its own process and folder, within limits.

    FILE is YAML as for `nexus cohort index`; its folders are projects with a mkdocs.yml. Workers are
    the processors of this machine, or a Dask cluster with --scheduler; if one is lost, another takes
    over. This runs strangers' code on the workers: SECURITY.md says what that means.
    """
    options.needs("cluster", "distributed")
    options.needs_site()
    _look_for_containers(given["image"], scheduler)
    from nexus.cluster import work
    from nexus.cohort import roster
    from nexus.cohort.builds import Builds
    from nexus.cohort.confinement import Limits
    from nexus.core.cache import Cache
    from nexus.core.progress import Progress
    from nexus.project import settings

    cache = Cache(settings.cache_folder(os.environ, file.parent))
    limits = Limits(given["seconds"], given["memory"] * 1_000_000, given["disk"] * 1_000_000)
    known = (roster.read(file), output, limits, cache, given["image"])
    builds = Builds(*known, again=given["again"])
    progress = Progress("Portfolios", messages.say, pause=_PAUSE)
    with files.chosen(output, "folder"), work.cluster(scheduler, workers or 0) as cluster, progress:
        start = time.monotonic()
        found = builds.run(cluster, progress)
        took = time.monotonic() - start
    cost = f"{builds.seconds:.1f} s of work in {took:.1f} s on {counted(builds.workers, 'worker')}"
    _tell(found, output, cost)


def _look_for_containers(image: str, scheduler: str) -> None:
    """Raise MachineError where this machine is to make containers and cannot; note where it could."""
    if scheduler:
        return
    from nexus.cohort import containers

    try:
        own = Path(containers.engine()).name
    except NexusError as error:
        if image:
            hint = "install one of them, or leave --image out"
            raise MachineError(error.what, hint=hint) from None
        return
    if not image:
        messages.note(f"{own} is here: with --image, each is built in a container of its own")


def _tell(found: "list[Entry]", output: Path, cost: str) -> None:
    """Print what became of portfolios; raises NexusError if one failed."""
    failed = [entry for entry in found if entry.state == "failed"]
    messages.warn(f"{entry.site}: {entry.reason}" for entry in failed[:_TOLD])
    if len(failed) > _TOLD:
        messages.warn([f"and {len(failed) - _TOLD:,} more that were not built"])
    numbers = Counter(entry.state for entry in found)
    states = ", ".join(f"{numbers[state]:,} {state}" for state in ("built", "failed", "skipped"))
    click.echo(f"{states}; {cost}; {output}/report.json")
    if failed:
        raise NexusError(f"{counted(len(failed), 'portfolio')} could not be built", str(output))
