"""`nexus new-week`: a page for the next week, and its place in the navigation."""

from pathlib import Path

import click

from nexus.cli import messages, options


@click.command("new-week")
@click.argument("number", metavar="[N]", type=click.IntRange(0, 9999), required=False)
@click.option("--title", default="", help="What the week is about; it is shown after the number.")
@options.root
def new_week(number: int | None, title: str, root: Path) -> None:
    """Add a page for week N, or for the next one, and put it into the navigation.

    The lists of weeks pick it up automatically. An existing page is not changed.
    """
    options.needs_site()
    from nexus.scaffold import additions

    done = additions.week(root, number, title)
    messages.written(done.files, done.notes)
