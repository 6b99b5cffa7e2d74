"""The addresses of a site and of its repository, from the environment or from git."""

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from nexus.core.errors import UsageError
from nexus.project.settings import is_address

_GITHUB = "https://github.com"
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)


@dataclass(frozen=True)
class Addresses:
    """The addresses of the site and of its repository; empty if unknown."""

    site: str = ""
    repository: str = ""

    @property
    def repository_name(self) -> str:
        """Return `owner/name`, as GitHub shows it."""
        return urlsplit(self.repository).path.strip("/")


def read(environment: Mapping[str, str], root: Path) -> Addresses:
    """Return the addresses from `SITE_URL` and `GITHUB_REPOSITORY`, or from git's remote `origin`.

    A repository on GitHub gives a site on GitHub Pages unless `SITE_URL` says otherwise. Raises
    UsageError where that is no address.
    """
    given = environment.get("GITHUB_REPOSITORY", "").strip()
    name = given if _REPOSITORY.fullmatch(given) else _origin(root)
    site = environment.get("SITE_URL", "").strip() or _pages(name)
    if site and not is_address(site, ("http://", "https://")):
        hint = "write it as https://owner.github.io/name/"
        raise UsageError(f"{site!r} is no address of a site", "SITE_URL", hint)
    return Addresses(f"{site.rstrip('/')}/" if site else "", f"{_GITHUB}/{name}" if name else "")


def _pages(name: str) -> str:
    if not name:
        return ""
    owner, _, repository = name.lower().partition("/")
    host = f"https://{owner}.github.io"
    return host if repository == f"{owner}.github.io" else f"{host}/{name.partition('/')[2]}"


def _origin(root: Path) -> str:
    """`owner/name` of the remote `origin` if that is on GitHub, else the empty string."""
    command = ["git", "-C", str(root), "config", "--get", "remote.origin.url"]
    try:
        run = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    except OSError:
        return ""
    told = run.stdout.decode("utf-8", "replace")
    found = re.search(r"(?:^|[/@.])github\.com[:/]([\w.-]+/[\w.-]+?)(?:\.git)?\s*$", told)
    return found[1] if found else ""
