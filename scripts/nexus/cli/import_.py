"""`nexus import`: the pages of a README, for a site that is there."""

from pathlib import Path

import click

from nexus.cli import messages, options


@click.command("import")
@click.argument("readme", type=click.Path(path_type=Path, exists=True))
@click.option("--repository", help="Where the README's files are: https://github.com/you/it.")
@options.root
def import_(readme: Path, repository: str | None, root: Path) -> None:
    """Add the contents of a README as pages: each week whose number the site does not have yet.

    The text around the weeks becomes separate pages. No existing page changes; mkdocs.yml gets a
    line for each new one.
    """
    options.needs_site()
    from nexus.cli.new import named
    from nexus.project import addresses
    from nexus.scaffold import additions

    source = named(readme)
    where = repository or addresses.read({}, source.absolute().parent).repository
    done = additions.import_(root, source, where.removesuffix("/").removesuffix(".git"))
    messages.written(done.files, done.notes)
