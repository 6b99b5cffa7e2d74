"""A clone that is cut off: its first commit says nothing about when a file changed."""

import subprocess
from pathlib import Path

from nexus.core import clones
from nexus.examples import rendered

from tests.helpers import COMMITTER, environment


def git(folder: Path, *command: str, day: str = "2026-01-02") -> str:
    """What git prints in a folder; it commits on that day."""
    dates = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), f"{day}T03:04:05Z")
    known = environment(**{**COMMITTER, **dates})
    return subprocess.check_output(["git", *command], cwd=folder, env=known, text=True)


def commit(folder: Path, day: str, **files: str) -> None:
    """Commit files, each by its name without the ending."""
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=All", day=day)


def test_a_cut_off_clone_gives_no_date_that_is_only_its_own(tmp_path: Path) -> None:
    """A file that changed behind the cut keeps its day; the whole history gives both."""
    whole = tmp_path / "whole"
    whole.mkdir()
    git(whole, "init", "--quiet")
    commit(whole, "2026-01-02", old="1", new="1")
    commit(whole, "2026-02-02", new="2")
    commit(whole, "2026-03-02", new="3")
    git(tmp_path, "clone", "--quiet", "--depth=2", whole.as_uri(), "short")
    short = tmp_path / "short"
    assert clones.boundary(whole) == frozenset()
    assert clones.boundary(short) == {git(short, "rev-parse", "HEAD~1").strip()}
    days = [
        {file.stem: day for file, day in rendered._changes(f, f.glob("*.md")).items()}
        for f in (whole, short)
    ]
    assert days == [{"old": "2026-01-02", "new": "2026-03-02"}, {"new": "2026-03-02"}]


def test_a_folder_that_git_does_not_know_is_not_cut_off(tmp_path: Path) -> None:
    """Nor one that is not there."""
    assert clones.boundary(tmp_path) == frozenset()
    assert clones.boundary(tmp_path / "nope") == frozenset()
