"""Kinds of files that a site may have; a file of any other kind came in by accident, or by hand."""

from collections.abc import Collection, Iterator
from pathlib import Path

from nexus.build import csp
from nexus.core.errors import NexusError
from nexus.gate.files import files, shown

_PAGES = {".html", ".css", ".js", ".mjs", ".map", ".json", ".webmanifest", ".xml", ".txt"}
_PICTURES = {".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".ico"}
_FONTS = {".woff2"}
# What the examples of the pages are made of, published to be read.
_SOURCES = {".md", ".py", ".sql", ".dbml", ".sh", ".yaml", ".yml", ".toml", ".csv", ".pdf"}
_KNOWN = _PAGES | _PICTURES | _FONTS | _SOURCES
_NAMES = {"Dockerfile", "Makefile", "LICENSE", "CNAME"}
# The one archive of a site: MkDocs writes it.
_SITE_MAP = "sitemap.xml.gz"


def errors(site: Path, more: Collection[str] = ()) -> Iterator[NexusError]:
    """Give an error for each file of a kind that a site may not have; `more` are allowed endings."""
    known = _KNOWN.union(more)
    for file in files(site):
        if wrong := list(csp.misnamed(file, shown(file, site))):
            yield from wrong
        elif not (file.suffix.lower() in known or file.name in _NAMES or file == site / _SITE_MAP):
            kind = f"the ending {file.suffix}" if file.suffix else "no ending"
            hint = (
                "take it out of docs/, name it under exclude_docs in mkdocs.yml, or add its "
                "ending to file_types under extra.nexus"
            )
            yield NexusError(f"a file with {kind} would be published", shown(file, site), hint)
