"""This repository as a clone has it: its site is built twice the same, and it can be let go."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import projects
from tests.content.clone import clone, let_go
from tests.helpers import environment
from tests.test_site import tree


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
    project = let_go(clone(tmp_path / "project"))
    run(project, "-m", "nexus", "check")
    run(project, "-m", "mkdocs", "build", "--strict")
    collected = run(project, "-m", "pytest", "--collect-only", "--quiet", "-p", "no:cacheprovider")
    assert "tests/browser/test_pages.py" in collected
    assert "tests/content" not in collected
