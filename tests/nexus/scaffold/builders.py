"""READMEs taken over for the tests, and what they say in words."""

import re
from collections import Counter
from pathlib import Path

from nexus.scaffold import mojibake, reading, taken
from nexus.scaffold.contents import Where
from nexus.scaffold.notes import Notes
from nexus.scaffold.taken import Taken

READMES = Path(__file__).parent / "readmes"
_HEAD = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_NOT_WORDS = re.compile(
    r"<!--[\s\S]*?-->|(?<=\])\([^)]*\)|<(?:https?:|mailto:)?[^<>]*>|^ {0,3}\[[^\]^]+\]:.*$"
    r"|^ *(?:`{3,}|~{3,}).*$|&#?\w+;",
    re.MULTILINE,
)


def take(folder: Path, text: str | bytes, repository: str = "") -> tuple[Taken, list[str]]:
    """Take the text of a README over; gives its pages, and the notes without the file's name."""
    file = folder / "README.md"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    notes = Notes("")
    found = taken.take(file, notes, Where("me"), repository)
    return found, [note.removeprefix(":").strip() for note in notes]


def page(folder: Path, text: str) -> str:
    """Take a short README over, and give its only page without the title."""
    found, _ = take(folder, f"# T\n\n{text}")
    return found.texts["index.md"].removeprefix("# T\n\n").removesuffix("\n")


def words_of(text: str) -> Counter[str]:
    """Count the words that a text shows: no addresses, no tags, no comments."""
    return Counter(re.findall(r"[^\W_]+", _NOT_WORDS.sub(" ", text).lower()))


def words_before(file: Path) -> Counter[str]:
    """Count the words of a README whose letters are repaired."""
    lines = mojibake.repaired(reading.read(file, Notes()).split("\n"), Notes())
    return words_of("\n".join(lines))


def words_after(found: Taken) -> Counter[str]:
    """Count the words of the pages of a README."""
    return words_of("\n\n".join(_HEAD.sub("", text) for text in found.texts.values()))
