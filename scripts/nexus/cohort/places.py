"""Where a portfolio's files are: a folder, or an address. Both give bytes, and never too many."""

import stat
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from nexus.cohort import web
from nexus.cohort.web import Missing, Web, too_large
from nexus.core.errors import NexusError
from nexus.verify.source import Source


@dataclass(frozen=True)
class Folder(Source):
    """A site in a folder; what is no plain file in it is none of its files."""

    folder: Path
    most: int

    def read(self, path: str) -> bytes:
        """Return a file's content; raises NexusError where there is none, or too much."""
        try:
            if not (file := (self.folder / path).resolve()).is_relative_to(self.folder.resolve()):
                raise NexusError("a link leads out of the site")
            # A pipe would keep whoever opens it waiting.
            if not stat.S_ISREG(file.stat().st_mode):
                raise NexusError("this is no file")
            with file.open("rb") as opened:
                content = opened.read(self.most + 1)
        except (FileNotFoundError, NotADirectoryError):
            raise Missing("there is no such file") from None
        except OSError as error:
            raise NexusError(f"it cannot be read: {error.strerror}") from None
        if len(content) > self.most:
            raise too_large(self.most)
        return content


@dataclass(frozen=True)
class Address(Source):
    """A site at an address."""

    address: str
    most: int
    web: Web

    def read(self, path: str) -> bytes:
        """Return what the server has for a path; raises NexusError where it has nothing."""
        return self.web.get(f"{self.address.rstrip('/')}/{quote(path)}", self.most)


def of(site: str, base: Path, asked: Web, most: int) -> Source:
    """Return the place that a text names, a folder from `base`; raises NexusError for none."""
    if "://" not in site:
        return Folder(base / site, most)
    web.check(site)
    return Address(site, most, asked)
