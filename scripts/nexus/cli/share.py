"""`nexus share`: the text of a post about a week."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import click

from nexus.cli import completion, messages, options


@click.command()
@click.argument("week", shell_complete=completion.weeks)
@options.root
def share(week: str, root: Path) -> None:
    """Print the text of a post about a week, ready to paste.

    WEEK is a folder of docs/weeks/, such as week-02.
    """
    from nexus.pages.weeks import Weeks
    from nexus.project import addresses, settings
    from nexus.publish import sharing
    from nexus.publish.page import Website

    known = settings.configuration(root / "mkdocs.yml")
    chosen = settings.read(settings.configured(root / "mkdocs.yml"))
    site = addresses.read(os.environ, root).site or str(known.get("site_url") or "")
    if urlsplit(site).hostname in {"127.0.0.1", "localhost"}:
        messages.note(
            "the address is that of a preview; set SITE_URL to that of the published site"
        )
    docs = root / str(known.get("docs_dir") or "docs")
    name, description = (str(known.get(f"site_{part}") or "") for part in ("name", "description"))
    website = Website(name, site, description)
    click.echo(sharing.of_week(docs, week, website, Weeks(chosen.weeks_dir)))
