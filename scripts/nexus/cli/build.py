"""`nexus build`: the site, put in place if it may be published."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from nexus.cli import messages, options
from nexus.cli.gate import check


@click.command()
@options.root
@options.quiet
@options.site_dir
@options.engine
def build(root: Path, site_dir: Path | None, engine: str) -> None:
    """Build the site strictly, and put it in place if it may be published.

    A build that fails, or is killed, leaves the last site as it was. What must not be published is
    refused: private files, links out of docs/, unknown kinds of files, files that run something,
    credentials, heavy pages.

    Zensical builds what nexus stage writes; each thing that it leaves out is named in a line.
    """
    options.needs_engine(engine)
    from nexus import gate
    from nexus.build import swap
    from nexus.core.cache import Cache
    from nexus.project import settings

    config = root / "mkdocs.yml"
    chosen = settings.read(settings.configured(config))
    sources = settings.published_folders(config)
    messages.refuse(gate.before(sources))
    cache = Cache(settings.cache_folder(os.environ, root))
    swap.build(
        site_dir or root / "site",
        _command(engine, root),
        check(chosen, sources, cache),
        messages.say,
        (config, *sources, *_others(root, (*chosen.models, chosen.data_dir))),
    )


def _others(root: Path, named: Iterable[str]) -> list[Path]:
    """Return the files and folders of a project that a setting names."""
    return [root / name for name in named if Path(name) != Path() and (root / name).exists()]


def _command(engine: str, root: Path) -> list[str]:
    """Return the command line that builds the site with an engine; the folder is added to it."""
    if engine == options.ZENSICAL:
        return [sys.executable, "-m", "nexus.cli.engine", str(root)]
    config = str(root / "mkdocs.yml")
    return [*options.mkdocs("build", engine), "--strict", "--config-file", config, "--site-dir"]
