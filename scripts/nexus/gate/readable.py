"""Everything in a file that can be read: its text, or what a picture or a document says of itself.

Pictures carry texts that nobody sees: comments, cameras and their owners, histories. All that is
printable in a file is read, in one byte for each letter or in two, what PNG files compress is
unpacked, and a PDF document is read as its readers see it.
"""

import base64
import io
import re
import struct
import zlib
from collections.abc import Iterator
from html import unescape
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from nexus.core.errors import NexusError
from nexus.gate import signatures

if TYPE_CHECKING:
    from pypdf import PdfReader

_MARKUP = {".html", ".htm", ".xhtml", ".svg", ".xml", ".rss", ".atom", ".md"}
# A character that JSON, a script or Markdown writes with a backslash.
_ESCAPED = re.compile(r"\\(?:u00([0-9a-fA-F]{2})|x([0-9a-fA-F]{2})|([\"'/\\_*.-])|[nrt])")
_ENTITY = re.compile(r"&(?:#\w|\w{2,8};)")
# What a page or a style sheet holds within itself.
_DATA = re.compile(r"data:([\w/+.-]*)[^,\s\"'<>()]{0,80};base64,([\w+/=%-]{16,})", re.IGNORECASE)
# A tag within a line, and one of several lines, which leaves these where they are.
_TAG, _LONG_TAG = re.compile(r"<[^<>\n]*>"), re.compile(r"<[^<>\n]*\n[^<>]*>")
_PRINTED = re.compile(rb"[\x20-\x7e\t\r\n]{8,}")
# Letters in two bytes each are looked for among the kinds of bytes: many times as fast.
_KINDS = bytes(
    ord("0" if byte == 0 else "a" if _PRINTED.match(bytes([byte] * 8)) else ".")
    for byte in range(256)
)
_WIDE = re.compile(rb"a0a0a0a0a0a0a0a(?:0a)*")
_PNG = b"\x89PNG\r\n\x1a\n"
PDF = b"%PDF-"
_STREAM = re.compile(rb"\bstream\r?\n(.*?)endstream", re.DOTALL)
# Between the letters of a word they are not seen.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_SPELT = ("&shy;", "<wbr>")
_PIXELS = {b"IDAT", b"fdAT", b"PLTE"}
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2}\s?){24,}")
_GIF_COMMENT = re.compile(
    rb"\x21(?:\xfe|\xff\x0b.{11}|\x01\x0c.{12})((?:[\x01-\xff])[^\0]*)\0", re.DOTALL
)
_MOST = 50_000_000
# A document may open, run or carry these; the names are those of its dictionaries.
_ACTIVE = {
    "/JavaScript": "runs a script",
    "/JS": "runs a script",
    "/Launch": "starts a program",
    "/EmbeddedFile": "carries a file",
    "/RichMedia": "plays something",
    "/XFA": "holds a form that may run a script",
    "/ImportData": "reads a file",
    "/GoToE": "opens a file that it carries",
}


def texts(content: bytes, name: str) -> Iterator[tuple[str, bool]]:
    """Give each text in a file, and whether its lines are those of the file.

    Raises NexusError, without a place, if a document cannot be read.
    """
    ending = PurePath(name).suffix.lower()
    is_document = content.startswith(PDF)
    if signatures.is_text(content) and not is_document:
        yield from _text(_decoded(content), ending)
        return
    yield _printed(content), False
    for place in (found.start() for found in re.finditer(_PNG, content)):
        yield "\n".join(map(_printed, _unpacked(content, place))), False
    if content.startswith(b"GIF8"):
        yield "\n".join(_comments(content)), False
    if is_document:
        yield "\n".join(_document(content)), False


def _text(text: str, ending: str) -> Iterator[tuple[str, bool]]:
    """A text as it is, and as whoever shows it reads it; in lines as they are."""
    yield text, True
    plain = _INVISIBLE.sub("", _ESCAPED.sub(_letter, text))
    for spelt in _SPELT:
        plain = plain.replace(spelt, "")
    if ending in _MARKUP:
        # Colours of code stand between a name and its value; a feed holds pages as text.
        read = _without_tags(plain)
        yield read, True
        if "&lt;" in plain:
            yield _without_tags(read), True
        plain = unescape(plain) if _ENTITY.search(plain) else plain
    if plain != text:
        yield plain, True
    for kind, data in _DATA.findall(text) if "64," in text else ():
        packed = b"".join(unquote_to_bytes(data).split()).rstrip(b"=")
        try:
            content = base64.b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
        except ValueError:
            continue
        yield from ((inner, False) for inner, _ in texts(content, kind.replace("/", ".")) if inner)


def _without_tags(text: str) -> str:
    without_long = _LONG_TAG.sub(lambda tag: "\n" * tag[0].count("\n"), text)
    return unescape(_TAG.sub("", without_long))


def _letter(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    # A text within a text ends with another mark than the one around it.
    return chr(int(code, 16)) if code else (found[3] or " ").replace('"', "'")


def active(content: bytes) -> Iterator[str]:
    """Give what a PDF document does by itself when it is opened.

    Raises NexusError, without a place, if it cannot be read.
    """
    reader = _reader(content)
    found = {_ACTIVE[name] for item in _objects(reader) for name in _names(item) if name in _ACTIVE}
    yield from sorted(found)


def _decoded(content: bytes) -> str:
    if content.startswith(signatures.UTF_16):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _printed(content: bytes) -> str:
    """What is printable in bytes, a run on each line."""
    runs = _PRINTED.findall(content)
    for wide in _WIDE.finditer(content.translate(_KINDS)):
        runs.append(content[slice(*wide.span())].replace(b"\0", b""))
    return b"\n".join(runs).decode("ascii")


def _unpacked(content: bytes, start: int) -> Iterator[bytes]:
    """What a PNG picture at a place says of itself: plain, packed, and spelt in hexadecimal."""
    place = start + len(_PNG)
    while place + 8 <= len(content):
        size, name = struct.unpack_from(">I4s", content, place)
        data = content[place + 8 : place + 8 + size]
        if name not in _PIXELS:
            yield data
            yield from _inflated(data)
        place += 12 + size


def _inflated(data: bytes) -> Iterator[bytes]:
    text = data
    for start in (found.start() for found in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data)):
        try:
            text = zlib.decompressobj().decompress(data[start:], _MOST)
        except zlib.error:
            continue
        yield text
        break
    for run in _HEX.findall(text):
        yield bytes.fromhex(run.decode("ascii"))


def _comments(content: bytes) -> Iterator[str]:
    """The comments of a GIF picture, which are cut into blocks of up to 255 bytes."""
    for found in _GIF_COMMENT.finditer(content):
        data, place, parts = found[1], 0, []
        while place < len(data):
            parts.append(data[place + 1 : place + 1 + data[place]])
            place += 1 + data[place]
        yield _printed(b"".join(parts))


def _reader(content: bytes) -> "PdfReader":
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(content))
        is_open = not reader.is_encrypted or bool(reader.decrypt(""))
        if is_open:
            len(reader.pages)
    except Exception:  # whatever a damaged document causes in the library
        raise NexusError("a PDF document that cannot be read") from None
    if not is_open:
        raise NexusError("an encrypted document, into which nobody can look")
    return reader


def _objects(reader: "PdfReader") -> Iterator[object]:
    """Every object of a document; one that is damaged is passed over, as readers do."""
    for number in range(1, min(int(reader.trailer.get("/Size", 0)), 100_000)):
        try:
            item = reader.get_object(number)
        except Exception:  # noqa: S112 (as above)
            continue
        if item is not None:
            yield item


def _names(item: object) -> Iterator[str]:
    """The keys and names in an object, to any depth; what it refers to is an object of its own."""
    if isinstance(item, dict):
        for key, value in item.items():
            yield str(key)
            yield from _names(value)
    elif isinstance(item, list):
        for value in item:
            yield from _names(value)
    elif isinstance(item, str):
        yield str(item)


def _document(content: bytes) -> Iterator[str]:
    """The texts of a PDF document: of its objects, unpacked, and of its pages as they are read."""
    reader = _reader(content)
    for item in _objects(reader):
        yield "\n".join(_names(item))
        if hasattr(item, "get_data"):
            try:
                yield _printed(item.get_data())
            except Exception:  # noqa: S112 (a stream of a kind that the library has not)
                continue
    # Of an object that was changed later its first text is still in the file.
    for found in _STREAM.finditer(content):
        yield from map(_printed, _inflated(found[1][:_MOST]))
    for page in reader.pages:
        try:
            yield page.extract_text()
        except Exception:  # noqa: S112 (as above)
            continue
