"""Where this generator comes from, as requirements.txt and a workflow name it: repository, commit.

pip keeps both beside a package that it installed from git. A clone that somebody works in has them
in its own git. Otherwise nobody knows, and a person has to say.
"""

import json
import re
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from urllib.parse import unquote, urlsplit

from nexus import __version__
from nexus.scaffold import repository

_PACKAGE = "project-nexus"
_GITHUB = re.compile(r"github\.com[:/](?P<name>[\w.-]+/[\w.-]+?)(?:\.git)?/?$")
_WORKFLOW = ".github/workflows/site.yml"
_UNKNOWN = ("OWNER/project-nexus", "COMMIT")


@dataclass(frozen=True)
class Generator:
    """The repository on GitHub (owner/name) and the commit of this generator; empty if unknown."""

    repository: str = ""
    commit: str = ""

    @property
    def is_known(self) -> bool:
        """Tell whether both are known."""
        return bool(self.repository and self.commit)

    def requirement(self, extras: str) -> str:
        """Return the line of requirements.txt that installs it with those extras."""
        if self.is_known:
            return f"{_PACKAGE}[{extras}] @ git+https://github.com/{self.repository}@{self.commit}"
        return f"{_PACKAGE}[{extras}]=={__version__}"

    @property
    def workflow(self) -> str:
        """Return the reusable workflow that builds and publishes a site with it."""
        name, commit = (self.repository, self.commit) if self.is_known else _UNKNOWN
        return f"{name}/{_WORKFLOW}@{commit}"


def read() -> Generator:
    """Return where the installed generator comes from."""
    try:
        told = metadata.distribution(_PACKAGE).read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        told = None
    return of(json.loads(told)) if told else Generator()


def of(direct: dict[str, object]) -> Generator:
    """Return what pip's record of a package's address says (PEP 610)."""
    url = str(direct.get("url", ""))
    if isinstance(version := direct.get("vcs_info"), dict):
        found = _GITHUB.search(url)
        return Generator(found["name"] if found else "", str(version.get("commit_id", "")))
    if urlsplit(url).scheme == "file":
        folder = Path(unquote(urlsplit(url).path))
        origin = _GITHUB.search(repository.asked(folder, "config", "--get", "remote.origin.url"))
        commit = repository.asked(folder, "rev-parse", "HEAD")
        return Generator(origin["name"] if origin else "", commit)
    return Generator()
