"""`nexus doctor`: what this machine and this site have and lack."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from nexus.cli import options
from nexus.core.errors import MachineError, NexusError
from nexus.core.findings import Finding


@click.command()
@options.root
def doctor(root: Path) -> None:
    """Say what this machine and this site have and lack, with the command that fixes it.

    Nothing is changed. Exits with 3 if the machine lacks something that is needed, with 1 if the
    site does.
    """
    from nexus.mkdocs_plugin.inspection import Inspection
    from nexus.project import machine

    site = Inspection(root, os.environ)
    is_site = (root / "mkdocs.yml").is_file()
    needed = site.needed if is_site else ()
    lacks_machine = _tell("This machine", machine.findings(os.environ, root, needed))
    if is_site:
        lacks_site = _tell(f"This site, {root.resolve()}", site.findings())
    else:
        click.echo("\nNo site here: go to the folder of its mkdocs.yml, or name it with --root")
        lacks_site = False
    if lacks_machine or lacks_site:
        sys.exit(MachineError.exit_code if lacks_machine else NexusError.exit_code)


def _tell(title: str, findings: Iterable[Finding]) -> bool:
    """Print findings; tell whether something that is needed is lacking."""
    click.echo(title)
    is_lacking = False
    for each in findings:
        word = ("lacks" if each.needed else "could") if each.fix else "ok"
        click.echo(f"  {word:5}  {'; '.join(filter(None, (each.what, each.fix)))}")
        is_lacking |= word == "lacks"
    return is_lacking
