"""Pyodide as npm brings it: Python as WebAssembly, its library, and a memory in which it has begun.

To begin takes Python seconds in a browser. The build lets it begin once, in Node, and saves its
memory, which is the same for the same version.
"""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec

from nexus.core import leases
from nexus.core.cache import Cache
from nexus.core.packages import PYODIDE
from nexus.core.results import Printed
from nexus.examples.live import modules, node
from nexus.examples.live.bundle import pack
from nexus.examples.live.part import FOLDER, Part
from nexus.examples.live.trial import Given

_SECONDS = 120
# 2026-01-01: any moment will do.
_TIME = 1_767_225_600
_SOURCE = Path(__file__).with_name("session.py")
_WASM, _LIBRARY = "pyodide.asm.wasm", "python_stdlib.zip"
_PACKAGES = "pyodide-lock.json"
_MODULES = ("pyodide.mjs", "pyodide.asm.mjs")


class _Begun(msgspec.Struct, frozen=True):
    """The memory of a Python of that version, compressed."""

    version: str
    memory: bytes = b""


class _Raised(msgspec.Struct, frozen=True, tag="Raised"):
    """An exception that ended a program."""

    name: str
    text: str
    line: int | None = None


class _Ran(msgspec.Struct, frozen=True):
    """What a program wrote and raised, and whether Python itself did something else than at a build."""

    results: tuple[Printed | _Raised, ...]
    fault: str = ""


@dataclass(frozen=True)
class Interpreter:
    """Pyodide in a folder of npm packages; `cache` is where what is made of it is kept."""

    packages: Path
    cache: Cache

    @property
    def folder(self) -> Path:
        """Return the folder of its files."""
        return self.packages / PYODIDE

    @property
    def is_there(self) -> bool:
        """Tell whether it is installed, and so is the editor."""
        needed = [self.folder / name for name in (_WASM, _LIBRARY, _PACKAGES, *_MODULES)]
        editor = modules.editor("python").items()
        needed += [self.packages / name / module for name, module in editor]
        return all(file.is_file() for file in needed)

    @cached_property
    def identity(self) -> list[object]:
        """Return what decides what it gives: its version, and what asks it."""
        package = msgspec.json.decode((self.folder / "package.json").read_bytes())
        return [package["version"], _SOURCE.read_text("utf-8"), *node.PYTHON.texts]

    @property
    def info(self) -> dict[str, str]:
        """Return what it says of itself, which a list of packages has to say too."""
        listed = msgspec.json.decode((self.folder / _PACKAGES).read_bytes())
        return dict(listed["info"])

    @property
    def by(self) -> str:
        """Return its name and version; raises NodeError where it cannot begin."""
        return f"Python {self._begun.version}"

    @cached_property
    def parts(self) -> dict[str, Part]:
        """Return what a browser needs of it; raises NodeError where it cannot begin."""
        wasm = self.folder / _WASM
        packed = self.cache.get_or_make(
            ["part", self.identity[0], _WASM], lambda: pack(wasm.read_bytes())
        )
        return {
            "wasm": Part(_WASM, packed),
            "library": Part(_LIBRARY, (self.folder / _LIBRARY).read_bytes()),
            "memory": self.memory,
        }

    @property
    def memory(self) -> Part:
        """Return the memory in which it has begun; raises NodeError where it cannot begin."""
        return Part("python-memory", self._begun.memory)

    @cached_property
    def modules(self) -> dict[str, str]:
        """Return the text of every module that a page loads, by its address."""
        own = {f"{FOLDER}/pyodide/{n}": (self.folder / n).read_text("utf-8") for n in _MODULES}
        return own | dict(modules.texts(self.packages, "python"))

    def run(self, programs: list[str]) -> list[Given]:
        """Run programs, each in a Python of its own; raises NodeError where that cannot be done.

        One without end is ended, and Node with it: those after it run in another.
        """
        given: list[Given] = []
        with leases.folder() as folder:
            memory = folder / "memory"
            memory.write_bytes(gzip.decompress(self._begun.memory))
            while len(given) < len(programs):
                left = programs[len(given) :]
                order = {"task": "run", "from": str(memory), "programs": left}
                seconds = _SECONDS * (1 + len(left))
                told, why = node.ask_each(node.PYTHON, self._whole(order), seconds, folder)
                ran = [_given(msgspec.json.decode(each, type=_Ran)) for each in told]
                given += ran or [Given((), why, is_final=False)]
        return given

    @cached_property
    def _begun(self) -> _Begun:
        key = ["memory", self.identity]
        if kept := self.cache.get(key):
            return msgspec.msgpack.decode(kept, type=_Begun)
        with leases.folder() as folder:
            to = folder / "memory"
            source = _SOURCE.read_text("utf-8")
            order = {"task": "make", "time": _TIME, "to": str(to), "source": source}
            told = msgspec.json.decode(self._ask(order, folder), type=_Begun)
            made = _Begun(told.version, pack(to.read_bytes()))
        self.cache.put(key, msgspec.msgpack.encode(made))
        return made

    def _ask(self, order: Mapping[str, object], folder: Path) -> bytes:
        return node.ask(node.PYTHON, self._whole(order), _SECONDS, folder)

    def _whole(self, order: Mapping[str, object]) -> dict[str, object]:
        return {**order, "pyodide": str(self.folder), "info": self.info}


def _given(ran: _Ran) -> Given:
    raised = [each for each in ran.results if isinstance(each, _Raised)]
    error = ran.fault or (f"it raises {raised[0].text.splitlines()[-1]}" if raised else "")
    return Given(tuple(each for each in ran.results if isinstance(each, Printed)), error)
