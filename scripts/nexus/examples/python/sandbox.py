"""Runs one Python program within limits, and outlives neither it nor whoever asked.

It is a program of its own (`pairs.command`), reads a task as one line of JSON, starts the program
in an empty folder, and answers with one line of JSON: what was printed, and how it ended. When its
input ends, because the asker is done or was killed, or when one of its two processes is killed,
every process that the program started is killed and the folder is removed.
"""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from nexus.core import leases, pairs, processes

_TRACKING = Path(__file__).with_name("tracking")
_IGNORED = [getattr(signal, n) for n in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, n)]


def main() -> None:
    """Run the task that standard input holds, and answer on standard output."""
    for number in _IGNORED:
        signal.signal(number, signal.SIG_IGN)
    task = json.loads(_line())
    _bound_memory(task["memory"])
    try:
        folder = leases.make()
        pairs.run(
            lambda guard: _answer(_run(task, folder, guard)),
            lambda: shutil.rmtree(folder, ignore_errors=True),
        )
    except OSError as error:
        _answer(_failure(error))


def _answer(content: dict[str, Any]) -> None:
    with suppress(BrokenPipeError):
        print(json.dumps(content), flush=True)


def _failure(error: OSError) -> dict[str, Any]:
    """The answer where the machine let no program start."""
    return {"error": "", "lacking": f"{error.strerror or error}"}


def _bound_memory(limit: int) -> None:
    """The program inherits the bound; a system without such bounds has none."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _line() -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        line += os.read(0, 1 << 16) or sys.exit(0)
    return line


def _run(task: dict[str, Any], folder: Path, guard: int) -> dict[str, Any]:
    """Run the program in an empty folder within `folder`; `reads` are the files it opened."""
    log = folder / "reads"
    try:
        program = _started(task, folder, log)
    except OSError as error:
        return _failure(error)
    try:
        answer = _watch(program, task, guard)
    finally:
        _kill(program)
    reads = os.fsdecode(log.read_bytes()).splitlines() if log.exists() else []
    return {**answer, "reads": sorted(set(reads))}


def _started(task: dict[str, Any], folder: Path, log: Path) -> "subprocess.Popen[bytes]":
    example, work = folder / "example.py", folder / "work"
    work.mkdir()
    if task["code"] is not None:
        example.write_text(task["code"], "utf-8")
    places = {"HOME": str(work), "TMPDIR": str(work), "NEXUS_READS": str(log)}
    environment = {**task["environment"], **places, "PYTHONPATH": str(_TRACKING)}
    return subprocess.Popen(
        [sys.executable, "-B", "-X", "utf8", task["file"] or str(example)],
        cwd=work,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=_settled(processes.bound()),  # noqa: PLW1509 (there is no other thread)
    )


def _settled(bind: Callable[[], None] | None) -> Callable[[], None]:
    """What a program does at first: signals mean to it what they mean to any other."""

    def settle() -> None:
        for number in _IGNORED:
            signal.signal(number, signal.SIG_DFL)
        if bind:
            bind()

    return settle


def _watch(program: subprocess.Popen[bytes], task: dict[str, Any], guard: int) -> dict[str, Any]:
    """What the program prints until it ends; `error` says why it was stopped before."""
    seconds, limit = task["seconds"], task["bytes"]
    deadline = time.monotonic() + seconds
    assert program.stdout
    assert program.stderr
    printed = {program.stdout.fileno(): b"", program.stderr.fileno(): b""}
    out, err = printed
    error, open_streams = "", {out, err}
    while not error and (open_streams or program.poll() is None):
        # A program that closed its output is looked at now and then.
        left = min(deadline - time.monotonic(), 60 if open_streams else 0.05)
        ready, _, _ = select.select([0, guard, *open_streams], [], [], max(left, 0))
        if {0, guard}.intersection(ready):
            sys.exit(0)
        for stream in ready:
            piece = os.read(stream, 1 << 16)
            printed[stream] += piece
            if not piece:
                open_streams.remove(stream)
        if time.monotonic() > deadline:
            error = f"it ran longer than {seconds:g} seconds"
        elif max(map(len, printed.values())) > limit:
            error = f"it printed more than {limit:,} bytes"
    return {
        "error": error,
        "code": program.poll(),
        "out": printed[out][:limit].decode("utf-8", "replace"),
        "err": printed[err][-limit:].decode("utf-8", "replace"),
    }


def _kill(program: subprocess.Popen[bytes]) -> None:
    """Kill the program's process group, then whatever left that group: all are our children."""
    with suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()
    pairs.end_children()
