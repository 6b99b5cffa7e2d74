"""The files in an archive that a site publishes on purpose; nothing of them is written anywhere."""

import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator

from nexus.gate import signatures

_DAMAGED = (zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError)
_MOST_FILES, _MOST_BYTES = 2_000, 100_000_000


def members(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Give the name and the bytes of each file in an archive, up to a limit; none if it is none."""
    left = _MOST_BYTES
    try:
        for count, (inner, data) in enumerate(_opened(content, signatures.kind(content))):
            left -= len(data)
            if left < 0 or count >= _MOST_FILES:
                return
            yield inner, data
    except (OSError, EOFError, ValueError, RuntimeError, *_DAMAGED):
        return  # who opens it reads no more of it either


def _opened(content: bytes, kind: str) -> Iterator[tuple[str, bytes]]:
    if kind == "an archive (zip)":
        return _zipped(content)
    try:
        return _packed(tarfile.open(fileobj=io.BytesIO(content)))
    except tarfile.ReadError:
        is_packed = kind == "an archive (gzip)"
        return iter([("its content", _unpacked(content))] if is_packed else [])


def _zipped(content: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            if not entry.is_dir() and entry.file_size <= _MOST_BYTES:
                yield entry.filename, archive.read(entry)


def _packed(archive: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    with archive:
        for member in archive:
            data = archive.extractfile(member) if member.isfile() else None
            if data and member.size <= _MOST_BYTES:
                yield member.name, data.read()


def _unpacked(content: bytes) -> bytes:
    with gzip.open(io.BytesIO(content)) as packed:
        return packed.read(_MOST_BYTES)
