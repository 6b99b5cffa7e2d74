"""`nexus stage`: the whole site as plain Markdown and files, for another engine."""

from pathlib import Path

import click

from nexus.cli import messages, options
from nexus.core.errors import UsageError, place


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@options.root
@options.quiet
def stage(folder: Path, root: Path) -> None:
    """Write the site into FOLDER as plain Markdown, pictures and files that other engines build.

    Its examples run, its figures are written into its pages, and generated pages become files. What
    an engine is known to leave out is named in a line. Build FOLDER with MkDocs or ProperDocs
    (mkdocs.yml) or with Zensical (zensical.yml), then finish it: nexus finish FOLDER.
    """
    options.needs_site()
    from nexus import gate
    from nexus.mkdocs_plugin import staging
    from nexus.mkdocs_plugin.task import Task
    from nexus.project import settings
    from nexus.stage.tree import Tree

    sources = settings.published_folders(root / "mkdocs.yml")
    messages.refuse(gate.before(sources))
    for source in sources:
        if folder.resolve().is_relative_to(source.resolve()):
            hint = "name one beside it"
            raise UsageError("the folder lies in what is staged", place(folder), hint)
    warn = lambda line: messages.warn([line])  # noqa: E731
    task = Task(stages=True, report=messages.say, warn=warn, note=messages.note)
    messages.warn(map(str, staging.stage(root, Tree(folder.resolve()), task)))
