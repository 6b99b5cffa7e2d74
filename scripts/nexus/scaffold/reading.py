"""A README as text, whatever its encoding: UTF-8, UTF-16, UTF-32, or one of a single byte a letter."""

import codecs
import re
from pathlib import Path
from unicodedata import name

from nexus.core.errors import NexusError, UsageError, place
from nexus.scaffold.notes import Notes

_MARKS = {
    # UTF-32 first: its mark begins with that of UTF-16.
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    codecs.BOM_UTF8: "utf-8-sig",
}
_MOST_BYTES = 20_000_000
_OTHERS = {
    ".adoc": "AsciiDoc",
    ".asciidoc": "AsciiDoc",
    ".docx": "a document of Word",
    ".htm": "HTML",
    ".html": "HTML",
    ".ipynb": "a notebook",
    ".odt": "a document",
    ".org": "Org",
    ".rst": "reStructuredText",
}
# Above that share, letters beyond ASCII are an alphabet, not accents.
_ACCENTS = 0.25
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_MOST_CONTROLS = 0.01


def read(file: Path, notes: Notes) -> str:
    """Read a README, each line ended by a newline alone; `notes` gets an encoding that is not UTF-8.

    Raises UsageError if there is no such file, and NexusError if it is no text.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        hint = "name a Markdown file that you may read"
        raise UsageError(f"cannot read it: {error.strerror}", place(file), hint) from None
    if len(content) > _MOST_BYTES:
        hint = "name a README, or split it into smaller files"
        raise NexusError(f"it has more than {_MOST_BYTES:,} bytes", place(file), hint)
    if other := _OTHERS.get(file.suffix.lower()):
        hint = f"convert it first: pandoc {file.name} -o README.md"
        raise NexusError(f"this is {other}, and no Markdown", place(file), hint)
    text, encoding = _decoded(content)
    controls = len(_CONTROL.findall(text))
    if "\0" in text or controls > _MOST_CONTROLS * len(text):
        raise NexusError("this is no text", place(file), "name a Markdown file")
    if encoding:
        notes.add(0, f"read as {encoding}; the pages are UTF-8")
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")


def _decoded(content: bytes) -> tuple[str, str]:
    """The text of bytes, and the name of its encoding unless that is UTF-8."""
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding, "replace"), "" if "8" in encoding else encoding.upper()
    for encoding in ("utf-16-le", "utf-16-be"):
        # Of letters of ASCII every other byte is zero; PowerShell writes such files without a mark.
        zeros = content[1 if encoding.endswith("le") else 0 :: 2]
        if len(content) > 1 and zeros.count(0) > 0.4 * len(zeros):
            return content.decode(encoding, "replace"), encoding.upper()
    try:
        return content.decode(), ""
    except UnicodeDecodeError:
        return _of_single_bytes(content)


def _of_single_bytes(content: bytes) -> tuple[str, str]:
    if _has_utf_8(content):
        return content.decode("utf-8", _STRAY), "UTF-8, with bytes of Windows-1252 in it"
    beyond = sum(byte > 0x7F for byte in content)
    letters = sum(byte > 0x7F or chr(byte).isalpha() for byte in content)
    if beyond > _ACCENTS * letters:
        from charset_normalizer import from_bytes

        found = from_bytes(content).best()
        if found and not _is_latin(str(found)):
            return str(found), found.encoding
    return content.decode("utf-8", _STRAY), "Windows-1252"


def _is_latin(text: str) -> bool:
    """Tell whether most letters beyond ASCII are Latin ones, which many encodings have."""
    names = [name(letter, "") for letter in text if letter.isalpha() and not letter.isascii()]
    return 2 * sum(each.startswith("LATIN") for each in names) >= len(names)


def _has_utf_8(content: bytes) -> bool:
    """Tell whether bytes hold a character of UTF-8 of several bytes, between others."""
    return any(not letter.isascii() for letter in content.decode("utf-8", "ignore"))


_STRAY = "nexus.windows-1252"


def _stray(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are not UTF-8 as Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", "replace"), error.end


codecs.register_error(_STRAY, _stray)
