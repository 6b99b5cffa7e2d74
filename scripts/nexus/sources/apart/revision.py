"""The files of a revision of git, in a folder of their own: `git:REVISION:PATH`.

Nothing of the repository changes: neither its index nor its working tree, and no hook runs. What
git's attributes ask for, such as ends of lines, is done as in a checkout.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from nexus.core.errors import MachineError, UsageError

_PREFIX = "git:"
_FORM = "write git:REVISION:PATH, such as git:main:models.py"


@dataclass(frozen=True)
class Revision:
    """A commit of the repository in the folder `home`, and a path as typed in `within` of it."""

    commit: str
    path: str
    home: Path
    within: Path


@dataclass(frozen=True)
class Place:
    """What to type, and in which folder; `hidden` is a working tree that must not be read instead.

    `top` is the folder of all files of a revision.
    """

    models: str
    folder: Path
    hidden: Path | None = None
    top: Path | None = None

    @property
    def tree(self) -> Path:
        """The folder that all of it lies in: that of the whole revision, where it is one."""
        return self.folder if self.top is None else self.top

    def hides(self, path: Path) -> bool:
        """Tell whether modules in a folder are those of the working tree: not Python's, not ours."""
        if self.hidden is None or not path.is_relative_to(self.hidden):
            return False
        own = Path(__file__).parents[3]
        return path != own and not path.is_relative_to(sys.prefix)


def is_named(models: str) -> bool:
    """Tell whether MODELS names a revision of git."""
    return models.startswith(_PREFIX)


def found(models: str, root: Path) -> Revision:
    """Return what MODELS names, with a path as typed in the folder `root`.

    Raises UsageError where there is no such repository or revision, and MachineError where there is
    no git.
    """
    name, sign, path = models.removeprefix(_PREFIX).partition(":")
    if not (name and sign and path):
        raise UsageError("this names no file of a revision", models, _FORM)
    if shutil.which("git") is None:
        raise MachineError("git is not installed", models, "install git")
    top = asked(root, "rev-parse", "--show-toplevel")
    if top is None:
        raise UsageError("this folder is in no repository of git", models, "change into one")
    commit = _commit(name, models, root)
    home = Path(top).resolve()
    within = root.resolve().relative_to(home)
    if Path(path).is_absolute() or not _is_within(home / within / path, home):
        raise UsageError("the path leaves the repository", models, _FORM)
    return Revision(commit, path, home, within)


def place(revision: Revision, folder: Path) -> Place:
    """Lay the files of a revision into an empty folder, and return where its path is then."""
    # The name of a folder may be that of an app or a package.
    tree = folder / "tree" / revision.home.name
    _lay_out(revision.home, revision.commit, tree, folder / "index")
    (tree / revision.within).mkdir(parents=True, exist_ok=True)
    return Place(revision.path, tree / revision.within, revision.home, tree)


def _commit(name: str, models: str, root: Path) -> str:
    """The commit that a revision names; raises UsageError where there is none."""
    commit = asked(
        root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
    )
    if commit is None:
        hint = (
            "name a commit, a branch or a tag; a shallow clone has not all: git fetch --unshallow"
        )
        raise UsageError(f"there is no revision {name!r}", models, hint)
    return commit


def _is_within(path: Path, home: Path) -> bool:
    return Path(os.path.normpath(path)).is_relative_to(home)


def _lay_out(home: Path, commit: str, tree: Path, file: Path) -> None:
    """Write all files of a commit below a folder, by way of an index in a file of its own."""
    tree.mkdir(parents=True)
    index = {"GIT_INDEX_FILE": str(file)}
    for command in (("read-tree", commit), ("checkout-index", "-a", f"--prefix={tree}{os.sep}")):
        done = _run(home, *command, **index)
        if done.returncode:
            said = done.stderr.strip().partition("\n")[0]
            raise UsageError(f"git cannot give the files of {commit[:12]}: {said}", str(home))


def asked(folder: Path, *arguments: str) -> str | None:
    """Return what git answers in a folder, or None where it refuses or is not installed."""
    if shutil.which("git") is None:
        return None
    done = _run(folder, *arguments)
    return None if done.returncode else done.stdout.rstrip("\n")


def _run(folder: Path, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603
        ["git", "-C", str(folder), *arguments],  # noqa: S607
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        errors="surrogateescape",
        stdin=subprocess.DEVNULL,
        check=False,
    )
