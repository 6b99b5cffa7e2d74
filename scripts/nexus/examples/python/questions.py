"""What a program looked at: questions to this machine, and how it answers them.

An answer is a short text. A program would see the same again as long as each of its questions has
the same answer, on this machine or on another: what lies in the project is named from its folder,
and a package from the folder of the packages. What comes with Python itself is told by its version.
"""

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from importlib.machinery import all_suffixes
from typing import NamedTuple

from nexus.examples.python.places import Places

# Locales by which a program may sort and write; each but C is asked for by its name.
_LOCALES = "/usr/lib/locale/"
_ARCHIVE = f"{_LOCALES}locale-archive"
_ABSENT = ""
_PIECE = 1 << 20


class Question(NamedTuple):
    """A question: its kind, the name of what it is about, and more where the kind needs it."""

    kind: str
    name: str
    more: str = ""


def answer(question: Question, places: Places) -> str:
    """Return what this machine answers to a question; the empty text where nothing is there."""
    kind, name, more = question
    if kind in _OTHERS:
        return _OTHERS[kind](places)
    ask = _ANSWERS[kind]
    for path in places.paths(name):
        if os.path.lexists(path):
            return ask(path, more, places)
    return _ABSENT


def _content(path: str, _more: str, places: Places) -> str:
    """What a file holds; a folder, or what is neither, is only told apart."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116
            return _kind(path, "", places)
        digest = hashlib.blake2b(digest_size=20)
        with open(path, "rb") as file:  # noqa: PTH123
            beginning = file.read(2)
            if places.tells_places(path, beginning):
                text = os.fsdecode(beginning + file.read())
                beginning = os.fsencode(places.settled(text))
            digest.update(beginning)
            while piece := file.read(_PIECE):
                digest.update(piece)
        return digest.hexdigest()
    except FileNotFoundError:
        return _ABSENT
    except OSError as error:
        return f"error {error.errno}"


def _names(path: str, _more: str, places: Places) -> str:
    """What a folder lists, and of which kind each is."""
    try:
        with os.scandir(path) as entries:
            listed = sorted(
                os.fsencode(entry.name) + _mark(entry)
                for entry in entries
                if entry.name != "__pycache__" and entry.path not in places.own
            )
    except OSError as error:
        return f"error {error.errno}"
    return hashlib.blake2b(b"\0".join(listed), digest_size=20).hexdigest()


def _mark(entry: "os.DirEntry[str]") -> bytes:
    if entry.is_symlink():
        return b"@"
    return b"/" if entry.is_dir() else b""


def _kind(path: str, more: str, _places: Places) -> str:
    """Which kind of thing a path leads to, and how large a file is; `link`: the link itself."""
    try:
        found = os.lstat(path) if more else os.stat(path)  # noqa: PTH116
    except OSError:
        return _ABSENT
    if stat.S_ISREG(found.st_mode):
        return f"file {found.st_size}"
    return {stat.S_IFDIR: "folder", stat.S_IFLNK: "link"}.get(stat.S_IFMT(found.st_mode), "other")


def is_pipe(path: str) -> bool:
    """Tell whether a path leads to a pipe."""
    try:
        return stat.S_ISFIFO(os.stat(path).st_mode)  # noqa: PTH116
    except OSError:
        return False


def _time(path: str, more: str, places: Places) -> str:
    """The same with its rights, its owner, the time of its last change, and where it is really."""
    try:
        found = os.lstat(path) if more else os.stat(path)  # noqa: PTH116
    except OSError:
        return _ABSENT
    facts = (found.st_uid, found.st_gid, found.st_nlink, found.st_mtime_ns)
    real = "" if more else places.settled(os.path.realpath(path))
    return " ".join(
        map(str, (_kind(path, more, places), oct(stat.S_IMODE(found.st_mode)), *facts, real))
    )


def _rights(path: str, _more: str, places: Places) -> str:
    try:
        mode = stat.S_IMODE(os.stat(path).st_mode)  # noqa: PTH116
    except OSError:
        return _ABSENT
    return f"{_kind(path, '', places)} {mode:o}"


def _attributes(path: str, _more: str, _places: Places) -> str:
    """The extended attributes of a file, its access list among them."""
    digest = hashlib.blake2b(digest_size=20)
    try:
        for name in sorted(os.listxattr(path)):
            digest.update(os.fsencode(name) + b"\0" + os.getxattr(path, name) + b"\0")
    except OSError as error:
        return f"error {error.errno}"
    return digest.hexdigest()


def _target(path: str, _more: str, places: Places) -> str:
    try:
        return places.settled(os.readlink(path))  # noqa: PTH115
    except OSError as error:
        return f"error {error.errno}"


def _modules(path: str, more: str, _places: Places) -> str:
    """Those entries of a folder that an import of one of these names would find."""
    ends = ("", *all_suffixes())
    wanted = {f"{name}{end}" for name in more.split(",") for end in ends}
    return ",".join(entry for entry in _entries(path) if entry in wanted)


def _distributions(path: str, more: str, _places: Places) -> str:
    """The packages of these names that are installed in a folder, with their versions; or all."""
    wanted = {_normal(name) for name in more.split(",")} if more else set()
    found = [
        os.fsencode(entry)
        for entry in _entries(path)
        if entry.endswith((".dist-info", ".egg-info", ".egg-link"))
        if not more or _normal(entry.rpartition(".")[0].partition("-")[0]) in wanted
    ]
    return hashlib.blake2b(b"\0".join(found), digest_size=20).hexdigest() if found else _ABSENT


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "_", name).lower()


def _entries(path: str) -> list[str]:
    try:
        return sorted(os.listdir(path))  # noqa: PTH208
    except OSError:
        return []


_ANSWERS: dict[str, Callable[[str, str, Places], str]] = {
    "content": _content,
    "names": _names,
    "kind": _kind,
    "time": _time,
    "rights": _rights,
    "attributes": _attributes,
    "target": _target,
    "modules": _modules,
    "distributions": _distributions,
}
# What is about no path.
_OTHERS: dict[str, Callable[[Places], str]] = {
    "PATH": lambda places: places.settled(places.path),
    "project": lambda places: f"{places.project} {places.home}",
    "system": lambda _: " ".join(os.uname()),
}


def read(items: Iterable[Iterable[str]]) -> list[tuple[Question, str]]:
    """Return questions with their answers, as `written` gave them; raises ValueError."""
    found = []
    for kind, name, more, known in items:
        question = _question(kind, name, more)
        if kind not in _ANSWERS and kind not in _OTHERS:
            raise ValueError(kind)
        found.append((question, known))
    return found


@lru_cache(maxsize=1 << 14)
def _question(kind: str, name: str, more: str) -> Question:
    return Question(*map(_heard, (kind, name, more)))


def locales(name: str) -> Iterator[Question]:
    """Give what else is asked with a name: in the archive of locales one may be before its file."""
    if name.startswith(_LOCALES):
        yield Question("content", _ARCHIVE)


def told(question: Question) -> tuple[str, str, str]:
    """Return a question as texts that any format can hold."""
    kind, name, more = map(_told, question)
    return kind, name, more


def _told(text: str) -> str:
    # A name of a file may be no text.
    return text if text.isascii() or _is_text(text) else f"bytes:{os.fsencode(text).hex()}"


def _heard(text: str) -> str:
    return os.fsdecode(bytes.fromhex(text[6:])) if text.startswith("bytes:") else text


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
