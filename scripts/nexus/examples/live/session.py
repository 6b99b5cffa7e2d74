"""Runs the program of an example in Python as WebAssembly, as the build runs it in a process.

This is text that Node and a browser give to that Python, so it imports nothing of the package. There
is one thread, and `asyncio` waits in it by standing still, as it does everywhere: Pyodide's own event
loop and `time.sleep` would let others run meanwhile, which is the opposite of what programs show.
"""

import ast
import asyncio
import atexit
import builtins
import gc
import importlib
import inspect
import io
import json
import linecache
import random
import sys
import time
import traceback
import types
import warnings
from typing import Any

FILE = "example.py"
# The name that it gets where it runs.
_OWN = "session.py"
_LONGEST = 20_000
_NOBODY = "input() has nobody to ask here"
_GIVES_WAY = "time.sleep lets something else run there"


class _Watch:
    """Counts what a program does, so that a sleep knows whether anything ran meanwhile."""

    steps = 0
    fault = ""
    sleep = staticmethod(time.sleep)


def sleep(seconds: Any, /) -> None:
    """Stand still; what runs meanwhile, or a sleep that ends too early, is a fault."""
    _Watch.steps += 1
    before, begun = _Watch.steps, time.perf_counter()
    _Watch.sleep(seconds)
    # Clocks of browsers are coarse.
    if _Watch.steps != before or time.perf_counter() - begun < seconds - 0.005:
        _Watch.fault = _GIVES_WAY


class _Loop(asyncio.BaseEventLoop):
    """An event loop that nothing comes to from outside: it waits for its own timers."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = self

    def select(self, timeout: float | None) -> list[Any]:
        """Wait for the next timer; where there is none, for ever."""
        _Watch.steps += 1
        if timeout is None or timeout > 0:
            _Watch.sleep(3600 if timeout is None else timeout)
        return []

    def _process_events(self, _events: list[Any]) -> None:
        """Do nothing: there are no files to listen to."""

    def _write_to_self(self) -> None:
        """Do nothing: there is no other thread."""


class _Output(io.TextIOWrapper):
    """What a program writes to, unbuffered as at a build."""

    def __init__(self, number: int) -> None:
        raw = open(number, "wb", buffering=0, closefd=False)  # noqa: SIM115
        super().__init__(raw, "utf-8", "surrogateescape", "\n", write_through=True)

    def write(self, text: str, /) -> int:
        """Write a text, which is a step of the program."""
        _Watch.steps += 1
        return super().write(text)


def install() -> None:
    """Give this Python what programs find at a build, in place of what Pyodide puts there."""
    webloop = importlib.import_module("pyodide.webloop")

    # What these were before Pyodide changed them has no other name.
    asyncio.run = webloop._orig_run  # noqa: SLF001
    _Watch.sleep = staticmethod(webloop._orig_sleep)  # noqa: SLF001
    _settle()
    _wipe()


def _wipe() -> None:
    """Fill the memory that is free with zeros, as it is saved whole, and zeros take no room."""
    gc.collect()
    # Python keeps smaller ones apart; more than this would make the memory larger than it begins.
    for size, total in ((600, 1_500_000), (1024, 2_500_000), (4096, 2_500_000)):
        filled = [bytes(size) for _ in range(total // size)]
        filled.clear()


def _settle() -> None:
    class Policy(asyncio.DefaultEventLoopPolicy):
        _loop_factory = _Loop

    time.sleep = sleep
    _refuse.__name__ = _refuse.__qualname__ = "input"
    builtins.input = _refuse
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        asyncio.set_event_loop_policy(Policy())


def _refuse(_prompt: object = "", /) -> str:
    raise EOFError(_NOBODY)


def run(text: str) -> str:
    """Run a program; return as JSON what it raised, and the fault of a sleep that was none."""
    module = types.ModuleType("__main__")
    module.__dict__.update(__file__=FILE, __builtins__=builtins)
    sys.modules["__main__"], sys.argv = module, [FILE]
    linecache.cache[FILE] = (len(text), None, text.splitlines(keepends=True), FILE)
    sys.stdout, sys.stderr = _Output(1), _Output(2)
    asyncio._set_running_loop(None)  # noqa: SLF001
    sys.set_asyncgen_hooks(None, None)
    # The memory in which this begins was saved at a build.
    random.seed()
    _Watch.steps, _Watch.fault = 0, ""
    raised = _raised(text, module.__dict__)
    return json.dumps({"raised": raised, "fault": _Watch.fault})


def _raised(text: str, names: dict[str, Any]) -> dict[str, object] | None:
    """Run a program to its end; give what it raised, if anything."""
    try:
        flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        code = compile(text, FILE, "exec", flags, dont_inherit=True)
        if code.co_flags & inspect.CO_COROUTINE:
            asyncio.run(eval(code, names))  # noqa: S307
        else:
            exec(code, names)  # noqa: S102
    except SystemExit as end:
        return None if end.code in {None, 0} else _told(end)
    except BaseException as error:
        return _told(error)
    finally:
        atexit._run_exitfuncs()  # noqa: SLF001
    return None


def _told(error: BaseException) -> dict[str, object]:
    """Give an exception's name, line and traceback, without what is not the program's own."""
    told = traceback.TracebackException.from_exception(error)
    frames, lines = told.stack, [frame.lineno for frame in told.stack if frame.filename == FILE]
    frames[:] = [frame for frame in frames if frame.filename != _OWN]
    if isinstance(error, SyntaxError) and error.filename == FILE:
        lines.append(error.lineno)
    whole = "".join(told.format()).rstrip()
    text = whole if len(whole) <= _LONGEST else f"{whole[:_LONGEST]}…"
    return {"name": type(error).__name__, "line": lines[-1] if lines else None, "text": text}
