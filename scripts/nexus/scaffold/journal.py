"""The journal in a README: which sections are its weeks, and which sections around belong to them."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from nexus.scaffold import topics, units
from nexus.scaffold.outline import Section
from nexus.scaffold.topics import Topic
from nexus.scaffold.units import Unit

# A heading of these names lists dates that are no journal.
_HISTORY = re.compile(r"(?i)\W*(change ?log|release|version|history|roadmap|schedule|timeline)")
# One heading of these alone makes a journal; one lesson or session is part of something else.
_ALONE = {"week", "module", "day", "sprint", "month"}


@dataclass
class Part:
    """A part of a journal: its number, and its sections: the first gives the title."""

    number: int
    sections: list[Section]


@dataclass
class Journal:
    """The parts of a journal by their order, what they count in, and the other sections.

    `before` stand before the first part, `after` behind it; `around` are the headings that hold
    the parts.
    """

    name: str = ""
    parts: list[Part] = field(default_factory=list)
    before: list[Section] = field(default_factory=list)
    after: list[Section] = field(default_factory=list)
    around: list[Section] = field(default_factory=list)


def read(sections: list[Section]) -> Journal:
    """Return the journal among the sections of a README; without parts if it is none."""
    found = list(_units(sections))
    names = Counter(unit.name for _, unit in found)
    if not found or (len(found) == 1 and not names.keys() & _ALONE):
        return Journal(before=sections)
    name = units.longest(names)
    own = {id(section): unit for section, unit in found if unit.name == name}
    journal = Journal(name)
    taken: list[tuple[Unit, Section]] = []
    _divide(sections, own, journal, taken)
    journal.parts = _numbered(taken)
    return journal


def _units(sections: list[Section]) -> Iterator[tuple[Section, Unit]]:
    """Give the sections that are parts of a journal, none of them within another."""
    for section in sections:
        if unit := section.unit:
            yield section, unit
        elif not _HISTORY.match(section.words):
            yield from _units(section.parts)


def _divide(
    sections: list[Section],
    own: dict[int, Unit],
    journal: Journal,
    taken: list[tuple[Unit, Section]],
) -> None:
    """Put each section where it belongs; what recurs behind the parts is part of them."""
    recurring = _recurring(sections, own)
    for section in sections:
        if unit := own.get(id(section)):
            taken.append((unit, section))
        elif any(id(inner) in own for inner in section.walk()):
            journal.around.append(Section(section.title, section.line, section.level, section.body))
            _divide(section.parts, own, journal, taken)
        elif taken and id(section) in recurring:
            taken[-1][1].parts.append(section)
        else:
            (journal.after if taken else journal.before).append(section)


def _recurring(sections: list[Section], own: dict[int, Unit]) -> set[int]:
    """Find the sections between parts that belong to the part before them.

    That is so where the same stands behind another part too, or the part has nothing else in it.
    """
    groups: list[tuple[Section, list[Section]]] = []
    for section in sections:
        if id(section) in own:
            groups.append((section, []))
        elif groups:
            groups[-1][1].append(section)
    counts = Counter(key for _, group in groups for key in {*map(_key, group)})
    return {
        id(section)
        for part, group in groups
        for section in group
        if counts[_key(section)] > 1 or section.unit or _belongs(section, part, len(groups))
    }


def _belongs(section: Section, part: Section, parts: int) -> bool:
    topic = topics.of(section.words)
    if topic is Topic.TECHNOLOGIES:
        return parts == 1
    return topic in {Topic.OTHER, Topic.LEARNT} and not part.parts and not part.body


def _key(section: Section) -> str:
    topic = topics.of(section.words)
    return topic if topic is Topic.TECHNOLOGIES else re.sub(r"\W+", " ", section.words.lower())


def _numbered(taken: list[tuple[Unit, Section]]) -> list[Part]:
    """Give the parts in order; two with one number become one, in the order of the README."""
    if any(unit.day for unit, _ in taken):
        days = sorted({unit.day or date.min for unit, _ in taken})
        numbers = [days.index(unit.day or date.min) + 1 for unit, _ in taken]
    else:
        numbers = [unit.number for unit, _ in taken]
    parts: dict[int, Part] = {}
    for number, (_, section) in zip(numbers, taken, strict=True):
        parts.setdefault(number, Part(number, [])).sections.append(section)
    return [parts[number] for number in sorted(parts)]
