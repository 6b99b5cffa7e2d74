"""A folder as bytes that go to another machine, and back; nothing that comes back leads anywhere else.

A package is a tar archive. What comes back was made by strangers' code: of that only plain files with
plain paths are taken, and not more of them than was agreed.
"""

import io
import os
import stat
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from nexus.core import files
from nexus.core.errors import NexusError

# What is made anew, or belongs to one machine.
_LEFT_OUT = {".cache", ".venv", "venv", "node_modules", "__pycache__", "site", ".site.building"}
# No site has so many folders in each other, and to take them away again has to be possible.
_DEEPEST = 100


def pack(folder: Path, most: int, *, is_source: bool = False) -> bytes:
    """Return a folder's files as a package: links as links, and what is neither is left out.

    Of a source, what is made anew is left out too. Raises NexusError where it is larger than `most`
    bytes or too deep, and OSError.
    """
    try:
        return _packed(folder, most, is_source=is_source)
    except RecursionError:
        raise NexusError("its folders lie too deep in each other") from None


def _packed(folder: Path, most: int, *, is_source: bool) -> bytes:
    content = io.BytesIO()
    size = 0
    with tarfile.open(fileobj=content, mode="w", format=tarfile.PAX_FORMAT) as package:
        for path in _paths(folder, is_source=is_source):
            status = path.lstat()
            size += status.st_size if stat.S_ISREG(status.st_mode) else 0
            if size > most:
                raise too_large(most)
            entry = tarfile.TarInfo(path.relative_to(folder).as_posix())
            entry.mtime, entry.mode = int(status.st_mtime), stat.S_IMODE(status.st_mode) | 0o600
            _add(package, entry, path, status)
    return content.getvalue()


def _paths(folder: Path, *, is_source: bool) -> Iterator[Path]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if not is_source or entry.name not in _LEFT_OUT:
            yield Path(entry.path)
            if entry.is_dir(follow_symlinks=False):
                # The names are only those of folders at the top, and of Python's wherever it is.
                inside = _paths(Path(entry.path), is_source=False)
                yield from (
                    path for path in inside if not is_source or "__pycache__" not in path.parts
                )


def _add(
    package: tarfile.TarFile, entry: tarfile.TarInfo, path: Path, status: os.stat_result
) -> None:
    if stat.S_ISLNK(status.st_mode):
        entry.type, entry.linkname = tarfile.SYMTYPE, str(path.readlink())
        package.addfile(entry)
    elif stat.S_ISDIR(status.st_mode):
        entry.type, entry.mode = tarfile.DIRTYPE, entry.mode | 0o700
        package.addfile(entry)
    elif stat.S_ISREG(status.st_mode):
        content = path.read_bytes()  # it may have grown since
        entry.size = len(content)
        package.addfile(entry, io.BytesIO(content))


def unpack(content: bytes, folder: Path) -> None:
    """Write what `pack` made of a source on the machine that sent it; raises OSError."""
    with tarfile.open(fileobj=io.BytesIO(content)) as package:
        # Newer releases of Python ask how far a package is trusted; here its code will run.
        trusted = getattr(tarfile, "fully_trusted_filter", None)
        package.extraction_filter = trusted and staticmethod(trusted)
        package.extractall(folder)  # noqa: S202


def taken(content: bytes, most: int) -> Iterator[tuple[str, bytes]]:
    """Yield the path and content of each plain file of a package that strangers' code had a hand in.

    Raises NexusError where it is no package, is larger than `most` bytes, or leads elsewhere.
    """
    size = 0
    if not content:
        return
    try:
        with tarfile.open(fileobj=io.BytesIO(content)) as package:
            for entry in package:
                if not entry.isreg():
                    continue
                size += entry.size
                if size > most:
                    raise too_large(most)
                if not _is_plain(entry.name):
                    raise NexusError("what came back leads out of its folder, or too deep into it")
                file = package.extractfile(entry)
                yield entry.name, file.read() if file else b""
    except (tarfile.TarError, EOFError, ValueError, OSError):
        raise NexusError("what came back is no package") from None


def _is_plain(name: str) -> bool:
    parts = PurePosixPath(name).parts
    is_inside = bool(parts) and not name.startswith("/") and ".." not in parts
    return is_inside and len(parts) <= _DEEPEST and not set(name) & {"\\", "\0"}


def write(folder: Path, contents: Iterator[tuple[str, bytes]]) -> None:
    """Write the files of a package into a folder; raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in contents:
        files.write(folder / path, content)


def too_large(most: int) -> NexusError:
    """Return the error about what is larger than so many bytes."""
    return NexusError(f"it is larger than {most // 1_000_000} MB")
