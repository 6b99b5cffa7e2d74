"""`nexus completion`: a shell that completes commands, options, pages and weeks."""

from collections.abc import Callable, Iterator
from pathlib import Path

import click
from click.shell_completion import CompletionItem, get_completion_class

from nexus.core.errors import NexusError

_SHELLS = ("bash", "zsh", "fish")
_NAME = "nexus"
_VARIABLE = "_NEXUS_COMPLETE"

Completer = Callable[[click.Context, click.Parameter, str], list["CompletionItem[str]"]]


@click.command()
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that lets a shell complete the nexus command.

    For bash, put `eval "$(nexus completion bash)"` into ~/.bashrc; for zsh, the same with zsh into
    ~/.zshrc; for fish, run `nexus completion fish > ~/.config/fish/completions/nexus.fish`.
    """
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"this click knows no completion for {shell}")
    click.echo(kind(context.find_root().command, {}, _NAME, _VARIABLE).source())


def _completer(find: Callable[[Path], Iterator[str]]) -> Completer:
    """Give what completes with the names that are found below the project's folder."""

    def complete(
        context: click.Context, _: click.Parameter, start: str
    ) -> list["CompletionItem[str]"]:
        root = Path(context.params.get("root") or ".")
        try:
            names = sorted(find(root))
        except (OSError, NexusError):
            return []
        return [CompletionItem(name) for name in names if name.startswith(start)]

    return complete


def _docs(root: Path) -> Path:
    from nexus.project import settings

    return root / str(settings.configuration(root / "mkdocs.yml").get("docs_dir") or "docs")


def _pages(root: Path) -> Iterator[str]:
    return (file.as_posix() for file in _docs(root).rglob("*.md"))


def _weeks(root: Path) -> Iterator[str]:
    from nexus.project import settings

    folder = settings.read(settings.configured(root / "mkdocs.yml")).weeks_dir
    return (file.parent.name for file in (_docs(root) / folder).glob("*/index.md"))


pages, weeks = _completer(_pages), _completer(_weeks)


def files(_: click.Context, __: click.Parameter, start: str) -> list["CompletionItem[str]"]:
    """Let the shell complete a path."""
    return [CompletionItem(start, type="file")]
