"""Two processes that watch each other: whoever is killed, what they keep ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import combinations
from pathlib import Path

import pytest
from nexus.core import pairs

from tests.helpers import comes_true, environment

SCRIPTS = Path(pairs.__file__).parents[2]
# Keeps a program that starts another one, and tells the four processes.
KEEPER = """
import os, select, subprocess, sys
from pathlib import Path
from nexus.core import pairs, processes

PROGRAM = '''
import os, subprocess, sys, time
child = subprocess.Popen(["sleep", "60"], start_new_session=True)
print(os.getpid(), child.pid, flush=True)
child.wait()
'''

def work(guard):
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, preexec_fn=processes.bound()
    )
    told = program.stdout.readline().decode()
    print(os.getppid(), os.getpid(), told.strip(), flush=True)
    select.select([0, guard], [], [])

pairs.run(work, Path(sys.argv[1]).touch)
"""
GUARD, WORKER, PROGRAM, CHILD = range(4)
PAIR = {GUARD, WORKER}
ONE_OR_TWO = [(GUARD,), (WORKER,), *(two for two in combinations(range(4), 2) if PAIR & {*two})]

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the system adopts no orphans")


@contextmanager
def keeper(cleared: Path) -> Iterator[tuple["subprocess.Popen[str]", list[int]]]:
    """A keeper, and the four processes."""
    with subprocess.Popen(
        [sys.executable, "-c", KEEPER, str(cleared)],
        env=environment(PYTHONPATH=str(SCRIPTS)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout
        kept = list(map(int, running.stdout.readline().split()))
        try:
            yield running, kept
        finally:
            for process in filter(lives, kept):
                os.kill(process, signal.SIGKILL)


def lives(process: int) -> bool:
    """Whether a process is there, and no mere entry of one that ended."""
    try:
        told = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return told.rpartition(")")[2].split()[0] not in "ZX"


@linux_only
@pytest.mark.parametrize("victims", ONE_OR_TWO)
def test_whoever_is_killed_all_end(tmp_path: Path, victims: tuple[int, ...]) -> None:
    """The place is cleared up by who is left of the two; without both of them, the program ends.

    Then what the program started is left to the sweep, which knows its folder.
    """
    cleared = tmp_path / "cleared"
    with keeper(cleared) as (_, kept):
        for victim in victims:
            with suppress(ProcessLookupError):
                os.kill(kept[victim], signal.SIGKILL)
        if set(victims) == PAIR:
            assert comes_true(lambda: not lives(kept[PROGRAM]))
        else:
            assert comes_true(lambda: not any(map(lives, kept)))
            assert comes_true(cleared.exists)


@linux_only
def test_who_asked_is_watched(tmp_path: Path) -> None:
    """All end when the input does, as it does where the process at its other end is killed."""
    cleared = tmp_path / "cleared"
    with keeper(cleared) as (running, kept):
        assert running.stdin
        running.stdin.close()
        assert running.wait(10) == 0
        assert not any(map(lives, kept))
        assert cleared.exists()
