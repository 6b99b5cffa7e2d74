"""Kinds of files that a site may have; a file of any other kind came in by accident, or by hand.

The ending says what a file should be, and its bytes say whether it is: no archive, database or key
passes under a borrowed name.
"""

from collections.abc import Collection, Iterator
from pathlib import Path

from nexus.build import csp
from nexus.core.errors import NexusError
from nexus.examples.live import part
from nexus.gate import readable, signatures
from nexus.gate.files import files, shown

_PAGES = {".html", ".css", ".js", ".mjs", ".map", ".json", ".webmanifest", ".xml", ".txt"}
_PICTURES = {".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".ico"}
_FONTS = {".woff2", ".woff", ".ttf", ".otf", ".eot"}
# What the examples of the pages are made of, published to be read.
_SOURCES = {".md", ".py", ".sql", ".dbml", ".sh", ".yaml", ".yml", ".toml", ".csv", ".pdf"}
_KNOWN = _PAGES | _PICTURES | _FONTS | _SOURCES
_NAMES = {"Dockerfile", "Makefile", "LICENSE", "CNAME", "SHA256SUMS"}
# The one archive of a site: MkDocs writes it.
_SITE_MAP = "sitemap.xml.gz"


def errors(site: Path, more: Collection[str] = ()) -> Iterator[NexusError]:
    """Give an error for each file of a kind that a site may not have; `more` are allowed endings."""
    known = _KNOWN.union(more)
    for file in files(site):
        where = shown(file, site)
        if wrong := list(csp.misnamed(file, where)):
            yield from wrong
        elif not file.is_symlink() and _is_part(file, site):
            pass  # what a browser fetches to run an example
        elif not (file.suffix.lower() in known or file.name in _NAMES or file == site / _SITE_MAP):
            kind = f"the ending {file.suffix}" if file.suffix else "no ending"
            hint = (
                "take it out of docs/, name it under exclude_docs in mkdocs.yml, or add its "
                "ending to file_types under plugins: nexus"
            )
            yield NexusError(f"a file with {kind} would be published", where, hint)
        elif not file.is_symlink():
            yield from _content(file, where)


def _is_part(file: Path, site: Path) -> bool:
    is_named = file.suffix == part.ENDING
    return is_named and part.is_part(file.relative_to(site).as_posix(), file.read_bytes())


def _content(file: Path, where: str) -> Iterator[NexusError]:
    """The errors in what a file is by its bytes."""
    content, ending = file.read_bytes(), file.suffix.lower()
    is_known = ending in _KNOWN | signatures.EXPECTED.keys() or file.name in _NAMES
    if is_known and (found := signatures.wrong(content, ending)):
        called = f"called {ending}" if ending else "without an ending"
        hint = "publish what it is, or take it out of docs/"
        yield NexusError(f"a file {called} is {found}", where, hint)
    elif content.startswith(readable.PDF):
        try:
            for what in readable.active(content):
                hint = "print it to a new PDF, which has none of it"
                yield NexusError(f"a document that {what} when it is opened", where, hint)
        except NexusError as error:
            yield NexusError(error.what, where, "print it to a new PDF, or take it out of docs/")
