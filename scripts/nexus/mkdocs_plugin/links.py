"""Links of pages: how they lead to each other, and the line of a broken one.

MkDocs names only the page of that. Its complaints about a navigation are those about written pages.
"""

import logging
import os
import posixpath
import re
from collections.abc import Container, Mapping
from pathlib import Path
from urllib.parse import quote, urljoin

from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from nexus.core.errors import place

_COMPLAINT = re.compile(r"Doc file '(?P<page>[^']+)' contains (?:a|an \w+) link '(?P<link>[^']+)'")
_OMITTED, _ITEM = "The following pages exist in the docs directory", "\n  - "
_DATES = "mkdocs.plugins.mkdocs_git_revision_date_localized_plugin.plugin"


class _NamesTheLine(logging.Filter):
    """Adds the line to what MkDocs says of a broken link below `docs`."""

    docs = Path()

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass."""
        record.msg, record.args = placed(record.getMessage(), self.docs), ()
        return True


class _PassesOver(logging.Filter):
    """Leaves generated pages out of those that MkDocs misses in a navigation: nobody forgot them."""

    generated: Container[str] = ()

    def filter(self, record: logging.LogRecord) -> bool:
        """Let a record pass that still names a page, and every other one."""
        what, *pages = record.getMessage().split(_ITEM)
        if not what.startswith(_OMITTED):
            return True
        left = [page for page in pages if page.replace(os.sep, "/") not in self.generated]
        record.msg, record.args = _ITEM.join((what, *left)), ()
        return bool(left)


_names_the_line = _NamesTheLine()
_passes_over = _PassesOver()


def install(docs: Path) -> None:
    """Let MkDocs name lines of the pages in `docs`."""
    _names_the_line.docs, _passes_over.generated = docs, ()
    logging.getLogger("mkdocs.structure.pages").addFilter(_names_the_line)
    logging.getLogger("mkdocs.structure.nav").addFilter(_passes_over)
    logging.getLogger(_DATES).addFilter(_is_news)


def pass_over(generated: Container[str]) -> None:
    """Let MkDocs miss none of the generated pages in a navigation that a plugin makes."""
    _passes_over.generated = generated


def _is_news(record: logging.LogRecord) -> bool:
    """Tell whether a record of the plugin for dates says something.

    It asks the clock twice for a page that git does not know, and warns when a second has passed.
    """
    return "First revision timestamp is older" not in record.getMessage()


def placed(message: str, docs: Path) -> str:
    """Give a complaint of MkDocs about a link, with `file:line` at its end where that is known."""
    found = _COMPLAINT.search(message)
    if found is None:
        return message
    try:
        lines = (docs / found["page"]).read_text("utf-8", "replace").splitlines()
    except OSError:
        return message
    number = next((n for n, line in enumerate(lines, start=1) if found["link"] in line), None)
    return message if number is None else f"{message} {place(docs / found['page'], number)}"


def of_page(page: Page, files: Files, path: str) -> str:
    """Tell how the address of a page leads to another page or file of the site."""
    file = files.src_uris.get(path)
    return file.url_relative_to(page.file) if file else get_relative_url(quote(path), page.url)


def of_source(page: Page, _: Files, path: str) -> str:
    """Tell how the source of a page leads to that of another page, or to a file."""
    return quote(posixpath.relpath(path, posixpath.dirname(page.file.src_uri) or "."))


def as_source(page: Page, sources: Mapping[str, str], link: str) -> str:
    """Tell how the source of a page leads to where a link of its address does.

    `sources` are the files of the site by their addresses; a link to none of them stays as it is.
    """
    address = re.split("[?#]", link, maxsplit=1)[0]
    target = urljoin(f"/{page.url.removeprefix('./')}", address).removeprefix("/")
    if not address or target not in sources:
        return link
    return of_source(page, Files([]), sources[target]) + link.removeprefix(address)
