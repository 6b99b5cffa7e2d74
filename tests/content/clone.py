"""Copies of this repository as a clone has it, with its journal and without."""

import re
import shutil
import subprocess
from pathlib import Path

from tests import projects
from tests.helpers import ROOT

CACHE = Path(".cache", "nexus")


def clone(folder: Path, *kept: str) -> Path:
    """A copy of this project with one commit, and with these parts of its cache."""
    names = subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines()
    for name in names:
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    for part in kept:
        shutil.copytree(ROOT / CACHE / part, folder / CACHE / part)
    return projects.commit(folder)


def let_go(project: Path) -> Path:
    """The project after the commands of the README that take the journal away."""
    readme = (project / "README.md").read_text(encoding="utf-8")
    commands = re.search(r"## Start a journal .*?```sh\n(.*?)```", readme, re.DOTALL)
    assert commands is not None
    assert len(commands[1].splitlines()) == 3
    subprocess.run(["bash", "-e", "-c", commands[1]], cwd=project, check=True)
    return project
