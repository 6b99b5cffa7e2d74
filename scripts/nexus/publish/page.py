"""What is published: a site and its pages, as those who share and index them see them."""

import posixpath
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

from nexus.core.author import Author


@dataclass(frozen=True)
class Website:
    """A site and its author; `address` is empty if it is unknown."""

    name: str
    address: str = ""
    description: str = ""
    language: str = "en"
    author: Author = field(default_factory=Author)

    @property
    def full_name(self) -> str:
        """Return the name of the site, with that of its author unless it is part of it."""
        known = self.author.name
        return f"{known}, {self.name}" if known and known not in self.name else self.name

    def at(self, address: str) -> str:
        """Return the absolute form of an address below the site, or an empty string if unknown."""
        return f"{self.address.rstrip('/')}/{address}" if self.address else ""

    def file(self, path: str) -> str:
        """Return the absolute address of a file below the site, or an empty string if unknown."""
        return self.at(quote(path))


@dataclass(frozen=True)
class Page:
    """A page: `path` is its Markdown file below docs/, `url` its quoted address below the site.

    `markdown` is its text without the front matter. `created` and `updated` are days (2026-01-31),
    or empty. `schema` is the name of the schema that it documents a part of, or empty. `card` is the
    path of the page whose card it shows, where it has none of its own. `week` is the number of the
    week that it belongs to; `is_week` if it is that week's own page.
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
    schema: str = ""
    card: str = ""
    week: int | None = None
    is_week: bool = False

    @property
    def full_title(self) -> str:
        """Return its title and the schema of a table: several schemas may have that table."""
        return f"{self.title} ({self.schema})" if self.schema else self.title

    @property
    def full_description(self) -> str:
        """Return its description, with the schema unless it is named there already."""
        if not self.schema or self.schema in self.description:
            return self.description
        return f"{self.description} In the schema {self.schema}.".lstrip()

    @property
    def is_home(self) -> bool:
        """Tell whether it is the home page of the site."""
        return self.url in {"", "index.html"}

    @property
    def copy(self) -> str:
        """Return the path of its Markdown below the site: beside its HTML."""
        url = unquote(self.url)
        return f"{url.removesuffix('.html')}.md" if url.endswith(".html") else f"{url}index.md"

    @property
    def post(self) -> str:
        """Return the path of its text for a post, below the site."""
        return posixpath.join(posixpath.dirname(unquote(self.url)), "post.txt")

    @property
    def folder(self) -> PurePosixPath:
        """Return the folder of its file, below docs/."""
        return PurePosixPath(self.path).parent
