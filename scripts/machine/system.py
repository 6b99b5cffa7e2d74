"""What a machine has, and what can be done about the rest: commands, and packages of Debian."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

WINDOWS = os.name == "nt"
# Two apt-get at the same time would be in each other's way.
_APT = Lock()


class MissingError(Exception):
    """The machine lacks something; the text is one line that says what to do."""


def announce(title: str) -> None:
    """Print one line about what is being set up."""
    print(f"set-up: {title}", flush=True)


def call(command: Sequence[str], problem: str, folder: Path | None = None) -> None:
    """Run a command without its output, in a folder or where this process is.

    Where it fails, show its last lines and raise MissingError with the problem.
    """
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise MissingError(f"{problem} ({error})") from error
    if done.returncode:
        print("\n".join(done.stdout.splitlines()[-20:]), file=sys.stderr)
        raise MissingError(problem)


def output(command: Sequence[str]) -> str:
    """Return what a command prints, or nothing where it does not start or fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return "" if done.returncode else done.stdout


def is_root() -> bool:
    """Tell whether this runs as root; nobody is root on Windows."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def on_debian() -> bool:
    """Tell whether this is Debian itself: Ubuntu's chromium package only points at a snap."""
    try:
        return platform.freedesktop_os_release().get("ID") == "debian"
    except OSError:
        return False


def can_apt() -> bool:
    """Tell whether system packages can be installed with apt-get here."""
    return is_root() and shutil.which("apt-get") is not None


def has_debian() -> bool:
    """Tell whether packages of Debian can be installed here."""
    return can_apt() and on_debian()


def apt_install(*packages: str) -> None:
    """Install system packages, from fresh lists.

    Raises MissingError where that fails.
    """
    apt = [
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-qq",
        "-o",
        "DPkg::Lock::Timeout=300",
    ]
    problem = f"`apt-get install {' '.join(packages)}` failed; see the lines above"
    with _APT:
        call([*apt, "update"], problem)
        call([*apt, "install", "--yes", "--no-install-recommends", *packages], problem)
