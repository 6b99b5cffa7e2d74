"""A build by Zensical, as the command lets it run in a process of its own.

`python -m nexus.cli.engine ROOT SITE` stages the project, has Zensical build it, and finishes that
into a new folder. Zensical takes one processor: links that are still to be followed are followed
beside it. What is staged stays beside the new folder, where no other build of the site writes at the
same time, so that the next build makes what changed.
"""

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from nexus.cli import messages
from nexus.core import failure, processes
from nexus.core.cache import Cache
from nexus.core.errors import NexusError
from nexus.mkdocs_plugin import staging
from nexus.mkdocs_plugin.task import Task
from nexus.project import settings
from nexus.stage.finish import Staged
from nexus.stage.tree import Tree

if TYPE_CHECKING:
    from subprocess import Popen

FOLDER = "staged"


def build(root: Path, site: Path) -> None:
    """Build the site of a project into a new folder; raises NexusError."""
    folder = site.with_name(FOLDER)
    warn = lambda line: messages.warn([line])  # noqa: E731
    task = Task(stages=True, report=messages.say, warn=warn, note=messages.note)
    command = [sys.executable, "-m", "nexus.stage", "build", str(folder)]
    with ExitStack() as stack:
        begun: list[Popen[bytes]] = []
        begin = lambda: begun.append(stack.enter_context(processes.running(command)))  # noqa: E731
        try:
            messages.refuse(staging.stage(root, Tree(folder.resolve()), task, begin))
        except NexusError:
            # It hears nothing before it has done; what it leaves half written, it writes again.
            for zensical in begun:
                zensical.kill()
            raise
        if any(zensical.wait() for zensical in begun):
            raise NexusError("Zensical did not build the site", hint="fix the errors above")
    cache = Cache(settings.cache_folder(os.environ, root))
    Staged.read(folder).finish(site, cache, messages.note)


if __name__ == "__main__":
    processes.obey_signals()
    try:
        build(*map(Path, sys.argv[1:]))
    except Exception as error:
        told = failure.told(error)
        messages.error(told)
        sys.exit(told.exit_code)
