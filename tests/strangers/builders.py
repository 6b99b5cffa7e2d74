"""Builds small sites of strangers, strictly and in process, with the plugin and without it.

A `Site` says what somebody has; `Builder.build` writes it into a folder and builds it as `mkdocs
build --strict` would. What the examples of one site gave is kept for all, so that most builds start
no database.
"""

import logging
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jinja2
import pytest
from mkdocs.commands.build import build as build_with_mkdocs
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.theme import Theme
from nexus.mkdocs_plugin.templates import Templates
from nexus.publish import cards, painting
from PIL import Image

from tests.helpers import COMMITTER

MATERIAL = "{name: material, font: false}"
MODELS = '''"""A shop: who bought what."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Customer(Base):
    """Who buys."""

    __tablename__ = "customer"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Purchase(Base):
    """What somebody bought."""

    __tablename__ = "purchase"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    item: Mapped[str]
'''
ROWS = """\
INSERT INTO customer VALUES (1, 'Ada'), (2, 'Grace');
INSERT INTO purchase VALUES (1, 1, 'Lamp'), (2, 2, 'Kettle');
"""
SHOP = {"models/shop.py": MODELS, "data/shop.sql": ROWS}
DIAGRAM = "```erd\nschema: shop\n```\n"
EXAMPLE = '```sql run="shop"\nSELECT name FROM customer ORDER BY name DESC;\n```\n'
# What proves that an example ran: its rows, in its order.
ANSWER = "Grace Ada"
SHOP_PAGE = f"# The shop\n\n{DIAGRAM}\n{EXAMPLE}"


@dataclass(frozen=True)
class Site:
    """What somebody has: pages below docs/, other files beside mkdocs.yml, and what that says.

    `plugins` are entries of YAML; those of `nexus` are left out where a site is built without it.
    `more` are further lines of mkdocs.yml.
    """

    pages: Mapping[str, str | bytes]
    plugins: Sequence[str] = ("search", "nexus")
    theme: str = MATERIAL
    more: str = ""
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    docs: str = "docs"
    name: str = "Handbook"

    def configuration(self, *, plugin: bool) -> str:
        """Give the text of its mkdocs.yml, with or without the plugin."""
        is_ours = re.compile(r"nexus\b")
        entries = [entry for entry in self.plugins if plugin or not is_ours.match(entry)]
        listed = "".join(f"  - {entry}\n" for entry in entries)
        plugins = f"plugins:\n{listed}" if entries else "plugins: []\n"
        address = "" if "site_url" in self.more else "site_url: https://example.org/x/\n"
        return f"site_name: {self.name}\n{address}theme: {self.theme}\n{self.more}{plugins}"

    def write(self, root: Path) -> None:
        """Write all of it into a folder."""
        below = {f"{self.docs}/{path}": text for path, text in self.pages.items()}
        for path, content in {**self.files, **below}.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        if self.docs != "docs":
            return self._write_configuration(root, f"docs_dir: {self.docs}\n")
        return self._write_configuration(root, "")

    def _write_configuration(self, root: Path, docs: str) -> None:
        for name, plugin in (("mkdocs.yml", True), ("plain.yml", False)):
            text = self.configuration(plugin=plugin)
            (root / name).write_text(docs + text, encoding="utf-8")

    def with_pages(self, **pages: str) -> "Site":
        """Give the same with more pages, each named by its file without the ending."""
        more = {f"{name}.md": text for name, text in pages.items()}
        return replace(self, pages={**self.pages, **more})


@dataclass(frozen=True)
class Built:
    """A build that ended: whether it went well, the lines that it told, and its folder."""

    ok: bool
    lines: tuple[str, ...]
    folder: Path

    @property
    def told(self) -> str:
        """All that it told."""
        return "\n".join(self.lines)

    def read(self, path: str) -> str:
        """Give the text of a file."""
        return (self.folder / path).read_text("utf-8")

    def main(self, path: str) -> str:
        """Give the main text of a page: what stands in it, without menus, in plain words."""
        return main_text(self.read(path))

    @property
    def files(self) -> dict[str, bytes]:
        """Each file by its path."""
        return {
            file.relative_to(self.folder).as_posix(): file.read_bytes()
            for file in sorted(self.folder.rglob("*"))
            if file.is_file()
        }

    @property
    def pages(self) -> dict[str, str]:
        """The main text of each page by its path."""
        names = (path for path in self.files if path.endswith(".html"))
        return {path: self.main(path) for path in names}


class _Main(HTMLParser):
    """Collects the text of a page's <article>, or of what has the role `main`."""

    _VOID = frozenset(("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"))

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._VOID:
            return
        if self._open or tag == "article" or ("role", "main") in attrs:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._open and not {"script", "style"}.intersection(self._open):
            self.words.append(data)


def main_text(html: str) -> str:
    """Give the main text of a page in plain words; empty where it has none."""
    found = _Main()
    found.feed(html)
    return " ".join(" ".join(found.words).split())


class _Lines(logging.Handler):
    """Keeps the lines that a build tells."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(f"{record.levelname}: {record.getMessage()}")


@contextmanager
def _listening() -> Iterator[list[str]]:
    handler, logger = _Lines(), logging.getLogger("mkdocs")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield handler.told
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


@dataclass(frozen=True)
class Builder:
    """Builds sites; `kept` is the folder of what they share."""

    kept: Path

    def build(
        self, site: Site, root: Path, *, plugin: bool = True, strict: bool = True, **more: str
    ) -> Built:
        """Write a site into a folder and build it; `more` is added to the environment."""
        site.write(root)
        return self.again(root, plugin=plugin, strict=strict, **more)

    def again(self, root: Path, *, plugin: bool = True, strict: bool = True, **more: str) -> Built:
        """Build what was written into a folder."""
        names = ("mkdocs.yml", "site") if plugin else ("plain.yml", "plain")
        file, folder = (root / name for name in names)
        return self.from_file(file, folder, strict=strict, **more)

    def from_file(self, file: Path, folder: Path, *, strict: bool = True, **more: str) -> Built:
        """Build the site of a configuration into a folder."""
        with _listening() as told, pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # those of other plugins are not ours
            for name in ("SITE_URL", "GITHUB_REPOSITORY", "NEXUS_DATABASE_URL"):
                patch.delenv(name, raising=False)
            patch.setenv("SOURCE_DATE_EPOCH", "1767225600")
            patch.setenv("NEXUS_CACHE", str(self.kept))
            for name, value in more.items():
                patch.setenv(name, value)
            patch.setattr(Theme, "get_env", _environment)
            patch.setattr(painting, "_pixels", _few_pixels)
            patch.setattr(cards, "_MANY", 10**6)  # which would be painted by other processes
            patch.chdir(file.parent)
            ok = _built(file, folder, told, strict=strict)
        return Built(ok, tuple(told), folder)

    def both(self, site: Site, root: Path) -> tuple[Built, Built]:
        """Build a site with the plugin and without it; fails where one of the builds does."""
        built, plain = self.build(site, root), self.again(root, plugin=False)
        assert built.ok, built.told
        assert plain.ok, plain.told
        return built, plain


# What the templates of the themes were compiled to: each build would do it anew.
_templates, _get_env = Templates(), Theme.get_env
# Of a card a tenth is painted: tests/nexus/publish/test_cards.py looks at whole ones.
_SIZE, _SMALL = (f'width="{width}" height="{width * 627 // 1200}" viewBox' for width in (1200, 120))
_pixels = painting._pixels


def _few_pixels(drawn: str) -> Image.Image:
    assert _SIZE in drawn
    return _pixels(drawn.replace(_SIZE, _SMALL, 1))


class _Loader(jinja2.FileSystemLoader):
    """Lists what is installed once, and of it no name with a dot before it: MkDocs takes none."""

    def list_templates(self) -> list[str]:
        installed = {folder for folder in self.searchpath if folder.startswith(sys.prefix)}
        own = [folder for folder in self.searchpath if folder not in installed]
        live = jinja2.FileSystemLoader(own).list_templates()
        return sorted({*live, *(name for folder in installed for name in _listed(folder))})


@cache
def _listed(folder: str) -> list[str]:
    names = jinja2.FileSystemLoader(folder).list_templates()
    return [name for name in names if not name.startswith(".")]


def _environment(theme: Theme) -> jinja2.Environment:
    made = _get_env(theme)
    made.bytecode_cache = _templates
    made.loader = _Loader(theme.dirs)
    return made


def _built(file: Path, folder: Path, told: list[str], *, strict: bool) -> bool:
    # MkDocs keeps plugins from one build to the next, for its preview: here each begins anew.
    options: Any = dict(MkDocsConfig()._schema)
    options["plugins"].plugin_cache.clear()
    try:
        config = load_config(str(file), strict=strict, site_dir=str(folder))
        config.plugins.on_startup(command="build", dirty=False)
        try:
            build_with_mkdocs(config)
        finally:
            config.plugins.on_shutdown()
    except (Abort, Exception) as error:
        told.append(f"{type(error).__name__}: {error}")
        return False
    return True


def commit(root: Path) -> None:
    """Make a folder a repository with all its files in one commit."""
    for command in ("init --quiet", "add --all", "commit --quiet --message=All"):
        subprocess.run(
            ["git", *command.split()], cwd=root, env={**os.environ, **COMMITTER}, check=True
        )
