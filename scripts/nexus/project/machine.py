"""What a machine has of all that sites and their examples need, and what it lacks.

Nothing is installed and nothing asked of the network; a server for examples is really started.
"""

import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from importlib import metadata
from pathlib import Path

from nexus.build import npm
from nexus.core.errors import NexusError, UsageError
from nexus.core.findings import Finding
from nexus.examples.postgres import databases
from nexus.examples.postgres.databases import Databases
from nexus.project import settings

_PACKAGE = "project-nexus"
# What each extra of the package is for.
EXTRAS = {"gate": "the gate", "site": "sites", "evidence": "examples in PostgreSQL"}
_NAME = re.compile(r"[\w.-]+")
_PLATFORM = re.compile(r"sys_platform == ['\"](\w+)['\"]")
_EXTRA = re.compile(r"extra == ['\"](\w+)['\"]")
# A copy of a large data set for each page that reads it.
_ROOM = 1_000_000_000


def findings(
    environment: Mapping[str, str], root: Path, needed: Collection[str]
) -> Iterator[Finding]:
    """Give what was found; `needed` are the extras that the site in `root` cannot do without."""
    yield Finding(f"Python {platform.python_version()} ({sys.executable})")
    told: set[str] = set()
    lacking = set()
    for extra in EXTRAS:
        found = packages(extra, told, is_needed=extra in needed)
        lacking |= {extra} if found.fix else set()
        yield found
    if problem := npm.missing():
        yield Finding(problem.partition("; run ")[0], "npm ci", needed=False)
    else:
        yield Finding("front-end files: fonts, Mermaid, pan and zoom, pev2")
    yield _git()
    if "evidence" not in lacking:
        yield _server(environment, is_needed="evidence" in needed)
    yield _room(Path(tempfile.gettempdir()))
    yield _cache(environment, root)


def packages(extra: str, told: set[str], *, is_needed: bool) -> Finding:
    """Give what is installed of an extra of this package, but for those that were told before."""
    try:
        required = list(_required(extra))
    except metadata.PackageNotFoundError:
        return Finding(f"{_PACKAGE} runs without being installed", "pip install --editable .")
    versions = {name: _version(name) for name in required if name not in told}
    told.update(versions)
    if absent := [name for name, version in versions.items() if not version]:
        what = f"packages for {EXTRAS[extra]} are missing: {', '.join(absent)}"
        return Finding(what, f"pip install '{_PACKAGE}[{extra}]'", is_needed)
    shown = ", ".join(f"{name} {version}" for name, version in versions.items())
    return Finding(f"packages for {EXTRAS[extra]}: {shown}")


def _required(extra: str) -> Iterator[str]:
    """Give the names of the packages of an extra on this system."""
    for line in metadata.requires(_PACKAGE) or ():
        name, system = _NAME.match(line), _PLATFORM.search(line)
        if name and extra in _EXTRA.findall(line) and (not system or system[1] == sys.platform):
            yield name[0]


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _git() -> Finding:
    program = shutil.which("git")
    if program is None:
        what = "git is missing: pages have no dates, and nothing can be pushed"
        return Finding(what, "install git from https://git-scm.com or your system", needed=False)
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    return Finding(done.stdout.strip() or "git")


def _server(environment: Mapping[str, str], *, is_needed: bool) -> Finding:
    """Start or reach the server of the examples; its address may hold a password."""
    address = databases.address(environment)
    try:
        with Databases(address) as made:
            version = made.reach()
    except NexusError as error:
        found = Finding.of(error)
        return Finding(found.what, found.fix, is_needed)
    return Finding(f"PostgreSQL {version} {'at NEXUS_DATABASE_URL' if address else 'starts'}")


def _room(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    what = f"{free / 1e9:.1f} GB free in {folder}, where databases are made"
    return Finding(what, "" if free >= _ROOM else "set TMPDIR to a folder with more room")


def _cache(environment: Mapping[str, str], root: Path) -> Finding:
    """Tell whether results can be kept, in the folder or in the nearest one above it that exists."""
    try:
        folder = settings.cache_folder(environment, root)
    except UsageError as error:
        return Finding.of(error)
    there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        what = f"nothing can be kept in {folder}: {error.strerror}"
        return Finding(what, "set NEXUS_CACHE to a folder that you may write")
    return Finding(f"results are kept in {folder}")
