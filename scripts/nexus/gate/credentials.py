"""Passwords, tokens and keys in what a site publishes.

Every file is read, whatever its name: text as it is, with its markup and without, and of pictures
and documents what they say of themselves. SECURITY.md lists what is not found, on purpose.
"""

import re
from collections.abc import Collection, Iterator
from itertools import chain
from pathlib import Path

from nexus.core.cache import Cache
from nexus.core.errors import NexusError
from nexus.gate import archives, assignments, commands, own_files, readable, tokens
from nexus.gate.clean import Clean
from nexus.gate.files import files, shown

_ENGINES = (tokens.found, assignments.found, commands.found, tokens.known)
_HINT = "take it out and make it void, as it may be known; write a placeholder instead"


def errors(
    site: Path, harmless: Collection[str] = (), cache: Cache | None = None
) -> Iterator[NexusError]:
    """Give an error for each line of a site that seems to hold a secret, which is not repeated.

    `harmless` are texts that look like secrets and are none. A file in which nothing was found is
    not looked at again, where a `cache` is given. Raises MachineError where Kingfisher is not
    installed.
    """
    clean = Clean(cache, harmless)
    for file in files(site):
        if file.is_symlink():
            continue
        where = shown(file, site)
        content = file.read_bytes()
        if own_files.is_of_package(file.relative_to(site).as_posix(), content):
            continue
        for kind in sorted(_in_name(file.relative_to(site).as_posix())):
            yield NexusError(f"the name of this file looks like a secret ({kind})", where, _HINT)
        if clean.has(file.suffix, content):
            continue
        found = list(_whole(content, file.name, where, harmless))
        yield from found
        if not found:
            clean.add(file.suffix, content)
    clean.save()


def _whole(
    content: bytes, name: str, where: str, harmless: Collection[str]
) -> Iterator[NexusError]:
    """Give the errors of a file, and of what is in it if it is an archive."""
    yield from _file(content, name, where, harmless)
    try:
        for inner_name, inner in archives.members(content):
            yield from _file(inner, inner_name, f"{where}, in {inner_name}", harmless)
    except NexusError as error:
        yield NexusError(error.what, where, error.hint)


def _in_name(path: str) -> set[str]:
    """Give the kinds of the secrets in a path; one may begin behind any sign."""
    starts = [0, *(sign.end() for sign in re.finditer(r"[/._-]", path))]
    return {kind for _, kind in tokens.found(" ".join(path[start:] for start in starts))}


def _file(content: bytes, name: str, where: str, harmless: Collection[str]) -> Iterator[NexusError]:
    found: dict[int, str] = {}
    try:
        for text, is_file in readable.texts(content, name):
            plain = _without(text, harmless)
            for place, kind in chain.from_iterable(engine(plain) for engine in _ENGINES):
                found.setdefault(1 + plain.count("\n", 0, place) if is_file else 0, kind)
    except NexusError as error:
        yield NexusError(error.what, where, "publish it without a password, or leave it out")
    for number, kind in sorted(found.items()):
        yield NexusError(
            f"this looks like a secret ({kind})", f"{where}:{number}" if number else where, _HINT
        )


def _without(text: str, harmless: Collection[str]) -> str:
    """A text without what its author knows to be harmless."""
    for value in harmless:
        text = text.replace(value, "\ufffc")
    return text
