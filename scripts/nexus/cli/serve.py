"""`nexus serve`: a preview with live reload, after the checks."""

import os
import socket
import sys
from contextlib import suppress
from pathlib import Path

import click

from nexus.cli import messages, options
from nexus.core import processes
from nexus.core.errors import NexusError, UsageError

_ADDRESS = "127.0.0.1:8000"
_OPTIONS = ("-a", "--dev-addr")


@click.command(context_settings={"ignore_unknown_options": True})
@options.root
@options.quiet
@options.engine
@click.argument("more", metavar="[OPTIONS OF THE ENGINE]...", nargs=-1, type=click.UNPROCESSED)
def serve(root: Path, engine: str, more: tuple[str, ...]) -> None:
    """Check the content, then preview the site with live reload.

    Every error in the content is printed first; the preview starts anyway, so that you can fix them
    there. If the port is taken, another one is used. Other options are passed on to mkdocs serve or
    zensical serve, such as --dev-addr.

    Zensical serves what nexus stage makes of the site, which follows each change.
    """
    options.needs_engine(engine)
    from nexus.mkdocs_plugin import dry
    from nexus.project import readme, settings

    try:
        errors = [*dry.check(root), *readme.errors(root, os.environ)]
    except UsageError:
        raise
    except NexusError as found:
        errors = [found]
    for error in errors:
        messages.error(error)
    config = root / "mkdocs.yml"
    if not any(option.startswith(_OPTIONS) for option in more):
        more = (*more, *_elsewhere(settings.configuration(config).get("dev_addr") or _ADDRESS))
    if code := processes.run([*_command(engine, root), *more]):
        kind = UsageError if code == UsageError.exit_code else NexusError
        raise kind(f"{options.ENGINES[engine]} ended the preview", hint="fix the errors above")


def _command(engine: str, root: Path) -> list[str]:
    """Return the command line that serves the site with an engine."""
    if engine == options.ZENSICAL:
        return [sys.executable, "-m", "nexus.cli.preview", str(root)]
    return [*options.mkdocs("serve", engine), "--config-file", str(root / "mkdocs.yml")]


def _elsewhere(address: object) -> tuple[str, ...]:
    """Give the option for another port where that of an address is taken."""
    host, _, port = str(address).rpartition(":")
    if not host or ":" in host or not port.isdecimal() or _is_free(host, int(port)):
        return ()
    with socket.create_server((host, 0)) as free:
        other = free.getsockname()[1]
    messages.note(f"port {port} is taken, so the preview is at {host}:{other}")
    return ("--dev-addr", f"{host}:{other}")


def _is_free(host: str, port: int) -> bool:
    with suppress(OSError, OverflowError), socket.create_server((host, port)):
        return True
    return False
