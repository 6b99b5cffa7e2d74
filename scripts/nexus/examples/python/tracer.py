"""Looks at each call of a program to the system that looks at something, and lets it through.

The question is answered here as the program asks it, before the call goes on: what changes later is
not what it saw. (Linux: seccomp_unotify(2))
"""

import fcntl
import os
import re
import select
import struct
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from nexus.examples.python import sockets, syscalls
from nexus.examples.python.inputs import Inputs
from nexus.examples.python.questions import Question

# struct seccomp_notif, struct seccomp_notif_resp
_CALL, _ANSWER = struct.Struct("=QIIiIQ6Q"), struct.Struct("=QqiI")
_RECEIVE, _SEND, _IS_VALID = 0xC0502100, 0xC0182101, 0x40082102
_CONTINUE = 1
_PAGE, _LONGEST = 4096, 4096
_AT_FDCWD, _AT_NOFOLLOW, _AT_EMPTY = -100, 0x100, 0x1000
_O_PATH = 0o10000000
_LINKS = re.compile(r"(/proc/\d+/(?:cwd|root|fd/\d+|task/\d+/(?:cwd|root|fd/\d+)))(?=/|$)")

Handler = Callable[["Tracer", int, tuple[int, ...]], None]


class Tracer:
    """The calls of the processes behind a listener, noted as `inputs`."""

    def __init__(self, listener: int, inputs: Inputs, allowed: sockets.Allowed) -> None:
        self.listener, self.inputs, self.allowed = listener, inputs, allowed
        self._handlers = {number: _HANDLERS[name] for number, name in syscalls.names().items()}
        self._poll = select.poll()
        self._poll.register(listener, select.POLLIN)
        self._runs = 0
        # Folders that were opened without the wish to list them, as far as one can see.
        self._held: set[str] = set()

    def serve(self) -> bool:
        """Let the calls through that wait; tell whether more may come."""
        while events := self._poll.poll(0):
            if not events[0][1] & select.POLLIN:
                return False  # nobody is left behind the listener
            call = bytearray(_CALL.size)
            try:
                fcntl.ioctl(self.listener, _RECEIVE, call)
            except OSError:  # it was killed while it waited
                return True
            self._look(*_CALL.unpack(call))
        return True

    def _look(self, call: int, process: int, _flags: int, number: int, *rest: int) -> None:
        _architecture, _instruction, *arguments = rest
        try:
            self._handlers[number](self, process, tuple(arguments))
        except OSError:
            with suppress(OSError):  # it was killed meanwhile
                fcntl.ioctl(self.listener, _IS_VALID, struct.pack("=Q", call))
                self.inputs.leave("its memory cannot be read")
        with suppress(OSError):
            fcntl.ioctl(self.listener, _SEND, _ANSWER.pack(call, 0, 0, _CONTINUE))

    # What a call is about

    def path(self, process: int, folder: int, address: int) -> str:
        """Return the absolute path that a call names; empty if it names an open file alone."""
        given = os.fsdecode(text(process, address))
        if not given:
            return ""
        if not given.startswith("/"):
            given = f"{_base(process, folder)}/{given}"
        given = re.sub(r"^/proc/(?:self|thread-self)(?=/|$)", f"/proc/{process}", given)
        if link := _LINKS.match(given):
            given = os.path.realpath(link[1]) + given[link.end() :]
        head, back, tail = given.rpartition("/..")
        if back and tail[:1] in {"", "/"}:
            given = os.path.realpath(head + back) + tail
        return os.path.normpath(given)

    def open(self, process: int, folder: int, address: int, flags: int) -> None:
        """Look at the opening of a file or a folder."""
        path = self.path(process, folder, address)
        if flags & _O_PATH:
            self.inputs.ask("kind", path)
            return
        if not flags & os.O_DIRECTORY and os.path.isdir(path):  # noqa: PTH112
            self._held.add(os.path.realpath(path))
            self.inputs.ask("kind", path)
            return
        writes = flags & os.O_ACCMODE != os.O_RDONLY
        self.inputs.open(path, writes=writes, truncates=bool(flags & os.O_TRUNC))

    def list(self, process: int, file: int) -> None:
        """Look at the listing of an open folder; one that was opened for it is known already."""
        path = _base(process, file)
        if path in self._held:
            self.inputs.ask("names", path)

    def ask(self, kind: str, process: int, folder: int, address: int, flags: int = 0) -> None:
        """Look at a question about a path."""
        if path := self.path(process, folder, address):
            self.inputs.ask(kind, path, "link" if flags & _AT_NOFOLLOW else "")

    def change(self, process: int, *places: tuple[int, int]) -> None:
        """Look at what makes, moves or removes something: its own from now on."""
        paths = [self.path(process, folder, address) for folder, address in places]
        for path in paths:
            self.inputs.ask("kind", path, "link")
        self.inputs.write(*paths)

    def run(self, process: int, folder: int, address: int) -> None:
        """Look at a program that is started; the first is the example itself."""
        self._runs += 1
        path = self.path(process, folder, address)
        if self._runs == 1 or not path:
            return
        self.inputs.ask("content", path)
        if self.inputs.places.name(os.path.realpath(path)) is not None:
            self.inputs.note(Question("PATH", ""))
        with suppress(OSError), open(path, "rb") as file:  # noqa: PTH123
            words = file.readline(_PAGE).split() if file.read(2) == b"#!" else []
            if words:
                self.inputs.ask("content", os.fsdecode(words[0]))

    def meet(self, process: int, address: int, length: int, *, binds: bool = False) -> None:
        """Look at an address of a socket that the program takes, or that it talks to."""
        found = memory(process, address, min(length, 128))
        if binds:
            self.allowed.take(found)
        elif place := self.allowed.stranger(found, process):
            self.inputs.leave(f"it asks {place}")


def _signed(number: int) -> int:
    return struct.unpack("=i", struct.pack("=I", number & 0xFFFFFFFF))[0]  # type: ignore[no-any-return]


def _base(process: int, folder: int) -> str:
    number = _signed(folder)
    return os.readlink(f"/proc/{process}/{'cwd' if number == _AT_FDCWD else f'fd/{number}'}")  # noqa: PTH115


def memory(process: int, address: int, length: int) -> bytes:
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
        piece = memory(process, address + len(found), _PAGE - (address + len(found)) % _PAGE)
        found += piece
        if b"\0" in piece or not piece:
            break
    return found.partition(b"\0")[0]


def _open(tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    tracer.open(process, _AT_FDCWD, a[0], a[1])


def _create(tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    tracer.open(process, _AT_FDCWD, a[0], os.O_WRONLY | os.O_TRUNC)


def _open_at(tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    tracer.open(process, a[0], a[1], a[2])


def _open_how(tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    (flags,) = struct.unpack("=Q", memory(process, a[2], 8))
    tracer.open(process, a[0], a[1], flags)


def _list(tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    tracer.list(process, a[0])


def _ask(kind: str, tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    tracer.ask(kind, process, _AT_FDCWD, a[0])


def _ask_at(kind: str, flags: int | None, tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    tracer.ask(kind, process, a[0], a[1], 0 if flags is None else a[flags])


def _ask_link(tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    tracer.ask("kind", process, _AT_FDCWD, a[0], _AT_NOFOLLOW)


def _change(places: tuple[int, ...], tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    tracer.change(process, *((_AT_FDCWD, a[place]) for place in places))


def _change_at(places: tuple[int, ...], tracer: Tracer, process: int, a: tuple[int, ...]) -> None:
    tracer.change(process, *((a[place], a[place + 1]) for place in places))


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


def _system(tracer: Tracer, _process: int, _a: tuple[int, ...]) -> None:
    tracer.inputs.note(Question("system", ""))


def _beyond(call: str, tracer: Tracer, _process: int, _a: tuple[int, ...]) -> None:
    tracer.inputs.leave(f"it calls {call}")


_BEYOND = (
    "chroot", "pivot_root", "mount", "setns", "unshare", "ptrace", "process_vm_readv",
    "open_by_handle_at", "pidfd_getfd", "shmget", "mq_open",
)  # fmt: skip
_HANDLERS: dict[str, Handler] = {
    "open": _open,
    "creat": _create,
    "openat": _open_at,
    "openat2": _open_how,
    "getdents64": _list,
    "stat": partial(_ask, "kind"),
    "lstat": _ask_link,
    "newfstatat": partial(_ask_at, "kind", 3),
    "statx": partial(_ask_at, "kind", 2),
    "access": partial(_ask, "rights"),
    "faccessat": partial(_ask_at, "rights", None),
    "faccessat2": partial(_ask_at, "rights", None),
    "readlink": partial(_ask, "target"),
    "readlinkat": partial(_ask_at, "target", None),
    "truncate": partial(_change, (0,)),
    "mkdir": partial(_change, (0,)),
    "mkdirat": partial(_change_at, (0,)),
    "rmdir": partial(_change, (0,)),
    "unlink": partial(_change, (0,)),
    "unlinkat": partial(_change_at, (0,)),
    "rename": partial(_change, (0, 1)),
    "renameat": partial(_change_at, (0, 2)),
    "renameat2": partial(_change_at, (0, 2)),
    "link": partial(_change, (1,)),
    "linkat": partial(_change_at, (2,)),
    "symlink": partial(_change, (1,)),
    "symlinkat": partial(_change_at, (1,)),
    "execve": _run,
    "execveat": _run_at,
    "connect": _connect,
    "bind": _bind,
    "sendto": _send,
    "uname": _system,
    **{name: partial(_beyond, name) for name in _BEYOND},
}
