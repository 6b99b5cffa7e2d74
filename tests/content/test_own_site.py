"""This repository as a clone has it: its site is built twice the same, and it can be let go."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import projects
from tests.helpers import ROOT, environment
from tests.test_site import tree

CACHE = Path(".cache", "nexus")


def clone(folder: Path, *kept: str) -> Path:
    """A copy of this project as a clone has it, with one commit, and with these parts of its cache."""
    names = subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines()
    for name in names:
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    for part in kept:
        shutil.copytree(ROOT / CACHE / part, folder / CACHE / part)
    return projects.commit(folder)


def run(project: Path, *command: str) -> str:
    """What a Python program of the project prints; it must not fail."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=project,
        env=environment(PYTHONPATH=str(project / "scripts"), PYTHONDONTWRITEBYTECODE="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.mark.usefixtures("site")
def test_two_builds_are_the_same(tmp_path: Path) -> None:
    """In another folder, time zone, locale, umask and hash seed: every byte and every mode.

    What the examples measured is the same for both; of all else, the second makes everything anew.
    """
    one = clone(tmp_path / "one", "evidence", "pictures")
    two = clone(tmp_path / "two", "evidence")
    elsewhere = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "4242"}
    first = tree(projects.built(one, PYTHONHASHSEED="1", TZ="UTC"))
    assert projects.build(two, umask=0o077, **elsewhere).complaints == []
    second = tree(two / "site")
    assert first.keys() == second.keys()
    assert [path for path, content in first.items() if content != second[path]] == []
    for project in (one, two):
        command = ["git", "status", "--porcelain"]
        assert subprocess.run(command, cwd=project, capture_output=True, check=True).stdout == b""


def test_the_journal_can_be_let_go(tmp_path: Path) -> None:
    """After the commands of the README, the site builds, and tests and checks find all they need."""
    project = clone(tmp_path / "project")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.search(r"## Start a journal .*?```sh\n(.*?)```", readme, re.DOTALL)
    assert commands is not None
    assert len(commands[1].splitlines()) == 3
    subprocess.run(["bash", "-e", "-c", commands[1]], cwd=project, check=True)
    run(project, "-m", "nexus", "check")
    run(project, "-m", "mkdocs", "build", "--strict")
    collected = run(project, "-m", "pytest", "--collect-only", "--quiet", "-p", "no:cacheprovider")
    assert "tests/browser/test_pages.py" in collected
    assert "tests/content" not in collected
