"""What two built trees of one site have in common, whichever engine made them: facts of each page.

Themes differ in what stands around a page's text. So facts are those of the text, and of the head.
"""

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

_HOST = "https://site.invalid/"
# What is ours in a page, and what an author's Markdown makes.
_KINDS = {
    *("erd", "erd-figure", "nx-example", "nx-evidence", "nx-plan", "nx-chart", "nx-share"),
    *("proof", "nx-legend", "nx-origin", "admonition", "tabbed-set", "highlight", "mermaid"),
}
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_LINKS = ("href", "src", "xlink:href", "data-back")
# Links of a theme beside the text.
_THEMES = {"headerlink", "md-content__button", "md-tag", "md-source-file"}
_VOID = frozenset(("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"))
_ELSEWHERE = re.compile(r"(?:[a-z][\w+.-]*:|//)", re.IGNORECASE)


class Page(HTMLParser):
    """The facts of one built page, `url` being its address below the site."""

    def __init__(self, html: str, url: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.headings: list[tuple[str, str]] = []
        self.kinds: Counter[str] = Counter()
        self.meta: list[tuple[str, str]] = []
        self.data: list[str] = []
        self.policy = False
        self.ids: set[str] = set()
        self.text_ids: set[str] = set()
        self.links: set[str] = set()
        self.text_links: set[str] = set()
        self._url, self._open, self._script = f"{_HOST}{url}", 0, ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Gather the facts of an element."""
        known = {name: value or "" for name, value in attrs}
        classes = set(known.get("class", "").split())
        if self._open and tag not in _VOID:
            self._open += 1
        if tag == "article":
            self._open = 1
        self._linked(known, classes)
        self.ids.add(known.get("id", ""))
        if tag == "meta":
            self._described(known)
        self._script = known.get("type", "text/javascript") if tag == "script" else self._script
        if self._open:
            self.text_ids.add(known.get("id", ""))
            self.kinds.update(_KINDS & classes)
            self.kinds.update({tag} & {"table", "pre", "svg", "details", "li"})
            if tag in _HEADINGS:
                self.headings.append((tag, known.get("id", "")))

    def _described(self, known: dict[str, str]) -> None:
        self.policy |= known.get("http-equiv") == "Content-Security-Policy"
        name = known.get("name") or known.get("property")
        if name and name != "generator":
            self.meta.append((name, known.get("content", "")))

    def _linked(self, known: dict[str, str], classes: set[str]) -> None:
        for name in _LINKS:
            if name in known and not _ELSEWHERE.match(known[name]):
                link = urljoin(self._url, known[name]).removeprefix(_HOST)
                self.links.add(link)
                if self._open and not classes & _THEMES:
                    self.text_links.add(link)

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        if self._open and tag not in _VOID:
            self._open -= 1
        if tag == "script":
            self._script = ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Gather the facts of an element without content."""
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        """Gather words, and data for machines."""
        if self._script == "application/ld+json":
            self.data.append(data)
        elif self._open and not self._script:
            self.words.append(data)

    @property
    def facts(self) -> dict[str, object]:
        """What has to be the same, whoever built the page."""
        return {
            "words": "".join("".join(self.words).split()),
            "headings": self.headings,
            "figures": dict(self.kinds),
            "tags": sorted(self.meta),
            "data": self.data,
            "policy": self.policy,
            "ids": {name for name in self.text_ids if not name.startswith("__")},
            "links": {
                link for link in self.text_links if not link.partition("#")[2].startswith("__")
            },
        }


def read(site: Path) -> dict[str, Page]:
    """Read the pages of a built site, by their paths; the one for unknown addresses is a theme's."""
    files = {file.relative_to(site).as_posix(): file for file in site.rglob("*.html")}
    return {
        path: Page(
            file.read_text("utf-8"),
            path[: -len("index.html")] if file.name == "index.html" else path,
        )
        for path, file in sorted(files.items())
        if path != "404.html"
    }


def broken(site: Path) -> list[str]:
    """Give the links of a built site that lead to no file, or to no place in a page."""
    pages, lost = read(site), []
    for path, page in pages.items():
        for link in sorted(page.links):
            parts = urlsplit(link)
            target = unquote(parts.path)
            file = f"{target}index.html" if target.endswith("/") or not target else target
            place = unquote(parts.fragment)
            is_lost = place and not place.startswith("__") and file in pages
            if not (site / file).is_file() or (is_lost and place not in pages[file].ids):
                lost.append(f"{path}: {link}")
    return lost
