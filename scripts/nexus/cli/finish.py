"""`nexus finish`: what follows when an engine has built a staged site."""

import os
import sys
from pathlib import Path

import click

from nexus.cli import messages, options
from nexus.cli.gate import check


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@options.root
@options.quiet
@options.site_dir
def finish(folder: Path, root: Path, site_dir: Path | None) -> None:
    """Finish the site that an engine built in FOLDER, and put it in place if it may be published.

    FOLDER was made by nexus stage. Pages get their tags, scripts and one style sheet; cards,
    copies and feeds are written beside them; the policy and the gate are those of nexus build.
    """
    options.needs_site()
    from nexus.build import swap
    from nexus.core.cache import Cache
    from nexus.project import settings
    from nexus.stage.finish import Staged

    staged = Staged.read(folder)
    cache = Cache(settings.cache_folder(os.environ, root))
    swap.build(
        site_dir or root / "site",
        [sys.executable, "-m", "nexus.stage", "finish", str(folder)],
        check(staged.chosen, (), cache),
        messages.say,
        (folder,),
    )
