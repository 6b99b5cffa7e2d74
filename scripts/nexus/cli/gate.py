"""`nexus gate`: a built site, checked for everything that must not be published."""

from pathlib import Path

import click

from nexus.cli import messages, options
from nexus.core.errors import UsageError


@click.command()
@options.root
@options.site_dir
def gate(root: Path, site_dir: Path | None) -> None:
    """Check a built site for everything that must not be published.

    These are the checks of nexus build, and two that take seconds: lychee follows every link within
    the site, and html-validate reads the HTML.
    """
    from nexus import gate as gates
    from nexus.project import settings

    site, config = site_dir or root / "site", root / "mkdocs.yml"
    if not (site / "index.html").is_file():
        raise UsageError("there is no built site", str(site), "build it: nexus build")
    chosen = settings.read(settings.configured(config))
    found = [*gates.quick(site, chosen, settings.published_folders(config))]
    messages.refuse([*found, *gates.thorough(site, root / "node_modules")])
