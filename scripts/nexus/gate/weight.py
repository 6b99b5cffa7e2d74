"""The weight of a page: its HTML, and what a browser fetches to show it first, compressed.

What a script fetches later, such as Mermaid or the search index, is not counted.
"""

import gzip
import re
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from nexus.core.errors import NexusError
from nexus.gate.files import files, shown

_FETCHED = {"stylesheet", "preload", "modulepreload", "icon"}
# These are compressed already.
_COMPRESSED = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".woff2", ".gz"}
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAGS = re.compile(r"""<(?:link|script|img)\b(?:"[^"]*"|'[^']*'|[^"'>])*>""", re.IGNORECASE)


class _Fetched(HTMLParser):
    """The addresses that a page fetches before anything is done with it."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the address of a style, a script, a font or a picture."""
        if tag not in {"link", "script", "img"}:
            return
        known = {name: value or "" for name, value in attrs}
        if tag == "link" and not _FETCHED.intersection(known.get("rel", "").split()):
            return
        if known.get("loading") != "lazy":
            self.addresses[known.get("href" if tag == "link" else "src", "")] = None


def errors(site: Path, html: int, transferred: int) -> Iterator[NexusError]:
    """Give an error for each page over a budget, in bytes: its HTML, and all that it fetches."""
    sizes: dict[Path, int] = {}
    for page in files(site, ".html"):
        error = partial(_over, where=shown(page, site))
        size = page.stat().st_size
        if size > html:
            yield error("the HTML of the page", size, html, "html_budget")
        fetched = sum(_size(file, sizes) for file in _fetched(page, site))
        # To compress each page takes longer than all else that is asked of it here.
        fetched += size if fetched + size <= transferred else _size(page, sizes)
        if fetched > transferred:
            yield error("the page with what it fetches", fetched, transferred, "transfer_budget")


def _fetched(page: Path, site: Path) -> Iterator[Path]:
    parser = _Fetched()
    parser.feed("".join(_TAGS.findall(_COMMENT.sub("", page.read_text("utf-8", "replace")))))
    for address in parser.addresses:
        parts = urlsplit(address)
        if parts.path and not parts.scheme and not parts.netloc:
            file = Path(page.parent, unquote(parts.path)).resolve()
            if file.is_file() and file.is_relative_to(site.resolve()):
                yield file


def _size(file: Path, known: dict[Path, int]) -> int:
    """The bytes of a file as a web server sends them."""
    if file not in known:
        content = file.read_bytes()
        is_small = file.suffix in _COMPRESSED
        known[file] = len(content if is_small else gzip.compress(content, compresslevel=6))
    return known[file]


def _over(what: str, size: int, budget: int, setting: str, *, where: str) -> NexusError:
    hint = f"make it lighter, or raise {setting} of the plugin nexus in mkdocs.yml"
    return NexusError(f"{what} has {size:,} bytes, more than {budget:,}", where, hint)
