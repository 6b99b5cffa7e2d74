"""A page as plain Markdown: its text with its figures in it, and in front what its HTML is to get."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import yaml

from nexus.pages.fences import Fence
from nexus.publish.metadata import Tags
from nexus.stage import markup

# The key of what an engine does not know, in a page's front matter.
OURS = "nexus"
# libyaml, where PyYAML has it.
_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


@dataclass(frozen=True)
class Proof:
    """The statements of a page: their words and ids, its marks as they are shown, and their legend."""

    names: Sequence[tuple[str, str]]
    marks: Sequence[str]
    legend: str
    profiles: Mapping[str, str]


@dataclass(frozen=True)
class Page:
    """A page to stage: `path` is its place below the pages' folder, `url` its address.

    `figures` are the HTML of its fences, `tail` is the HTML at its end. `head` are the tags of its
    head, which take the place of the theme's where it is generated, an `own` one.
    """

    path: str
    url: str
    text: str
    meta: Mapping[str, Any] = field(default_factory=dict)
    fences: Sequence[Fence] = ()
    figures: Sequence[str] = ()
    tail: str = ""
    head: Tags = field(default_factory=dict)
    own: bool = False
    proof: Proof | None = None

    @property
    def is_indented(self) -> bool:
        """Tell whether a figure stands within something else."""
        return any(fence.indent for fence in self.fences)

    def source(self, *, is_finished: bool = False) -> str:
        """Return the text of its file, which says for later what is still missing, if anything is."""
        lines = self.text.split("\n")
        for fence, html in reversed(list(zip(self.fences, self.figures, strict=True))):
            lines[fence.line - 1 : fence.end] = markup.block(html, fence.indent)
        body = "\n".join([*lines, *(markup.block(self.tail) if self.tail.strip() else ())])
        front = "".join((self._written(), *(() if is_finished else (self._ours(),))))
        return f"---\n{front}---\n\n{body.strip()}\n" if front else f"{body.strip()}\n"

    def _written(self) -> str:
        """Give the front matter as its author wrote it."""
        meta = {name: _plain(value) for name, value in self.meta.items() if name != OURS}
        known = {"Dumper": _DUMPER, "allow_unicode": True, "sort_keys": False, "width": 10**6}
        return str(yaml.dump(meta, **known)) if meta else ""

    def _ours(self) -> str:
        """Give the line of the front matter that is read when an engine has built the page."""
        ours: dict[str, Any] = {"url": self.url, "head": dict(self.head), "own": self.own}
        if self.meta.get("demonstration") is True:
            ours["demonstration"] = True
        if self.proof:
            ours["proof"] = asdict(self.proof)
        # As JSON, which YAML reads too: Zensical takes what looks like a tag for one, here as well.
        told = json.dumps(ours, ensure_ascii=False).replace("<", "\\u003c")
        return f"{OURS}: {told}\n"


def _plain(value: object) -> object:
    """Give a value of the front matter as YAML has it, whatever a plugin made of it."""
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, bool | int | float | date):
        return value
    return str(value)


def ours(source: str) -> Mapping[str, Any]:
    """Return what a staged page says for the time after the build; empty where it is none."""
    front = source.partition("\n---\n")[0].split("\n")
    told = next((line for line in reversed(front) if line.startswith(f"{OURS}: {{")), "")
    return json.loads(told.removeprefix(f"{OURS}: ")) if told else {}
