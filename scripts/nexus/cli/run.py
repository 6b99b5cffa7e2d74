"""`nexus run`: the examples of pages, run again and printed."""

from pathlib import Path

import click

from nexus.cli import completion, messages, options
from nexus.core.errors import Errors, UsageError


@click.command()
@click.argument("page", default="", shell_complete=completion.pages)
@options.root
@options.scheduler
@options.workers
@options.quiet
def run(page: str, root: Path, scheduler: str, workers: int | None) -> None:
    """Run the examples of a page again and print their results.

    PAGE is a Markdown file; followed by :LINE, only the example at that line is printed. Without
    PAGE, every example runs that has no stored result, and nothing is printed. With --workers or
    --scheduler, these run in parallel on a Dask cluster, whose workers must see the project at the
    same path.
    """
    from nexus.mkdocs_plugin import dry

    if scheduler or workers:
        if page:
            raise UsageError("workers run the examples of all pages", page, "leave PAGE out")
        _run_away(root, scheduler, workers or 0)
        return
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


def _run_away(root: Path, scheduler: str, workers: int) -> None:
    """Run the examples of all pages on the workers of a cluster; raises Errors."""
    options.needs("cluster", "distributed")
    from nexus.core.progress import Progress
    from nexus.examples import away
    from nexus.mkdocs_plugin import dry

    progress = Progress("Examples", messages.say)
    with away.preparing(scheduler, workers) as prepare:
        collector = dry.collected(root.resolve(), messages.say, _warn, messages.note, prepare)
        if collector is None or not collector.sessions:
            return
        with away.workers(scheduler, workers) as cluster, progress:
            errors = list(away.run_all(collector, cluster, progress, messages.note))
    if errors:
        raise Errors(errors)


def _warn(line: str) -> None:
    messages.warn([line])
