"""Paired timing: every subject runs once a round, so that a slow minute slows all of them."""

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Command:
    """A Python process to time: its arguments, its folder, and what it adds to the environment."""

    arguments: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str]

    def __call__(self) -> None:
        """Runs the process; raises CalledProcessError, with what it printed, if it fails."""
        subprocess.run(
            [sys.executable, *self.arguments],
            cwd=self.folder,
            env={**os.environ, **self.environment},
            check=True,
            capture_output=True,
        )


def children() -> float:
    """The CPU time of all processes that were waited for so far, and of theirs, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def paired(
    subjects: Mapping[str, Callable[[], None]],
    rounds: int,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, float]:
    """The median time of each subject in seconds by a clock, over that many rounds."""
    times: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(rounds):
        for name, run in subjects.items():
            start = clock()
            run()
            times[name].append(clock() - start)
    return {name: statistics.median(taken) for name, taken in times.items()}


@dataclass(frozen=True)
class Ratio:
    """A measured ratio of two subjects, and the most that it may be."""

    subject: str
    baseline: str
    limit: float

    def line(self, medians: Mapping[str, float]) -> str:
        """One line of the report."""
        own, base = medians[self.subject], medians[self.baseline]
        verdict = "ok" if own <= self.limit * base else "TOO SLOW"
        return (
            f"{own / base:6.2f} x  (at most {self.limit:.2f})  {verdict:8}  "
            f"{self.subject}: {own:.2f} s, {self.baseline}: {base:.2f} s"
        )
