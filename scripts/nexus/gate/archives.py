"""The files in an archive that a site publishes on purpose; nothing of them is written anywhere."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from nexus.core.errors import NexusError
from nexus.gate import signatures

_DAMAGED = (zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError)
_PACKED: Mapping[str, Any] = {
    "an archive (gzip)": gzip.open,
    "an archive (bzip2)": bz2.open,
    "an archive (xz)": lzma.open,
}
_HINT = "publish it unpacked, or leave it out"
_MOST_FILES, _MOST_BYTES = 20_000, 100_000_000


def members(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Give the name and the bytes of each file in an archive; none if it is none.

    Raises NexusError where an archive cannot be looked into whole: one that is damaged, encrypted
    or very large, or of a kind that nothing here opens.
    """
    try:
        yield from _limited(_opened(content, signatures.kind(content)))
    except (OSError, EOFError, ValueError, RuntimeError, *_DAMAGED):
        raise NexusError("an archive into which nobody can look whole", hint=_HINT) from None


def _limited(files: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    left = _MOST_BYTES
    for count, (name, data) in enumerate(files):
        left -= len(data)
        if left < 0 or count >= _MOST_FILES:
            raise ValueError
        yield name, data


def _opened(content: bytes, kind: str) -> Iterator[tuple[str, bytes]]:
    if kind == "an archive (zip)":
        return _zipped(content)
    is_packed = kind in _PACKED
    if is_packed:
        with _PACKED[kind](io.BytesIO(content)) as packed:
            content = packed.read(_MOST_BYTES + 1)
    try:
        return _files(tarfile.open(fileobj=io.BytesIO(content), mode="r:"))
    except tarfile.ReadError:
        if kind.startswith("an archive") and not is_packed:
            raise
        return iter([("its content", content)] if is_packed else [])


def _zipped(content: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            if entry.file_size > _MOST_BYTES:
                raise ValueError
            if not entry.is_dir():
                yield entry.filename, archive.read(entry)


def _files(archive: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    with archive:
        for member in archive:
            if member.size > _MOST_BYTES:
                raise ValueError
            if data := archive.extractfile(member) if member.isfile() else None:
                yield member.name, data.read()
