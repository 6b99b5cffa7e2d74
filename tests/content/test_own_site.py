"""The site of this repository as a clone builds it: twice the same, and nothing is left in the tree."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests import sites
from tests.helpers import ROOT
from tests.test_site import tree

CACHE = Path(".cache", "nexus")


def clone(folder: Path, *kept: str) -> Path:
    """A copy of this project as a clone has it, with one commit, and with these parts of its cache."""
    names = subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines()
    for name in names:
        if not name.startswith("tests/") and (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    for part in kept:
        shutil.copytree(ROOT / CACHE / part, folder / CACHE / part)
    return sites.commit(folder)


@pytest.mark.usefixtures("site")
def test_two_builds_are_the_same(tmp_path: Path) -> None:
    """In another folder, time zone, locale, umask and hash seed: every byte and every mode.

    What the examples measured is the same for both; of all else, the second makes everything anew.
    """
    one = clone(tmp_path / "one", "evidence", "pictures")
    two = clone(tmp_path / "two", "evidence")
    elsewhere = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "4242"}
    first = tree(sites.built(one, PYTHONHASHSEED="1", TZ="UTC"))
    assert sites.build(two, umask=0o077, **elsewhere).complaints == []
    second = tree(two / "site")
    assert first.keys() == second.keys()
    assert [path for path, content in first.items() if content != second[path]] == []
    for project in (one, two):
        command = ["git", "status", "--porcelain"]
        assert subprocess.run(command, cwd=project, capture_output=True, check=True).stdout == b""
