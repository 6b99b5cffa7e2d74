"""What a program has looked at while it ran: its questions, each with the first answer."""

import os
from collections import Counter
from dataclasses import dataclass, field
from importlib.util import source_from_cache

from nexus.examples.python import questions
from nexus.examples.python.questions import Places, Question

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
    times: dict[str, str] = field(default_factory=dict)
    _written: set[str] = field(default_factory=set)

    def ask(self, kind: str, path: str, more: str = "") -> None:
        """Take note of a question about a path."""
        name = self.places.name(path)
        if name is None or self._is_written(name):
            return
        if kind != "names" and self.places.is_above(path):
            return
        if kind == "names":
            self.listed[name] += 1
        if kind == "kind":
            self.asked[name] += 1
            self.times.setdefault(name, questions.answer(Question("time", name, more), self.places))
        if kind == "content" and path.endswith(".pyc"):
            name = self._source(name, path)
        self.note(Question(kind, name, more))

    def note(self, question: Question) -> None:
        """Take note of a question, unless it was asked before."""
        if len(self.answers) >= _MOST:
            self.leave(f"it looks at more than {_MOST:,} things")
        elif question not in self.answers:
            self.answers[question] = questions.answer(question, self.places)

    def open(self, path: str, *, writes: bool, truncates: bool) -> None:
        """Take note of a file that is opened, or of a folder, to list it."""
        if not (writes and truncates):
            is_folder = os.path.isdir(path)  # noqa: PTH112
            self.ask("names" if is_folder else "content", path)
        if writes:
            self.write(path)

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

    def _source(self, name: str, path: str) -> str:
        """The name of what a compiled module was made from, as far as that is there."""
        try:
            source = source_from_cache(path)
        except ValueError:
            return name
        return self.places.name(source) or name if os.path.exists(source) else name  # noqa: PTH110


def written(inputs: Inputs) -> list[list[str]]:
    """Return the questions with their answers as texts that any format can hold."""
    return [[*questions.told(question), found] for question, found in inputs.answers.items()]
