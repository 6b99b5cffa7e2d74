"""Code blocks that do not end, or that a stray line of ticks has turned inside out.

GitHub shows the rest of such a README as code. Here a block ends before the next heading, where the
words go on, and a stray line of ticks goes.
"""

import re
from collections.abc import Sequence

from nexus.scaffold.notes import Notes

# A line of a README, and its number there.
Line = tuple[str, int]

_FENCE = re.compile(r" {0,3}(?P<ticks>`{3,}|~{3,})[ \t]*(?P<info>[^`\n]*)")
_HEADING = re.compile(r" {0,3}#{2,6}[ \t]+\S")


def balanced(lines: Sequence[Line], notes: Notes) -> list[Line]:
    """Return lines in which each code block ends; `notes` gets each place that was changed."""
    out: list[Line] = []
    place = 0
    while place < len(lines):
        text, number = lines[place]
        opening = _FENCE.fullmatch(text)
        if opening is None:
            out.append(lines[place])
            place += 1
            continue
        if not opening["info"].strip() and _is_stray(lines, place):
            notes.add(number, "a stray line of ticks stood before a heading, and is left out")
            place += 1
            continue
        end = _end(lines, place, opening["ticks"])
        if end is None:
            end = _meant_end(lines, place)
            out += [*lines[place:end], (opening["ticks"], number), ("", number)]
            notes.add(number, "the code block does not end; it ends before the next heading now")
            place = end
        else:
            out += lines[place : end + 1]
            place = end + 1
    return out


def _is_stray(lines: Sequence[Line], place: int) -> bool:
    """Tell whether an opening line of ticks has an empty line and a heading below it."""
    if place + 1 >= len(lines) or lines[place + 1][0].strip():
        return False
    below = next((text for text, _ in lines[place + 1 :] if text.strip()), "")
    return bool(_HEADING.match(below))


def _end(lines: Sequence[Line], place: int, ticks: str) -> int | None:
    for number in range(place + 1, len(lines)):
        closing = _FENCE.fullmatch(lines[number][0])
        if closing and not closing["info"].strip() and closing["ticks"].startswith(ticks):
            return number
    return None


def _meant_end(lines: Sequence[Line], place: int) -> int:
    """Where a block without an end ends: before a heading, or behind the last line of all."""
    for number in range(place + 2, len(lines)):
        if not lines[number - 1][0].strip() and _HEADING.match(lines[number][0]):
            return number
    return len(lines)
