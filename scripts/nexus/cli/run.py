"""`nexus run`: the examples of pages, run again and printed."""

from pathlib import Path

import click

from nexus.cli import completion, messages, options
from nexus.core.errors import UsageError


@click.command()
@click.argument("page", default="", shell_complete=completion.pages)
@options.root
@options.quiet
def run(page: str, root: Path) -> None:
    """Run the examples of a page again and print their results.

    PAGE is a Markdown file; with :LINE behind it, only the example at that line is printed. Without
    PAGE, the examples of all pages run whose results are not kept, and nothing is printed.
    """
    from nexus.mkdocs_plugin import dry

    if not page:
        dry.run(root, messages.say, _warn, messages.note)
        return
    from nexus.examples import transcript

    name, _, line = page.partition(":")
    examples = dry.run_page(root, Path(name), _warn, messages.note)
    chosen = [example for example in examples if line in {"", str(example.request.line)}]
    if not chosen:
        lines = ", ".join(str(example.request.line) for example in examples) or "none"
        raise UsageError("no example starts there", page, f"the page has examples at: {lines}")
    for example in chosen:
        click.echo(transcript.text(example))


def _warn(line: str) -> None:
    messages.warn([line])
