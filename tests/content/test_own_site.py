"""This repository as a clone has it: its site is built twice the same, and it can be let go."""

import subprocess
import sys
from pathlib import Path

from tests import projects
from tests.content.clone import clone, let_go
from tests.helpers import environment
from tests.projects import Site
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


def test_two_builds_are_the_same(site: Site, tmp_path: Path) -> None:
    """In another folder, time zone, locale, umask and hash seed: every byte and every mode.

    What the examples gave, and which of them a reader can run, is the same for both; of all else,
    the second makes everything anew.
    """
    other = clone(tmp_path / "two", "evidence", "live")
    known = status(other)
    elsewhere = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "4242"}
    assert projects.build(other, umask=0o077, **elsewhere).complaints == []
    first, second = tree(site.folder), tree(other / "site")
    assert first.keys() == second.keys()
    assert [path for path, content in first.items() if content != second[path]] == []
    assert status(other) == known


def status(project: Path) -> bytes:
    """What git tells of files that changed."""
    return subprocess.check_output(["git", "status", "--porcelain"], cwd=project)


def test_the_journal_can_be_let_go(tmp_path: Path) -> None:
    """After the commands of the README, tests and checks find all they need; the trials build it."""
    project = let_go(clone(tmp_path / "project"))
    run(project, "-m", "nexus", "check")
    collected = run(project, "-m", "pytest", "--collect-only", "--quiet", "-p", "no:cacheprovider")
    assert "tests/browser/test_pages.py" in collected
    assert "tests/content" not in collected
