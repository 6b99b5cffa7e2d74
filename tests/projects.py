"""Small sites for the tests: files in a folder, one configuration for all, and their builds.

`shop` copies the project of tests/shop, whose pages hold something of everything that the generator
makes; `write` makes a site of the files that a test names.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self
from xml.etree import ElementTree as ET

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig

from tests.helpers import COMMITTER, ROOT, environment

SHOP = ROOT / "tests" / "shop"
MODELS = SHOP / "models" / "shop.py"
REPOSITORY = "octo/nexus"
ADDRESS = "https://octo.github.io/nexus/"
EPOCH = "1767323045"

_CUSTOMERS = """\
from sqlalchemy import Column, Integer, MetaData, Table

metadata = MetaData()
Table("customer", metadata, Column("id", Integer, primary_key=True))
"""
_IGNORED = "/site/\n/.site.building/\n/.cache/\n__pycache__/\n"


@dataclass(frozen=True)
class Site:
    """A built site: its folder, the address it is served at, and its pages below that address."""

    folder: Path
    address: str
    pages: tuple[str, ...]

    @classmethod
    def served(cls, folder: Path, serve: Callable[[Path], str]) -> Self:
        """The site in a folder, once it is served; its pages are those of its site map."""
        places = ET.parse(folder / "sitemap.xml").iterfind("{*}url/{*}loc")
        pages = sorted((place.text or "").removeprefix(ADDRESS) for place in places)
        return cls(folder, serve(folder), tuple(pages))


@dataclass(frozen=True)
class Build:
    """A finished build: its exit code, and the lines that it told."""

    code: int
    lines: list[str]

    @property
    def complaints(self) -> list[str]:
        """The lines that are warnings or errors."""
        return [line for line in self.lines if line.startswith(("WARNING", "ERROR", "CRITICAL"))]


def configuration(nav: Sequence[object]) -> str:
    """The mkdocs.yml of a site: that of the shop, with another navigation."""
    # JSON is YAML.
    return f"INHERIT: {SHOP.as_posix()}/mkdocs.yml\nnav: {json.dumps(nav)}\n"


@cache
def configured() -> MkDocsConfig:
    """What MkDocs reads from the configuration of the shop."""
    return load_config(str(SHOP / "mkdocs.yml"))


def write(folder: Path, files: Mapping[str, str], nav: Sequence[object] = ("index.md",)) -> Path:
    """A project of these files, by their path."""
    own = {"mkdocs.yml": configuration(nav), ".gitignore": _IGNORED}
    for name, text in {**own, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def shop(folder: Path) -> Path:
    """A copy of the shop as a clone has it, with one commit."""
    left_out = shutil.ignore_patterns("__pycache__", ".cache")
    shutil.copytree(SHOP, folder, ignore=left_out)
    (folder / ".gitignore").write_text(_IGNORED, encoding="utf-8")
    return commit(folder)


def small(folder: Path) -> Path:
    """A project of two pages and one schema, which is built in a moment."""
    page = "---\ntitle: {0}\ndescription: The page {0}.\n---\n\n# {0}\n\nWords.\n"
    files = {
        "docs/index.md": page.format("Home"),
        "docs/about.md": page.format("About"),
        "models/shop.py": _CUSTOMERS,
    }
    return write(folder, files, ("index.md", "about.md"))


def warmed(project: Path, other: Path) -> Path:
    """The project, which need not make anew what another one has made that is the same for both.

    Fonts, pictures, and the database without tables from which those of readers are made.
    """
    for part in ("pictures", "live"):
        kept = Path(".cache", "nexus", part)
        shutil.copytree(other / kept, project / kept)
    return project


def commit(project: Path) -> Path:
    """Commits all files of a project, which gives its pages their days."""
    for command in ("init --quiet", "add --all", "commit --quiet --message=All"):
        git = ["git", *command.split()]
        subprocess.run(git, cwd=project, env=environment(**COMMITTER), check=True)
    return project


def build(project: Path, *options: str, umask: int = -1, **more: str) -> Build:
    """Builds a project's site strictly, into its folder site/; the umask is ours unless given."""
    known = {"SOURCE_DATE_EPOCH": EPOCH, "GITHUB_REPOSITORY": REPOSITORY, **more}
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", *options],
        cwd=project,
        env=environment(**known),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
        umask=umask,
    )
    return Build(done.returncode, done.stdout.splitlines())


def built(project: Path, site: Path | None = None, **more: str) -> Path:
    """The site of a project, built strictly without a complaint, into its folder site/ if not told."""
    folder = site or project / "site"
    done = build(project, "--site-dir", str(folder), **more)
    assert (done.code, done.complaints) == (0, []), "\n".join(done.lines)
    return folder
