"""Which Python examples a reader may run: each that gives in a browser what the page shows.

At a build each has a process of its own, so in a browser each has a Python of its own, and none
depends on another. What is measured, and what asks a database, runs at a build alone.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import msgspec

from nexus.examples.example import Example
from nexus.examples.live import modules, node, offer, trial
from nexus.examples.live.interpreter import Interpreter
from nexus.examples.live.offer import Offer
from nexus.examples.live.part import FOLDER
from nexus.examples.request import Request

_MEASURED = ("memory", "timeline")
# What a page says of a program that raises in a browser what it did not at the build.
_LACKING: Mapping[str, str] = {
    "ModuleNotFoundError": "it imports what a browser does not have",
    "can't start new thread": "it needs threads",
    "FileNotFoundError": "it reads files",
    "^it takes more than": "it takes too long in a browser",
    "MemoryError": "it needs more memory than a browser gives",
    "OSError|Errno|NotImplementedError|does not support|AttributeError: module": (
        "it needs the system or a network"
    ),
}
_OTHERWISE = "it gives something else in a browser"


@dataclass
class Programs:
    """The programs of a site; `report` is given a line about each that differs.

    Where there is no Node or no Pyodide there are none, and a line says so once.
    """

    interpreter: Interpreter
    report: Callable[[str], None]
    _files: dict[str, str | bytes] = field(default_factory=dict)

    def of(self, examples: Sequence[Example]) -> dict[int, Offer | str]:
        """Return for each Python example of a page, by its number, the offer or why there is none."""
        asked = [e for e in examples if e.request.language == "python" and not e.kept.is_pending]
        if not asked or not self._can_try:
            return {}
        found: dict[int, Offer | str] = {e.number: _measured(e.request) for e in asked}
        tried = [example for example in asked if not found[example.number]]
        return found | (self._tried(tried) if tried else {})

    def files(self) -> dict[str, str | bytes]:
        """Return the content of all that browsers fetch, by its address; nothing if nothing is offered."""
        return self._files | (self.interpreter.modules if self._files else {})

    @cached_property
    def _can_try(self) -> bool:
        hint = ""
        if not node.executable():
            hint = "Node is missing; pip install 'project-nexus[live]'"
        elif not self.interpreter.is_there:
            hint = "a front-end package, Pyodide or its editor, is missing; run npm ci"
        if hint:
            self.report(f"no Python example can be run by readers, as {hint}")
        return not hint

    def _tried(self, examples: list[Example]) -> dict[int, Offer | str]:
        try:
            differs = self._differences(examples)
            kept = [e for e, different in zip(examples, differs, strict=True) if not different]
            offers = self._offers(kept) if kept else {}
        except node.NodeError as error:
            self.report(f"readers cannot run programs: {error}; {examples[0].request.place}")
            return {example.number: offer.UNTRIED for example in examples}
        found: dict[int, Offer | str] = {}
        for example, different in zip(examples, differs, strict=True):
            if different:
                place = example.request.place
                self.report(f"not run by readers: {place}; in a browser {different}")
            found[example.number] = offers.get(example.number) or _reason(different)
        return found

    def _differences(self, examples: list[Example]) -> list[str]:
        """Return for each example how it differs from the page; raises NodeError."""
        programs = [example.request.code for example in examples]
        shows = [msgspec.to_builtins(example.kept.results) for example in examples]
        cache, key = (
            self.interpreter.cache,
            ["programs", self.interpreter.identity, programs, shows],
        )
        if kept := cache.get(key):
            return msgspec.json.decode(kept, type=list[str])
        given = self.interpreter.run(programs)
        found = [
            trial.difference(example.kept.results, gave)
            for example, gave in zip(examples, given, strict=True)
        ]
        if all(gave.is_final for gave in given):
            cache.put(key, msgspec.json.encode(found))
        return found

    def _offers(self, examples: list[Example]) -> dict[int, Offer]:
        """Offer examples of a page, in one session."""
        parts = self.interpreter.parts
        facts = {
            "language": "python",
            "by": self.interpreter.by,
            "alone": True,
            "parts": {n: p.facts for n, p in parts.items()} | {"info": self.interpreter.info},
            "examples": [{"number": e.number, "text": e.request.code} for e in examples],
            "modules": modules.kept(self.interpreter.modules),
        }
        name, text = offer.session(facts)
        self._files[f"{FOLDER}/{name}"] = text
        self._files |= {f"{FOLDER}/{part.file}": part.content for part in parts.values()}
        size = sum(len(part.content) for part in parts.values()) + self._code
        return {e.number: Offer(name, e.number, size, self.interpreter.by) for e in examples}

    @cached_property
    def _code(self) -> int:
        return modules.size(self.interpreter.modules, self.interpreter.cache)


def _measured(request: Request) -> str:
    """Return why a program runs at a build alone, whatever it gives; empty if it need not."""
    if request.database:
        return "what asks a database runs at build"
    if request.chart in _MEASURED:
        return "times and memory are measured at build"
    return "charts are drawn at build" if request.chart else ""


def _reason(difference: str) -> str:
    found = (said for pattern, said in _LACKING.items() if re.search(pattern, difference))
    return next(found, _OTHERWISE)
