"""How each call of a program to the system is looked at: what of it names what.

The arguments of a call are numbers, in the order of its manual page (Linux: syscalls(2)).
"""

import os
import struct
from functools import partial

from nexus.examples.python import memory, syscalls
from nexus.examples.python.questions import Question
from nexus.examples.python.tracer import Handler, Tracer

_AT_FDCWD, _AT_NOFOLLOW, _AT_REMOVEDIR = -100, 0x100, 0x200
# struct mmsghdr: the address and its length.
_MESSAGE = struct.Struct("=QI52x")
# So many the system sends at once, however many it is asked to (UIO_MAXIOV).
_MOST_MESSAGES = 1024


def handlers() -> dict[int, Handler]:
    """Return what looks at each reported call, by its number on this machine."""
    return {number: _HANDLERS[name] for number, name in syscalls.names().items()}


def _open(tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    tracer.open(process, _AT_FDCWD, a[0], a[1])


def _create(tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    tracer.open(process, _AT_FDCWD, a[0], os.O_WRONLY | os.O_TRUNC)


def _open_at(tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    tracer.open(process, a[0], a[1], a[2])


def _open_how(tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    (flags,) = struct.unpack("=Q", memory.read(process, a[2], 8))
    tracer.open(process, a[0], a[1], flags)


def _list(tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    tracer.list(process, a[0])


def _ask(kind: str, tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    tracer.ask(kind, process, _AT_FDCWD, a[0])


def _ask_at(kind: str, flags: int | None, tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    tracer.ask(kind, process, a[0], a[1], 0 if flags is None else a[flags])


def _ask_link(tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    tracer.ask("kind", process, _AT_FDCWD, a[0], _AT_NOFOLLOW)


def _watch(tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    tracer.ask("kind", process, _AT_FDCWD, a[1])


def _truncate(tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    tracer.open(process, _AT_FDCWD, a[0], os.O_WRONLY)


def _attributes(tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    tracer.attributes(process, a[0])


def _make(place: int, tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    tracer.make(process, _AT_FDCWD, a[place])


def _make_at(place: int, tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    tracer.make(process, a[place], a[place + 1])


def _remove(tracer: Tracer, process: int, a: tuple[int, ...], *, is_folder: bool) -> None:
    tracer.remove(process, _AT_FDCWD, a[0], is_folder=is_folder)


def _remove_at(tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    tracer.remove(process, a[0], a[1], is_folder=bool(a[2] & _AT_REMOVEDIR))


def _move(tracer: Tracer, process: int, a: tuple[int, ...], *, stays: bool) -> None:
    tracer.move(process, (_AT_FDCWD, a[0]), (_AT_FDCWD, a[1]), stays=stays)


def _move_at(tracer: Tracer, process: int, a: tuple[int, ...], *, stays: bool) -> None:
    tracer.move(process, (a[0], a[1]), (a[2], a[3]), stays=stays)


def _run(tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    tracer.run(process, _AT_FDCWD, a[0])


def _run_at(tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    tracer.run(process, a[0], a[1])


def _connect(tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    tracer.meet(process, a[1], a[2])


def _bind(tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    tracer.meet(process, a[1], a[2], binds=True)


def _send(tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    tracer.meet(process, a[4], a[5])


def _send_message(tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    address, length = struct.unpack("=QI", memory.read(process, a[1], 12))
    if address:
        tracer.meet(process, address, length)


def _send_messages(tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    count = min(a[2] & 0xFFFF_FFFF, _MOST_MESSAGES)
    sent = memory.read(process, a[1], count * _MESSAGE.size)
    for address, length in dict.fromkeys(_MESSAGE.iter_unpack(sent)):
        if address:
            tracer.meet(process, address, length)


def _system(tracer: Tracer, _process: int, _a: tuple[int, ...]) -> None:
    tracer.inputs.note(Question("system", ""))


def _beyond(call: str, tracer: Tracer, _process: int, _a: tuple[int, ...]) -> None:
    tracer.inputs.leave(f"it calls {call}")


_BEYOND = (
    "chroot", "pivot_root", "mount", "setns", "unshare", "ptrace", "process_vm_readv",
    "open_by_handle_at", "pidfd_getfd", "shmget", "msgget", "semget", "mq_open", "move_mount",
    "request_key", "keyctl",
)  # fmt: skip
# These tell whether there is such a file, whatever else they do.
_OF_PATHS = (
    "chmod", "chown", "lchown", "utime", "utimes", "setxattr", "lsetxattr", "removexattr",
    "lremovexattr",
)  # fmt: skip
_OF_PATHS_AT = (
    "fchmodat", "fchmodat2", "fchownat", "futimesat", "utimensat", "name_to_handle_at", "open_tree",
)  # fmt: skip
_HANDLERS: dict[str, Handler] = {
    "open": _open,
    "creat": _create,
    "openat": _open_at,
    "openat2": _open_how,
    "getdents": _list,
    "getdents64": _list,
    "chdir": partial(_ask, "kind"),
    "stat": partial(_ask, "kind"),
    "lstat": _ask_link,
    "newfstatat": partial(_ask_at, "kind", 3),
    "statx": partial(_ask_at, "kind", 2),
    "statfs": partial(_ask, "kind"),
    "access": partial(_ask, "rights"),
    "faccessat": partial(_ask_at, "rights", None),
    "faccessat2": partial(_ask_at, "rights", None),
    "readlink": partial(_ask, "target"),
    "readlinkat": partial(_ask_at, "target", None),
    "getxattr": partial(_ask, "attributes"),
    "lgetxattr": partial(_ask, "attributes"),
    "fgetxattr": _attributes,
    "listxattr": partial(_ask, "attributes"),
    "llistxattr": partial(_ask, "attributes"),
    "flistxattr": _attributes,
    "getxattrat": partial(_ask_at, "attributes", None),
    "listxattrat": partial(_ask_at, "attributes", None),
    "truncate": _truncate,
    "mkdir": partial(_make, 0),
    "mkdirat": partial(_make_at, 0),
    "mknod": partial(_make, 0),
    "mknodat": partial(_make_at, 0),
    "symlink": partial(_make, 1),
    "symlinkat": partial(_make_at, 1),
    "rmdir": partial(_remove, is_folder=True),
    "unlink": partial(_remove, is_folder=False),
    "unlinkat": _remove_at,
    "rename": partial(_move, stays=False),
    "renameat": partial(_move_at, stays=False),
    "renameat2": partial(_move_at, stays=False),
    "link": partial(_move, stays=True),
    "linkat": partial(_move_at, stays=True),
    "inotify_add_watch": _watch,
    **dict.fromkeys(_OF_PATHS, partial(_ask, "kind")),
    **dict.fromkeys(_OF_PATHS_AT, partial(_ask_at, "kind", None)),
    "execve": _run,
    "execveat": _run_at,
    "connect": _connect,
    "bind": _bind,
    "sendto": _send,
    "sendmsg": _send_message,
    "sendmmsg": _send_messages,
    "uname": _system,
    **{name: partial(_beyond, name) for name in _BEYOND},
}
