"""The `nexus` command: diagrams, exports and checks, for this site and for anybody's models.

Each command says what it does in its help. An error is one line on standard error and an exit code:
1 the content is wrong, 2 the command or a setting, 3 the machine lacks something, 130 interrupted.
"""

import gc
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, redirect_stdout, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

import click

from nexus import __version__
from nexus.core.choices import COLUMN_CHOICES, DDL, FORMATS
from nexus.core.errors import NexusError, UsageError
from nexus.project import settings

# What a command needs is imported when it runs: most commands are done sooner than all imports.
if TYPE_CHECKING:
    from nexus.schema.model import Schema
    from nexus.sources.sqlalchemy.loader import Models

_INTERRUPTED = 130
_MODELS_HELP = """MODELS is a module or package (package.module), or a Python file or folder
(path/to/file.py), with :name behind it where there is more than one MetaData in it."""
_root = click.option(
    "--root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=".",
    help="The project's folder: it holds mkdocs.yml, docs/ and models/.",
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command and exits with its code; `arguments` are those of the process if None."""
    verbose = "--verbose" in (sys.argv[1:] if arguments is None else arguments)
    try:
        with _short_lived() if arguments is None else nullcontext():
            nexus.main(arguments, standalone_mode=False)
    except NexusError as error:
        if verbose:
            raise
        _leave(str(error), error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help())
    except click.ClickException as error:
        _leave(error.format_message(), UsageError.exit_code)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(_INTERRUPTED)
    finally:
        if arguments is None:
            # What models print when Python ends is no output of a command.
            sys.stdout = sys.stderr


@contextmanager
def _short_lived() -> Iterator[None]:
    """A process that ends soon needs no search for garbage: it would look through all models."""
    gc.disable()
    try:
        yield
    finally:
        # Nor one at its end.
        gc.freeze()


def _leave(message: str, code: int) -> NoReturn:
    click.echo(f"error: {message}", err=True)
    sys.exit(code)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option("--verbose", is_flag=True, help="Show the traceback of an error.")
def nexus(**_: bool) -> None:
    """Documents SQLAlchemy models: diagrams, a reference, and exports that are right."""


def _names(_context: Any, _parameter: Any, value: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in value.split(",") if name.strip())


@nexus.command(help=f"Draw one diagram of MODELS.\n\n{_MODELS_HELP}")
@click.argument("models")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file to write: its ending, .svg or .png, is its format.",
)
@click.option("--tables", default="", callback=_names, help="Only these tables: a,b,c.")
@click.option(
    "--depth",
    type=click.IntRange(min=0),
    default=0,
    help="Also the neighbours of those tables, this many relations away.",
)
@click.option(
    "--columns",
    type=click.Choice(COLUMN_CHOICES),
    default="all",
    show_default=True,
    help="Which columns to show.",
)
@click.option("--title", default="", help="What the diagram is called.")
def erd(models: str, output: Path, **given: Any) -> None:
    """Draws one diagram; `given` are the options of a diagram, by name."""
    if output.suffix.lower() not in {".svg", ".png"}:
        raise UsageError(f"unknown format {output.suffix!r}", str(output), "choose .svg or .png")
    if given["depth"] and not given["tables"]:
        raise UsageError("--depth needs tables to start from", hint="add --tables a,b")
    from nexus import erd as diagrams

    schema = _schema(models)
    for name in given["tables"]:
        _find(schema, name)
    drawing = diagrams.draw(schema, diagrams.Options(**given))
    if drawing.groups or drawing.left_out:
        click.echo(f"note: {drawing.summary}", err=True)
    if output.suffix.lower() == ".svg":
        _write(output, drawing.file().encode())
        return
    if lacking := drawing.lacking:
        shown = f"{' '.join(lacking[:12])}{' and others' if lacking[12:] else ''}"
        click.echo(f"note: drawn as a question mark, for want of a font: {shown}", err=True)
    _write(output, drawing.png())


def _find(schema: "Schema", name: str) -> None:
    """Raises UsageError where a schema has no table of that name."""
    try:
        schema.find(name)
    except NexusError as error:
        raise UsageError(error.what, error.where, error.hint) from None


@nexus.command(help=f"Write MODELS in another format.\n\n{_MODELS_HELP}")
@click.argument("models")
@click.option(
    "--format",
    "form",
    type=click.Choice((*FORMATS, DDL)),
    required=True,
    help="tbls is JSON; ddl is the statements that make the schema, in a dialect.",
)
@click.option(
    "--dialect",
    default="postgresql",
    show_default=True,
    help="Of the ddl. What the dialect cannot express is said on top, in lines that start with --.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write, instead of standard output.",
)
@click.option(
    "--check",
    "kept",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Write nothing: exit 1 with the difference where this file is no longer current.",
)
def export(models: str, form: str, dialect: str, output: Path | None, kept: Path | None) -> None:
    """Exports a schema."""
    from nexus import exports
    from nexus.sources.sqlalchemy import dialects, loader

    # The types and events of models may print what is no part of an export.
    with redirect_stdout(sys.stderr):
        loaded = loader.load(models)
        if form == DDL and dialect != "postgresql":
            text = dialects.ddl(loaded.metadata, dialect)
        else:
            text = exports.export(_read(loaded), "postgresql" if form == DDL else form)
    if kept is not None:
        _compare(text, kept)
    elif output is not None:
        _write(output, text.encode())
    else:
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()


def _compare(text: str, kept: Path) -> None:
    from nexus.exports.drift import difference

    try:
        found = kept.read_text("utf-8")
    except UnicodeDecodeError:
        hint = "name the file that was exported"
        raise UsageError("the file is no text in UTF-8", str(kept), hint) from None
    changes = difference(text, found, str(kept))
    if changes:
        click.echo(changes)
        hint = "export it again"
        raise NexusError("the file is no longer what the models say", str(kept), hint)


@nexus.command(
    help=f"Write the whole reference of MODELS for any MkDocs project.\n\n{_MODELS_HELP}"
)
@click.argument("models")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder to write, with Markdown and SVG files; files of others in it stay.",
)
def reference(models: str, output: Path) -> None:
    """Writes a reference."""
    from nexus.core.cache import Cache
    from nexus.reference import folder

    made = folder.made(models, Cache(settings.cache_folder(os.environ, Path.cwd())))
    _warn(made.warnings)
    folder.write(output, made.files)


def _schema(models: str) -> "Schema":
    """The schema of MODELS, with what could not be read told on standard error."""
    # SQLAlchemy takes a while to import: a wrong option is told without it.
    from nexus.sources.sqlalchemy import loader

    return _read(loader.load(models))


def _read(loaded: "Models") -> "Schema":
    from nexus.sources.sqlalchemy import reader

    schema = reader.read(loaded)
    _warn((*loaded.warnings, *schema.warnings))
    return schema


def _warn(warnings: Iterable[str]) -> None:
    for warning in warnings:
        click.echo(f"warning: {warning}", err=True)


@nexus.command()
@_root
@click.option("--write", is_flag=True, help="First put the current diagram into README.md.")
def check(*, root: Path, write: bool) -> None:
    """Check every content rule of the project, telling each error with file:line."""
    from nexus.project import checks

    if write:
        checks.write_readme(root, os.environ)
    errors = checks.check(root, os.environ)
    for error in errors:
        click.echo(f"error: {error}", err=True)
    if errors:
        sys.exit(NexusError.exit_code)


@nexus.command()
@click.argument("page", default="")
@_root
def run(page: str, root: Path) -> None:
    """Run the examples of a page anew and print what they give.

    PAGE is a Markdown file; with :LINE behind it, only the example at that line is printed. Without
    PAGE, the examples of all pages run whose results are not kept, and nothing is printed.
    """
    from nexus.core import encoding
    from nexus.examples import transcript
    from nexus.project.site import Site

    docs = root / "docs"
    site = Site.read(root, docs, settings.configured(root / "mkdocs.yml"), os.environ)
    if not page:
        texts = {file.relative_to(docs).as_posix(): encoding.read(file) for file in site.written}
        site.run(texts, partial(click.echo, err=True))
        return
    name, _, line = page.partition(":")
    examples = site.run_again(Path(name))
    chosen = [e for e in examples if not line or line == str(e.request.line)]
    if not chosen:
        lines = ", ".join(str(example.request.line) for example in examples) or "none"
        raise UsageError("no example starts there", page, f"the page has examples at: {lines}")
    for example in chosen:
        click.echo(transcript.text(example))


@nexus.command()
@click.argument("week")
@_root
def share(week: str, root: Path) -> None:
    """Print the text of a post about a week, ready to paste.

    WEEK is a folder of docs/weeks/, such as week-02.
    """
    from nexus.publish import sharing

    site = settings.configuration(root / "mkdocs.yml").get("site_url") or ""
    known = settings.addresses(os.environ, root).site or str(site)
    if urlsplit(known).hostname in {"127.0.0.1", "localhost"}:
        note = "the address is that of a preview; set SITE_URL to that of the published site"
        click.echo(f"note: {note}", err=True)
    click.echo(sharing.of_week(root / "docs", week, known))


@nexus.command()
@_root
@click.option(
    "--site-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of the site, instead of site/ in the project's folder.",
)
def build(root: Path, site_dir: Path | None) -> None:
    """Build the site strictly, and put it in place if it may be published.

    A build that fails, or is killed, leaves the last site as it was. What must not be published is
    refused: private files, links out of docs/, unknown kinds of files, files that run something,
    credentials, heavy pages.
    """
    from nexus import gate as gates
    from nexus.build import swap

    config = root / "mkdocs.yml"
    chosen = settings.read(settings.configured(config))
    sources = settings.published_folders(config)
    _refuse(gates.before(sources))
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    others = (root / name for name in (chosen.models, "data") if Path(name) != Path())
    swap.build(
        site_dir or root / "site",
        [*command, "--config-file", str(config), "--site-dir"],
        lambda fresh: _refuse(gates.quick(fresh, chosen, sources)),
        partial(click.echo, err=True),
        (config, *sources, *others),
    )


@nexus.command()
@_root
@click.option(
    "--site-dir",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The folder of the site, instead of site/ in the project's folder.",
)
def gate(root: Path, site_dir: Path | None) -> None:
    """Hold a built site against all that must not be published.

    These are the checks of nexus build, and two that take seconds: lychee follows every link within
    the site, and html-validate reads the HTML.
    """
    from nexus import gate as gates

    site, config = site_dir or root / "site", root / "mkdocs.yml"
    if not (site / "index.html").is_file():
        raise UsageError("there is no built site", str(site), "build it: nexus build")
    chosen = settings.read(settings.configured(config))
    _refuse(
        (
            *gates.quick(site, chosen, settings.published_folders(config)),
            *gates.thorough(site, root / "node_modules"),
        )
    )


def _refuse(errors: Iterable[NexusError]) -> None:
    """Tells every error of a site; raises NexusError if there is one."""
    found = list(errors)
    for error in found:
        click.echo(f"error: {error}", err=True)
    if found:
        number = "1 error" if len(found) == 1 else f"{len(found)} errors"
        raise NexusError(f"the site must not be published: {number}", hint="fix what is told above")


def _write(file: Path, content: bytes) -> None:
    """Writes a whole file or nothing; raises NexusError where it cannot."""
    waiting = file.with_name(f".{file.name}.writing")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        waiting.write_bytes(content)
        waiting.replace(file)
    except OSError as error:
        with suppress(OSError):
            waiting.unlink(missing_ok=True)
        hint = "choose a file that you may write"
        raise UsageError(f"cannot write: {error.strerror}", str(file), hint) from None
