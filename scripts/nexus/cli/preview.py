"""A preview by Zensical, as the command lets it run in a process of its own.

`python -m nexus.cli.preview ROOT [OPTIONS OF ZENSICAL SERVE]` stages the project for a while, and
again when something of it changes. Only what is then different is written, which Zensical sees and
shows. What cannot be staged is told, and the site stays as it was.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from nexus.cli import messages
from nexus.core import failure, leases, processes, progress
from nexus.core.errors import Errors
from nexus.core.text import counted
from nexus.core.watch import Watch
from nexus.mkdocs_plugin import staging
from nexus.mkdocs_plugin.task import Task
from nexus.stage import zensical
from nexus.stage.tree import Tree

# How often it is seen whether the server has ended, in seconds.
_EVERY = 0.5


class Preview:
    """A project and the folder in which it is staged, again and again."""

    def __init__(self, root: Path, folder: Path, watch: Watch) -> None:
        self._root, self._folder, self._watch = root, folder, watch
        self._told: set[str] = set()
        self._before: set[str] = set()
        watch.add([root / "mkdocs.yml"])

    def stage(self) -> bool:
        """Stage what changed; tell what is wrong, and return whether it could be staged."""
        tree = Tree(self._folder)
        self._before, self._told = self._told, set()
        task = Task(
            stages=True,
            report=messages.say,
            warn=self._warn,
            note=messages.note,
            watch=self._watch.add,
        )
        try:
            for warned in staging.stage(self._root, tree, task):
                self._warn(str(warned))
        except Exception as error:
            told = failure.told(error)
            for each in told.errors if isinstance(told, Errors) else (told,):
                messages.error(each)
            return False
        if not progress.is_quiet():
            messages.say(f"{counted(tree.changed, 'file')} staged")
        return True

    def _warn(self, line: str) -> None:
        """Tell what is left out, unless it was told the last time."""
        if line not in self._before | self._told:
            messages.warn([line])
        self._told.add(line)


def serve(root: Path, more: Sequence[str]) -> int:
    """Serve a project until the server ends, and return its exit code."""
    with leases.folder() as folder, Watch() as watch:
        preview = Preview(root, folder / "staged", watch)
        while not preview.stage():
            while not watch.wait(_EVERY):
                pass
        file = str(folder / "staged" / zensical.FILE)
        command = [sys.executable, "-m", "zensical", "serve", "--config-file", file, *more]
        with processes.running(command) as server:
            while server.poll() is None:
                if watch.wait(_EVERY) and not preview.stage():
                    messages.warn(["the last good site is still served"])
    return server.returncode


if __name__ == "__main__":
    processes.obey_signals()
    try:
        sys.exit(serve(Path(sys.argv[1]), sys.argv[2:]))
    except Exception as error:
        told = failure.told(error)
        messages.error(told)
        sys.exit(told.exit_code)
    except KeyboardInterrupt:
        sys.exit(processes.INTERRUPTED)
