"""This repository as a clone has it: its journal can be let go."""

import subprocess
import sys
from pathlib import Path

from tests.content.clone import clone, let_go
from tests.helpers import environment


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


def test_the_journal_can_be_let_go(tmp_path: Path) -> None:
    """After the commands of the README, tests and checks find all they need; the trials build it."""
    project = let_go(clone(tmp_path / "project"))
    run(project, "-m", "nexus", "check")
    collect = ("--collect-only", "--quiet", "--assert=plain", "-p", "no:cacheprovider")
    collected = run(project, "-m", "pytest", *collect)
    assert "tests/browser/test_pages.py" in collected
    assert "tests/content" not in collected
