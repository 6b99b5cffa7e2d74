"""Passwords, tokens and keys in what a site publishes.

Every file is read, whatever its name: text as it is, with its markup and without, and of pictures
and documents what they say of themselves. SECURITY.md lists what is not found, on purpose.
"""

import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from nexus.core.cache import Cache
from nexus.core.errors import MachineError, NexusError
from nexus.gate import own_files, search, tokens
from nexus.gate.clean import Clean, digest
from nexus.gate.files import files, shown


def load(harmless: Collection[str], cache: Cache) -> None:
    """Load what finds secrets, if more than what is new is to be searched, as of the first build.

    It takes half a second; where it is not installed, `errors` tells.
    """
    if not Clean(cache, harmless):
        with suppress(MachineError):
            tokens.load()


def errors(
    site: Path, harmless: Collection[str] = (), cache: Cache | None = None
) -> Iterator[NexusError]:
    """Give an error for each line of a site that seems to hold a secret, which is not repeated.

    `harmless` are texts that look like secrets and are none. A file in which nothing was found is
    not looked at again, where a `cache` is given. Raises MachineError where Kingfisher is not
    installed.
    """
    clean = Clean(cache, harmless)
    # What the name of each file says, and the digest of one that is to be searched.
    looked: list[tuple[list[NexusError], bytes]] = []
    new: list[search.File] = []
    for file, path, content in _files(site):
        where, key = shown(file, site), digest(file.suffix, content)
        is_new = not clean.has(key)
        if is_new:
            new.append(search.File(str(file), where, len(content)))
        looked.append((list(_in_name(path, where)), key if is_new else b""))
    searched = search.errors(new, harmless)
    for named, key in looked:
        yield from named
        found = next(searched) if key else []
        yield from found
        if key and not found:
            clean.add(key)
    clean.save()


def _files(site: Path) -> Iterator[tuple[Path, str, bytes]]:
    """Give the files of a site that are no package's, each with its path there and its content."""
    for file in files(site):
        path = file.relative_to(site).as_posix()
        if not file.is_symlink() and not own_files.is_of_package(
            path, content := file.read_bytes()
        ):
            yield file, path, content


def _in_name(path: str, where: str) -> Iterator[NexusError]:
    """Give an error for each kind of secret in a path; one may begin behind any sign."""
    starts = [0, *(sign.end() for sign in re.finditer(r"[/._-]", path))]
    kinds = {kind for _, kind in tokens.found(" ".join(path[start:] for start in starts))}
    for kind in sorted(kinds):
        yield NexusError(f"the name of this file looks like a secret ({kind})", where, search.HINT)
