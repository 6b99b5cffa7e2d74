"""`nexus run`: the examples of pages, run anew and printed."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nexus.cli import messages, options
from nexus.core.errors import UsageError

if TYPE_CHECKING:
    from nexus.project.site import Site


@click.command()
@click.argument("page", default="")
@options.root
def run(page: str, root: Path) -> None:
    """Run the examples of a page anew and print what they give.

    PAGE is a Markdown file; with :LINE behind it, only the example at that line is printed. Without
    PAGE, the examples of all pages run whose results are not kept, and nothing is printed.
    """
    from nexus.project import settings
    from nexus.project.site import Site

    docs = root / "docs"
    site = Site.read(root, docs, settings.configured(root / "mkdocs.yml"), os.environ)
    if page:
        _print(site, page)
    else:
        _keep(site, docs)


def _keep(site: "Site", docs: Path) -> None:
    from nexus.core import encoding

    texts = {file.relative_to(docs).as_posix(): encoding.read(file) for file in site.written}
    site.run(texts, messages.say)


def _print(site: "Site", page: str) -> None:
    from nexus.examples import transcript

    name, _, line = page.partition(":")
    examples = site.run_again(Path(name))
    chosen = [e for e in examples if not line or line == str(e.request.line)]
    if not chosen:
        lines = ", ".join(str(example.request.line) for example in examples) or "none"
        raise UsageError("no example starts there", page, f"the page has examples at: {lines}")
    for example in chosen:
        click.echo(transcript.text(example))
