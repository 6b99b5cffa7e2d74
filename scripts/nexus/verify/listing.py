"""The list of a site's files with their digests, as `sha256sum` writes one."""

import re
from pathlib import PurePosixPath

from nexus.core.errors import NexusError

LIST = "SHA256SUMS"
BUNDLE = "SHA256SUMS.sigstore.json"
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


class Listing(dict[str, str]):
    """The digest of each file of a site, by its path."""

    @classmethod
    def read(cls, content: bytes) -> "Listing":
        """Read a list, but for its own line; raises NexusError if a line is none, or leads out."""
        listing = cls()
        try:
            lines = content.decode().removesuffix("\n").split("\n") if content else []
        except UnicodeDecodeError:
            raise NexusError("the list of the files is no text", LIST) from None
        for number, line in enumerate(lines, 1):
            found = _LINE.fullmatch(line)
            path = found[2] if found else ""
            if not found or not _is_below(path) or path in listing:
                raise NexusError("a line that lists no file of the site", f"{LIST}:{number}")
            listing[path] = found[1]
        listing.pop(LIST, None)
        if not listing:
            raise NexusError("the list of the files is empty", LIST)
        return listing


def _is_below(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return not path.startswith("/") and ".." not in parts and "\\" not in path and "\0" not in path
