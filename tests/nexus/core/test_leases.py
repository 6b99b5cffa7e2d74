"""Folders for a while: what a killed process left is found, and what is in use stays."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from nexus.core import leases

from tests.helpers import environment

SCRIPTS = Path(leases.__file__).parents[2]
MAKE = """
import sys
from pathlib import Path
from nexus.core import leases
made = leases.make(sys.argv[1])
leases.bind(made, *(Path(sys.argv[1], name) for name in sys.argv[2:]))
print(made, flush=True)
sys.stdin.read()
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nothing is swept elsewhere")


@pytest.fixture(autouse=True)
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files of this test alone."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(leases, "SHORTEST", str(tmp_path))
    return tmp_path


@pytest.fixture
def owner(temp: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process, which has made a folder, and bound two others to it."""
    with subprocess.Popen(
        [sys.executable, "-c", MAKE, str(temp), "mkdocs_a", "../b"],
        env=environment(PYTHONPATH=str(SCRIPTS)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        yield running
        running.kill()


def made(owner: "subprocess.Popen[str]") -> Path:
    """The folder that the other process made."""
    assert owner.stdout
    return Path(owner.stdout.readline().strip())


def test_a_folder_is_its_users_alone_and_goes_at_the_end(temp: Path) -> None:
    """No other account may enter it."""
    with leases.folder() as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        assert list(leases.stale()) == []
    assert list(temp.iterdir()) == []


def test_what_is_in_use_stays(owner: "subprocess.Popen[str]") -> None:
    """Until the process that made it is gone; one that nobody has waited for yet is gone too."""
    folder = made(owner)
    assert list(leases.stale()) == []
    owner.kill()
    os.waitid(os.P_PID, owner.pid, os.WEXITED | os.WNOWAIT)
    assert list(leases.stale()) == [folder]


def test_a_later_process_of_the_same_number_is_another(temp: Path) -> None:
    """Numbers of processes come again, with another start."""
    folder = leases.make()
    start = folder.name.split("-")[3]
    other = folder.rename(folder.with_name(folder.name.replace(start, str(int(start) - 1))))
    assert list(leases.stale()) == [other]


@pytest.mark.parametrize("name", ["nexus-1-2-3-abcdefgh", "nexus-abcdefgh", "nexus", "tmpabcdefgh"])
def test_what_others_made_stays(temp: Path, name: str) -> None:
    """Folders of another container, whose processes nobody sees from here, and of other programs."""
    (temp / name).mkdir()
    assert list(leases.stale()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
def test_what_another_account_made_stays(owner: "subprocess.Popen[str]") -> None:
    """Its names may lie, and its processes are its own."""
    folder = made(owner)
    owner.kill()
    owner.wait()
    os.chown(folder, 65534, 65534)
    assert list(leases.stale()) == []


def test_what_still_runs_there_is_killed_first(temp: Path) -> None:
    """Whoever works in the folder, or is told of it; then it goes with all that is bound to it."""
    folder = leases.make()
    (folder / "in").mkdir()
    (temp / "mkdocs_a").mkdir()
    (temp / "other").mkdir()
    leases.bind(folder, temp / "mkdocs_a", temp / "other" / "a")
    sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
    inside = subprocess.Popen(sleep, cwd=folder / "in")
    told = subprocess.Popen(sleep, env=environment(HOME=f"{folder}/in"))
    other = subprocess.Popen(sleep, cwd=temp)
    leases.clear(folder)
    assert (inside.wait(5), told.wait(5)) == (-signal.SIGKILL, -signal.SIGKILL)
    assert other.poll() is None
    other.kill()
    other.wait()
    assert [path.name for path in temp.iterdir()] == ["other"]
