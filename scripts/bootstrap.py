"""Sets this repository up on a fresh machine, with Python's standard library alone.

In order: a virtual environment in .venv, the locked Python packages, the nexus command, the
front-end packages of package-lock.json, and for the tests Chromium, Firefox and WebKit. A finished
step leaves a stamp (what it was made from), so that the next run passes over it. Every step that
does something says so in one line; what cannot be had is one line too, and exit code 3.
"""

from __future__ import annotations

import argparse
import hashlib
import platform
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from machine import npm, system
from machine.chromium import find_chromium, provide_chromium, provide_driver
from machine.engines import provide_engines
from machine.system import WINDOWS, MissingError, announce

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)
SITE_LOCK = "requirements.txt"
TEST_LOCK = "requirements-dev.txt"
NODE_LOCK = "requirements-node.txt"


class Step(NamedTuple):
    """One thing to set up: what it makes, from which state, and how."""

    title: str
    made: Path
    stamp: Path
    state: str
    run: Callable[[], None]

    def is_current(self) -> bool:
        """Tell whether the step was finished, from the same state as now."""
        return self.made.exists() and read_stamp(self.stamp) == self.state

    def take(self) -> None:
        """Do the step unless it is current; the stamp comes last, so a broken run is repeated."""
        if self.is_current():
            return
        announce(self.title)
        self.stamp.unlink(missing_ok=True)
        self.run()
        self.stamp.parent.mkdir(parents=True, exist_ok=True)
        self.stamp.write_text(self.state, encoding="utf-8")


def read_stamp(stamp: Path) -> str:
    """Return what a stamp says, or nothing where there is none."""
    return stamp.read_text(encoding="utf-8") if stamp.is_file() else ""


def digest(path: Path) -> str:
    """Return the SHA-256 of a file's content.

    Raises MissingError where the file is not there.
    """
    if not path.is_file():
        raise MissingError(f"{path.name} is missing; run this in a complete clone")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def require_python(version: tuple[int, ...]) -> None:
    """Raise MissingError where Python is too old."""
    if version[:2] >= OLDEST_PYTHON:
        return
    needed, found = (".".join(map(str, numbers)) for numbers in (OLDEST_PYTHON, version))
    raise MissingError(
        f"Python {needed} or newer is needed, {sys.executable} is {found}; "
        f"name a newer one, as in `make PYTHON=python{needed} serve`"
    )


def environment_python(root: Path) -> Path:
    """Return where the interpreter of .venv is, or will be."""
    return root / ".venv" / ("Scripts/python.exe" if WINDOWS else "bin/python")


def environment_step(root: Path) -> Step:
    """Return the step that makes .venv, and makes it again for another Python or folder."""
    folder = root / ".venv"
    clear = is_stale(folder)
    return Step(
        title=f".venv with Python {platform.python_version()}",
        made=environment_python(root),
        stamp=folder / ".stamps" / "environment",
        state=f"{sys.implementation.cache_tag} {sys.base_prefix} {root}",
        run=lambda: make_environment(folder, clear=clear),
    )


def is_stale(folder: Path) -> bool:
    """Tell whether to empty an outdated environment: one made by this, or by another Python.

    One that was made by hand with this Python keeps its packages.
    """
    if (folder / ".stamps" / "environment").is_file():
        return True
    config = folder / "pyvenv.cfg"
    version = "version = {}.{}.".format(*sys.version_info)
    return config.is_file() and version not in config.read_text(encoding="utf-8")


def make_environment(folder: Path, *, clear: bool) -> None:
    """Make a virtual environment, and before it install what Debian leaves out of Python.

    Raises MissingError where this Python cannot make one.
    """
    package = "python{}.{}-venv".format(*sys.version_info)
    command = f"apt-get install {package}" if shutil.which("apt-get") else "python -m ensurepip"
    problem = f"{sys.executable} cannot make a virtual environment; try `{command}`"
    if not (find_spec("venv") and find_spec("ensurepip")):
        if not system.can_apt():
            raise MissingError(problem)
        announce(f"{package} from apt-get")
        system.apt_install(package)
    options = ["--clear"] if clear else []
    system.call([sys.executable, "-m", "venv", *options, str(folder)], problem)


def chosen_lock(goal: str, installed: str) -> str:
    """Return the lock to install: that of the tests, if they are wanted or were set up before."""
    return TEST_LOCK if goal == "test" or installed.startswith(f"{TEST_LOCK} ") else SITE_LOCK


def packages_step(root: Path, goal: str) -> Step:
    """Return the step that installs the locked Python packages."""
    stamp = root / ".venv" / ".stamps" / "packages"
    lock = chosen_lock(goal, read_stamp(stamp))
    return Step(
        title=f"Python packages of {lock}",
        made=environment_python(root),
        stamp=stamp,
        state=f"{lock} {digest(root / lock)}",
        run=lambda: install_packages(root, lock),
    )


def install_packages(root: Path, lock: str) -> None:
    """Install a lock; where it holds Playwright, see that its driver starts."""
    install_lock(root, lock)
    if lock == TEST_LOCK:
        provide_driver(environment_python(root))


def install_lock(root: Path, lock: str) -> None:
    """Install every package of a lock, and no other; each is checked against its hashes.

    A lock is whole, so pip resolves nothing: where a package asks for an extra of another, as
    pydantic[email], the pip of Python 3.11 would take the newest, which has no hash.
    """
    pip(root, "--no-deps", "--require-hashes", "--requirement", lock)


def pip(root: Path, *options: str) -> None:
    """Run pip install in .venv.

    Raises MissingError where it fails.
    """
    command = [str(environment_python(root)), "-m", "pip", "install", "--quiet"]
    problem = f"pip install {' '.join(options)} failed; see the lines above, then run this again"
    system.call([*command, "--disable-pip-version-check", *options], problem, root)


def command_step(root: Path) -> Step:
    """Return the step that puts the nexus command into .venv."""
    return Step(
        title="the nexus command",
        made=environment_python(root).with_name("nexus.exe" if WINDOWS else "nexus"),
        stamp=root / ".venv" / ".stamps" / "command",
        state=digest(root / "pyproject.toml"),
        # The build backend is a locked package, so nothing is downloaded here.
        run=lambda: pip(root, "--no-index", "--no-deps", "--no-build-isolation", "--editable", "."),
    )


def frontend_step(root: Path) -> Step:
    """Return the step that installs the packages of package-lock.json."""
    return Step(
        title="front-end packages of package-lock.json",
        made=root / "node_modules",
        stamp=root / "node_modules" / ".nexus-stamp",
        state=digest(root / "package-lock.json"),
        run=lambda: install_frontend(root),
    )


def install_frontend(root: Path) -> None:
    """Run npm ci without the packages' own scripts."""
    command = npm.of_machine() or wheel_npm(root)
    problem = "npm ci failed; see the lines above, then run this again"
    options = ["--include=dev", "--ignore-scripts", "--no-audit", "--no-fund"]
    system.call([*command, "ci", *options], problem, root)


def fonts_step(root: Path) -> Step:
    """Return the step that trims the fonts of the front-end packages."""
    program = root / "scripts" / "machine" / "fonts.py"
    packages = root / "node_modules"
    command = [str(environment_python(root)), str(program), str(packages)]
    return Step(
        title="fonts, trimmed to what pages use",
        made=packages / "trimmed-fonts",
        stamp=packages / ".nexus-fonts-stamp",
        state=f"{digest(root / 'package-lock.json')} {digest(program)}",
        run=lambda: system.call(command, "the fonts could not be trimmed; see the lines above"),
    )


def wheel_npm(root: Path) -> list[str]:
    """Install Node and npm from their wheel into .venv, and return the command of that npm."""
    announce("Node and npm from a wheel, as this machine has no npm that works")
    environment_step(root).take()
    install_lock(root, NODE_LOCK)
    return npm.of_wheel(str(environment_python(root)))


def provide_browsers(root: Path) -> None:
    """Install each browser of the tests that is missing.

    Raises MissingError where that fails.
    """
    if not find_chromium():
        provide_chromium(environment_python(root))
    provide_engines()


def apart(root: Path, goal: str) -> Iterator[Callable[[], None]]:
    """Give the steps that need nothing of .venv here: those by a machine's own npm and apt-get."""
    frontend = frontend_step(root)
    if not frontend.is_current() and npm.of_machine():
        yield frontend.take
    if goal == "test" and system.has_debian():
        yield partial(provide_browsers, root)


def set_up(root: Path, goal: str) -> None:
    """Do every step that the goal needs and that is not current.

    What needs nothing of .venv comes beside the packages of Python. Raises MissingError where the
    machine lacks something.
    """
    with ThreadPoolExecutor() as pool:
        beside = [pool.submit(step) for step in apart(root, goal)]
        if goal != "frontend":
            environment_step(root).take()
            packages_step(root, goal).take()
            command_step(root).take()
        for each in beside:
            each.result()
    frontend_step(root).take()
    if goal != "frontend":
        fonts_step(root).take()
    if goal == "test":
        provide_browsers(root)


def main(arguments: Sequence[str] | None = None) -> int:
    """Set up what the command line asks for and return the exit code: 0, 3 or 130."""
    parser = argparse.ArgumentParser(description="Set this repository up on a fresh machine.")
    parser.add_argument(
        "goal",
        nargs="?",
        choices=["site", "test", "frontend"],
        default="site",
        help="what to set up for: the site (default), the tests, or the front-end packages alone",
    )
    goal = parser.parse_args(arguments).goal
    try:
        require_python(sys.version_info[:3])
        set_up(ROOT, goal)
    except MissingError as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
