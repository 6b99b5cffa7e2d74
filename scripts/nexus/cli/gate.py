"""`nexus gate`: a built site, checked for everything that must not be published."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nexus.cli import messages, options
from nexus.core.errors import UsageError

if TYPE_CHECKING:  # they take their time to import, and each command imports this
    from nexus.build.swap import Check
    from nexus.core.cache import Cache
    from nexus.project.settings import Settings


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


def check(settings: "Settings", sources: Sequence[Path], cache: "Cache") -> "Check":
    """Return the check of a site that a command makes: the quick ones, unless its settings say no."""
    from nexus import gate as gates
    from nexus.build.swap import Check

    if not settings.gate:
        return Check(lambda _: None)
    return Check(
        lambda fresh: messages.refuse(gates.quick(fresh, settings, sources, cache)),
        lambda: gates.load(settings, cache),
    )
