"""`nexus build` and `nexus serve` when they are told to end, with the real MkDocs below them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from nexus import cli
from nexus.core import leases

from tests.helpers import environment

SCRIPTS = Path(cli.__file__).parents[2]
ENDLESS = """\
---
title: Endless
description: An example that starts a process of its own.
---

```python run="true"
import subprocess, sys
subprocess.run([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
```
"""
ENDS = pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A site of one page, whose example would run for a minute."""
    project = tmp_path / "project"
    (project / "docs").mkdir(parents=True)
    (project / "mkdocs.yml").write_text(
        "site_name: A\ntheme: {name: material}\nplugins: [nexus]\nwatch: []\n", "utf-8"
    )
    (project / "docs" / "index.md").write_text(ENDLESS, "utf-8")
    (tmp_path / "temporary").mkdir()
    return project


def started(project: Path, *arguments: str) -> "subprocess.Popen[str]":
    """A command in a process of its own, whose temporary folder is beside the project."""
    return subprocess.Popen(
        [sys.executable, "-m", "nexus", *arguments],
        cwd=project,
        env=environment(PYTHONPATH=str(SCRIPTS), TMPDIR=str(project.with_name("temporary"))),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def until(running: "subprocess.Popen[str]", words: str) -> None:
    """Reads what a command tells, up to a line with those words."""
    assert running.stdout is not None
    told = []
    while not told or words not in told[-1]:
        told.append(running.stdout.readline())
        assert told[-1], "".join(told)


@ENDS
def test_a_build_that_is_told_to_end_leaves_nothing(
    project: Path, number: signal.Signals, code: int
) -> None:
    """MkDocs, its example and what that started are gone, with their folders and the new site."""
    temporary = project.with_name("temporary")
    building = started(project, "build")
    until(building, "Running docs/index.md")
    while len(list(leases.processes(temporary))) < 2:
        time.sleep(0.05)
    building.send_signal(number)
    building.communicate(timeout=30)
    assert building.returncode == code
    assert list(leases.processes(temporary)) == []
    assert list(temporary.iterdir()) == []
    assert [path.name for path in (project / ".site.building").iterdir()] == ["lock"]
    assert not (project / "site").exists()


@ENDS
def test_a_preview_checks_first_and_ends_with_its_command(
    project: Path, number: signal.Signals, code: int
) -> None:
    """What is wrong is told and does not stop it; MkDocs takes its options and leaves no folder."""
    (project / "README.md").write_text("<!-- erd:start gone -->\n<!-- erd:end -->\n", "utf-8")
    serving = started(project, "serve", "--dev-addr", "127.0.0.1:0", "--no-strict")
    try:
        until(serving, "error: there is no schema 'gone'; README.md")
        until(serving, "Serving on")
    finally:
        serving.send_signal(number)
        serving.communicate(timeout=30)
    assert serving.returncode == code
    assert list(project.with_name("temporary").iterdir()) == []


def test_a_preview_of_no_project_is_a_wrong_command(tmp_path: Path) -> None:
    """One line, and MkDocs is not started."""
    done = subprocess.run(
        [sys.executable, "-m", "nexus", "serve", "--root", str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(SCRIPTS)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("error: there is no mkdocs.yml; ")
    assert done.stderr.count("\n") == 1
