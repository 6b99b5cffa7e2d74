"""Clones of this repository, with its journal and without."""

import re
import shutil
import subprocess
from pathlib import Path

from tests.helpers import COMMITTER, ROOT, environment

CACHE = Path(".cache", "nexus")


def clone(folder: Path, *kept: str) -> Path:
    """A clone of this project as it lies here, with these parts of its cache."""
    subprocess.run(["git", "clone", "--quiet", ROOT, folder], check=True)
    listed = ["git", "ls-files", "--modified", "--others", "--exclude-standard"]
    for name in subprocess.check_output(listed, cwd=ROOT, text=True).splitlines():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).exists():
            shutil.copy2(ROOT / name, folder / name)
        else:
            (folder / name).unlink()
    for part in kept:
        shutil.copytree(ROOT / CACHE / part, folder / CACHE / part)
    return folder


def let_go(project: Path) -> Path:
    """The project after the commands of the README that take the journal away."""
    readme = (project / "README.md").read_text(encoding="utf-8")
    commands = re.search(r"## Start a journal .*?```sh\n(.*?)```", readme, re.DOTALL)
    assert commands is not None
    assert len(commands[1].splitlines()) == 3
    for command in ("add --all", "commit --quiet --allow-empty --message=All"):
        git = ["git", *command.split()]
        subprocess.run(git, cwd=project, env=environment(**COMMITTER), check=True)
    subprocess.run(["bash", "-e", "-c", commands[1]], cwd=project, check=True)
    return project
