"""The folder of a staged site: what is the same as before stays, what is no more goes."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nexus.core import files
from nexus.core.errors import UsageError, place

RECORD = "nexus-stage.json"
# Of the record and of pages: what finishing reads of them, so that it changes with that.
_FORMAT = 3
DOCS, AFTER, SITE = "docs", "after", "site"
# Templates for engines with Jinja, and for Zensical.
THEME, MINIJINJA = "overrides", "overrides-zensical"


@dataclass
class Tree:
    """What is written into a folder: pages and files below docs/, what follows the build in after/.

    `changed` counts the files that were not there as they are now, and those that went.
    """

    folder: Path
    changed: int = 0
    _written: set[Path] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Raise UsageError where the folder holds something else than a staged site."""
        is_ours = (self.folder / RECORD).is_file() or not self.folder.exists()
        if not is_ours and (not self.folder.is_dir() or any(self.folder.iterdir())):
            hint = "name an empty folder, or one that was staged before"
            raise UsageError("the folder holds something else", place(self.folder), hint)
        if not (self.folder / RECORD).exists():
            # So that a folder whose staging was killed is known as one.
            self.put(RECORD, "{}")

    def has(self, uri: str) -> bool:
        """Tell whether a file was written already."""
        return self.folder / uri in self._written

    def put(self, uri: str, content: bytes | str) -> None:
        """Write a file, unless it is there as it is to be."""
        data = content.encode() if isinstance(content, str) else content
        file = self._file(uri)
        if not file.is_file() or file.read_bytes() != data:
            files.write(file, data)
            self.changed += 1

    def copy(self, uri: str, source: Path) -> None:
        """Copy a file, unless it was copied since it changed last."""
        file, known = self._file(uri), source.stat()
        if file.is_file() and not file.is_symlink():
            there = file.stat()
            if (there.st_size, there.st_mtime_ns) == (known.st_size, known.st_mtime_ns):
                return
        shutil.copy2(source, file)
        self.changed += 1

    def _file(self, uri: str) -> Path:
        file = self.folder / uri
        # A folder where a file was staged before, and the reverse.
        for above in reversed(Path(uri).parents):
            if not (self.folder / above).is_dir():
                (self.folder / above).unlink(missing_ok=True)
        if file.is_dir() and not file.is_symlink():
            shutil.rmtree(file)
        file.parent.mkdir(parents=True, exist_ok=True)
        self._written.add(file)
        return file

    def close(self, record: Mapping[str, Any]) -> None:
        """Write what finishing needs to know, and remove what an earlier staging left."""
        for part in (DOCS, AFTER, THEME, MINIJINJA):
            for file in (self.folder / part).rglob("*"):
                if file not in self._written and not file.is_dir():
                    file.unlink()
                    self.changed += 1
        known = {"format": _FORMAT, **record}
        self.put(RECORD, json.dumps(known, indent=1, ensure_ascii=False, sort_keys=True))


def record(folder: Path) -> dict[str, Any]:
    """Read what `Tree.close` wrote; raises UsageError where the folder is no staged site."""
    try:
        found = json.loads((folder / RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        hint = "name a folder that `nexus stage` made"
        raise UsageError("this is no staged site", place(folder), hint) from None
    if not isinstance(found, dict) or found.get("format") != _FORMAT:
        what = "this was staged by another version, or not to its end"
        raise UsageError(what, place(folder / RECORD), "stage it again")
    return found
