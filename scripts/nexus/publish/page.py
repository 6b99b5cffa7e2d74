"""What is published: a site and its pages, as those who share and index them see them."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote, urljoin

_WEEK = re.compile(r"weeks/week-(\d+)/(index\.md)?")


@dataclass(frozen=True)
class Website:
    """A site; `address` is empty where nobody knows it.

    `profiles` are the addresses of its author elsewhere.
    """

    name: str
    address: str = ""
    description: str = ""
    language: str = "en"
    author: str = ""
    profiles: tuple[str, ...] = ()

    def at(self, path: str) -> str:
        """The absolute address of a path below the site; empty where the site's is not known."""
        if not self.address:
            return ""
        return urljoin(f"{self.address.rstrip('/')}/", quote(path, safe="/#%"))


@dataclass(frozen=True)
class Page:
    """A page: `path` is its Markdown file below docs/, `url` its address below the site.

    `markdown` is its text without the front matter. `created` and `updated` are days (2026-01-31),
    empty where nobody knows them.
    """

    path: str
    url: str
    title: str
    description: str = ""
    markdown: str = ""
    created: str = ""
    updated: str = ""
    technologies: tuple[str, ...] = ()
    share: str = ""

    @property
    def is_home(self) -> bool:
        """Whether it is the first page of the site."""
        return not self.url

    @property
    def week(self) -> int | None:
        """The number of the week that it belongs to."""
        found = _WEEK.match(self.path)
        return int(found[1]) if found else None

    @property
    def is_week(self) -> bool:
        """Whether it is the page of a week itself."""
        found = _WEEK.fullmatch(self.path)
        return bool(found and found[2])

    @property
    def copy(self) -> str:
        """The address of its Markdown, below the site: beside its HTML."""
        return f"{self.url}index.md"

    @property
    def post(self) -> str:
        """The address of its text for a post, below the site."""
        return f"{self.url}post.txt"

    @property
    def folder(self) -> PurePosixPath:
        """The folder of its file below docs/."""
        return PurePosixPath(self.path).parent
