"""Runs one Python program within limits, and outlives neither it nor whoever asked.

It is started on its own (`python -I sandbox.py`), reads a task as one line of JSON, starts the
program in an empty folder, and answers with one line of JSON: what was printed, and how it ended.
When its input ends, because the asker is done or was killed, every process that the program
started is killed and the folder is removed.
"""

import ctypes
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

_TRACKING = Path(__file__).with_name("tracking")
_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h: orphans of the program become children of this one


def main() -> None:
    """Run the task that standard input holds, and answer on standard output."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    task = json.loads(_line())
    _bound_memory(task["memory"])
    folder = Path(tempfile.mkdtemp(prefix="nexus-lab-"))
    try:
        answer = _run(task, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    with suppress(BrokenPipeError):
        print(json.dumps(answer), flush=True)


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


def _run(task: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Run the program in an empty folder within `folder`; `reads` are the files it opened."""
    log, example, work = folder / "reads", folder / "example.py", folder / "work"
    work.mkdir()
    if task["code"] is not None:
        example.write_text(task["code"], "utf-8")
    places = {"HOME": str(work), "TMPDIR": str(work), "NEXUS_READS": str(log)}
    environment = {**task["environment"], **places, "PYTHONPATH": str(_TRACKING)}
    program = subprocess.Popen(
        [sys.executable, "-B", "-X", "utf8", task["file"] or str(example)],
        cwd=work,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        answer = _watch(program, task["seconds"], task["bytes"])
    finally:
        _kill(program)
    reads = os.fsdecode(log.read_bytes()).splitlines() if log.exists() else []
    return {**answer, "reads": sorted(set(reads))}


def _watch(program: subprocess.Popen[bytes], seconds: float, limit: int) -> dict[str, Any]:
    """What the program prints until it ends; `error` says why it was stopped before."""
    deadline = time.monotonic() + seconds
    assert program.stdout
    assert program.stderr
    printed = {program.stdout.fileno(): b"", program.stderr.fileno(): b""}
    out, err = printed
    error, open_streams = "", {out, err}
    while not error and (open_streams or program.poll() is None):
        # A program that closed its output is looked at now and then.
        left = min(deadline - time.monotonic(), 60 if open_streams else 0.05)
        ready, _, _ = select.select([0, *open_streams], [], [], max(left, 0))
        if 0 in ready:
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
    while orphans := _children():
        for pid in orphans:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)


def _children() -> list[int]:
    me = os.getpid()
    file = Path(f"/proc/{me}/task/{me}/children")
    return [int(pid) for pid in file.read_text().split()] if file.exists() else []


if __name__ == "__main__":
    main()
