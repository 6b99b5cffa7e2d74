"""This site is built twice the same."""

import subprocess
from pathlib import Path

from tests import projects
from tests.content.clone import clone
from tests.projects import Site
from tests.test_site import tree


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
