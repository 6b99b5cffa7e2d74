"""Whoever makes this repository theirs: without the journal all checks and tests pass."""

import subprocess
from pathlib import Path

import pytest

from tests.content.clone import clone, let_go
from tests.helpers import environment


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone without the journal, on which nothing is installed yet."""
    return let_go(clone(tmp_path_factory.mktemp("trial") / "project"))


@pytest.mark.parametrize("target", ["check", "site", "gate", "test"])
def test_the_commands_pass_without_the_journal(project: Path, target: str) -> None:
    """Those of the README, in the order in which CI calls them."""
    done = subprocess.run(
        ["make", target],
        cwd=project,
        env={name: value for name, value in environment().items() if name != "PYTHONPATH"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-10_000:]
