"""The search of files for secrets: a few here, many of them side by side on all processors."""

import json
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from nexus.core import crew
from nexus.core.errors import NexusError
from nexus.gate import archives, assignments, commands, readable, tokens

HINT = "take it out and make it void, as it may be known; write a placeholder instead"
_ENGINES = (tokens.found, assignments.found, commands.found, tokens.known)
_MODULE = "nexus.gate.search"
# How many bytes are searched here before another process has started; how many files make a piece.
_MANY, _PIECE = 12_000_000, 20


class File(NamedTuple):
    """A file to search: its path, where it is published, and its size in bytes."""

    path: str
    where: str
    size: int


def errors(files: Sequence[File], harmless: Collection[str]) -> Iterator[list[NexusError]]:
    """Yield for each file an error for each of its lines that seems to hold a secret.

    `harmless` are texts that look like secrets and are none. Raises MachineError where Kingfisher is
    not installed.
    """
    if sum(file.size for file in files) < _MANY or crew.processors() == 1:
        yield from (_found(file.path, file.where, harmless) for file in files)
        return
    pieces = (files[at : at + _PIECE] for at in range(0, len(files), _PIECE))
    asked = (json.dumps([sorted(harmless), piece]).encode() for piece in pieces)
    for answer in crew.done(_MODULE, _answer, asked):
        for found in json.loads(answer):
            yield [NexusError(*told) for told in found]


def _answer(asked: bytes) -> bytes:
    harmless, files = json.loads(asked)
    found = [_found(path, where, harmless) for path, where, _ in files]
    told = [[(error.what, error.where, error.hint) for error in errors] for errors in found]
    return json.dumps(told).encode()


def _found(path: str, where: str, harmless: Collection[str]) -> list[NexusError]:
    file = Path(path)
    return list(_whole(file.read_bytes(), file.name, where, harmless))


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
            f"this looks like a secret ({kind})", f"{where}:{number}" if number else where, HINT
        )


def _without(text: str, harmless: Collection[str]) -> str:
    """A text without what its author knows to be harmless."""
    for value in harmless:
        text = text.replace(value, "\ufffc")
    return text


if __name__ == "__main__":
    crew.serve(_answer)
