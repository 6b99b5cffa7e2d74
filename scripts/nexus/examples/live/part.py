"""Files that a browser fetches when a reader runs an example, named by their content.

They are compressed here, since not every server does it. The ending is one that no server takes for
a compression of its own, which it would undo on the way.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property

FOLDER = "assets/nexus/live"
ENDING = ".bin"
_DIGITS = 16
_NAME = re.compile(rf"{FOLDER}/([\w.-]+)-([0-9a-f]{{{_DIGITS}}})\{ENDING}", re.ASCII)


@dataclass(frozen=True)
class Part:
    """One file: its name without digest and ending, and its bytes."""

    name: str
    content: bytes

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of the bytes."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def file(self) -> str:
        """Return the name of the file."""
        return f"{self.name}-{self.digest[:_DIGITS]}{ENDING}"

    @property
    def facts(self) -> dict[str, object]:
        """Return what a browser has to know to fetch it and to check it."""
        return {"file": self.file, "sha256": self.digest, "size": len(self.content)}


def is_part(path: str, content: bytes) -> bool:
    """Tell whether a path below a site names such a file, and its digest is that of the bytes."""
    named = _NAME.fullmatch(path)
    return named is not None and hashlib.sha256(content).hexdigest().startswith(named[2])


def name(path: str) -> str:
    """Return the name of a part, without digest and ending; empty if a path names none."""
    named = _NAME.fullmatch(path)
    return named[1] if named else ""
