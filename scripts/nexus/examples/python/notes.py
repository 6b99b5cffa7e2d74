"""What the programs of an example noted themselves, put together with what was seen of them.

The notes tell which questions are Python's own: to import a module it lists folders and asks whether
files are there. Those say only which modules were looked for. Where nothing else was seen, the notes
are all that is known.
"""

import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from nexus.examples.python.inputs import Inputs
from nexus.examples.python.places import PACKAGES
from nexus.examples.python.questions import Question

# What is asked of the paths in each kind of note.
_ASKED = (("content", "R"), ("names", "L"), ("kind", "E"), ("kind", "T"), ("target", "G"))
_DATABASE_FILES = ("", "-wal", "-journal")


class Notes:
    """The notes of the programs of an example; a line each, with its kind before it."""

    def __init__(self, log: Path, inputs: Inputs) -> None:
        self._inputs = inputs
        self._by_kind: dict[str, list[str]] = defaultdict(list)
        content = log.read_bytes() if log.exists() else b""
        for line in content.decode("utf-8", "surrogateescape").split("\0")[:-1]:
            self._by_kind[line[:1]].append(line[1:])

    def stand_alone(self) -> None:
        """Take the notes for all that was looked at: nothing else was seen."""
        inputs = self._inputs
        for path in self._by_kind["F"]:
            inputs.follow(path)
        for path in filter(None, self._by_kind["W"]):
            inputs.open(path, writes=True, truncates=True)
        for kind, notes in _ASKED:
            for path in filter(None, self._by_kind[notes]):
                inputs.ask(kind, path)
        for folder in filter(None, self._by_kind["S"]):
            # What each entry of it says of itself is not seen.
            for name in _names(folder):
                inputs.ask("time", os.path.join(folder, name))  # noqa: PTH118
        for text in filter(None, self._by_kind["X"]):
            if text[0] == "\2":
                for end in _DATABASE_FILES:
                    inputs.ask("content", text[1:] + end)
            else:
                inputs.leave(f"it asks {text[1:]}" if text[0] == "\1" else text)
        self._by_kind["I"].clear()
        self._by_kind["D"].clear()
        self._settle()

    def explain(self) -> None:
        """Leave out of what was seen what Python asks for itself."""
        self._settle()

    def _settle(self) -> None:
        self._drop_listings()
        self._add_times()
        self._add_modules()
        if "PATH" in self._by_kind["V"]:
            self._inputs.note(Question("PATH", ""))

    @property
    def _modules(self) -> Iterator[tuple[str, str]]:
        """The folders in which a module was looked for, each with its name."""
        for line in self._by_kind["M"]:
            folder, _, module = line.partition("\x1f")
            yield folder, module

    def _counted(self, kind: str) -> Counter[str]:
        names = map(self._inputs.places.name, filter(None, self._by_kind[kind]))
        return Counter(name for name in names if name is not None)

    def _drop_listings(self) -> None:
        """Keep those of folders that a program itself wanted to know."""
        packages = self._counted("D")
        searched = {self._inputs.places.name(folder) for folder, _ in self._modules}
        imports = {name: count for name, count in self._counted("I").items() if name in searched}
        explained = Counter(imports) + packages
        # Python itself lists the folders of the packages before a program can make notes.
        wanted = self._counted("L")
        for name, count in self._inputs.listed.items():
            is_own = name == PACKAGES and self._by_kind["P"] and not wanted[name]
            if is_own or count <= explained[name]:
                self._inputs.answers.pop(Question("names", name), None)
        looked = set(self._by_kind["N"])
        wanted_packages = "" if "" in looked else ",".join(sorted(looked))
        for name in packages:
            self._inputs.note(Question("distributions", name, wanted_packages))

    def _add_times(self) -> None:
        """Ask for the times of those files of which more was wanted than whether they are there."""
        answers, there, wanted = self._inputs.answers, self._counted("E"), self._counted("T")
        for path in filter(None, self._by_kind["T"]):
            # An open file was asked, not its path.
            if self._inputs.places.name(path) not in self._inputs.asked and path[:1] == "/":
                self._inputs.ask("time", path)
        listed = {question.name for question in answers if question.kind == "names"}
        for name, count in self._inputs.asked.items():
            # Whoever reads a file may ask how large it is; who lists its folder may ask how old, but
            # for a module, which is listed by what looks for all of them.
            may_ask = _folder(name) in listed and not name.endswith(".py")
            is_read = Question("content", name) in answers and not may_ask
            asked = (Question("time", name, more) for more in ("", "link"))
            times = [each for each in asked if each in self._inputs.times]
            is_file = any(self._inputs.times[each].startswith("file") for each in times)
            unexplained = is_file and not is_read and count > there[name] + wanted[name]
            if (name in wanted or unexplained) and not name.startswith(PACKAGES):
                for time in times:
                    if answers.pop(time._replace(kind="kind"), None) is not None:
                        answers[time] = self._inputs.times[time]

    def _add_modules(self) -> None:
        """Ask which of the modules that were looked for a folder has."""
        looked: dict[str, set[str]] = defaultdict(set)
        for folder, module in self._modules:
            name = self._inputs.places.name(folder)
            if name is None or (name.startswith(PACKAGES) and name != PACKAGES):
                continue
            if name != PACKAGES or module not in sys.stdlib_module_names:
                looked[name].add(module)
        for name, modules in looked.items():
            self._inputs.note(Question("modules", name, ",".join(sorted(modules))))


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))  # noqa: PTH208
    except OSError:
        return []


def _folder(name: str) -> str:
    folder, slash, _ = name.rpartition("/")
    return folder if slash else f"{name.partition(':')[0]}:"
