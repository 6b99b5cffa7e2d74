"""`nexus new`: a whole portfolio, from a README or from nothing."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nexus.cli import messages, options
from nexus.core.errors import UsageError

if TYPE_CHECKING:
    from nexus.core.author import Author

_GITHUB = "https://github.com/"
_profile_help = "A link of yours, as often as you like."


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--from",
    "readme",
    type=click.Path(path_type=Path, exists=True),
    help="A README: its weeks, or its sections, become pages.",
)
@click.option(
    "--models",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Models to draw: a folder or a file. A Django project beside the README is found.",
)
@click.option("--name", help="Your name.")
@click.option("--contact", help="How to reach you: an https or a mailto address.")
@click.option("--profile", multiple=True, metavar="LABEL=URL", help=_profile_help)
@click.option("--repository", help="Where the README's files are: https://github.com/you/it.")
def new(folder: Path, readme: Path | None, models: tuple[Path, ...], **given: object) -> None:
    """Make a portfolio in FOLDER: its settings, its pages, and the workflow that publishes it.

    A README becomes pages, one for each week, or one for each section if it is documentation.
    Broken letters are repaired where that is certain. Each change is listed in a line. Nothing is
    downloaded.
    """
    options.needs_site()
    from nexus.scaffold import start

    source = named(readme) if readme else None
    start.place_for(folder, source)
    done = start.start(folder, source, models, _identity(source, given))
    for note in done.notes:
        messages.note(note)
    click.echo(f"{os.path.relpath(done.folder)} is ready. What to do next:")
    for step in done.next_steps:
        click.echo(f"  {step}")


def named(path: Path) -> Path:
    """Return the file of a README, which may be named by its folder; raises UsageError."""
    if path.is_file():
        return path
    inside = sorted(path.glob("*")) if path.is_dir() else []
    found = next((each for each in inside if each.name.lower() == "readme.md"), None)
    if found is None:
        raise UsageError("there is no README.md", path.as_posix(), "name a Markdown file")
    return found


def _identity(readme: Path | None, given: dict[str, object]) -> "Author":
    """Who writes the portfolio: as given, as answered, or as git knows it."""
    from nexus.core.author import Author
    from nexus.project import addresses, settings
    from nexus.scaffold import repository

    folder = readme.absolute().parent if readme else Path.cwd()
    known = addresses.read({}, folder).repository if repository.is_inside(folder) else ""
    name = _asked("Your name", given["name"], repository.asked(folder, "config", "user.name"))
    where = _asked("Repository of the README", given["repository"], known).rstrip("/")
    owner = where.removeprefix(_GITHUB).partition("/")[0] if where.startswith(_GITHUB) else ""
    profiles = given["profile"]
    links = dict(map(_profile, profiles)) if isinstance(profiles, tuple) else {}
    github = f"{_GITHUB}{owner}" if owner else ""
    if not links and (github := _asked("Profile", None, github, _check_profile)):
        links = {"GitHub": github}
    question = "Contact, an https or a mailto address"
    reach = _asked(question, given["contact"], "", lambda text: settings.read({"contact": text}))
    where = where.removesuffix(".git")
    try:
        settings.read({"contact": reach, "profiles": links})
    except UsageError as error:
        raise UsageError(error.what, "", error.hint) from None
    return Author(name, contact=reach, profiles=links, repository=where)


def _asked(question: str, given: object, default: str, check: Callable[[str], object] = str) -> str:
    """What an option gives, else an answer that `check` lets pass; the default where nobody answers."""
    if given is not None:
        return str(given).strip()
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return default

    def checked(answer: str) -> str:
        try:
            check(answer.strip())
        except UsageError as error:
            # Then it is asked again.
            raise click.BadParameter(f"{error.what}; {error.hint}") from None
        return answer.strip()

    return str(click.prompt(question, default=default, err=True, value_proc=checked))


def _check_profile(text: str) -> None:
    from nexus.project import settings

    settings.read({"profiles": {"GitHub": text}} if text else {})


def _profile(text: str) -> tuple[str, str]:
    label, equals, address = text.partition("=")
    if not equals or not address.startswith("https://") or not label.strip():
        raise UsageError(f"{text!r} is no profile", "", "write LABEL=https://address")
    return label.strip(), address.strip()
