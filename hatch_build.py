"""Puts the front-end files into the wheel, so that who installs it needs no Node.

`npm ci` installs the packages of package-lock.json into a folder of its own, unless this clone has
them already. The files that a site serves go into the wheel, and beside them one file with the
licences of these packages and of all that they were bundled from. An editable install gets nothing:
it takes the files from node_modules.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT / "scripts"))

from machine import fonts, npm, system  # noqa: E402 (they are in that folder)
from nexus.build import npm as front_end  # noqa: E402

LOCK = ROOT / "package-lock.json"
OPTIONS = ("--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund")
LICENCE = re.compile(r"[\w-]*(licen[cs]e|copying|notice)[\w-]*(\.md|\.txt)?", re.IGNORECASE)
# What packages that bring no licence hold of others.
HOLDS = {
    "pyodide": "It holds CPython (PSF-2.0): https://docs.python.org/3/license.html",
}


class FrontEnd(BuildHookInterface[Any]):
    """The step of a wheel's build that adds the front-end files."""

    def dependencies(self) -> list[str]:
        """Return what the build needs beside hatchling: Node as a wheel too, where npm is missing."""
        groups: dict[str, list[str]] = self.metadata.config["dependency-groups"]
        return [*groups["fonts"], *([] if npm.of_machine() else groups["node"])]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files to those of the wheel; `version` says whether the install is editable.

        Raises MissingError where npm fails, or a file that pages need is not in its package.
        """
        self.made = TemporaryDirectory()
        if version == "editable":
            return
        packages = installed() or install(Path(self.made.name))
        if problem := front_end.missing(packages):
            raise system.MissingError(problem)
        fonts.trim(packages)
        notice = Path(self.made.name, "LICENSES.txt")
        notice.write_text(licences(packages), encoding="utf-8", newline="\n")
        files = {notice: notice.name}
        for path in front_end.files(packages):
            files[path] = path.relative_to(packages).as_posix()
        for file, place in files.items():
            build_data["force_include"][str(file)] = f"nexus/{front_end.FOLDER}/{place}"

    def finalize(self, *_: object) -> None:
        """Remove what the build needed only while it ran."""
        self.made.cleanup()


def installed() -> Path | None:
    """Return this clone's node_modules if they were installed from the lock as it is now."""
    packages = ROOT / "node_modules"
    lock = packages / ".package-lock.json"
    if lock.is_file() and needed(LOCK).items() <= needed(lock).items():
        return packages
    return None


def needed(lock: Path) -> dict[str, dict[str, str]]:
    """Return the packages of a lock that a site needs, by their folder: version and digest."""
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    return {
        folder: {key: package[key] for key in ("version", "integrity")}
        for folder, package in packages.items()
        if folder and not package.get("dev")
    }


def install(folder: Path) -> Path:
    """Run npm ci in a folder, and return its node_modules.

    Raises MissingError where that fails.
    """
    for name in ("package.json", LOCK.name):
        shutil.copy(ROOT / name, folder)
    command = npm.of_machine() or npm.of_wheel(sys.executable)
    problem = "npm ci failed, which brings the front-end files of the wheel; see the lines above"
    system.call([*command, "ci", *OPTIONS], problem, folder)
    return folder / "node_modules"


def licences(packages: Path) -> str:
    """Return the licence of each package that a site needs; what is the same for several is once.

    The files of a few packages are bundled from many others, whose licences ask to go with them. Of
    a package that brings no text there is the name of its licence, and where its source is.
    """
    known = defaultdict(list)
    for folder, package in needed(LOCK).items():
        home = packages.parent / folder
        files = sorted(file for file in home.iterdir() if LICENCE.fullmatch(file.name))
        text = "\n".join(file.read_text("utf-8", "replace").strip() for file in files)
        name = home.relative_to(packages).as_posix().rpartition("node_modules/")[2]
        known[text or named(home)].append(f"{name} {package['version']}")
    return "\n\n\n".join(f"{', '.join(names)}\n\n{text}\n" for text, names in known.items())


def named(home: Path) -> str:
    """Return what a package that brings no licence says of it, and of its source."""
    package = json.loads((home / "package.json").read_text("utf-8"))
    source = package.get("repository", "")
    source = source.get("url", "") if isinstance(source, dict) else source
    told = f"License: {package.get('license', '')}\nSource: {source}"
    return "\n".join(filter(None, (told, HOLDS.get(package["name"]))))
