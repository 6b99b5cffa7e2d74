"""What git knows and does for a new portfolio: who writes, where the source is, the first commit."""

import subprocess
from pathlib import Path

_MESSAGE = "Begin a portfolio"


def asked(folder: Path, *arguments: str) -> str:
    """Return what git answers in a folder; empty where it has no answer, or is not there."""
    done = _run(folder, *arguments)
    return done.stdout.strip() if done and not done.returncode else ""


def is_inside(folder: Path) -> bool:
    """Tell whether a folder is in the work tree of a repository already."""
    return asked(folder, "rev-parse", "--is-inside-work-tree") == "true"


def commit(folder: Path) -> str:
    """Make a folder a repository with one commit; returns why not, or an empty string."""
    if _run(folder, "--version") is None:
        return "git is not installed, so there is no first commit"
    if is_inside(folder):
        return "the folder belongs to a repository already: commit it there"
    steps = (
        ("init", "--quiet", "--initial-branch=main"),
        ("add", "--all"),
        ("commit", "--quiet", "--no-verify", "--no-gpg-sign", "-m", _MESSAGE),
    )
    for step in steps:
        done = _run(folder, *step)
        if done is None or done.returncode:
            said = done.stderr.strip() if done else ""
            is_nameless = "identity" in said.lower()
            reason = "git does not know your name" if is_nameless else said.partition("\n")[0]
            return f"there is no first commit yet: {reason or 'git ended without a word'}"
    return ""


def _run(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str] | None":
    try:
        return subprocess.run(  # noqa: S603
            ["git", "-C", str(folder), *arguments],  # noqa: S607
            capture_output=True,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except OSError:
        return None
