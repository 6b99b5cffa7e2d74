"""The encoding of a text that people wrote: UTF-8, or an error that names what it seems to be.

An editor may save UTF-16 or Latin-1, and a program that reads UTF-8 as Latin-1 saves mojibake
(two or three strange characters for one). One that reads Latin-1 as UTF-8 saves U+FFFD for what it
could not read. The error names the byte, before anything is made of the text.
"""

import codecs
import re
from pathlib import Path

from nexus.core.errors import NexusError, place

_MARKS = {
    # UTF-32 first: its mark begins with that of UTF-16.
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
_LOST = "\N{REPLACEMENT CHARACTER}".encode()
_HINT = "save it as UTF-8: an editor offers that under `Save with encoding`"
# What Windows-1252 makes of the bytes that only occur within a character of UTF-8, and what
# Latin-1 makes of them. Few other texts have one of them behind the first byte of a character.
_INNER = "".join(bytes([b]).decode("cp1252", "ignore") + chr(b) for b in range(0x80, 0xC0))
_MOJIBAKE = re.compile(f"[\u00c2\u00c3][{_INNER}]|\u00e2[{_INNER}]{{2}}|\u00f0[{_INNER}]{{3}}")


def read(file: Path) -> str:
    """Read the text of a file, each line ended by a newline alone.

    Raises OSError, and NexusError where it is not UTF-8.
    """
    text = decode(file.read_bytes(), place(file))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decode(content: bytes, where: str) -> str:
    """Return the text of UTF-8 bytes, without a byte order mark; `where` names them.

    Raises NexusError, which names the encoding and the first wrong byte, counted from 0.
    """
    for mark, name in _MARKS.items():
        if content.startswith(mark):
            raise NexusError(f"the text is {name}, from byte 0", where, _HINT)
    if (nul := content.find(0)) >= 0:
        what = "the text is UTF-16 without a mark, or no text"
        raise _at(content, nul, f"{what}: a NUL at byte {nul}", where)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        byte = content[error.start : error.start + 1]
        what = (
            "the text is not UTF-8 but probably Latin-1 or Windows-1252: "
            f"byte {error.start} is 0x{byte.hex()} ({byte.decode('cp1252', 'replace')})"
        )
        raise _at(content, error.start, what, where) from None
    _refuse_mojibake(text, content, where)
    _refuse_lost(content, where)
    return text.removeprefix("\ufeff")


def _refuse_mojibake(text: str, content: bytes, where: str) -> None:
    for found in _MOJIBAKE.finditer(text):
        if meant := _meant(found[0]):
            offset = content.find(found[0].encode())
            what = (
                f"UTF-8 was read as Latin-1 or Windows-1252 and saved again: from byte {offset}, "
                f"{found[0]!r} stands for {meant!r}"
            )
            hint = "take the text from before that, or type it again and save it as UTF-8"
            raise _at(content, offset, what, where, hint)


def _refuse_lost(content: bytes, where: str) -> None:
    if (lost := content.find(_LOST)) >= 0:
        what = f"a character was lost before this was saved: U+FFFD stands for it at byte {lost}"
        hint = (
            "type it again and save it as UTF-8; where U+FFFD itself is meant, escape it (&#xFFFD;)"
        )
        raise _at(content, lost, what, where, hint)


def _meant(strange: str) -> str:
    """The character that strange ones stand for; empty where they stand for none."""
    codes = (ord(c) if ord(c) < 0x100 else c.encode("cp1252")[0] for c in strange)
    try:
        return bytes(codes).decode()
    except UnicodeDecodeError:
        return ""


def _at(content: bytes, offset: int, what: str, where: str, hint: str = _HINT) -> NexusError:
    line = content.count(b"\n", 0, offset) + 1
    return NexusError(what, f"{where}:{line}", hint)
