"""What lies beside a README: pictures that come along, and files that links lead to."""

import os
import posixpath
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote

from nexus.gate import active_content, file_types
from nexus.scaffold.links import is_picture

_FOLDER = "assets/pictures"
_MOST_BYTES = 20_000_000


@dataclass
class Beside:
    """The folder of a README; `repository` is its address (https://github.com/you/it), or empty."""

    folder: Path
    repository: str = ""
    pictures: dict[str, bytes] = field(default_factory=dict)
    _known: dict[Path, str] = field(default_factory=dict)

    def file(self, address: str) -> str:
        """Return the address of a file in the repository; empty if it lies outside, or none is known."""
        path = _path(address)
        if not self.repository or path is None:
            return ""
        kind = "tree" if address.rstrip().endswith("/") or (self.folder / path).is_dir() else "blob"
        fragment = address.partition("#")[2]
        shown = quote(path) if path != "." else ""
        return f"{self.repository}/{kind}/HEAD/{shown}{f'#{fragment}' if fragment else ''}"

    def picture(self, address: str) -> str:
        """Take a picture along; returns its path below docs/, or empty if it cannot be shown."""
        path = _path(address)
        if path is None or not is_picture(path):
            return ""
        file = self.folder / path
        if file in self._known:
            return self._known[file]
        if not self._is_harmless(file):
            return ""
        stem, ending = posixpath.splitext(posixpath.basename(path))
        name = re.sub(r"[^A-Za-z0-9_-]+", "-", stem).strip("-") or "picture"
        found = f"{_FOLDER}/{name}{ending.lower()}"
        if found in self.pictures:
            found = f"{_FOLDER}/{name}-{len(self.pictures)}{ending.lower()}"
        self.pictures[found] = file.read_bytes()
        self._known[file] = found
        return found

    def _is_harmless(self, file: Path) -> bool:
        """Tell whether a picture lies in the folder, and would be let through the gate."""
        try:
            real = Path(os.path.realpath(file))
            if not real.is_relative_to(os.path.realpath(self.folder)):
                return False
            if not real.is_file() or real.stat().st_size > _MOST_BYTES:
                return False
            content = real.read_bytes()
        except (OSError, ValueError):
            return False
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, f"picture{file.suffix.lower()}").write_bytes(content)
            checks = (file_types.errors(Path(folder)), active_content.errors(Path(folder)))
            return not any(next(iter(errors), None) for errors in checks)


def _path(address: str) -> str | None:
    """The path that an address names in the folder of the README, or None if it leads out of it."""
    named = unquote(address.partition("#")[0].partition("?")[0]).replace("\\", "/")
    if not named.strip() or re.match(r"[A-Za-z]:", named) or "\0" in named:
        return None
    path = posixpath.normpath(named.lstrip("/") or ".")
    return None if path == ".." or path.startswith("../") else path
