"""`nexus check`: every content rule of a project, without building its site."""

import os
import sys
from pathlib import Path

import click

from nexus.cli import messages, options
from nexus.core.errors import NexusError


@click.command()
@options.root
@click.option("--write", is_flag=True, help="First put the current diagram into README.md.")
def check(*, root: Path, write: bool) -> None:
    """Check every content rule of the project, and print each error with file:line."""
    from nexus.mkdocs_plugin import dry
    from nexus.project import readme

    if write:
        readme.write(root, os.environ)
    errors = [*dry.check(root), *readme.errors(root, os.environ)]
    for error in errors:
        messages.error(error)
    if errors:
        sys.exit(NexusError.exit_code)
