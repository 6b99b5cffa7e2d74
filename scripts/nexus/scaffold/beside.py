"""What lies beside a README: pictures and Markdown files that come along, others that do not."""

import os
import posixpath
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote, unquote

from nexus.core.errors import NexusError
from nexus.gate import active_content, credentials, file_types
from nexus.scaffold import reading
from nexus.scaffold.new_pages import Names
from nexus.scaffold.notes import Notes

PICTURES = "assets/pictures"
_MOST_BYTES, _MOST_PAGES = 20_000_000, 200
_PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".ico"}


@dataclass(frozen=True)
class Beside:
    """The folder of a README; `repository` is its address (https://github.com/you/it), or empty.

    `prefix` is the folder's place in the repository. `pages` are the Markdown files that became pages, by their path there; `inside` is the folder,
    below that of the README, from which addresses are seen.
    """

    folder: Path
    repository: str = ""
    prefix: str = ""
    names: Names = field(default_factory=Names)
    pages: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    inside: str = ""
    _known: dict[Path, str] = field(default_factory=dict)

    def seen_from(self, path: str) -> "Beside":
        """Return the same folder as a file in it sees it."""
        return replace(self, inside=posixpath.dirname(path))

    def waiting(self) -> Iterator[str]:
        """Yield the files that became pages, also those that are found meanwhile."""
        done = 1  # the README itself
        while done < len(self.pages):
            yield list(self.pages)[done]
            done += 1

    def page(self, address: str) -> str:
        """Return the page below docs/ that a Markdown file becomes; empty for any other address."""
        path = self._path(address)
        if path is None:
            return ""
        if (self.folder / path).is_dir():
            path = posixpath.normpath(posixpath.join(path, "README.md"))
        if path in self.pages:
            return self.pages[path]
        is_hidden = any(part.startswith(".") for part in path.split("/"))
        if is_hidden or not path.lower().endswith((".md", ".markdown")):
            return ""
        if len(self.pages) > _MOST_PAGES or not self._has(path) or not self._is_text(path):
            return ""
        name = posixpath.splitext(path)[0].removesuffix("/README").replace("/", " ")
        self.pages[path] = self.names.path("more/", name)
        return self.pages[path]

    def _has(self, path: str) -> bool:
        """Tell whether a file lies in the folder, through no link that leads out of it."""
        try:
            real = Path(os.path.realpath(self.folder / path))
            inside = real.is_relative_to(os.path.realpath(self.folder))
            return inside and real.is_file() and real.stat().st_size <= _MOST_BYTES
        except (OSError, ValueError):
            return False

    def file(self, address: str) -> str:
        """Return the address of a file in the repository; empty if it lies outside, or none is known."""
        path = self._path(address)
        if not self.repository or path is None:
            return ""
        kind = "tree" if address.rstrip().endswith("/") or (self.folder / path).is_dir() else "blob"
        fragment = address.partition("#")[2]
        below = posixpath.normpath(posixpath.join(self.prefix, path))
        shown = quote(below) if below != "." else ""
        return f"{self.repository}/{kind}/HEAD/{shown}{f'#{fragment}' if fragment else ''}"

    def picture(self, address: str) -> str:
        """Take a picture along; returns its path below docs/, or empty if it cannot be shown."""
        path = self._path(address)
        if path is None or posixpath.splitext(path)[1].lower() not in _PICTURES:
            return ""
        file = self.folder / path
        if file in self._known:
            return self._known[file]
        if not self._is_harmless(path):
            return ""
        stem, ending = posixpath.splitext(posixpath.basename(path))
        name = re.sub(r"[^A-Za-z0-9_-]+", "-", stem).strip("-") or "picture"
        found = f"{PICTURES}/{name}{ending.lower()}"
        number = 1
        while found in self.pictures or found in self.names.site:
            number += 1
            found = f"{PICTURES}/{name}-{number}{ending.lower()}"
        self.pictures[found] = file.read_bytes()
        self._known[file] = found
        return found

    def _is_text(self, path: str) -> bool:
        try:
            reading.read(self.folder / path, Notes())
        except NexusError:
            return False
        return True

    def _is_harmless(self, path: str) -> bool:
        """Tell whether a picture lies in the folder, and would be let through the gate."""
        if not self._has(path):
            return False
        with tempfile.TemporaryDirectory() as folder:
            ending = posixpath.splitext(path)[1].lower()
            Path(folder, f"picture{ending}").write_bytes((self.folder / path).read_bytes())
            checks = (
                file_types.errors(Path(folder)),
                active_content.errors(Path(folder)),
                credentials.errors(Path(folder)),
            )
            return not any(next(iter(errors), None) for errors in checks)

    def _path(self, address: str) -> str | None:
        """The path that an address names below the folder, or None if it leads out of it."""
        named = unquote(address.partition("#")[0].partition("?")[0]).replace("\\", "/").strip()
        if not named or re.match(r"[A-Za-z]:", named) or "\0" in named:
            return None
        above = "" if named.startswith("/") else self.inside
        path = posixpath.normpath(posixpath.join(above, named.lstrip("/") or "."))
        return None if path == ".." or path.startswith("../") else path
