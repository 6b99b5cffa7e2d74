"""`nexus serve`: a preview with live reload, after the checks."""

import os
from pathlib import Path

import click

from nexus.cli import messages, options
from nexus.core import processes
from nexus.core.errors import NexusError, UsageError


@click.command(context_settings={"ignore_unknown_options": True})
@options.root
@options.quiet
@click.argument("more", metavar="[OPTIONS OF MKDOCS SERVE]...", nargs=-1, type=click.UNPROCESSED)
def serve(root: Path, more: tuple[str, ...]) -> None:
    """Check the content, then preview the site with live reload.

    Every error of the content is printed first; the preview starts all the same, as that is where
    they are fixed. Further options are those of mkdocs serve, such as --dev-addr.
    """
    from nexus.mkdocs_plugin import dry
    from nexus.project import readme

    try:
        errors = [*dry.check(root), *readme.errors(root, os.environ)]
    except UsageError:
        raise
    except NexusError as found:
        errors = [found]
    for error in errors:
        messages.error(error)
    config = ("--config-file", str(root / "mkdocs.yml"))
    if code := processes.run([*options.mkdocs("serve"), *config, *more]):
        kind = UsageError if code == UsageError.exit_code else NexusError
        raise kind("MkDocs ended the preview", hint="fix the errors above")
