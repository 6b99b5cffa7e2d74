"""What a machine refuses, as an error of one line: no room, no right, no file, too many of something."""

import errno
import os

from nexus.core.errors import MachineError

_AGAIN = "look at this machine, then try again"
_ROOM = "make room on the disk, then try again"
_RIGHTS = "let this user read and write it, then try again"
_MORE = "let this user have more, as `ulimit -a` lists it, then try again"
_HINTS = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), _ROOM),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), _RIGHTS),
    **dict.fromkeys((errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM), _MORE),
}


def refusal(error: BaseException) -> MachineError | None:
    """Return an exception as the error of a machine, or None where it is about something else."""
    if isinstance(error, MemoryError):
        return MachineError("the memory is not enough", hint=_MORE)
    if isinstance(error, RecursionError):
        return MachineError("something is nested too deeply", hint="make it flatter")
    if isinstance(error, UnicodeEncodeError):
        return _unspelt(error)
    if not isinstance(error, OSError):
        return None
    what = error.strerror or str(error) or type(error).__name__
    name = error.filename if error.filename is not None else ""
    where = name if isinstance(name, str | bytes | os.PathLike) else ""
    return MachineError(what, _shown(os.fsdecode(where)), _HINTS.get(error.errno or 0, _AGAIN))


def _unspelt(error: UnicodeEncodeError) -> MachineError | None:
    """The error of the name of a file that is not UTF-8; None where it is about another text."""
    letters = error.object[error.start : error.end]
    # Python stands such a letter in for each byte that it cannot read: PEP 383.
    if "\n" in error.object or not all("\udc80" <= letter <= "\udcff" for letter in letters):
        return None
    name = os.fsencode(error.object).decode("utf-8", "backslashreplace")
    return MachineError("the name of a file is not UTF-8", name, "give it another name")


def _shown(path: str) -> str:
    """The path from the working directory, where it lies below that."""
    try:
        here = f"{os.getcwd()}{os.sep}"  # noqa: PTH109 (a text is compared with a text)
    except OSError:  # the working directory is gone
        return path
    return path.removeprefix(here)
