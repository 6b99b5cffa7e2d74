"""Builds that write nothing, for the commands: a site's pages are read as MkDocs reads them.

So a command sees the pages, the fences and the links that a build sees, and no others.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError

from nexus.core import encoding, failure, leases
from nexus.core.cache import Cache
from nexus.core.errors import Errors, NexusError, UsageError, place
from nexus.examples.example import Example
from nexus.mkdocs_plugin.failures import Log
from nexus.mkdocs_plugin.plugin import NexusPlugin
from nexus.mkdocs_plugin.task import Task
from nexus.pages import frontmatter
from nexus.project import settings
from nexus.project.settings import PLUGIN

if TYPE_CHECKING:
    from mkdocs.plugins import BasePlugin

    from nexus.examples.away import Collector
    from nexus.examples.runner import Runner
    from nexus.examples.store import Session

Report = Callable[[str], None]


def _nobody(_: str) -> None:
    """Hear a line, and tell nobody."""


def check(root: Path) -> list[NexusError]:
    """Give all errors of the pages of the project in `root`, without running an example."""
    task = Task(checks_only=True)
    with read(root, task) as (plugin, told):
        front = [error for page in task.pages for error in _front_matter(page)]
        found = plugin.work.errors if plugin.work else []
        every = [*front, *found, *map(NexusError, told)]
        return list({str(error): error for error in every}.values())


def _front_matter(page: Path) -> Iterator[NexusError]:
    try:
        source = encoding.read(page)
    except NexusError as error:
        yield error
        return
    yield from frontmatter.errors(source, lambda line: place(page, line))


def run(root: Path, report: Report, warn: Report = _nobody, note: Report = _nobody) -> None:
    """Run the examples of all pages whose results are not kept; raises NexusError for errors."""
    with read(root, Task(report=report, warn=warn, note=note)) as (plugin, _):
        refuse(plugin)


def collected(
    root: Path, report: Report, warn: Report, note: Report, found: Callable[["Session"], None]
) -> "Collector | None":
    """Collect the sessions of all pages whose results are not kept; None for a site without examples.

    `found` is told of each of them at once. Raises NexusError for errors.
    """
    from nexus.examples.away import Collector

    made: list[Collector] = []

    def collect(runner: "Runner") -> "Runner":
        made.append(Collector.of(runner, found))
        return made[-1]

    with read(root, Task(report=report, warn=warn, note=note, runner=collect)) as (plugin, _):
        refuse(plugin)
    return made[-1] if made else None


def run_page(
    root: Path, page: Path, warn: Report = _nobody, note: Report = _nobody
) -> list[Example]:
    """Run the examples of a page anew; nothing of it is kept. Raises NexusError."""
    if not page.is_file():
        raise UsageError("there is no such page", page.as_posix(), "name a Markdown file")
    with leases.folder() as folder:
        task = Task(only=page.resolve(), kept=Cache(folder), warn=warn, note=note)
        with read(root, task) as (plugin, _):
            refuse(plugin)
            if not plugin.chosen.examples:
                hint = "take `examples: false` out of the plugin's settings"
                raise UsageError("the examples of this site do not run", "mkdocs.yml", hint)
            pages = plugin.work.rendered.pages if plugin.work else {}
            return [example for examples in pages.values() for example in examples]


def refuse(plugin: NexusPlugin) -> None:
    """Raise Errors with all that went wrong."""
    if plugin.work and plugin.work.errors:
        raise Errors(plugin.work.errors)


@contextmanager
def read(
    root: Path, task: Task, more: "BasePlugin[Any] | None" = None
) -> Iterator[tuple[NexusPlugin, list[str]]]:
    """Read the pages of a project for a task; gives the plugin, and what MkDocs warned of.

    `more` is a plugin that hears the events as well.
    """
    with Log() as log, leases.folder() as site:
        config, plugin = _configured(root, site, log.told)
        if more is not None:
            _add(config, more)
        config.plugins.on_startup(command="build", dirty=False)
        plugin.task = task
        if task.is_preview:
            plugin.command = "serve"
        try:
            _build(config)
            yield plugin, log.told
        finally:
            plugin.close()


def _add(config: MkDocsConfig, more: "BasePlugin[Any]") -> None:
    """Let a plugin hear the events; it is named first, as one of somebody else may have to be last."""
    theirs = dict(config.plugins)
    config.plugins[type(more).__name__] = more
    for name, plugin in theirs.items():
        dict.pop(config.plugins, name)
        dict.__setitem__(config.plugins, name, plugin)


def _configured(root: Path, site: Path, told: list[str]) -> tuple[MkDocsConfig, NexusPlugin]:
    """Read mkdocs.yml; `told` is what MkDocs warned of so far, where it says what is wrong."""
    file = root / "mkdocs.yml"
    # Tells a file that is missing, or that is no YAML in UTF-8, with its line.
    settings.configuration(file)
    try:
        config = load_config(str(file), site_dir=str(site))
    except (ConfigurationError, Abort) as error:
        what = " ".join(told) or str(error.__cause__ or error)
        raise UsageError(what, place(file)) from None
    except Exception as error:
        raise UsageError(failure.told(error).what, place(file), "fix it there") from error
    plugin = config.plugins.get(PLUGIN)
    if not isinstance(plugin, NexusPlugin):
        hint = "add nexus below `plugins`"
        raise UsageError("mkdocs.yml does not name the plugin", place(file), hint)
    return config, plugin


def _build(config: MkDocsConfig) -> None:
    """Read the pages, which ends with the task."""
    with failures():
        build(config)


@contextmanager
def failures() -> Iterator[None]:
    """Read pages in the `with`, which ends with the task; raises NexusError for what went wrong."""
    try:
        yield
    except Task.Done:
        pass
    except Abort as error:
        raise failure.behind(error) or NexusError(str(error.__context__ or error)) from None
    except Exception as error:
        raise failure.behind(error) or failure.told(error) from error
