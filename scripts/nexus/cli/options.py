"""The arguments and options that several commands share, each declared once."""

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

import click

from nexus.cli import completion
from nexus.core import progress
from nexus.core.choices import POSTGRESQL
from nexus.core.errors import MachineError

Command = TypeVar("Command", bound=Callable[..., Any])

ZENSICAL = "zensical"
ENGINES = {"mkdocs": "MkDocs", "properdocs": "ProperDocs", ZENSICAL: "Zensical"}
_MODELS = """MODELS is a module or package (package.module), or a Python file or folder
(path/to/file.py), followed by :name if it holds more than one MetaData; a Django project (the
folder of its manage.py, with :label for one app); a .sql file, or a folder of them; the address
of a database (postgresql://, sqlite:///); or any of the files at a revision, git:REVISION:PATH."""

root = click.option(
    "--root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=".",
    help="The project's folder: it holds mkdocs.yml, docs/ and models/.",
)
site_dir = click.option(
    "--site-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of the site, instead of site/ in the project's folder.",
)


def _be_quiet(context: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001
    if value:
        os.environ[progress.QUIET] = "1"
        context.call_on_close(lambda: os.environ.pop(progress.QUIET, None))


quiet = click.option(
    "-q",
    "--quiet",
    is_flag=True,
    expose_value=False,
    callback=_be_quiet,
    help="Print errors and warnings only.",
)


scheduler = click.option(
    "--scheduler",
    default="",
    metavar="ADDRESS",
    help="The scheduler of a Dask cluster, such as tcp://10.0.0.5:8786.",
)
workers = click.option(
    "--workers",
    type=click.IntRange(1),
    help="How many workers to start on this machine, if no scheduler is named.",
)
engine = click.option(
    "--engine",
    type=click.Choice(list(ENGINES)),
    default="mkdocs",
    show_default=True,
    help="The engine that turns pages into HTML.",
)
trusted_root = click.option(
    "--trusted-root",
    "roots",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file with roots of trust other than the public Sigstore's.",
)


def needs(extra: str, *names: str) -> None:
    """Raise MachineError where one of these packages is missing, which an extra brings."""
    for name in names:
        if find_spec(name) is None:
            hint = f'install what this needs: pip install "project-nexus[{extra}]"'
            raise MachineError(f"the package {name} is not installed", hint=hint)


def needs_site() -> None:
    """Raise MachineError where the packages are missing that make and build sites."""
    needs("site", "charset_normalizer", "ftfy", "markdown_it", "mkdocs", "pymdownx")


def needs_engine(name: str) -> None:
    """Raise MachineError where the packages of an engine are missing."""
    needs_site()
    if name != "mkdocs":
        needs(name, name)


def _dialect(_context: object, _parameter: object, value: str) -> str:
    return "" if value.partition("+")[0] == POSTGRESQL else value


def models(command: Command) -> Command:
    """Add the argument MODELS to a command, and the options --strict and --dialect."""
    return _models(command, required=True)


def models_or_site(command: Command) -> Command:
    """Add the same to a command that takes all models of the site unless it is given some."""
    return _models(command, required=False)


def _models(command: Command, *, required: bool) -> Command:
    words = "Fail if a module of MODELS cannot be imported, instead of leaving it out."
    strict = click.option("--strict", is_flag=True, help=words)
    dialect = click.option(
        "--dialect",
        default="",
        callback=_dialect,
        help="The database that SQLAlchemy models are for, such as mysql: types are written its way. "
        "PostgreSQL if not given.",
    )
    argument = click.argument("models", required=required, shell_complete=completion.files)
    return argument(strict(dialect(command)))


def of_models(does: str) -> str:
    """Return the help of a command that takes MODELS, from a sentence on what it does."""
    return f"{does}\n\n{_MODELS}"


def output(
    words: str, *, required: bool = False, is_folder: bool = False
) -> Callable[[Command], Command]:
    """Return the option -o for a file, or for a folder; `words` are its help."""
    kind = click.Path(path_type=Path, dir_okay=is_folder, file_okay=not is_folder)
    return click.option("-o", "--output", type=kind, required=required, help=words)


def form(choices: Sequence[str], words: str) -> Callable[[Command], Command]:
    """Return the option --format, the first of the choices unless it is given; `words` are its help."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(choices),
        default=choices[0],
        show_default=True,
        help=words,
    )


def mkdocs(command: str, engine: str = "mkdocs") -> list[str]:
    """Return the command line that runs a command of MkDocs, or of ProperDocs, with this Python."""
    named = [] if engine == "mkdocs" else [engine]
    return [sys.executable, "-m", "nexus.mkdocs_plugin", *named, command]


def explain(noun: str, module: str) -> Callable[[Command], Command]:
    """Return the option --explain, which prints a `page` of a module, or what is `listed`, and no more."""

    def explained(context: click.Context, _: click.Parameter, name: str | None) -> None:
        if name is not None and not context.resilient_parsing:
            known = import_module(module)
            click.echo(known.listed() if name == "all" else known.page(name), nl=False)
            context.exit()

    return click.option(
        "--explain",
        metavar=noun.upper(),
        is_eager=True,
        expose_value=False,
        callback=explained,
        help=f"Print what a {noun} is about, and stop; all lists the {noun}s.",
    )


def json_schema(described: Callable[[], str]) -> Callable[[Command], Command]:
    """Return the option --json-schema, which prints what is `described` and nothing else."""

    def describe(context: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001
        if asked and not context.resilient_parsing:
            click.echo(described(), nl=False)
            context.exit()

    return click.option(
        "--json-schema",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=describe,
        help="Print the JSON Schema of the json format, and stop.",
    )
