"""What the generator says of itself: commands, options, fences and front matter, part by part.

Who knows them fills it in, as each is declared in the code; figures show it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Entry:
    """One name of a part: how it is written, what to give, and what it means."""

    name: str
    give: str
    meaning: str


@dataclass(frozen=True)
class Example:
    """Code under a label, and what it gives, if anything."""

    label: str
    code: str
    gives: str = ""


@dataclass(frozen=True)
class Part:
    """A part of a chapter: what it is called, its words as paragraphs, its entries and examples.

    `is_code` says that its title is written as code; `source` is an address, and what it is called.
    """

    title: str
    words: Sequence[str] = ()
    entries: Sequence[Entry] = ()
    is_code: bool = True
    examples: Sequence[Example] = ()
    source: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Manual:
    """The chapters by their names; each is made when somebody asks for it."""

    chapters: Mapping[str, Callable[[], Sequence[Part]]] = field(default_factory=dict)
