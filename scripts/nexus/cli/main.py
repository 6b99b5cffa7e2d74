"""The `nexus` command: the group of all commands, and how it ends.

Each command says what it does in its help. An error is one line on standard error and an exit code:
1 the content is wrong, 2 the command or a setting, 3 the machine lacks something, 130 interrupted,
143 told to end.
"""

import gc
import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import NoReturn

import click

from nexus import __version__
from nexus.cli import messages
from nexus.cli.build import build
from nexus.cli.check import check
from nexus.cli.cohort import cohort
from nexus.cli.completion import completion
from nexus.cli.diff import diff
from nexus.cli.doctor import doctor
from nexus.cli.erd import erd
from nexus.cli.export import export
from nexus.cli.finish import finish
from nexus.cli.gate import gate
from nexus.cli.history import history
from nexus.cli.import_ import import_
from nexus.cli.lint import lint
from nexus.cli.new import new
from nexus.cli.new_week import new_week
from nexus.cli.path import path
from nexus.cli.reference import reference
from nexus.cli.run import run
from nexus.cli.serve import serve
from nexus.cli.share import share
from nexus.cli.stage import stage
from nexus.cli.verify import verify
from nexus.core import failure, processes
from nexus.core.errors import NexusError, UsageError

# What a command needs is imported when it runs: help and wrong options do without it.
_COMMANDS = (
    *(new, new_week, import_, erd, export, reference, diff, history, lint, path),
    *(check, run, share, serve, build, stage, finish, gate, verify, cohort, doctor, completion),
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit with its code; `arguments` are those of the process if None."""
    verbose = "--verbose" in (sys.argv[1:] if arguments is None else arguments)
    try:
        with _own_process() if arguments is None else nullcontext():
            nexus.main(arguments, standalone_mode=False)
    except NexusError as error:
        if verbose:
            raise
        _leave(error, error.exit_code)
    except click.ClickException as error:
        _leave(error.format_message(), UsageError.exit_code)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(processes.INTERRUPTED)
    except Exception as error:
        if verbose:
            raise
        told = failure.told(
            error, "nexus --verbose, with the same words behind it, shows all of it"
        )
        _leave(told, told.exit_code)
    finally:
        if arguments is None:
            # What models print when Python ends is no output of a command.
            sys.stdout = sys.stderr


@contextmanager
def _own_process() -> Iterator[None]:
    """Let a process that has one command to run obey signals, and end soon."""
    processes.obey_signals()
    _open_streams()
    # A search for garbage would look through all models, and find little.
    gc.disable()
    try:
        yield
    finally:
        # Nor one at its end.
        gc.freeze()


def _open_streams() -> None:
    """Let what was closed be open to nowhere, and let a terminal of few letters show all that is said."""
    for stream in range(3):
        try:
            os.fstat(stream)
        except OSError:
            # What this process starts is to find it open as well.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # noqa: FBT003 (it takes no name)
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _leave(error: object, code: int) -> NoReturn:
    messages.error(error)
    sys.exit(code)


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option("--verbose", is_flag=True, help="Show the traceback of an error.")
@click.pass_context
def nexus(context: click.Context, /, **_: bool) -> None:
    """Build a site from pages, models and examples that run; draw or export models on their own."""
    # By itself click would do this too, but how it ends then is not the same in all its releases.
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for _command in _COMMANDS:
    nexus.add_command(_command)
