"""Runs one Python program within limits, and outlives neither it nor whoever asked.

It is a program of its own (`pairs.command`), reads a task as one line of JSON, starts the program
in an empty folder, and answers with one line of JSON: what was printed, and how it ended. When its
input ends, because the asker is done or was killed, or when one of its two processes is killed,
every process that the program started is killed and the folder is removed.
"""

import array
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from nexus.core import leases, pairs, processes
from nexus.examples.python import inputs, sockets
from nexus.examples.python.handlers import handlers
from nexus.examples.python.inputs import Inputs
from nexus.examples.python.notes import Notes
from nexus.examples.python.places import Places
from nexus.examples.python.tracer import Tracer

_TRACKING = Path(__file__).with_name("tracking")
_LAUNCH = Path(__file__).with_name("launch.py")
# How long nothing may happen before the program is looked at, in seconds.
_GLANCE = 0.05
_IGNORED = [getattr(signal, n) for n in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, n)]


def main() -> None:
    """Run the task that standard input holds, and answer on standard output."""
    for number in _IGNORED:
        signal.signal(number, signal.SIG_IGN)
    task = json.loads(_line())
    processes.bound_memory(task["memory"])
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


def _line() -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        line += os.read(0, 1 << 16) or sys.exit(0)
    return line


def _run(task: dict[str, Any], folder: Path, guard: int) -> dict[str, Any]:
    """Run the program in an empty folder within `folder`; tell what it printed and looked at."""
    seen = Inputs(_places(task["places"], folder))
    allowed = sockets.allowed(task["database"], folder)
    log = folder / "reads"
    here, there = socket.socketpair()
    with here, there:
        try:
            program = _started(task, folder, log, there)
        except OSError as error:
            return _failure(error)
        there.close()
        listener = _listener(here)
    tracer = _tracer(listener, seen, allowed)
    try:
        answer = _watch(program, task, guard, tracer)
    finally:
        _kill(program)
    notes = Notes(log, seen)
    notes.explain() if tracer else notes.stand_alone()
    return {**answer, "inputs": inputs.written(seen), "beyond": seen.beyond}


def _tracer(listener: int | None, seen: Inputs, allowed: sockets.Allowed) -> Tracer | None:
    return None if listener is None else Tracer(listener, seen, allowed, handlers())


def _places(given: dict[str, Any], folder: Path) -> Places:
    own = [str(folder), str(folder.resolve()), str(_TRACKING), *given["own"]]
    packages, python = tuple(given["packages"]), tuple(given["python"])
    environment: str = given["environment"]
    return Places(given["project"], packages, python, tuple(own), given["path"], environment)


def _started(
    task: dict[str, Any], folder: Path, log: Path, channel: socket.socket
) -> "subprocess.Popen[bytes]":
    example, work = folder / "example.py", folder / "work"
    work.mkdir()
    if task["code"] is not None:
        example.write_text(task["code"], "utf-8")
    places = {"HOME": str(work), "TMPDIR": str(work), "NEXUS_READS": str(log)}
    environment = {**task["environment"], **places, "PYTHONPATH": str(_TRACKING)}
    program = [sys.executable, "-B", "-X", "utf8", task["file"] or str(example)]
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(_LAUNCH), str(channel.fileno()), *program],
        cwd=work,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=[channel.fileno()],
        start_new_session=True,
        preexec_fn=_settled(processes.bound()),  # noqa: PLW1509 (there is no other thread)
    )


def _settled(bind: Callable[[], None] | None) -> Callable[[], None]:
    """What a program does at first: signals mean to it what they mean to any other."""

    def settle() -> None:
        for number in _IGNORED:
            signal.signal(number, signal.SIG_DFL)
        os.umask(0o022)
        if bind:
            bind()

    return settle


def _listener(channel: socket.socket) -> int | None:
    """What reports the calls of the program; None where the system has no such thing."""
    listeners = array.array("i")
    _, extra, _, _ = channel.recvmsg(1, socket.CMSG_LEN(listeners.itemsize))
    for _, _, content in extra:
        listeners.frombytes(content)
    return listeners[0] if listeners else None


def _watch(
    program: "subprocess.Popen[bytes]", task: dict[str, Any], guard: int, tracer: Tracer | None
) -> dict[str, Any]:
    """What the program prints until it ends; `error` says why it was stopped before."""
    seconds, limit = task["seconds"], task["bytes"]
    deadline = time.monotonic() + seconds
    printed = {stream.fileno(): b"" for stream in (program.stdout, program.stderr) if stream}
    out, err = printed
    error, streams, others = "", {out, err}, {0, guard} | ({tracer.listener} if tracer else set())
    while not error and (ready := _ready(program, streams, others, deadline)) is not None:
        if {0, guard}.intersection(ready):
            sys.exit(0)
        if tracer and tracer.listener in ready and not tracer.serve():
            others.discard(tracer.listener)
        for stream in streams.intersection(ready):
            piece = os.read(stream, 1 << 16)
            printed[stream] += piece
            if not piece:
                streams.remove(stream)
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


def _ready(
    program: "subprocess.Popen[bytes]", streams: set[int], others: set[int], deadline: float
) -> list[int] | None:
    """The descriptors to look at next; None when the program has ended and all is read.

    What it started may run on, with its output open, as behind the prompt of a shell: then the rest
    of that is nobody's.
    """
    has_ended = program.poll() is not None
    # A program that closed its output is looked at now and then, as is one that has ended.
    left = 0.0 if has_ended else min(deadline - time.monotonic(), _GLANCE)
    ready, _, _ = select.select([*streams, *others], [], [], max(left, 0))
    return None if has_ended and not streams.intersection(ready) else ready


def _kill(program: subprocess.Popen[bytes]) -> None:
    """Kill the program's process group, then whatever left that group: all are our children."""
    with suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()
    pairs.end_children()
