"""Notes every file that an example's program, or a Python program that it starts, opens to read.

Python imports this module by its name before a program starts, as its folder is on the path. The
evidence then depends on just those files. (CPython, audit event `open`: PEP 578.)
"""

import os
import sys


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and isinstance(arguments[0], str) and arguments[1] in {"r", "rb", None}:
        os.write(_log, os.fsencode(os.path.abspath(arguments[0])) + b"\n")  # noqa: PTH100


if name := os.environ.get("NEXUS_READS"):
    _log = os.open(name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    sys.addaudithook(_note)
