"""A portfolio as the index shows it: what it says of itself, or why that could not be read."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from nexus.cohort.manifest import KINDS, Manifest, text

_LONGEST = 500
# Folders that a browser leaves out of an address, or goes up at.
_DOTS = re.compile(r"/(?:\.|%2e){1,2}(?:[/?#]|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Portfolio:
    """One of a programme's portfolios; `site` is its place as the programme names it.

    `failure` says why there is no `manifest`. `signed` is the day on which a workflow of its
    repository signed its site, `is_unsigned` if none did though one is known.
    """

    programme: str
    site: str
    manifest: Manifest | None = None
    failure: str = ""
    signed: str = ""
    is_unsigned: bool = False

    @property
    def name(self) -> str:
        """Return what it calls itself, or else its place."""
        return self.manifest.name if self.manifest else text(self.site)

    @property
    def author(self) -> str:
        """Return its author, if that is known."""
        return self.manifest.author if self.manifest else ""

    @property
    def address(self) -> str:
        """Return where a reader finds it: its place, or for a folder what it says; may be empty."""
        if "://" in self.site:
            return _web(f"{self.site.rstrip('/')}/")
        return _web(self._built_for)

    @property
    def _built_for(self) -> str:
        url = self.manifest.url.rstrip("/") if self.manifest else ""
        return f"{url}/" if url else ""

    @property
    def ran(self) -> str:
        """Return the moment when something of it last ran; empty if nothing did."""
        return self.manifest.ran if self.manifest else ""

    @property
    def weeks(self) -> int:
        """Return how many weeks it has."""
        return len(self.manifest.weeks) if self.manifest else 0

    @property
    def counts(self) -> dict[str, int]:
        """Return its statements by kind."""
        return self.manifest.counts if self.manifest else dict.fromkeys(KINDS, 0)

    @property
    def technologies(self) -> tuple[str, ...]:
        """Return the technologies that its weeks name."""
        return self.manifest.technologies if self.manifest else ()

    @property
    def state(self) -> str:
        """Return in words whether it was read, and whether somebody vouches for it."""
        if self.failure:
            return "not read"
        if self.signed:
            return "signed"
        return "not signed" if self.is_unsigned else "not checked"

    def link(self, url: str) -> str:
        """Return the address of a page of it, or nothing where that leads to another site."""
        if not self.address or not _is_plain(url):
            return ""
        # It may be at another address than it was built for.
        path = url.removeprefix(self._built_for)
        try:
            target = urljoin(self.address, path)
        except ValueError:
            return ""
        # What is no path is joined as it stands, with whatever leads up in it.
        is_inside = _web(target).startswith(self.address) and not _DOTS.search(target)
        return target if is_inside else ""


def _web(url: str) -> str:
    """An address of the web without anything that a reader would not see; else nothing."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    is_web = parts.scheme in {"https", "http"} and parts.hostname and not parts.username
    return url if is_web and _is_plain(url) else ""


def _is_plain(url: str) -> bool:
    """Whether a reader sees all of an address, and a page can hold it as it is."""
    return (
        url.isascii()
        and url.isprintable()
        and not set(url) & set(" \"'<>\\^`{|}")
        and len(url) <= _LONGEST
    )
