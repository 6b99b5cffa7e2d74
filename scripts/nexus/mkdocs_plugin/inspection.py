"""What a site has of all that makes it whole, and what it lacks, without building it."""

import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from nexus.core.errors import NexusError, UsageError
from nexus.core.findings import Finding
from nexus.core.text import counted
from nexus.pages import fences
from nexus.project import addresses, settings
from nexus.project.settings import Settings

_GROUPS = {"theme": "mkdocs.themes", "plugin": "mkdocs.plugins"}
_WORKFLOWS = Path(".github", "workflows")
_PUBLISHES = re.compile(r"/\.github/workflows/site\.yml@|\bdeploy-pages\b|\bgh-deploy\b")


@dataclass(frozen=True)
class Inspection:
    """One look at the site whose mkdocs.yml is in the folder `root`."""

    root: Path
    environment: Mapping[str, str]

    def findings(self) -> Iterator[Finding]:
        """Give what was found; where there is no site that can be read, that is all."""
        try:
            chosen = self._chosen
        except UsageError as error:
            yield Finding.of(error)
            return
        yield Finding("mkdocs.yml names the plugin nexus")
        yield from self._installed("theme", [self._theme])
        yield from self._installed("plugin", self._plugins)
        yield self._pages()
        yield from self._models(chosen)
        yield from self._said(chosen)
        yield from self._published()

    @cached_property
    def needed(self) -> set[str]:
        """The extras of this package that the site cannot do without."""
        try:
            runs = self._chosen.examples and any(self._examples)
        except NexusError:
            runs = False
        return {"site", "evidence"} if runs else {"site"}

    @cached_property
    def _configuration(self) -> dict[str, Any]:
        return settings.configuration(self.root / "mkdocs.yml")

    @cached_property
    def _chosen(self) -> Settings:
        given = settings.configured(self.root / "mkdocs.yml")
        if given is None:
            hint = "add nexus below `plugins`"
            raise UsageError("mkdocs.yml does not name the plugin", "mkdocs.yml", hint)
        return settings.read(given)

    @property
    def _theme(self) -> str:
        theme = self._configuration.get("theme") or "mkdocs"
        return str(theme.get("name") or "mkdocs") if isinstance(theme, Mapping) else str(theme)

    @property
    def _plugins(self) -> list[str]:
        listed = self._configuration.get("plugins") or ()
        names = listed if isinstance(listed, Mapping) else map(_name, listed)
        return [str(name) for name in names]

    def _installed(self, kind: str, names: list[str]) -> Iterator[Finding]:
        """Tell which themes or plugins are not installed; one of Material's own is its own."""
        known = {entry.name for entry in entry_points(group=_GROUPS[kind])}
        absent = [name for name in names if name.rpartition("/")[2] not in _short(known)]
        for name in absent:
            fix = "pip install $(mkdocs get-deps), or leave it out of mkdocs.yml"
            yield Finding(f"the {kind} {name} is not installed", fix)
        if not absent:
            yield Finding(f"{kind}{'s' if len(names) > 1 else ''}: {', '.join(names)}")

    @cached_property
    def _docs(self) -> Path:
        return self.root / str(self._configuration.get("docs_dir") or "docs")

    @cached_property
    def _texts(self) -> list[Path]:
        # An editor's lock is a link to nowhere, and a folder may have such a name.
        return sorted(file for file in self._docs.rglob("*.md") if file.is_file())

    @cached_property
    def _examples(self) -> list[fences.Fence]:
        texts = (file.read_text("utf-8", "replace") for file in self._texts)
        return [fence for text in texts for fence in fences.examples(text)]

    def _pages(self) -> Finding:
        homes = [name for name in ("index.md", "README.md") if (self._docs / name).is_file()]
        if not homes:
            return Finding(f"{self._docs.name}/ has no first page", f"write {self._docs}/index.md")
        return Finding(
            f"{counted(len(self._texts), 'page')}, {counted(len(self._examples), 'example')}"
        )

    def _models(self, chosen: Settings) -> Iterator[Finding]:
        try:
            from nexus.project.site import Site
        except ModuleNotFoundError:
            return  # what is told of the machine names it
        try:
            site = Site.read(self.root, self._docs, chosen, self.environment)
        except NexusError as error:
            yield Finding.of(error)
            return
        for name, schema in site.catalog.items():
            yield Finding(f"schema {name}: {counted(len(schema.tables), 'table')}")
        for warning in site.catalog.warnings:
            yield Finding(warning, "fix the module, or install what it imports", needed=False)
        if not site.catalog:
            what = "no models: the site has no diagrams of its own"
            yield Finding(
                what, "put models into models/, or name them: `models: PATH`", needed=False
            )

    def _said(self, chosen: Settings) -> Iterator[Finding]:
        """Tell who speaks, and where."""
        known = addresses.read(self.environment, self.root).site if chosen.addresses else ""
        address = known or str(self._configuration.get("site_url") or "")
        if address and urlsplit(address).hostname not in {"127.0.0.1", "localhost"}:
            yield Finding(f"address: {address}")
        else:
            what = "no address: cards, feeds and the site map need one"
            own = "push it to GitHub" if chosen.addresses else "add `site_url: https://...`"
            yield Finding(what, f"{own}, or build with SITE_URL=https://...", needed=False)
        if chosen.author:
            yield Finding(f"author: {chosen.author}")
        else:
            fix = "add `author: Your Name` below nexus in mkdocs.yml"
            yield Finding("nobody is named as the author", fix, needed=False)

    def _published(self) -> Iterator[Finding]:
        if self._git("rev-parse", "HEAD"):
            yield Finding("a repository of git, with commits")
        else:
            fix = 'git init && git add --all && git commit --message "First pages"'
            yield Finding("not in git: pages have no dates", fix, needed=False)
        workflows = (self.root / _WORKFLOWS).glob("*.y*ml")
        if any(_PUBLISHES.search(file.read_text("utf-8", "replace")) for file in workflows):
            yield Finding("a workflow publishes the site")
        else:
            fix = f"add {_WORKFLOWS.as_posix()}/site.yml, the five lines of the guide"
            yield Finding("no workflow publishes the site", fix, needed=False)

    def _git(self, *command: str) -> bool:
        whole = ["git", "-C", str(self.root), *command]
        try:
            done = subprocess.run(whole, capture_output=True, check=False)  # noqa: S603
        except OSError:
            return False
        return done.returncode == 0


def _name(entry: object) -> object:
    return next(iter(entry)) if isinstance(entry, Mapping) and entry else entry


def _short(names: set[str]) -> set[str]:
    """The names of plugins without that of the theme that brings them."""
    return {name.rpartition("/")[2] for name in names}
