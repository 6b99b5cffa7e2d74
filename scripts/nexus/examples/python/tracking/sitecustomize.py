"""Notes what an example's program, or a Python program that it starts, asks for.

Python imports this module by its name before a program starts, as its folder is on the path. Where
the system shows a program's calls, the notes only tell what Python itself wants of them: a folder
listed by an import is no question of the program. Where it does not, they are all that is known.
(CPython, audit events: PEP 578)
"""

import os
import sys

_SEEN: set[str] = set()
# So many notes a program may make: the file of them would fill the disk.
_left = 500_000
# The modules that ask for others, and those of their functions that want to know more than whether
# something is there.
_HELPERS = {
    "genericpath", "glob", "importlib", "linecache", "ntpath", "os", "pathlib", "posixpath", "shutil",
}  # fmt: skip
_TIMES = {
    "getmtime",
    "getctime",
    "getatime",
    "stat",
    "lstat",
    "copy2",
    "copystat",
    "copytree",
    "move",
    "owner",
    "group",
    "samefile",
}


def _note(kind: str, text: str) -> None:
    global _left  # noqa: PLW0603
    if _left and "\0" not in text:  # no path holds a NUL, whatever is asked about it
        _left -= 1
        os.write(_log, b"%s%s\0" % (kind.encode(), os.fsencode(text)))
        if not _left:
            os.write(_log, b"Xit asks for too much\0")


def _once(kind: str, text: str) -> None:
    if kind + text not in _SEEN:
        _SEEN.add(kind + text)
        _note(kind, text)


def _path(given: object) -> str:
    """An absolute path; empty if it is none."""
    if given is None:
        given = "."
    if isinstance(given, int):
        given = f"/proc/self/fd/{given}"
        return os.readlink(given) if os.path.islink(given) else ""  # noqa: PTH114, PTH115
    text: str = os.fsdecode(os.fspath(given))  # type: ignore[call-overload]
    head, back, tail = os.path.join(os.getcwd(), text).rpartition("/..")  # noqa: PTH109, PTH118
    if back and tail[:1] in {"", "/"}:
        _once("F", head)  # it depends on the links in it what is above
        text = os.path.realpath(head + back) + tail
    return os.path.abspath(text)  # noqa: PTH100


def _database(given: object) -> str:
    """The file of a database, which may be given as an address."""
    text = os.fsdecode(os.fspath(given))  # type: ignore[call-overload]
    if text.startswith("file:"):
        text = text[5:].partition("?")[0].partition("#")[0]
        if "%" in text:
            from urllib.parse import unquote

            text = unquote(text)
    return _path(text)


def _hear(event: str, arguments: "tuple[object, ...]") -> None:
    """Note what the events of Python tell."""
    if event == "open":
        if isinstance(arguments[0], (str, bytes)):
            mode, flags = arguments[1], arguments[2]
            writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_TRUNC)
            _once(
                "W" if writes and (mode is None or "r" not in str(mode)) else "R",
                _path(arguments[0]),
            )
    elif event in {"os.listdir", "os.scandir"}:
        who = _lister()
        _note(who, _path(arguments[0]))
        if event == "os.scandir" and who == "L" and not _is_helper(sys._getframe(1)):  # noqa: SLF001
            _once("S", _path(arguments[0]))
    elif event == "ctypes.dlsym" and not str(arguments[1]).startswith(("Py", "_Py")):
        _once("X", f"it calls {arguments[1]}")
        if "getenv" in str(arguments[1]):
            _once("V", "PATH")
    elif event in _EVENTS:
        _once("X", _EVENTS[event](arguments))


def _lister() -> str:
    """Who lists a folder: the import system, what looks for installed packages, or the program."""
    file = sys._getframe(2).f_code.co_filename  # noqa: SLF001
    if file.startswith("<frozen importlib"):
        return "I"
    return "D" if f"importlib{os.sep}metadata" in file else "L"


def _started(arguments: "tuple[object, ...]") -> str:
    """What cannot be followed of a program that is started: nothing if it makes notes too."""
    executable, command, _, environment = arguments
    words = [str(word) for word in command] if isinstance(command, (list, tuple)) else []
    is_python = os.path.realpath(str(executable)) == os.path.realpath(sys.executable)
    keeps = environment is None or "NEXUS_READS" in environment  # type: ignore[operator]
    if is_python and keeps and not {"-I", "-S", "-E"}.intersection(words):
        return ""
    return f"it starts {os.fsdecode(executable)}"  # type: ignore[arg-type]


def _asked(arguments: "tuple[object, ...]") -> str:
    address = arguments[1]
    where = ":".join(map(str, address[:2])) if isinstance(address, tuple) else str(address)
    return f"\x01{where}"


_EVENTS = {
    "subprocess.Popen": _started,
    "os.exec": lambda arguments: f"it starts {arguments[0]}",
    "os.posix_spawn": lambda arguments: f"it starts {arguments[0]}",
    "os.system": lambda _: "it starts a shell",
    "ctypes.dlopen": lambda arguments: f"it loads {arguments[0]}" if arguments[0] else "",
    "sqlite3.connect": lambda arguments: f"\x02{_database(arguments[0])}",
    "socket.connect": _asked,
    "socket.sendto": _asked,
}


class _Finder:
    """Finds no module, and notes the names of those that are looked for, and where."""

    @staticmethod
    def find_spec(name: str, path: object = None, _target: object = None) -> None:
        last = name.rpartition(".")[2]
        for folder in list(sys.path if path is None else path):  # type: ignore[call-overload]
            if isinstance(folder, str):
                _once("M", f"{_path(folder or '.')}\x1f{last}")

    @staticmethod
    def find_distributions(context: object = None) -> "tuple[()]":
        """Find no package, and note the name of that which is looked for; none: all of them."""
        _once("N", str(getattr(context, "name", None) or ""))
        return ()


def _is_helper(frame) -> bool:  # type: ignore[no-untyped-def]
    """Tell whether a frame is one of the modules that ask for others."""
    return not _HELPERS.isdisjoint(frame.f_globals.get("__name__", "").split("."))


def _questions() -> str:
    """Whether the times of a file are wanted (T), or only whether and how it is there (E)."""
    frame, name = sys._getframe(2), "stat"  # noqa: SLF001
    while frame is not None:
        if not _is_helper(frame):
            break
        name = frame.f_code.co_name
        frame = frame.f_back  # type: ignore[assignment]
    return "T" if name in _TIMES else "E"


class _Watched:
    """A function of the system that notes what it is asked; no method where a class has it."""

    def __init__(self, call, kind=""):  # type: ignore[no-untyped-def]
        self._kind = kind
        self._call, self.__name__, self.__doc__ = call, call.__name__, call.__doc__
        for able in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks):
            if call in able:
                able.add(self)

    def __call__(self, *arguments, **options):  # type: ignore[no-untyped-def]
        _note(
            self._kind or _questions(),
            _path(arguments[0] if arguments else options.get("path", "")),
        )
        return self._call(*arguments, **options)


class _Variables(dict):  # type: ignore[type-arg]
    """The variables of the environment; those that are asked for are noted."""

    def __getitem__(self, name: bytes) -> bytes:
        _once("V", os.fsdecode(name))
        return super().__getitem__(name)  # type: ignore[no-any-return]

    def __contains__(self, name: object) -> bool:
        _once("V", os.fsdecode(name) if isinstance(name, (bytes, str)) else "")
        return super().__contains__(name)

    def __iter__(self):  # type: ignore[no-untyped-def]
        _once("V", "PATH")
        return super().__iter__()

    def items(self):  # type: ignore[no-untyped-def]
        _once("V", "PATH")
        return super().items()


if name := os.environ.get("NEXUS_READS"):
    _log = os.open(name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    _note("P", str(os.getpid()))
    sys.addaudithook(_hear)
    sys.meta_path.insert(0, _Finder)
    os.stat, os.lstat, os.fstat = map(_Watched, (os.stat, os.lstat, os.fstat))
    os.readlink = _Watched(os.readlink, "G")  # type: ignore[no-untyped-call]
    _variables = _Variables(vars(os.environ)["_data"])
    for _environment in (os.environ, getattr(os, "environb", os.environ)):
        vars(_environment)["_data"] = _variables
