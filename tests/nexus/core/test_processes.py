"""Processes that are told to end: they pass it on, wait, and close what they had open."""

import signal
import subprocess
import sys
import time
from contextlib import nullcontext
from pathlib import Path

import pytest
from nexus.core import processes
from nexus.core.errors import NexusError

from tests.helpers import environment

SCRIPTS = Path(processes.__file__).parents[2]
# Says when it is ready, and takes its time to clear up.
CHILD = """
import time
from nexus.core import processes
processes.obey_signals()
try:
    print("ready", flush=True)
    time.sleep(60)
finally:
    time.sleep(0.2)
    print("cleared up", flush=True)
"""
PARENT = """
import sys
from nexus.core import processes
processes.obey_signals()
try:
    processes.run([sys.executable, "-c", sys.argv[1]])
finally:
    print("parent last", flush=True)
"""


def started(program: str, *arguments: str, **options: object) -> "subprocess.Popen[str]":
    """A program in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        env=environment(PYTHONPATH=str(SCRIPTS)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **options,
    )


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 143), (signal.SIGINT, -2)]
)
def test_a_signal_reaches_the_command_before_its_runner_ends(
    number: signal.Signals, code: int, times: int
) -> None:
    """Both clear up in turn, also where an impatient user signals again."""
    parent = started(PARENT, CHILD)
    assert parent.stdout is not None
    assert parent.stdout.readline() == "ready\n"
    for _ in range(times):
        parent.send_signal(number)
        time.sleep(0.05)
    told, _ = parent.communicate(timeout=30)
    assert told == "cleared up\nparent last\n"
    assert parent.returncode == code


@pytest.mark.skipif(sys.platform != "linux", reason="the system binds no processes")
def test_a_command_ends_where_its_runner_is_killed() -> None:
    """The system kills it: there is nobody who could tell it."""
    parent = started(PARENT, CHILD)
    assert parent.stdout is not None
    assert parent.stdout.readline() == "ready\n"
    parent.kill()
    # The command holds the other end as well.
    assert parent.stdout.read() == ""
    parent.communicate()


def test_code_that_catches_all_of_a_users_lets_the_end_through() -> None:
    """It can tell a signal from what the user's code raised by itself."""
    with pytest.raises(processes.Ended) as ended:
        processes._end(signal.SIGTERM)
    for number in processes._SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    assert isinstance(ended.value, processes.ENDS)
    assert not isinstance(SystemExit(1), processes.ENDS)


def test_a_signal_that_was_ignored_stays_ignored() -> None:
    """As a shell without job control has commands in the background ignore Ctrl-C."""
    program = "import signal\nfrom nexus.core import processes\nprocesses.obey_signals()\n"
    ends = f"{program}signal.raise_signal(signal.SIGINT)\nprint('still here')"
    ignore = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        child = started(ends)
    finally:
        signal.signal(signal.SIGINT, ignore)
    assert child.communicate(timeout=30) == ("still here\n", "")


def test_a_signal_changes_no_exit_code_that_is_decided() -> None:
    """Also one that comes when Python has forgotten what signals mean."""
    program = (
        "import atexit, signal\nfrom nexus.core import processes\nprocesses.obey_signals()\n"
        "atexit.register(signal.raise_signal, signal.SIGTERM)\n"
        "processes.be_deaf()\nraise SystemExit(2)"
    )
    child = started(program)
    assert child.communicate(timeout=30) == ("", "")
    assert child.returncode == 2


def test_a_command_that_ends_by_itself_gives_its_exit_code() -> None:
    """And the signals mean what they meant before."""
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    assert processes.run([sys.executable, "-c", "raise SystemExit(7)"]) == 7
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


@pytest.mark.parametrize("fails", [False, True])
def test_a_command_is_waited_for_whatever_is_done_meanwhile(tmp_path: Path, fails: bool) -> None:
    """What is done then sees it run."""
    here, done = tmp_path / "here", tmp_path / "done"
    program = (
        "import pathlib, sys, time\n"
        "while not pathlib.Path(sys.argv[1]).exists(): time.sleep(0.01)\n"
        "pathlib.Path(sys.argv[2]).touch()"
    )

    def meanwhile() -> None:
        assert not done.exists()
        here.touch()
        if fails:
            raise NexusError("not now")

    command = [sys.executable, "-c", program, str(here), str(done)]
    with pytest.raises(NexusError) if fails else nullcontext():
        assert processes.run(command, meanwhile=meanwhile) == 0
    assert done.exists()
