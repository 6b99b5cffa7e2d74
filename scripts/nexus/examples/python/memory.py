"""What another process has in its memory, and which files it has open (Linux: proc(5))."""

import os
import struct

_PAGE, _LONGEST = 4096, 4096
_AT_FDCWD = -100


def _signed(number: int) -> int:
    return struct.unpack("=i", struct.pack("=I", number & 0xFFFFFFFF))[0]  # type: ignore[no-any-return]


def base(process: int, folder: int) -> str:
    """Return the folder that a path of a process is relative to; raises OSError."""
    number = _signed(folder)
    return os.readlink(f"/proc/{process}/{'cwd' if number == _AT_FDCWD else f'fd/{number}'}")  # noqa: PTH115


def read(process: int, address: int, length: int) -> bytes:
    """Return bytes of a process; raises OSError if they cannot be read."""
    file = os.open(f"/proc/{process}/mem", os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.pread(file, length, address)
    finally:
        os.close(file)


def text(process: int, address: int) -> bytes:
    """Return the text at an address of a process, up to its NUL."""
    found = b""
    while address and len(found) < _LONGEST:
        piece = read(process, address + len(found), _PAGE - (address + len(found)) % _PAGE)
        found += piece
        if b"\0" in piece or not piece:
            break
    return found.partition(b"\0")[0]
