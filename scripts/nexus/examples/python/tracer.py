"""Looks at each call of a program to the system that looks at something, and lets it through.

The question is answered here as the program asks it, before the call goes on: what changes later is
not what it saw. (Linux: seccomp_unotify(2))
"""

import fcntl
import os
import re
import select
import struct
from collections.abc import Callable, Mapping
from contextlib import suppress

from nexus.examples.python import memory, sockets
from nexus.examples.python.inputs import Inputs
from nexus.examples.python.questions import Question

# struct seccomp_notif, struct seccomp_notif_resp
_CALL, _ANSWER = struct.Struct("=QIIiIQ6Q"), struct.Struct("=QqiI")
_RECEIVE, _SEND, _IS_VALID = 0xC0502100, 0xC0182101, 0x40082102
_CONTINUE = 1
_LONGEST = 4096
_AT_NOFOLLOW = 0x100
_O_PATH = 0o10000000
_LINKS = re.compile(r"(/proc/\d+/(?:cwd|root|fd/\d+|task/\d+/(?:cwd|root|fd/\d+)))(?=/|$)")

_OWN_FILES = re.compile(r"^/dev/fd(?=/)")

Handler = Callable[["Tracer", int, tuple[int, ...]], None]


class Tracer:
    """The calls of the processes behind a listener, noted as `inputs`; `handlers` by their numbers."""

    def __init__(
        self,
        listener: int,
        inputs: Inputs,
        allowed: sockets.Allowed,
        handlers: Mapping[int, Handler],
    ) -> None:
        self.listener, self.inputs, self.allowed = listener, inputs, allowed
        self._handlers = handlers
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
        except (OSError, struct.error):
            with suppress(OSError):  # it was killed meanwhile
                fcntl.ioctl(self.listener, _IS_VALID, struct.pack("=Q", call))
                self.inputs.leave("its memory cannot be read")
        with suppress(OSError):
            fcntl.ioctl(self.listener, _SEND, _ANSWER.pack(call, 0, 0, _CONTINUE))

    # What a call is about

    def path(self, process: int, folder: int, address: int) -> str:
        """Return the absolute path that a call names; empty if it names an open file alone."""
        given = os.fsdecode(memory.text(process, address))
        if not given:
            return ""
        if not given.startswith("/"):
            given = f"{memory.base(process, folder)}/{given}"
        given = _OWN_FILES.sub("/proc/self/fd", given)
        given = re.sub(r"^/proc/(?:self|thread-self)(?=/|$)", f"/proc/{process}", given)
        if link := _LINKS.match(given):
            given = os.path.realpath(link[1]) + given[link.end() :]
        head, back, tail = given.rpartition("/..")
        if back and tail[:1] in {"", "/"}:
            self.inputs.follow(head)
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
        path = memory.base(process, file)
        if path in self._held:
            self.inputs.ask("names", path)

    def ask(self, kind: str, process: int, folder: int, address: int, flags: int = 0) -> None:
        """Look at a question about a path."""
        if path := self.path(process, folder, address):
            self.inputs.ask(kind, path, "link" if flags & _AT_NOFOLLOW else "")

    def attributes(self, process: int, file: int) -> None:
        """Look at a question about the attributes of an open file."""
        self.inputs.ask("attributes", memory.base(process, file))

    def make(self, process: int, folder: int, address: int) -> None:
        """Look at something that is made where nothing was."""
        self.inputs.make(self.path(process, folder, address))

    def remove(self, process: int, folder: int, address: int, *, is_folder: bool) -> None:
        """Look at something that is removed."""
        self.inputs.remove(self.path(process, folder, address), is_folder=is_folder)

    def move(
        self, process: int, old: tuple[int, int], new: tuple[int, int], *, stays: bool = False
    ) -> None:
        """Look at something that gets another name; or one more, if it `stays`."""
        self.inputs.move(self.path(process, *old), self.path(process, *new), stays=stays)

    def run(self, process: int, folder: int, address: int) -> None:
        """Look at a program that is started; the first is the example itself."""
        self._runs += 1
        # With an empty path, an open file is meant.
        path = self.path(process, folder, address) or memory.base(process, folder)
        if self._runs == 1:
            return
        self.inputs.ask("content", path)
        self.inputs.ask("rights", path)
        if self.inputs.places.name(os.path.realpath(path)) is not None:
            self.inputs.note(Question("PATH", ""))
        with suppress(OSError), open(path, "rb") as file:  # noqa: PTH123
            words = file.readline(_LONGEST).split() if file.read(2) == b"#!" else []
            if words:
                self.inputs.ask("content", os.fsdecode(words[0]))

    def meet(self, process: int, address: int, length: int, *, binds: bool = False) -> None:
        """Look at an address of a socket that the program takes, or that it talks to."""
        found = memory.read(process, address, min(length & 0xFFFFFFFF, 128))
        if binds:
            self.allowed.take(found)
            return
        if path := sockets.missing(found):
            self.inputs.ask("kind", path)
        elif place := self.allowed.stranger(found, process):
            self.inputs.leave(f"it asks {place}")
