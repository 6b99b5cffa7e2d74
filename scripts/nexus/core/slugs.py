"""Names as parts of addresses and of file names: safe, short, and never two alike."""

import hashlib
import re
from collections.abc import Iterable

_LONGEST = 80
# Pages of the reference's own, or that MkDocs takes for an index or makes itself, and names that
# Windows keeps for devices, whatever their ending.
_RESERVED = {"index", "enums", "readme", "404", "search", "con", "prn", "aux", "nul"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in range(10)
}


def slugs(names: Iterable[str]) -> dict[str, str]:
    """Return a slug for each name: the name itself if it is plain, else a readable part and a hash.

    Two names that a file system may take for the same, as `User` and `user`, get different slugs.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        slug = name if _is_plain(name) else _marked(name)
        while slug.casefold() in taken:
            slug = _marked(slug)
        found[name] = slug
        taken.add(slug.casefold())
    return found


def _is_plain(name: str) -> bool:
    safe = re.fullmatch(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?", name)
    first = name.casefold().partition(".")[0]
    return bool(safe) and len(name) <= _LONGEST and first not in _RESERVED


def _marked(name: str) -> str:
    readable = re.sub(r"[^A-Za-z0-9_]+", "-", name).strip("-")[:40]
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{readable}-{digest}" if readable else digest
