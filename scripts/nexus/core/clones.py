"""Where the history of a clone ends: the commits from before that count as theirs what they only kept."""

import subprocess
from functools import cache
from pathlib import Path


@cache
def boundary(folder: Path) -> frozenset[str]:
    """Return the hashes of the commits at which the history of a folder's clone is cut off.

    It is empty where git knows the whole history, or nothing at all.
    """
    command = ["git", "-C", str(folder), "rev-parse", "--git-path", "shallow"]
    try:
        told = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
        listed = (folder / told.stdout.decode("utf-8", "replace").rstrip("\n")).read_text("ascii")
    except (OSError, ValueError):
        return frozenset()
    return frozenset(listed.split()) if told.returncode == 0 else frozenset()
