"""What follows when an engine has built a staged site: the same for each of them.

Links of figures that the engine left as they were written lead to addresses; pages get their tags,
their scripts and styles; copies, cards and feeds lie beside them; and the policy closes it.
"""

import posixpath
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import escape, unescape
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from nexus.build import swap
from nexus.core.cache import Cache
from nexus.core.errors import NexusError, UsageError, place
from nexus.project import settings
from nexus.project.settings import Settings
from nexus.stage import dress, finishing, markup, page
from nexus.stage.tree import AFTER, DOCS, MINIJINJA, SITE, THEME, record

_LINK = re.compile(r'(?P<name>\s(?:href|src|xlink:href|data-back))="(?P<value>[^"]*)"')
_ELSEWHERE = re.compile(r"[A-Za-z][\w+.-]*:|[/#?]|$")
# A source leads to files, so that a folder is what an engine has made of one: most of each menu.
_FOLDER = re.compile(r"(?:[^?#]*/)?\.{0,2}(?:[?#]|$)")


@dataclass(frozen=True)
class Staged:
    """A staged site in a folder, which an engine has built."""

    folder: Path
    facts: Mapping[str, Any]

    @classmethod
    def read(cls, folder: Path) -> "Staged":
        """Read it; raises UsageError where that is no staged site, or is not built."""
        facts = record(folder)
        if not (folder / SITE / "index.html").is_file():
            hint = "build it first: mkdocs, properdocs or zensical build, with its configuration"
            raise UsageError("the staged site is not built", place(folder / SITE), hint)
        return cls(folder, facts)

    @cached_property
    def chosen(self) -> Settings:
        """The settings of the site."""
        return settings.read(self.facts["settings"])

    def finish(self, site: Path, cache: Cache, report: Callable[[str], None]) -> None:
        """Copy what was built into the new folder `site`, and finish it there; raises NexusError."""
        shutil.copytree(self.folder / SITE, site)
        for file in sorted((self.folder / AFTER).rglob("*")):
            if file.is_file():
                to = site / file.relative_to(self.folder / AFTER)
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, to)
        # Menus lead to the same places from each page.
        is_there = lru_cache(maxsize=None)(lambda path: (site / path).exists())
        missing = [self._dress(path, ours, site, is_there) for path, ours in self.pages.items()]
        if lost := [path for path in missing if path]:
            what = f"the engine did not build {len(lost)} of {len(missing)} pages, first {lost[0]}"
            raise NexusError(what, place(self.folder / SITE), "look at what it said of them")
        if not self.facts["ours"]:
            swap.settle(site)
            return
        known = finishing.Facts(self.facts["address"], self.chosen, cache, self._templates())
        finishing.finish(site, known, report)

    @cached_property
    def pages(self) -> dict[str, Mapping[str, Any]]:
        """The pages by their paths, each with what its front matter says for this, if it has to."""
        if not self.facts["ours"]:
            pages = self.facts["pages"].items()
            return {path: {"url": url, "head": {}, "own": False} for path, url in pages}
        found: dict[str, Mapping[str, Any]] = {}
        docs = self.folder / DOCS
        for file in sorted(each for each in docs.rglob("*.md") if each.is_file()):
            if ours := page.ours(file.read_text("utf-8")):
                found[file.relative_to(docs).as_posix()] = ours
        return found

    def _dress(
        self, path: str, ours: Mapping[str, Any], site: Path, is_there: Callable[[str], bool]
    ) -> str:
        """Give a page what it is to get; returns its path where the engine did not build it."""
        url = str(ours["url"])
        name = unquote(url)
        file = site / (name if name.endswith(".html") else f"{name}index.html")
        if not file.is_file():
            return path
        if not self.facts["ours"] and self.facts["mermaid"] is None:
            return ""
        before, article, after = _parts(markup.unbroken(file.read_text("utf-8")))
        html = _Links(site, is_there, path, url, self.pages).settled(
            f"{before}{dress.content(article, ours, self.chosen)}{after}"
        )
        up = "../" * url.count("/")
        drawn = dress.mermaid(html, up, self.facts["mermaid"])
        html = html.replace("</body>", f"{drawn}</body>", 1) if drawn else html
        html = dress.page(html, up, self.chosen, ours["head"], own=bool(ours["own"]))
        file.write_text(html, "utf-8")
        return ""

    def _templates(self) -> Iterator[str]:
        """Give the folders of the themes that may have built it, whose own scripts may run."""
        yield from (str(self.folder / folder) for folder in (THEME, MINIJINJA))
        for theme in entry_points(group="mkdocs.themes"):
            found = find_spec(theme.value)
            yield from (found.submodule_search_locations or ()) if found else ()
        if found := find_spec("zensical"):
            yield from (f"{each}/templates" for each in found.submodule_search_locations or ())


def _parts(html: str) -> tuple[str, str, str]:
    """Give a page in three: what comes before its text, that text, and the rest."""
    start, end = html.find("<article"), html.rfind("</article>")
    if start < 0 or end < start:
        start, end = max(html.find("<body"), 0), len(html)
    return html[:start], html[start:end], html[end:]


@dataclass(frozen=True)
class _Links:
    """The links of a built page that no engine has changed: as seen from the page's source."""

    site: Path
    is_there: Callable[[str], bool]
    path: str
    url: str
    pages: Mapping[str, Mapping[str, Any]]

    def settled(self, html: str) -> str:
        """Return the page with links as seen from its address."""
        return _LINK.sub(self._link, html)

    def _link(self, found: re.Match[str]) -> str:
        value = unescape(found["value"])
        if _ELSEWHERE.match(value) or _FOLDER.match(value):
            return found[0]
        own = re.split("[?#]", value, maxsplit=1)[0]
        target = self._target(unquote(own))
        if target is None:
            return found[0]
        led = posixpath.relpath(f"/{target}", f"/{posixpath.dirname(self.url)}")
        slash = "/" if target.endswith("/") or not target else ""
        shown = f"{led}{slash}{value.removeprefix(own)}"
        return f'{found["name"]}="{escape(shown)}"'

    def _target(self, link: str) -> str | None:
        """Give the address below the site of what only the source leads to."""
        below = posixpath.normpath(posixpath.join(posixpath.dirname(self.path), link))
        if below in self.pages:
            return str(self.pages[below]["url"])
        here = posixpath.normpath(posixpath.join(posixpath.dirname(unquote(self.url)), link))
        if self.is_there(here) or not (self.site / below).is_file():
            return None
        return quote(below)
