"""What a program has looked at while it ran: its questions, each with the first answer."""

import os
from collections import Counter
from dataclasses import dataclass, field
from importlib.util import source_from_cache

from nexus.examples.python import questions
from nexus.examples.python.places import Places
from nexus.examples.python.questions import Question

# What is kept of a program has to stay small.
_MOST = 50_000


@dataclass
class Inputs:
    """What a program has looked at so far, each with the answer at its first look.

    What it wrote itself is no input from then on. `beyond` says what cannot be followed.
    """

    places: Places
    answers: dict[Question, str] = field(default_factory=dict)
    beyond: list[str] = field(default_factory=list)
    # How often a folder was listed, and a file's facts were asked for.
    listed: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    times: dict[Question, str] = field(default_factory=dict)
    _written: set[str] = field(default_factory=set)

    def ask(self, kind: str, path: str, more: str = "") -> None:
        """Take note of a question about a path."""
        if self.places.is_led(path):
            self.follow(os.path.dirname(path))  # noqa: PTH120
        name = self.places.name(path)
        if name is None or self._is_written(name):
            path = self._led(path)
            name = self.places.name(path) if path else None
        if name is None or (kind != "names" and self.places.is_above(path)):
            return
        for question in questions.locales(name):
            self.note(question)
        if kind == "names":
            self.listed[name] += 1
        if kind == "kind":
            self.asked[name] += 1
            self._keep_time(Question("time", name, more))
        if kind == "content" and path.endswith(".pyc"):
            name = self._source(name, path)
        self.note(Question(kind, name, more))

    def _keep_time(self, question: Question) -> None:
        if question not in self.times:
            self.times[question] = questions.answer(question, self.places)

    def follow(self, path: str) -> None:
        """Take note of where the links on the way to a path lead."""
        for link in self.places.links(path):
            name = self.places.name(link)
            if name is not None and not self._is_written(name):
                self.note(Question("target", name))

    def note(self, question: Question) -> None:
        """Take note of a question, unless it was asked before."""
        if len(self.answers) >= _MOST:
            self.leave(f"it looks at more than {_MOST:,} things")
        elif question not in self.answers:
            self.answers[question] = questions.answer(question, self.places)

    def open(self, path: str, *, writes: bool, truncates: bool) -> None:
        """Take note of a file that is opened, or of a folder, to list it."""
        is_folder = os.path.isdir(path)  # noqa: PTH112
        if not (writes and truncates):
            self.ask("names" if is_folder else "content", path)
        elif os.path.exists(path) and not _takes(path):  # noqa: PTH110
            self.ask("rights", path)
        if self._is_fed(path):
            self.leave("it opens a pipe of another program")
        if writes and not is_folder:
            self._need_folder(path)
            self.write(path)

    def make(self, path: str) -> None:
        """Take note of what is made; where something is already, that stays as it is."""
        self.ask("kind", path, "link")
        self._need_folder(path)
        if not os.path.lexists(path):
            self.write(path)

    def remove(self, path: str, *, is_folder: bool) -> None:
        """Take note of what is removed; a folder only if it is empty."""
        self.ask("kind", path, "link")
        was_folder = os.path.isdir(path) and not os.path.islink(path)  # noqa: PTH112, PTH114
        if is_folder:
            self.ask("names", path)
        if was_folder == is_folder and not (is_folder and _holds_something(path)):
            self.write(path)

    def move(self, old: str, new: str, *, stays: bool) -> None:
        """Take note of what gets another name; or one more, if it `stays`."""
        self.ask("content", old)
        self.make(new)
        name = self.places.name(old)
        if not stays and name is not None and not self._is_written(name):
            if os.path.isdir(old):  # noqa: PTH112
                self.leave("it moves a folder")
            self.write(old)
        if os.path.lexists(old) and not stays:
            self.write(new)

    def write(self, *paths: str) -> None:
        """Take note that the program makes or changes something itself."""
        self._written.update(name for path in paths if (name := self.places.name(path)))

    def leave(self, reason: str) -> None:
        """Take note of what cannot be followed."""
        if reason not in self.beyond:
            self.beyond.append(reason)

    def _is_written(self, name: str) -> bool:
        if not self._written:
            return False
        return name in self._written or any(name.startswith(f"{w}/") for w in self._written)

    def _led(self, path: str) -> str:
        """Where a link of the program's own leads that is not its own; empty if there is none."""
        if self.places.name(path) is None and not self.places.is_own(path):
            return ""
        real = os.path.realpath(path)
        name = self.places.name(real) if real != path else None
        return "" if name is None or self._is_written(name) else real

    def _need_folder(self, path: str) -> None:
        """Ask for the folder in which something is made: without it nothing would be."""
        folder = os.path.dirname(path)  # noqa: PTH120
        self.ask("kind" if os.access(folder, os.W_OK) else "rights", folder)

    def _is_fed(self, path: str) -> bool:
        """Tell whether what is read at a path comes from a program that is not followed."""
        name = self.places.name(path)
        return name is not None and not self._is_written(name) and questions.is_pipe(path)

    def _source(self, name: str, path: str) -> str:
        """The name of what a compiled module was made from, as far as that is there."""
        try:
            source = source_from_cache(path)
        except ValueError:
            return name
        return self.places.name(source) or name if os.path.exists(source) else name  # noqa: PTH110


def _takes(path: str) -> bool:
    """Tell whether something can be written to a path."""
    return not os.path.isdir(path) and os.access(path, os.W_OK)  # noqa: PTH112


def _holds_something(folder: str) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(entries)
    except OSError:
        return True


def written(inputs: Inputs) -> list[list[str]]:
    """Return the questions with their answers as texts that any format can hold."""
    return [[*questions.told(question), found] for question, found in inputs.answers.items()]
