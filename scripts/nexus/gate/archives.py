"""The files in an archive that a site publishes on purpose; nothing of them is written anywhere."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from nexus.core.errors import NexusError
from nexus.gate import signatures

_DAMAGED = (struct.error, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError)
_PACKED: Mapping[str, Any] = {
    "an archive (gzip)": gzip.open,
    "an archive (bzip2)": bz2.open,
    "an archive (xz)": lzma.open,
}
# What a program that writes an archive as a stream may put behind each file, in bytes.
_DESCRIPTOR = 24
_LIST = "its list of files"
_HINT = "publish it unpacked, or leave it out"
_MOST_FILES, _MOST_BYTES, _DEEPEST = 20_000, 100_000_000, 4


def members(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Give the name and the bytes of each file in an archive, and in those within it.

    Raises NexusError where an archive cannot be looked into whole: one that is damaged, encrypted
    or very large, or of a kind that nothing here opens.
    """
    try:
        left = [_MOST_FILES, _MOST_BYTES]
        yield from _within(content, left, _DEEPEST)
    except (OSError, EOFError, ValueError, RuntimeError, *_DAMAGED):
        raise NexusError("an archive into which nobody can look whole", hint=_HINT) from None


def _within(content: bytes, left: list[int], depth: int) -> Iterator[tuple[str, bytes]]:
    """The files in an archive and in those within it; `left` is how many may come, and how large."""
    kind = signatures.kind(content)
    if not depth and kind.startswith("an archive"):
        raise ValueError
    for name, data in _opened(content, kind):
        left[0] -= 1
        left[1] -= len(data)
        if min(left) < 0:
            raise ValueError
        yield name, data
        yield from ((f"{name}, in {n}", inner) for n, inner in _within(data, left, depth - 1))


def _opened(content: bytes, kind: str) -> Iterator[tuple[str, bytes]]:
    if kind == "an archive (zip)":
        return _zipped(content)
    is_packed = kind in _PACKED
    if is_packed:
        with _PACKED[kind](io.BytesIO(content)) as packed:
            content = packed.read(_MOST_BYTES + 1)
    if content[:1] == b"\0" and signatures.kind(content) != "an archive (tar)":
        # To tarfile this is an archive without files, and something behind its end.
        return iter([("its content", content)] if is_packed else [])
    try:
        return _files(tarfile.open(fileobj=io.BytesIO(content), mode="r:"), content)
    except tarfile.ReadError:
        if kind.startswith("an archive") and not is_packed:
            raise
        return iter([("its content", content)] if is_packed else [])


def _zipped(content: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        _check_whole(archive, content)
        for entry in archive.infolist():
            if entry.file_size > _MOST_BYTES:
                raise ValueError
            if not entry.is_dir():
                yield entry.filename, archive.read(entry)


def _check_whole(archive: zipfile.ZipFile, content: bytes) -> None:
    """Raise ValueError if there is more between the files of an archive than its list names."""
    place = 0
    for entry in sorted(archive.infolist(), key=lambda each: each.header_offset):
        if entry.header_offset - place > _DESCRIPTOR:
            raise ValueError
        name, extra = struct.unpack_from("<HH", content, entry.header_offset + 26)
        place = entry.header_offset + 30 + name + extra + entry.compress_size
    if archive.start_dir - place > _DESCRIPTOR:
        raise ValueError


def _files(archive: tarfile.TarFile, content: bytes) -> Iterator[tuple[str, bytes]]:
    said: list[str] = []
    with archive:
        for member in archive:
            said += [member.name, member.linkname, member.uname, member.gname]
            said += map(str, member.pax_headers.values())
            if member.size > _MOST_BYTES:
                raise ValueError
            if data := archive.extractfile(member) if member.isfile() else None:
                yield member.name, data.read()
        if content[archive.offset :].strip(b"\0"):
            raise ValueError
    yield _LIST, "\n".join(said).encode("utf-8", "replace")
